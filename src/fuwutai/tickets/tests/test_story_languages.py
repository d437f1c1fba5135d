"""What happened to a ticket is told in the language of whoever reads it, with the names that things had then."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import translation

from fuwutai.core.names import told
from fuwutai.notices import words
from fuwutai.notices.models import Notice
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Category, Ticket
from fuwutai.tickets.tests.pages import in_english, text_of
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS

Browse = Callable[[str], Client]
Call = Callable[..., Program]


def returned(cast: Cast) -> Ticket:
    """Sent back by somebody whose page speaks Chinese."""
    ticket = cast.act("amy", cast.ticket(), "claim")
    with translation.override("zh-hans"):
        cast.act("amy", ticket, "assign", team=cast.network, assignee=cast.sam)
        return cast.act("sam", ticket, "return", reason=cast.reason)


def page_of(client: Client, ticket: Ticket) -> str:
    return text_of(client.get(f"/tickets/{ticket.pk}?show=steps"))


def test_reasons_and_categories_are_read_in_the_readers_language(cast: Cast, browse: Browse) -> None:
    ticket = returned(cast)
    printing = Category.objects.create(name_zh_hans="打印", name_zh_hant="列印", name_en="Printing")
    with translation.override("zh-hans"):
        cast.act("amy", ticket, "classify", category=printing)
        cast.act("amy", ticket, "assign", team=cast.network, assignee=cast.sam)
        cast.act("sam", ticket, "resolve", solution="好了", code=cast.code)
    english, chinese = in_english(browse("amy")), browse("ben")
    assert cast.reason.name_en in page_of(english, ticket)
    assert "Category Printing" in page_of(english, ticket)
    assert f"Solution: {cast.code.name_en}" in text_of(english.get(f"/tickets/{ticket.pk}"))
    assert cast.reason.name_zh_hans in page_of(chinese, ticket)
    assert "打印" in page_of(chinese, ticket)


def test_a_later_name_does_not_rewrite_what_was_said(cast: Cast, browse: Browse) -> None:
    ticket, reason = returned(cast), cast.reason
    before = reason.name_en
    reason.name_en = "Renamed"
    reason.save()
    page = page_of(in_english(browse("amy")), ticket)
    assert before in page
    assert "Renamed" not in page


def test_a_notice_speaks_the_language_of_its_reader_throughout(cast: Cast) -> None:
    returned(cast)
    notice = Notice.objects.get(kind="ticket.returned", person=cast.amy)
    assert words.of(notice, language="en").line.endswith(cast.reason.name_en)
    assert words.of(notice, language="zh-hans").line.endswith(cast.reason.name_zh_hans)


def test_entries_from_before_names_were_kept_in_every_language_are_still_told(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    details: dict[str, Any] = {
        "reason": {"id": 1, "name": "缺少信息"}, "team": {"id": 2, "name": "网络组"},
        "changes": {"category": [None, {"id": 3, "name": "打印"}]},
    }  # fmt: skip
    timeline.write(
        ticket,
        timeline.Draft(kind=EntryKind.STEP, verb="return", details=details),
        timeline.Draft(kind=EntryKind.CHANGE, verb="classify", details=details),
        actor=cast.actor("sam"),
    )
    ticket.save(update_fields=TIMELINE_FIELDS)
    page = page_of(in_english(browse("amy")), ticket)
    assert "网络组 returned it to the service desk: 缺少信息" in page
    assert "Category 打印" in page


def test_a_name_that_one_language_lacks_is_told_in_the_nearest(cast: Cast) -> None:
    kept = {"id": 1, "name": "网络组", "names": {"zh_hans": "网络组"}}
    with translation.override("en"):
        assert told(kept) == "网络组"
    with translation.override("zh-hant"):
        assert told({**kept, "names": {"zh_hans": "打印", "en": "Printing"}}) == "打印"
    assert told(None) == ""


def test_the_api_gives_the_id_and_every_name(cast: Cast, call: Call) -> None:
    ticket = returned(cast)
    entry = call("amy").get(f"/tickets/{ticket.pk}/story").json()["items"][-1]
    assert entry["details"]["reason"]["id"] == cast.reason.pk
    assert entry["details"]["reason"]["names"]["en"] == cast.reason.name_en
