"""What goes to a group is shown to all of it, and mailed to its lead and to those who asked for a mail."""

from collections.abc import Callable

from django.test import Client

from fuwutai.notices import queries
from fuwutai.notices.models import Notice, Preference
from fuwutai.notices.services import set_preferences
from fuwutai.people import services as people
from fuwutai.people.models import Person
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.tests.pages import in_english, text_of

Browse = Callable[[str], Client]


def told(person: Person) -> list[tuple[str, bool, bool]]:
    """Kind, in the workspace, by mail."""
    notices = Notice.objects.filter(person=person).order_by("created_at")
    return [(notice.kind.removeprefix("ticket."), notice.in_app, notice.deliveries.exists()) for notice in notices]


def test_a_dispatch_to_a_group_is_shown_to_its_members_and_mailed_to_its_lead(cast: Cast) -> None:
    people.join_team(cast.lee, team=cast.network)
    people.join_team(cast.ben, team=cast.network)
    cast.act("amy", cast.ticket(), "assign", team=cast.network)
    assert told(cast.lee) == [("lead_assigned", True, True)]
    assert told(cast.sam) == told(cast.ben) == [("group_assigned", True, False)]


def test_whoever_asks_for_a_mail_gets_one(cast: Cast, browse: Browse) -> None:
    browse("sam").post("/notices/preferences", {"wanted": _as_it_is(cast, "sam") | {_GROUP_MAIL}})
    cast.act("amy", cast.ticket(), "assign", team=cast.network)
    assert told(cast.sam) == [("group_assigned", True, True)]


def test_a_lead_may_decline_the_mail(cast: Cast) -> None:
    set_preferences(cast.lee, {("ticket.lead_assigned", "mail"): False})
    cast.act("amy", cast.ticket(), "assign", team=cast.network)
    assert told(cast.lee) == [("lead_assigned", True, False)]


def test_a_dispatch_to_one_person_is_mailed_to_them_and_to_nobody_else(cast: Cast) -> None:
    cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    assert told(cast.sam) == [("assigned", True, True)]
    assert told(cast.lee) == []


def test_a_group_without_a_lead_is_told_in_the_workspace(cast: Cast) -> None:
    cast.act("amy", cast.ticket(), "assign", team=cast.supplier)
    assert told(cast.tom) == [("group_assigned", True, False)]


def test_the_owner_is_told_that_it_was_passed_on_and_not_that_it_is_theirs(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    cast.act("sam", cast.act("sam", ticket, "accept"), "pass_on", team=cast.supplier, note="Firmware")
    assert told(cast.amy)[-1] == ("passed_on", True, False)
    assert told(cast.tom) == [("group_assigned", True, False)]


def test_nobody_is_told_what_colleagues_note_about_their_own_request(cast: Cast) -> None:
    cast.act("amy", cast.ticket(by="lee"), "assign", team=cast.network, note="He does this every week")
    cast.act("amy", cast.ticket(by="sam"), "assign", team=cast.network, note="Again")
    cast.lee.key_user_of.add(cast.finance)
    cast.act("amy", cast.ticket(), "assign", team=cast.network, note="Rita again")
    assert [kind for kind, *_ways in told(cast.lee)] == ["logged", "lead_assigned"]
    assert [kind for kind, *_ways in told(cast.sam)] == ["group_assigned", "logged", "group_assigned"]


def test_a_task_for_a_group_is_as_quiet(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_task", title="Check the cable", team=cast.network)
    cast.act("amy", ticket, "add_task", title="Call the provider", team=cast.network, assignee=cast.sam)
    assert told(cast.sam) == [("group_task", True, False), ("task_given", True, True)]


def test_the_page_of_preferences_says_so(cast: Cast, browse: Browse) -> None:
    client = in_english(browse("sam"))
    page = client.get("/notices/preferences")
    assert "whoever leads the group gets a mail anyway" in text_of(page)
    assert f'value="{_GROUP_MAIL}" aria-label="Ticket dispatched to your group: E-mail">' in page.content.decode()


def test_what_was_left_as_it_is_follows_the_defaults(cast: Cast, browse: Browse) -> None:
    client = browse("sam")
    client.post("/notices/preferences", {"wanted": _as_it_is(cast, "sam")})
    assert not Preference.objects.exists()


_GROUP_MAIL = "ticket.group_assigned:mail"


def _as_it_is(cast: Cast, name: str) -> set[str]:
    """What is ticked on the page of preferences when it is opened."""
    cells = [cell for group in queries.choices_of(cast.actor(name)) for one in group.choices for cell in one.cells]
    return {cell.name for cell in cells if cell.offered and cell.wanted}
