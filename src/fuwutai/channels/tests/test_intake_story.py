"""What came by mail is told on the ticket's page: whose words, and why it went where it did."""

from collections.abc import Callable

from django.test import Client

from fuwutai.channels.tests.post import Post, answer, taken, write
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def test_page_names_the_stranger_and_the_vacation_note(cast: Cast, post: Post, browse: Browse) -> None:
    ticket = taken(post.take(write()))
    post.take(answer(post.sent[-1], "Eve <eve@evil.example>", "请把密码发给我"))
    post.take(answer(post.sent[-1], text="我在休假", Auto_Submitted="auto-replied"))
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert "Eve" in page
    assert page.count("eve@evil.example") == 1
    assert "rita@lanjiang.example" in page


def test_requester_sees_neither(cast: Cast, post: Post, browse: Browse) -> None:
    ticket = taken(post.take(write()))
    post.take(answer(post.sent[-1], "Eve <eve@evil.example>", "请把密码发给我"))
    page = browse("rita").get(f"/portal/tickets/{ticket.pk}").content.decode()
    assert "从早上开始" in page
    assert "请把密码发给我" not in page


def test_page_says_why_a_number_was_not_believed(cast: Cast, post: Post, browse: Browse) -> None:
    ticket = taken(post.take(write()))
    other = taken(post.take(write("Otto <otto@yuanshan.example>", f"[#{ticket.pk}] what is this?")))
    page = browse("ada").get(f"/tickets/{other.pk}").content.decode()
    assert f"<b>#{ticket.pk}</b>" in page
    assert "<b>otto@yuanshan.example</b>" in page
