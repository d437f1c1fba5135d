"""Pointing a colleague at what is written: they are told and take part, and nobody learns what they may not read."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.notices.models import Notice
from fuwutai.people.models import Person
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import disclosure, permissions, readers
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import Answer, in_english, post_from, text_of
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]


def write(client: Client, ticket: Ticket, **sent: object) -> Answer:
    return post_from(client, f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/composer", dict(sent))


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("kind", flat=True))


def last(ticket: Ticket) -> Entry:
    return Entry.objects.filter(record=ticket.timeline).order_by("-seq")[0]


def test_whoever_is_mentioned_is_told_and_takes_part(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    write(browse("amy"), ticket, mode="note", text="@何佳 have you seen this?", mentions=[cast.ben.pk])
    assert "ticket.mentioned" in told(cast.ben)
    assert ticket.participations.get().person == cast.ben
    assert last(ticket).details["mentions"] == [{"id": cast.ben.pk, "name": "何佳"}]


def test_a_public_reply_points_at_colleagues_too_and_tells_each_once(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_participant", person=cast.ben)
    sent = {"mode": "reply", "text": "@何佳 @周启明 will call you", "mentions": [cast.ben.pk, cast.mona.pk]}
    write(browse("amy"), ticket, **sent, also=[cast.ben.pk])
    assert told(cast.rita).count("ticket.replied") == 1
    assert (told(cast.ben).count("ticket.replied"), told(cast.ben).count("ticket.mentioned")) == (1, 0)
    assert told(cast.mona) == ["ticket.mentioned"]


def test_whoever_is_in_charge_stays_what_they_are(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("ben", ticket, "note", text="@林晚秋", mentions=[cast.amy])
    assert "ticket.mentioned" in told(cast.amy)
    assert not ticket.participations.exists()


def test_whoever_may_let_nobody_in_only_tells(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.act("sam", ticket, "note", text="@何佳", mentions=[cast.ben])
    assert told(cast.ben) == ["ticket.mentioned"]
    assert not ticket.participations.exists()


@pytest.mark.parametrize("name", ["rita", "kay", "otto", "tom"])
def test_who_may_not_read_it_is_refused_by_name_and_the_text_is_kept(cast: Cast, browse: Browse, name: str) -> None:
    person = cast.persons[name]
    cast.tom.holdings.all().delete()
    ticket = cast.act("amy", cast.ticket(), "claim")
    client = in_english(browse("amy"))
    answer = write(client, ticket, mode="note", text="Look at this", mentions=[cast.ben.pk, person.pk])
    assert answer.status_code == 422
    assert f"{person.name} may not read this ticket" in text_of(answer)
    assert "Look at this" in answer.content.decode()
    assert f'value="{cast.ben.pk}"' in answer.content.decode()
    assert last(ticket).verb == "claim"
    assert not Notice.objects.filter(kind="ticket.mentioned").exists()


@pytest.mark.parametrize("sent", ["x", "99999999999999999999", "-1", "4711", "\x00"])
def test_nonsense_mentions_nobody(cast: Cast, sent: str) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    form = VerbForm(permissions.verb_of(ticket, "note"), ticket, cast.actor("amy"), {"text": "x", "mentions": [sent]})
    assert "mentions" in form.errors


def test_readers_are_exactly_those_who_may_see_what_is_internal(cast: Cast) -> None:
    tickets = [
        cast.ticket(),
        cast.ticket(by="sam"),
        cast.act("amy", cast.ticket(by="otto"), "assign", team=cast.supplier),
    ]
    tickets.append(cast.act("amy", cast.ticket(), "add_watcher", person=cast.tom))
    for ticket in tickets:
        found = set(readers.of(ticket).values_list("name", flat=True))
        actors = [cast.actor(name) for name in cast.persons]
        may = {
            actor.name
            for actor in actors
            if permissions.visible(actor).filter(pk=ticket.pk).exists() and permissions.sees_internal(actor, ticket)
        }
        assert found == may


def test_those_who_work_on_it_are_offered_first_and_nobody_is_offered_to_themselves(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_participant", person=cast.sam)
    near = [person.name for person in readers.offered(ticket, cast.actor("ben"))]
    assert near[:2] == ["林晚秋", "陈思远"]
    assert "何佳" not in near
    page = browse("ben").get(f"/tickets/{ticket.pk}/mentions", {"mentions_words": "陈"}).content.decode()
    assert f'data-value="{cast.sam.pk}"' in page
    assert "林晚秋" not in page
    assert (
        "钱立"
        not in text_of(browse("ben").get(f"/tickets/{ticket.pk}/mentions", {"mentions_words": "钱"})).split("“")[0]
    )


def test_strangers_cannot_ask_whom_to_mention(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    assert browse("rita").get(f"/tickets/{ticket.pk}/mentions").status_code in {403, 404}


def test_the_story_marks_the_names(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    text = "@何佳 see https://example.org/@何佳 <b>"
    cast.act("amy", ticket, "note", text=text, mentions=[cast.ben])
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert '<span class="fw-mention">@何佳</span> see' in page
    assert "&lt;b&gt;" in page


def test_programs_mention_by_id_and_are_refused_alike(cast: Cast, call: Callable[..., Program]) -> None:
    ticket, amy = cast.act("amy", cast.ticket(), "claim"), call("amy")
    refused = amy.post(f"/tickets/{ticket.pk}/replies", {"text": "@钱立", "mentions": [cast.rita.pk]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "mentions")
    assert amy.post(f"/tickets/{ticket.pk}/notes", {"text": "@何佳", "mentions": [cast.ben.pk]}).status_code == 200
    assert "ticket.mentioned" in told(cast.ben)


def test_the_requester_is_not_told_who_was_pointed_at(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "reply", text="Have a look", mentions=[cast.ben])
    assert "mentions" not in disclosure.details(Entry.objects.get(verb="reply"), ticket)
