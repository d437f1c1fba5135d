"""One action on many tickets: looked at before, done in the background, taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid, NotFound
from fuwutai.core.jobs.worker import run_due
from fuwutai.people.models import Holding
from fuwutai.search import services as search
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services as tickets_services
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import in_english, post_from, text_of
from fuwutai.timeline.models import Entry
from fuwutai.workspace.bulk import offers, previews, services, working
from fuwutai.workspace.bulk.choices import Fate
from fuwutai.workspace.bulk.models import BulkAction
from fuwutai.workspace.bulk.previews import Chosen

Browse = Callable[[str], Client]
Call = Callable[..., Program]
LIST = "/tickets/all"


def claimed(cast: Cast, number: int = 2) -> list[Ticket]:
    return [cast.act("amy", cast.ticket(title=f"T{turn}"), "claim") for turn in range(number)]


def do(cast: Cast, verb: str, tickets: list[Ticket], who: str = "amy", **values: object) -> BulkAction:
    """Ask for it and let the worker do it."""
    chosen = [Chosen(ticket.pk, ticket.version) for ticket in tickets]
    action = services.start(cast.actor(who), verb, chosen, values)
    working.work(action.pk)
    action.refresh_from_db()
    return action


def fates(action: BulkAction) -> dict[int, str]:
    return dict(action.lines.values_list("ticket", "fate"))


def states(tickets: list[Ticket]) -> list[str]:
    return [Ticket.objects.get(pk=ticket.pk).state for ticket in tickets]


def test_many_are_dispatched_from_a_list(cast: Cast, browse: Browse) -> None:
    tickets = claimed(cast, 3)
    client = in_english(browse("amy"))
    assert 'name="ticket"' in client.get(LIST).content.decode()
    sheet = post_from(client, LIST, "/workspace/bulk/assignment", {"ticket": [each.pk for each in tickets]})
    assert "It will be done to 3 tickets" in text_of(sheet)
    sent = ",".join(f"{each.pk}:{each.version}" for each in tickets)
    values = {"tickets": sent, "team": cast.network.pk}
    assert post_from(client, LIST, "/workspace/bulk/assignment/start", values).status_code == 204
    assert "Assign" in text_of(client.get("/workspace/bulk/now"))
    run_due()
    assert states(tickets) == [State.DISPATCHED] * 3
    action = BulkAction.objects.get()
    page = client.get(f"/workspace/bulk/{action.pk}")
    assert "Done" in text_of(page)
    assert f"/tickets/{tickets[0].pk}" in page.content.decode()
    assert "Assign 3 tickets 3 done" in text_of(client.get("/workspace/bulk/"))


def test_all_that_match_are_taken(cast: Cast, browse: Browse) -> None:
    claimed(cast, 2)
    cast.ticket(title="Untaken")
    data = {"all": "1", "list": "tickets", "query": "state=in_progress"}
    sheet = post_from(in_english(browse("amy")), LIST, "/workspace/bulk/notes", data)
    assert "It will be done to 2 tickets" in text_of(sheet)
    assert previews.matching(cast.actor("otto"), "tickets", "") == []
    with pytest.raises(Invalid):
        previews.matching(cast.actor("ada"), "priority-matrix", "")


def test_what_is_refused_is_told_before_and_left_out(cast: Cast, browse: Browse) -> None:
    mine, untaken = claimed(cast, 1)[0], cast.ticket(title="Untaken")
    data = {"ticket": [mine.pk, untaken.pk]}
    read = text_of(post_from(in_english(browse("amy")), LIST, "/workspace/bulk/hold", data))
    assert "It will be done to 1 ticket. 1 is left out." in read
    assert f"does not allow this for ticket {untaken.pk}" in read
    action = do(cast, "wait", [mine, untaken], wait_for="supplier")
    assert fates(action) == {mine.pk: Fate.DONE}


def test_a_preview_changes_nothing_and_asks_a_fixed_number_of_queries(cast: Cast) -> None:
    tickets, verb = claimed(cast, 2), offers.find("assign")
    actor, values = cast.actor("amy"), {"team": str(cast.network.pk)}

    def asked(several: list[Ticket]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            previews.of(actor, verb, [Chosen(each.pk) for each in several], values)
        return len(seen)

    few = asked(tickets)
    assert asked([*tickets, *claimed(cast, 12)]) == few <= 4
    assert not BulkAction.objects.exists()


def test_the_form_is_refused_with_what_was_filled_in(cast: Cast, browse: Browse) -> None:
    ticket = claimed(cast, 1)[0]
    sent = {"tickets": f"{ticket.pk}:{ticket.version}", "solution": "Done with it"}
    answer = post_from(in_english(browse("amy")), LIST, "/workspace/bulk/resolution/start", sent)
    assert answer.status_code == 422
    assert "Done with it" in answer.content.decode()
    assert "This field is required" in text_of(answer)
    assert not BulkAction.objects.exists()


def test_one_refusal_does_not_stop_the_others(cast: Cast) -> None:
    tickets = claimed(cast, 3)
    chosen = [Chosen(ticket.pk, ticket.version) for ticket in tickets]
    action = services.start(cast.actor("amy"), "note", chosen, {"text": "Same fault"})
    cast.act("ben", tickets[1], "note", text="I looked")
    working.work(action.pk)
    assert list(fates(action).values()) == [Fate.DONE, Fate.REFUSED, Fate.DONE]
    assert action.lines.get(ticket=tickets[1]).reason


def test_what_changed_since_the_preview_is_refused(cast: Cast) -> None:
    ticket = claimed(cast, 1)[0]
    cast.act("ben", ticket, "note", text="I looked")
    with pytest.raises(Invalid):
        services.start(cast.actor("amy"), "note", [Chosen(ticket.pk, ticket.version)], {"text": "x"})


def test_a_worker_that_was_killed_goes_on_and_nothing_is_done_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = claimed(cast, 3)
    chosen = [Chosen(ticket.pk, ticket.version) for ticket in tickets]
    action = services.start(cast.actor("amy"), "note", chosen, {"text": "Same fault"})
    act, calls = tickets_services.act, []

    class Killed(BaseException):
        pass

    def killed_in_the_second(*args: Any, **options: Any) -> Ticket:
        calls.append(args)
        done = act(*args, **options)
        if len(calls) == 2:
            raise Killed
        return done

    monkeypatch.setattr(tickets_services, "act", killed_in_the_second)
    with pytest.raises(Killed):
        working.work(action.pk)
    assert list(fates(action).values()) == [Fate.DONE, Fate.WAITING, Fate.WAITING]
    for _again in range(2):
        working.work(action.pk)
    assert set(fates(action).values()) == {Fate.DONE}
    notes = Entry.objects.filter(verb="note", record__in=[ticket.timeline for ticket in tickets])
    assert notes.count() == 3


def test_what_breaks_is_said_and_holds_up_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = claimed(cast, 2)
    chosen = [Chosen(ticket.pk, ticket.version) for ticket in tickets]
    action = services.start(cast.actor("amy"), "note", chosen, {"text": "Same fault"})
    act = tickets_services.act

    def break_first(actor: Any, number: int, *args: Any, **options: Any) -> Ticket:
        if number == tickets[0].pk:
            raise RuntimeError("broken")
        return act(actor, number, *args, **options)

    monkeypatch.setattr(tickets_services, "act", break_first)
    working.work(action.pk)
    assert list(fates(action).values()) == [Fate.REFUSED, Fate.DONE]


@pytest.mark.parametrize("who", ["rita", "otto"])
def test_nobody_outside_reaches_it(cast: Cast, browse: Browse, who: str) -> None:
    ticket = cast.ticket()
    action = do(cast, "note", claimed(cast), text="Internal")
    client = browse(who)
    assert post_from(client, LIST, "/workspace/bulk/notes", {"ticket": [ticket.pk]}).status_code == 404
    assert client.get(f"/workspace/bulk/{action.pk}").status_code == 404


def test_an_action_is_its_persons_own(cast: Cast, browse: Browse) -> None:
    action = do(cast, "note", claimed(cast), text="Internal")
    assert browse("ben").get(f"/workspace/bulk/{action.pk}").status_code == 404
    with pytest.raises(NotFound):
        services.undo(cast.actor("ada"), action.pk)


def test_tickets_of_others_are_not_even_named(cast: Cast, browse: Browse) -> None:
    hidden = cast.ticket(title="Secret of finance")
    Holding.objects.filter(person=cast.sam).update(organisation=cast.elsewhere)
    sam = in_english(browse("sam"))
    answer = post_from(sam, LIST, "/workspace/bulk/notes", {"ticket": [hidden.pk]})
    assert "1 is not there, or not for you" in text_of(answer)
    assert "Secret" not in text_of(answer)
    with pytest.raises(Invalid):
        services.start(cast.actor("sam"), "note", [Chosen(hidden.pk)], {"text": "x"})


def test_each_is_asked_by_role(cast: Cast) -> None:
    tickets = claimed(cast)
    found = previews.of(cast.actor("sam"), offers.find("assign"), [Chosen(ticket.pk) for ticket in tickets])
    assert not found.allowed
    own = cast.ticket(by="ben")
    ben = previews.of(cast.actor("ben"), offers.find("note"), [Chosen(own.pk)])
    assert not ben.allowed


def test_dispatching_is_undone(cast: Cast) -> None:
    tickets = claimed(cast)
    untaken = cast.ticket()
    action = do(cast, "assign", [*tickets, untaken], team=str(cast.network.pk))
    services.undo(cast.actor("amy"), action.pk)
    working.work(action.pk)
    assert set(fates(action).values()) == {Fate.UNDONE}
    back = Ticket.objects.get(pk=tickets[0].pk)
    assert (back.team, back.assignee) == (cast.desk, cast.amy)
    assert action.lines.get(ticket=untaken).reason
    action.refresh_from_db()
    assert action.undone_at


@pytest.mark.parametrize(
    ("verb", "values"),
    [("prioritise", {"impact": "1", "urgency": "1"}), ("wait", {"wait_for": "supplier"}), ("make_child", {})],
)
def test_it_is_as_it_was_after_an_undo(cast: Cast, verb: str, values: dict[str, str]) -> None:
    tickets, other = claimed(cast), claimed(cast, 1)[0]
    columns = ("state", "impact", "urgency", "parent", "priority", "wait_for")
    before = list(Ticket.objects.filter(pk__in=[each.pk for each in tickets]).values(*columns))
    if verb == "make_child":
        values = {"other": str(other.pk)}
    action = do(cast, verb, tickets, **values)
    assert set(fates(action).values()) == {Fate.DONE}
    services.undo(cast.actor("amy"), action.pk)
    working.work(action.pk)
    assert set(fates(action).values()) == {Fate.UNDONE}
    assert list(Ticket.objects.filter(pk__in=[each.pk for each in tickets]).values(*columns)) == before


def test_classifying_is_undone_where_there_was_a_category(cast: Cast) -> None:
    tickets = claimed(cast)
    cast.act("amy", tickets[0], "classify", category=cast.category)
    tickets = [Ticket.objects.get(pk=each.pk) for each in tickets]
    made = type(cast.category).objects.create(name_zh_hans="打印", name_en="Printing")
    made.place()
    action = do(cast, "classify", tickets, category=str(made.pk))
    services.undo(cast.actor("amy"), action.pk)
    working.work(action.pk)
    assert list(fates(action).values()) == [Fate.UNDONE, Fate.STAYS]
    assert Ticket.objects.get(pk=tickets[0].pk).category == cast.category


def test_many_are_merged_into_one_and_separated_again(cast: Cast, browse: Browse) -> None:
    stays, *others = tickets = claimed(cast, 3)
    data = {"tickets": ",".join(f"{each.pk}:{each.version}" for each in tickets), "other": stays.pk}
    read = text_of(post_from(in_english(browse("amy")), LIST, "/workspace/bulk/merger/preview", data))
    assert "the others go; it stays" in read
    action = do(cast, "merge", tickets, other=str(stays.pk))
    assert states(others) == [State.MERGED] * 2
    services.undo(cast.actor("amy"), action.pk)
    working.work(action.pk)
    assert states(tickets) == [State.IN_PROGRESS] * 3


def test_what_somebody_changed_since_stays(cast: Cast) -> None:
    tickets = claimed(cast)
    action = do(cast, "wait", tickets, wait_for="supplier")
    cast.act("ben", tickets[0], "note", text="Called them")
    services.undo(cast.actor("amy"), action.pk)
    working.work(action.pk)
    assert list(fates(action).values()) == [Fate.STAYS, Fate.UNDONE]


def test_a_reply_and_what_is_long_ago_are_not_undone(cast: Cast) -> None:
    reply = do(cast, "reply", claimed(cast), text="We are on it")
    with pytest.raises(Conflict):
        services.undo(cast.actor("amy"), reply.pk)
    hold = do(cast, "wait", claimed(cast), wait_for="supplier")
    with clock.at(clock.now() + timedelta(minutes=11)), pytest.raises(Conflict):
        services.undo(cast.actor("amy"), hold.pk)
    services.undo(cast.actor("amy"), hold.pk)
    with pytest.raises(Conflict):
        services.undo(cast.actor("amy"), hold.pk)


def test_a_program_previews_does_and_undoes(cast: Cast, call: Call) -> None:
    tickets, amy = claimed(cast), call("amy")
    body = {
        "verb": "wait", "values": {"wait_for": "supplier"},
        "tickets": [{"number": each.pk, "version": each.version} for each in tickets],
    }  # fmt: skip
    looked = amy.post("/bulk-actions/preview", body).json()
    assert [each["refusal"] for each in looked["tickets"]] == ["", ""]
    made = amy.post("/bulk-actions", body)
    assert made.status_code == 202
    run_due()
    read = amy.get(f"/bulk-actions/{made.json()['id']}").json()
    assert [each["fate"] for each in read["tickets"]] == ["done", "done"]
    assert read["may_undo"]
    assert amy.post(f"/bulk-actions/{read['id']}/undo").status_code == 202
    run_due()
    assert states(tickets) == [State.IN_PROGRESS] * 2


@pytest.mark.parametrize(
    "body",
    [
        {"verb": "return", "tickets": [{"number": 1}]},
        {"verb": "wait", "tickets": []},
        {"verb": "wait", "tickets": [{"number": 2**63}]},
        {"verb": "note", "tickets": [{"number": 1}], "values": {"text": "\x00"}},
        {"verb": "wait", "tickets": [{"number": 7}], "values": {"wait_for": [1, 2]}},
    ],
)
def test_odd_bodies_are_refused_in_words(call: Call, body: dict[str, object]) -> None:
    assert call("amy").post("/bulk-actions", body).status_code in (400, 422)


@pytest.mark.parametrize("sent", ["", "x", "1:x", "9" * 30, ",,,", "1:2:3", "1\x00:2"])
def test_odd_forms_are_refused_in_words(cast: Cast, browse: Browse, sent: str) -> None:
    client = browse("amy")
    for way in ("", "/preview", "/start"):
        data = {"tickets": sent, "ticket": sent, "text": "\x00", "list": "x", "query": sent}
        answer = client.post(f"/workspace/bulk/notes{way}?page={sent}", data, headers={"HX-Request": "true"})
        assert answer.status_code in (200, 422)
    assert client.post("/workspace/bulk/return", {"ticket": "1"}).status_code == 404


def test_a_whole_list_that_was_searched_for_is_what_the_list_shows(cast: Cast) -> None:
    jammed = [cast.ticket(title="打印机卡纸").pk, cast.ticket(title="打印机卡纸", by="otto").pk]
    cast.ticket(title="网络断了")
    search.catch_up(100)
    assert previews.matching(cast.actor("amy"), "tickets", "q=卡纸") == jammed[::-1]
    assert previews.matching(cast.actor("amy"), "tickets", "q=卡纸 from:奥托") == jammed[1:]
    assert previews.matching(cast.actor("amy"), "tickets", f"q={jammed[0]}") == jammed[:1]


def test_a_program_lists_its_own_actions_and_old_ones_are_forgotten(cast: Cast, call: Call) -> None:
    old, new = (do(cast, "assign", claimed(cast, 1), team=str(cast.network.pk)) for _turn in range(2))
    do(cast, "note", claimed(cast, 1), who="ben", text="x")
    listed = call("amy").get("/bulk-actions").json()["items"]
    assert [each["id"] for each in listed] == [new.pk, old.pk]
    BulkAction.objects.filter(pk=old.pk).update(finished_at=clock.now() - timedelta(days=31))
    services.forget_old()
    assert [each["id"] for each in call("amy").get("/bulk-actions?limit=1").json()["items"]] == [new.pk]
    assert not BulkAction.objects.filter(pk=old.pk).exists()
