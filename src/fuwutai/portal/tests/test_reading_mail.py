"""What came by mail is read in the portal as it was written: its page, its pictures, its quotes folded away."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from fuwutai.files import services as files
from fuwutai.files.models import Attachment
from fuwutai.files.services import Upload
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]
Call = Callable[..., Program]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
SECRET = "内部机密备注"


def mailed(cast: Cast, **words: Any) -> Ticket:
    """A report with a picture between its words, and one in the signature that it quotes."""
    html = f'<p>屏幕是这样的：<b>蓝</b></p><img src="{files.picture_place("screen@x")}" alt="屏幕">'
    pictures = [Upload("screen.png", PNG, content_id="screen@x", inline=True)]
    pictures += [Upload("logo.png", PNG + b"1", content_id="logo@x", inline=True), Upload("log.txt", b"hello")]
    return cast.ticket(description="屏幕是这样的：蓝", **{"html": html, "uploads": pictures, **words})


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(f"/portal/tickets/{ticket.pk}").content.decode()


def said_by(cast: Cast, name: str, ticket: Ticket, quoted: str) -> Ticket:
    values = {"text": "还是不行", "html": "<p>还是<b>不行</b></p>", "origin": {"channel": "mail", "quoted": quoted}}
    return services.act(cast.actor(name), ticket.pk, "say", values)


def test_a_mail_is_shown_with_its_picture(cast: Cast, browse: Browse) -> None:
    ticket, client = mailed(cast), browse("rita")
    page = page_of(client, ticket)
    shown = Attachment.objects.get(name="screen.png")
    assert f'<b>蓝</b></p><img src="/files/{shown.pk}"' in page
    picture = client.get(f"/files/{shown.pk}")
    assert picture.status_code == 200
    picture.close()


def test_files_stand_below_but_not_what_the_mail_shows_itself(cast: Cast, browse: Browse) -> None:
    page = page_of(browse("rita"), mailed(cast))
    assert "log.txt" in page
    assert "screen.png" not in page
    assert "logo.png" not in page


def test_pictures_of_a_mail_without_a_page_stand_below(cast: Cast, browse: Browse) -> None:
    assert "screen.png" in page_of(browse("rita"), mailed(cast, html=""))


def test_quoted_words_are_folded(cast: Cast, browse: Browse) -> None:
    ticket = said_by(cast, "rita", mailed(cast), quoted="从前的话")
    page = page_of(browse("rita"), ticket)
    assert "还是<b>不行</b>" in page
    folded = page[page.index("<details") : page.index("</details>")]
    assert "从前的话" in folded


def test_what_a_colleague_quotes_is_not_handed_on(cast: Cast, browse: Browse, call: Call) -> None:
    ticket = cast.act("amy", mailed(cast), "add_watcher", person=cast.kay)
    said_by(cast, "kay", ticket, quoted=SECRET)
    assert SECRET not in page_of(browse("rita"), ticket)
    assert SECRET not in call("rita").get(f"/tickets/{ticket.pk}/story").content.decode()
    assert SECRET in browse("amy").get(f"/tickets/{ticket.pk}").content.decode()


def test_a_page_loads_nothing_from_elsewhere(cast: Cast, browse: Browse) -> None:
    answer = browse("rita").get(f"/portal/tickets/{mailed(cast).pk}")
    policy = answer.headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob:" in policy
    assert "default-src 'self'" in policy
