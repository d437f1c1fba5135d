"""One row is one update: the rows of a case become its story."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from fuwutai.core import clock
from fuwutai.core.jobs.models import Job
from fuwutai.history.models import Alias, Case
from fuwutai.history.tests.bringing import AUDIT, bring, checked, log, story, ticket, verbs
from fuwutai.history.writing.tickets import ENTRY_KINDS
from fuwutai.notices.models import Notice
from fuwutai.people.models import Person, Team
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Symptom, Ticket
from fuwutai.tickets.services import acting, sweeping

LIFE = log(
    "A1,2020-01-05 08:00,Ann,New,P3,Front,,Caller 1,Printer,Hall",
    "A1,2020-01-05 09:00,Bob,Active,P3,Front,Bob,Caller 1,Printer,Hall",
    "A1,2020-01-05 10:00,Bob,Active,P2,Servers,,Caller 1,Printer,Hall",
    "A1,2020-01-06 10:00,Cid,Vendor,P2,Servers,Cid,Caller 1,Printer,Hall",
    "A1,2020-01-07 10:00,Cid,Active,P2,Servers,Cid,Caller 1,Printer,Hall",
    "A1,2020-01-07 11:00,Cid,Resolved,P2,Servers,Cid,Caller 1,Printer,Hall",
    "A1,2020-01-08 11:00,Caller 1,Active,P2,Servers,Cid,Caller 1,Printer,Hall",
    "A1,2020-01-08 12:00,Cid,Resolved,P2,Servers,Cid,Caller 1,Printer,Hall",
    "A1,2020-01-10 12:00,System,Closed,P2,Servers,Cid,Caller 1,Printer,Hall",
)


def test_a_case_becomes_a_ticket_with_its_story_at_its_true_times(cast: Cast) -> None:
    bring(LIFE)
    found = ticket("A1")
    assert verbs("A1") == [
        "log", "claim", "prioritise", "assign", "wait", "resume", "resolve", "reject", "resolve", "close",
    ]  # fmt: skip
    assert [entry.at for entry in story("A1")][-1] == datetime(2020, 1, 10, 12, tzinfo=UTC)
    assert (found.state, found.priority, str(found.team), str(found.assignee)) == ("closed", 2, "Servers", "Cid")
    assert (found.assignments, found.reopenings) == (1, 1)
    assert found.reported_at == datetime(2020, 1, 5, 8, tzinfo=UTC)
    assert found.accepted_at == datetime(2020, 1, 5, 9, tzinfo=UTC)
    assert found.resolved_at == datetime(2020, 1, 8, 12, tzinfo=UTC)
    assert found.closed_at == datetime(2020, 1, 10, 12, tzinfo=UTC)


def test_states_of_the_story_follow_from_one_another(cast: Cast) -> None:
    bring(LIFE)
    state = State.NEW.value
    for entry in story("A1"):
        if "to" in entry.details:
            assert entry.details["from"] == state
            state = entry.details["to"]
    assert state == "closed"


def test_the_timeline_holds_and_says_that_it_was_brought_in(cast: Cast) -> None:
    bring(LIFE)
    call_command("verify", "timeline")
    entries = story("A1")
    assert all(entry.details["imported"] == "Old desk" for entry in entries)
    assert all(entry.entered_at > entry.at for entry in entries)
    assert entries[0].details["attributes"] == {"site": "Hall"}
    assert [entry.actor_name for entry in entries[:2]] == ["Caller 1", "Bob"]


def test_people_and_groups_are_made_without_an_account(cast: Cast) -> None:
    bring(LIFE)
    caller = ticket("A1").requester
    assert (caller.name, caller.known, hasattr(caller, "account")) == ("Caller 1", False, False)
    assert Team.objects.filter(name_en="Servers").count() == 1
    assert not Person.objects.filter(name="Ann").exists(), "who only did something is left a name"


def test_known_people_and_groups_are_found(cast: Cast) -> None:
    mapping_rows = log("A1,2020-01-05 08:00,x,New,P3,network,,rita@lanjiang.example,Printer,")
    bring(mapping_rows)
    assert ticket("A1").requester == cast.rita
    assert ticket("A1").team == cast.network
    assert Alias.objects.filter(person=cast.rita).exists()


def test_symptoms_are_found_or_kept_without_being_offered(cast: Cast) -> None:
    slow = Symptom.objects.get(name_en="Slow")
    sees_symptoms = AUDIT.replace("  title: title", "  title: title\n  symptom: site")
    rows = (
        "A1,2020-01-05 08:00,x,New,P3,Desk,,Caller 1,Printer,SLOW",
        "A2,2020-01-05 08:00,x,New,P3,Desk,,Caller 1,Printer,Smells burnt",
        "A3,2020-01-05 08:00,x,New,P3,Desk,,Caller 1,Printer,Smells burnt",
        "A3,2020-01-05 09:00,x,Active,P3,Desk,,Caller 1,Printer,Slow",
    )
    bring(log(*rows), sees_symptoms)
    made = Symptom.objects.get(name_en="Smells burnt")
    assert not made.active
    assert [ticket(case).symptom for case in ("A1", "A2", "A3")] == [slow, made, slow]
    [changed] = [entry for entry in story("A3") if entry.verb == "classify"]
    assert [each["name"] for each in changed.details["changes"]["symptom"]] == ["Smells burnt", str(slow)]


def test_nobody_is_told_and_no_sweep_touches_it(cast: Cast) -> None:
    Job.objects.all().delete()
    bring(
        log(
            "A1,2020-01-05 08:00,x,New,P3,Desk,,Caller 1,Printer,",
            "A1,2020-01-05 09:00,x,Resolved,P3,Desk,,Caller 1,Printer,",
            "A2,2020-01-05 08:00,x,Vendor,P3,Desk,,Caller 1,Printer,",
        )
    )
    assert not Notice.objects.exists()
    with clock.at(datetime(2026, 11, 23, 3, tzinfo=UTC)):
        assert sweeping.chase_unanswered() == 0
        assert sweeping.resume_due() == 0
        Case.objects.all().delete()
        assert sweeping.chase_unanswered() == 1, "what was not brought in is chased at this hour"


def test_rows_in_any_order_and_cases_mixed_give_the_same(cast: Cast) -> None:
    rows = LIFE.splitlines()[1:]
    bring(log(*reversed(rows), "A2,2020-01-05 08:00,x,New,P3,Desk,,Caller 1,Screen,", *rows[:2]))
    assert verbs("A1")[0] == "log"
    assert ticket("A1").state == "closed"
    assert ticket("A1").pk < ticket("A2").pk or ticket("A2").reported_at <= ticket("A1").reported_at


def test_a_row_after_the_end_reopens_and_a_jump_is_filled_in(cast: Cast) -> None:
    bring(
        log(
            "A1,2020-01-05 08:00,x,New,P3,Desk,,C,T,",
            "A1,2020-01-05 09:00,x,Closed,P3,Desk,,C,T,",
            "A1,2020-01-05 10:00,x,Active,P3,Desk,,C,T,",
        )
    )
    assert verbs("A1") == ["log", "resolve", "close", "reopen"]
    assert (ticket("A1").state, ticket("A1").closed_at, ticket("A1").reopenings) == ("in_progress", None, 1)


def test_kinds_of_entries_are_those_of_our_own_verbs() -> None:
    ours = {verb: kind for verb, kind in acting._ENTRY_KINDS.items() if verb in ENTRY_KINDS}
    assert ours == {verb: kind for verb, kind in ENTRY_KINDS.items() if verb != "log"}


def test_the_old_number_finds_the_ticket(cast: Cast, browse: Callable[[str], Client]) -> None:
    bring(LIFE)
    while search.catch_up():
        pass
    client = browse("mona")
    answer = client.get(reverse("tickets:list"), {"q": "A1"})
    assert "Printer" in answer.content.decode()
    page = client.get(reverse("tickets:detail", args=[ticket("A1").pk]))
    assert page.status_code == 200


def test_its_page_shows_what_the_other_tool_had_kept(cast: Cast, browse: Callable[[str], Client]) -> None:
    bring(LIFE)
    page = browse("mona").get(f"/tickets/{ticket('A1').pk}").content.decode()
    assert re.search(r"<dt[^>]*>\s*site\s*</dt>\s*<dd[^>]*>\s*Hall\s*</dd>", page)


def test_an_old_number_of_digits_finds_the_ticket_too(cast: Cast, browse: Callable[[str], Client]) -> None:
    bring(LIFE.replace("A1,", "00204397,"))
    for words in ("00204397", "#00204397"):
        page = browse("mona").get(reverse("tickets:list"), {"q": words}).content.decode()
        assert reverse("tickets:detail", args=[ticket("00204397").pk]) in page


def test_preview_counts_and_writes_nothing(cast: Cast) -> None:
    found = checked(LIFE + "B1,2020-01-05 08:00,x,Weird,P3,Desk,,C,T,\n")
    preview = found.preview
    assert preview["counts"]["made"] == 1
    assert preview["counts"]["refused"] == 1
    assert preview["unknown"] == [["state", "Weird", 1]]
    assert preview["new"] == {"person": 4, "team": 2, "category": 0, "symptom": 0, "code": 0}
    assert preview["samples"][0]["case"] == "A1"
    assert preview["kept"] == ["site"]
    assert not Ticket.objects.exists()
    assert not Case.objects.exists()
    assert not Person.objects.filter(name="Cid").exists()


def test_both_counts_agree_and_show_what_is_reassigned(cast: Cast) -> None:
    report = bring(LIFE + "B1,2020-01-05 08:00,x,Weird,P3,Desk,,C,T,\n").report
    assert report["differences"] == 0
    assert report["numbers"]["reassigned"] == [1, 1]
    assert report["numbers"]["reopened"] == [1, 1]
    assert report["by"]["group"] == [["Servers", 1, 1]]
    assert report["words"]["state"] == [["Closed", 1, 1]]
    assert report["refused"] == {"unknown_value": 1}
