"""Macros: made by those who may, previewed exactly, done whole or not at all."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.test import Client

from fuwutai.core.errors import Conflict, Forbidden, Invalid, NotFound
from fuwutai.core.jobs.worker import run_due
from fuwutai.notices.models import Notice
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import get_from, in_english, post_from, text_of
from fuwutai.timeline.models import Entry
from fuwutai.workspace.bulk import offers
from fuwutai.workspace.bulk import previews as outlooks
from fuwutai.workspace.bulk import services as many
from fuwutai.workspace.bulk.choices import Fate
from fuwutai.workspace.bulk.previews import Chosen
from fuwutai.workspace.macros import defaults, judging, permissions, previews, queries, services
from fuwutai.workspace.models import BulkAction, BulkLine, Macro

Browse = Callable[[str], Client]
Call = Callable[..., Program]


def steps(**verbs: Any) -> str:
    return orjson.dumps([{"verb": verb, "values": values} for verb, values in verbs.items()]).decode()


def keep(cast: Cast, name: str = "amy", **values: Any) -> Macro:
    values = {"name_en": "Ask and wait", "says": "reply", "text": "Dear {{requester}}, a screenshot please?", **values}
    return services.save(cast.actor(name), Macro(**{"steps_json": steps(wait={"wait_for": "requester"}), **values}))


def done(ticket: Ticket) -> list[str]:
    entries = Entry.objects.filter(record=ticket.timeline, actor__isnull=False).order_by("seq")
    return [*entries.values_list("verb", flat=True)][2:]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.act("amy", cast.ticket(), "claim")


def test_it_does_all_in_one_and_names_itself(cast: Cast, ticket: Ticket) -> None:
    macro = keep(cast)
    services.run(cast.actor("amy"), macro, ticket.pk)
    ticket.refresh_from_db()
    assert (done(ticket), ticket.state, ticket.wait_for) == (["reply", "wait"], State.WAITING, "requester")
    entry = Entry.objects.get(record=ticket.timeline, verb="reply")
    assert entry.text.startswith(f"Dear {cast.rita.name}")
    assert entry.details["macro"]["name"] == "Ask and wait"
    macro.refresh_from_db()
    assert macro.used == 1


def test_fields_first_then_the_message_then_the_move(cast: Cast, ticket: Ticket) -> None:
    to_network = {"assign": {"team": cast.network.pk}, "classify": {"category": cast.category.pk}}
    macro = keep(cast, says="note", text="As agreed", steps_json=steps(**to_network))
    services.run(cast.actor("amy"), macro, ticket.pk)
    ticket.refresh_from_db()
    assert done(ticket) == ["classify", "note", "assign"]
    assert (ticket.team, ticket.category) == (cast.network, cast.category)


def test_what_a_macro_leaves_open_stays_as_the_ticket_has_it(cast: Cast, ticket: Ticket) -> None:
    cast.act("amy", ticket, "prioritise", impact=3, urgency=1)
    macro = keep(cast, says="", text="", steps_json=steps(prioritise={"urgency": 3}))
    services.run(cast.actor("amy"), macro, ticket.pk)
    ticket.refresh_from_db()
    assert (ticket.impact, ticket.urgency) == (3, 3)


def test_the_preview_tells_exactly_what_will_happen_and_changes_nothing(cast: Cast, ticket: Ticket) -> None:
    macro = keep(cast, steps_json=steps(wait={"wait_for": "requester"}, classify={"category": cast.category.pk}))
    before = (ticket.version, Entry.objects.count(), Notice.objects.count())
    seen = previews.of(cast.actor("amy"), macro, ticket)
    ticket.refresh_from_db()
    assert (ticket.version, Entry.objects.count(), Notice.objects.count()) == before
    assert [told.name for told in seen.told] == [cast.rita.name]
    assert [turned.new for turned in seen.turned] == [cast.category.name]
    assert [line.text for line in seen.lines if line.is_message] == [f"Dear {cast.rita.name}, a screenshot please?"]
    assert seen.before != seen.after
    macro.refresh_from_db()
    assert macro.used == 0


def test_a_step_that_is_refused_takes_all_back(cast: Cast, ticket: Ticket) -> None:
    # Ben does not belong to the network group: nothing but carrying it out finds that.
    wrong = steps(assign={"team": cast.network.pk, "assignee": cast.ben.pk})
    macro = keep(cast, steps_json=wrong)
    with pytest.raises(Invalid):
        services.run(cast.actor("amy"), macro, ticket.pk)
    assert done(ticket) == []
    assert previews.of(cast.actor("amy"), macro, ticket).refusal


def test_role_and_state_refuse_it_with_a_sentence(cast: Cast) -> None:
    new, macro = cast.ticket(), keep(cast, "mona", shared=True)
    with pytest.raises(Conflict):
        services.run(cast.actor("amy"), macro, new.pk)
    claimed = cast.act("amy", new, "claim")
    with pytest.raises(Conflict):
        services.run(cast.actor("sam"), macro, claimed.pk)
    assert done(claimed) == []


def test_one_is_not_done_to_one_s_own_request(cast: Cast) -> None:
    macro, own = keep(cast, "mona", shared=True), cast.ticket(by="ben")
    with pytest.raises(Forbidden):
        services.run(cast.actor("ben"), macro, own.pk)


def test_a_variable_that_stands_for_nothing_stops_it(cast: Cast, ticket: Ticket) -> None:
    macro = keep(cast, text="It was {{solution}}")
    with pytest.raises(Invalid):
        services.run(cast.actor("amy"), macro, ticket.pk)
    assert done(ticket) == []


def test_a_group_out_of_use_stops_it(cast: Cast, ticket: Ticket) -> None:
    macro = keep(cast, steps_json=steps(assign={"team": cast.network.pk}))
    cast.network.active = False
    cast.network.save()
    with pytest.raises(Invalid):
        services.run(cast.actor("amy"), macro, ticket.pk)
    assert done(ticket) == []


def test_what_no_verb_understands_any_more_is_said(cast: Cast, ticket: Ticket) -> None:
    macro = keep(cast)
    Macro.objects.filter(pk=macro.pk).update(steps_json=steps(teleport={}))
    macro.refresh_from_db()
    assert previews.of(cast.actor("amy"), macro, ticket).refusal
    assert dict(queries.offered(cast.actor("amy"), ticket))[macro]


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps_json": "nonsense"},
        {"steps_json": '{"verb": "wait"}'},
        {"steps_json": '[{"verb": "teleport", "values": {}}]'},
        {"steps_json": '[{"verb": "merge", "values": {"other": 1}}]'},
        {"steps_json": '[{"verb": "wait", "values": {}}]'},
        {"steps_json": '[{"verb": "wait", "values": {"wait_for": "moon"}}]'},
        {"steps_json": '[{"verb": "wait", "values": {"wait_for": "requester", "note": "\\u0000"}}]'},
        {"steps_json": '[{"verb": "wait", "values": {"wait_for": ["requester"]}}]'},
        {"steps_json": '[{"verb": "assign", "values": {"team": 99999999999999999999}}]'},
        {"steps_json": '[{"verb": "classify", "values": {}}]'},
        {"steps_json": '[{"verb": "close", "values": {"reason": "{{nobody}}"}}]'},
        {"steps_json": "[]", "says": "", "text": ""},
        {"text": "{{nobody}}"},
        {"text": " "},
        {"says": ""},
        {"conditions_json": '{"all": [{"field": "team", "op": "in", "value": [987654]}]}'},
    ],
)
def test_a_macro_that_makes_no_sense_is_not_saved(cast: Cast, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        keep(cast, **wrong)
    assert not Macro.objects.filter(owner=cast.amy).exists()


def test_steps_that_can_never_follow_each_other_are_refused(cast: Cast) -> None:
    back = {"reason": cast.reason.pk}
    with pytest.raises(Invalid):
        keep(cast, steps_json=steps(close={"reason": "Silent"}, wait={"wait_for": "requester"}, **{"return": back}))
    solved = {"solution": "Restarted", "code": cast.code.pk}
    # The order is the lifecycle's, not that of whoever wrote them down.
    macro = keep(cast, steps_json=steps(close={"reason": "Told"}, resolve=solved))
    assert [each["verb"] for each in orjson.loads(macro.steps_json)] == ["resolve", "close"]


def test_one_s_own_are_nobody_else_s_and_sharing_needs_the_right(cast: Cast, ticket: Ticket) -> None:
    own = keep(cast)
    shared = keep(cast, "mona", shared=True)
    with pytest.raises(NotFound):
        permissions.fetch(cast.actor("ben"), own.pk)
    offered = [macro for macro, _refusal in queries.offered(cast.actor("ben"), ticket)]
    assert shared in offered
    assert own not in offered
    with pytest.raises(Forbidden):
        keep(cast, shared=True)
    shared.text = "Bye"
    with pytest.raises(Forbidden):
        services.save(cast.actor("amy"), shared)


def test_the_page_shows_it_and_does_it(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    macro, amy, page = keep(cast), in_english(browse("amy")), f"/tickets/{ticket.pk}"
    address = f"/workspace/macros/{macro.pk}/for/{ticket.pk}"
    assert address in amy.get(f"/workspace/macros/for/{ticket.pk}").content.decode()
    sheet = get_from(amy, page, address)
    assert "Who will be told" in text_of(sheet)
    assert done(ticket) == []
    stale = post_from(amy, page, address, {"version": ticket.version - 1})
    assert stale.status_code == 409
    answer = post_from(amy, page, address, {"version": ticket.version})
    assert answer.status_code == 200
    assert done(ticket) == ["reply", "wait"]
    assert "(macro “Ask and wait”)" in text_of(amy.get(page))
    assert "(macro" not in text_of(in_english(browse("rita")).get(f"/portal/tickets/{ticket.pk}"))


def test_strangers_find_neither_ticket_nor_macro(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    macro = keep(cast)
    address = f"/workspace/macros/{macro.pk}/for/{ticket.pk}"
    for name in ("ben", "otto", "rita"):
        assert browse(name).post(address).status_code in (403, 404)
    assert browse("amy").get(f"/workspace/macros/{macro.pk}/for/999999999999999999999").status_code == 404
    assert done(ticket) == []


def test_the_editor_asks_as_the_verbs_do(cast: Cast, browse: Browse) -> None:
    amy = in_english(browse("amy"))
    assert 'name="steps_json-assign-team"' in amy.get("/workspace/macros/new").content.decode()
    sent = {
        "name_en": "Pass on", "says": "note", "text": "As agreed", "steps_json-assign": "on",
        "steps_json-assign-team": "",
    }  # fmt: skip
    refused = amy.post("/workspace/macros/new", sent)
    assert refused.status_code == 422
    assert "Assign, Group: This field is required" in text_of(refused)
    assert amy.post("/workspace/macros/new", sent | {"steps_json-assign-team": cast.network.pk}).status_code == 302
    made = Macro.objects.get(owner=cast.amy)
    assert orjson.loads(made.steps_json) == [{"verb": "assign", "values": {"team": str(cast.network.pk)}}]
    page = amy.get(f"/workspace/macros/{made.pk}").content.decode()
    assert 'name="steps_json-assign" value="on" checked' in page
    assert browse("ben").get(f"/workspace/macros/{made.pk}").status_code == 404
    offered = amy.get("/workspace/macros/members/assignment", {"steps_json-assign-team": cast.network.pk})
    assert cast.sam.name in offered.content.decode()
    for wrong in ("x", "-1", "9" * 30):
        assert amy.get("/workspace/macros/members/assignment", {"x-team": wrong}).status_code == 200
    assert amy.get("/workspace/macros/members/nothing").status_code == 404


def test_a_program_makes_previews_and_runs_one(cast: Cast, ticket: Ticket, call: Call) -> None:
    amy = call("amy")
    body = {"name_en": "Close it", "says": "note", "text": "Done", "steps_json": steps(resolve={"solution": "x"})}
    assert amy.post("/macros", body).status_code == 422
    body["steps_json"] = steps(resolve={"solution": "Restarted", "code": cast.code.pk})
    made = amy.post("/macros", body).json()
    path = f"/macros/{made['id']}"
    seen = amy.post(f"{path}/preview", {"ticket": ticket.pk}).json()
    assert (seen["refusal"], len(seen["entries"]), len(seen["notices"])) == ("", 2, 1)
    assert call("ben").post(f"{path}/preview", {"ticket": ticket.pk}).status_code == 404
    assert amy.post(f"{path}/run", {"ticket": ticket.pk, "version": ticket.version - 1}).status_code == 409
    assert amy.post(f"{path}/run", {"ticket": ticket.pk, "version": ticket.version}).json()["state"] == State.RESOLVED
    assert amy.post(f"{path}/run", {"ticket": ticket.pk}).status_code == 409


def test_those_that_come_with_the_product_can_be_saved_and_done(cast: Cast, ticket: Ticket) -> None:
    Macro.objects.all().delete()
    defaults.ensure()
    refused = [each for each in Macro.objects.all() if judging.why_not(cast.actor("amy"), each, ticket)]
    for macro in Macro.objects.all():
        services.save(cast.actor("mona"), macro)
        assert macro in refused or not previews.of(cast.actor("amy"), macro, ticket).refusal
    # Nothing waits yet that could be taken up again.
    assert len(refused) == 1


def bulk(cast: Cast, macro: Macro, *tickets: Ticket) -> BulkAction:
    chosen = [Chosen(ticket.pk) for ticket in tickets]
    action = many.start(cast.actor("amy"), "macro", chosen, {"macro": str(macro.pk)})
    run_due()
    action.refresh_from_db()
    return action


def test_many_tickets_meet_one_macro_each_whole_or_not(cast: Cast, ticket: Ticket) -> None:
    new, macro = cast.ticket(), keep(cast)
    seen = outlooks.of(cast.actor("amy"), offers.MACRO, [Chosen(ticket.pk), Chosen(new.pk)], {"macro": macro.pk})
    assert [each.ticket for each in seen.allowed] == [ticket]
    assert seen.tells_requesters
    action = bulk(cast, macro, ticket, new)
    assert [line.fate for line in action.lines.all()] == [Fate.DONE]
    assert (done(ticket), done(new)) == (["reply", "wait"], [])
    assert not many.may_undo(action)


def test_a_macro_on_many_is_taken_back_where_each_of_its_steps_can_be(cast: Cast, ticket: Ticket) -> None:
    cast.act("amy", ticket, "prioritise", impact=1, urgency=1)
    both = steps(prioritise={"urgency": 3}, assign={"team": cast.network.pk})
    action = bulk(cast, keep(cast, says="", text="", steps_json=both), ticket)
    ticket.refresh_from_db()
    assert (ticket.team, ticket.urgency) == (cast.network, 3)
    many.undo(cast.actor("amy"), action.pk)
    run_due()
    ticket.refresh_from_db()
    assert (ticket.team, ticket.urgency) == (cast.desk, 1)


def test_a_macro_that_was_changed_meanwhile_is_refused(cast: Cast, ticket: Ticket) -> None:
    macro = keep(cast)
    many.start(cast.actor("amy"), "macro", [Chosen(ticket.pk)], {"macro": str(macro.pk)})
    macro.says = macro.text = ""
    services.save(cast.actor("amy"), macro)
    run_due()
    assert BulkLine.objects.get(ticket=ticket).fate == Fate.REFUSED
    assert done(ticket) == []


@pytest.mark.parametrize("wrong", ["", "x", "-1", "99999999999999999999", "\x00"])
def test_many_can_t_be_asked_without_a_macro_of_one_s_own(cast: Cast, ticket: Ticket, wrong: str) -> None:
    others = keep(cast, "ben")
    for value in (wrong, str(others.pk)):
        with pytest.raises(Invalid):
            many.start(cast.actor("amy"), "macro", [Chosen(ticket.pk)], {"macro": value})


def test_the_sheet_for_many_tells_what_the_chosen_macro_does(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    amy, macro = in_english(browse("amy")), keep(cast)
    page = post_from(amy, "/tickets/mine", "/workspace/bulk/macro", {"ticket": ticket.pk})
    assert f'<option value="{macro.pk}">' in page.content.decode()
    assert "told at once" not in text_of(page)
    sent = {"tickets": f"{ticket.pk}:{ticket.version}", "macro": macro.pk}
    lines = text_of(post_from(amy, "/tickets/mine", "/workspace/bulk/macro/preview", sent))
    assert "Public reply, Put on hold" in lines
    assert "told at once" in lines
    assert "It will be done to 1 ticket" in lines
    assert post_from(amy, "/tickets/mine", "/workspace/bulk/macro/start", sent | {"macro": "x"}).status_code == 422
