"""Channels, imports and jobs call the services without a form before them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fuwutai.core.errors import Invalid
from fuwutai.core.texts import storable
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import sweeping
from fuwutai.tickets.services.letters import Letter, Sort
from fuwutai.timeline import verification
from fuwutai.timeline.models import Entry

NUL, HALF = "\x00", "\ud800"


def put_away(record: Any) -> Any:
    record.active = False
    record.save()
    return record


def refused(cast: Cast, ticket: Ticket, verb: str, **values: Any) -> dict[str, list[str]]:
    before = ticket.timeline_length
    with pytest.raises(Invalid) as refusal:
        cast.act("amy", ticket, verb, **values)
    ticket.refresh_from_db()
    assert ticket.timeline_length == before
    return {name: [str(sentence) for sentence in sentences] for name, sentences in refusal.value.fields.items()}


def test_what_is_out_of_use_is_refused_at_its_field(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    category, code, team = put_away(cast.category), put_away(cast.code), put_away(cast.supplier)
    assert list(refused(cast, ticket, "classify", category=category)) == ["category"]
    assert "网络" in refused(cast, ticket, "classify", category=category)["category"][0]
    assert list(refused(cast, ticket, "resolve", solution="ok", code=code)) == ["code"]
    assert list(refused(cast, ticket, "assign", team=team)) == ["team"]
    assert list(refused(cast, ticket, "add_watcher", person=put_away(cast.tom))) == ["person"]


def test_somebody_who_left_can_be_taken_out(cast: Cast) -> None:
    ticket = cast.act("amy", cast.act("amy", cast.ticket(), "claim"), "add_watcher", person=cast.kay)
    cast.act("amy", ticket, "remove_participant", person=put_away(cast.kay))
    assert not ticket.participations.exists()


def test_children_are_resolved_with_a_code_that_went_out_of_use(cast: Cast) -> None:
    parent, child = cast.act("amy", cast.ticket(), "claim"), cast.ticket()
    cast.act("amy", child, "make_child", other=parent)
    cast.act("amy", parent, "resolve", solution="ok", code=cast.code)
    put_away(Ticket.objects.get(pk=parent.pk).resolution_code)
    assert sweeping.resolve_children(parent.pk) == 1


def test_characters_that_no_database_keeps_are_left_out(cast: Cast) -> None:
    ticket = cast.ticket(
        title=f"VPN{NUL} 连不上", description=f"从{NUL}早上{HALF}开始", callback=f"8{NUL}000", html=f"<p>{NUL}x</p>",
        origin={"channel": "mail", "quoted": f"a{NUL}b"},
    )  # fmt: skip
    ticket = cast.act("amy", cast.act("amy", ticket, "claim"), "reply", text=f"请{NUL}重启{HALF}一下")
    ticket.refresh_from_db()
    assert (ticket.title, ticket.description, ticket.callback) == ("VPN 连不上", "从早上开始", "8000")
    first, last = Entry.objects.filter(record=ticket.timeline, seq__in=[1, 3]).order_by("seq")
    assert (first.html, first.details["quoted"], last.text) == ("<p>x</p>", "ab", "请重启一下")
    assert list(verification.findings()) == []


def test_everything_within_a_letter_is_cleaned(cast: Cast) -> None:
    letter = Letter(
        channel=Channel.MAIL, sort=Sort.WORDS, code="", title=f"a{NUL}", text=f"b{NUL}", origin={"to": [f"c{HALF}"]}
    )
    clean = storable(letter)
    assert (clean.title, clean.text, clean.origin) == ("a", "b", {"to": ["c"]})
    assert (clean.channel, clean.sort) == (Channel.MAIL, Sort.WORDS)
    assert clean.channel is Channel.MAIL


@pytest.mark.parametrize("name", ["sam", "lee"])
def test_nobody_is_given_their_own_request(cast: Cast, name: str) -> None:
    cast.lee.key_user_of.add(cast.finance)
    ticket = cast.act("amy", cast.ticket(by="sam", department=cast.finance), "claim")
    assert list(refused(cast, ticket, "assign", team=cast.network, assignee=cast.persons[name])) == ["assignee"]


@pytest.mark.parametrize(("name", "verb"), [("amy", "claim"), ("sam", "accept")])
def test_nobody_takes_their_own_request(
    cast: Cast, browse: Callable[[str], Client], call: Callable[..., Program], name: str, verb: str
) -> None:
    ticket = cast.ticket(by=name)
    if verb == "accept":
        cast.act("amy", ticket, "assign", team=cast.network)
    noun = {"claim": "claim", "accept": "acceptance"}[verb]
    assert call(name).post(f"/tickets/{ticket.pk}/{noun}").status_code == 403
    assert browse(name).post(f"/tickets/{ticket.pk}/{noun}").status_code == 403
    assert f"/tickets/{ticket.pk}/{noun}" not in browse(name).get("/tickets/pool").content.decode()


def test_the_desk_manager_is_not_referred_to_about_their_own_request(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(by="mona"), "claim")
    assert cast.act("amy", ticket, "refer", note="?").assignee == cast.ada
