"""Taking down a call, somebody at the counter, or a paper form."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fuwutai.core import clock
from fuwutai.files.models import Attachment
from fuwutai.notices.models import Notice
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Person
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel, State
from fuwutai.tickets.models import Category, Ticket
from fuwutai.tickets.paper import numbers
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
NEW = "/tickets/new"


def local(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def call(cast: Cast) -> dict[str, Any]:
    """What an agent fills in for Rita's call."""
    return {
        "channel": "phone", "person": str(cast.rita.pk), "kind": "incident", "title": "凭证无法提交",
        "description": "提示会话已过期", "impact": "2", "urgency": "1", "then": "pool",
    }  # fmt: skip


def test_call_goes_into_the_pool_with_its_priority(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    answer = browse("amy").post(NEW, call)
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/tickets/{ticket.pk}"
    assert (ticket.state, ticket.channel, ticket.requester) == (State.NEW, Channel.PHONE, cast.rita)
    assert (ticket.impact, ticket.urgency, ticket.priority) == (2, 1, 2)
    assert ticket.owner == cast.amy
    assert not ticket.backfilled
    assert Notice.objects.filter(kind="ticket.logged", person=cast.rita).exists()


def test_agent_keeps_it(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    browse("amy").post(NEW, call | {"then": "keep"})
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.assignee) == (State.IN_PROGRESS, cast.amy)


def test_agent_dispatches_it(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    browse("amy").post(NEW, call | {"then": "dispatch", "team": cast.network.pk, "assignee": cast.sam.pk})
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.team, ticket.assignee) == (State.DISPATCHED, cast.network, cast.sam)
    assert Notice.objects.filter(kind="ticket.assigned", person=cast.sam).exists()


def test_dispatch_goes_to_whoever_usually_solves_the_category(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    cast.category.team = cast.network
    cast.category.save()
    below = Category.objects.create(name_zh_hans="VPN", parent=cast.category)
    below.place()
    browse("amy").post(NEW, call | {"then": "dispatch", "category": below.pk})
    assert Ticket.objects.get().team == cast.network


def test_solved_on_the_spot_asks_the_requester_to_confirm(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    browse("amy").post(NEW, call | {"then": "solved", "solution": "换了入口", "code": cast.code.pk})
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.solution, ticket.resolved_by) == (State.RESOLVED, "换了入口", cast.amy)
    assert Notice.objects.filter(kind="ticket.resolved", person=cast.rita).exists()


@pytest.mark.parametrize("words", ["6102", "021-6102 3344", "钱立", "rita@lanjiang.example"])
def test_number_or_name_is_recognised(cast: Cast, browse: Browse, call: dict[str, Any], words: str) -> None:
    ways = [(AddressKind.EMAIL, "rita@lanjiang.example"), ("extension", "6102"), ("phone", "021-61023344")]
    people.save_person(cast.rita, addresses=ways)
    client = browse("amy")
    card = client.get(f"{NEW}/caller", {"person_words": words}).content.decode()
    assert "钱立" in card
    assert "财务部" in card
    client.post(NEW, call | {"person": "", "person_words": words})
    assert Ticket.objects.get().requester == cast.rita


def test_shared_number_is_not_guessed(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    for person in (cast.rita, cast.kay):
        people.save_person(person, addresses=[("phone", "6000")])
    client = browse("amy")
    assert "fw-person" not in client.get(f"{NEW}/caller", {"person_words": "6000"}).content.decode()
    found = client.get(f"{NEW}/callers", {"person_words": "6000"}).content.decode()
    assert "钱立" in found
    assert "白露" in found
    answer = client.post(NEW, call | {"person": "", "person_words": "6000"})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_open_tickets_of_the_caller_stand_beside(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="凭证提交不了")
    side = browse("amy").get(f"{NEW}/caller", {"person": str(cast.rita.pk)}).content.decode()
    assert "凭证提交不了" in side


def test_unknown_caller_is_entered_with_the_ticket(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    values = {
        "person": "new", "new_name": "老李", "new_phone": "139 0000 1111", "new_organisation": cast.group.pk,
        "new_department": cast.finance.pk,
    }  # fmt: skip
    browse("amy").post(NEW, call | values)
    person = Person.objects.get(name="老李")
    assert not person.known
    assert Ticket.objects.get().requester == person
    assert person.addresses.get().key == "13900001111"


@pytest.mark.parametrize("words", ["139 0000", "老李", "li@lanjiang.example"])
def test_unknown_caller_offers_what_was_typed(cast: Cast, browse: Browse, words: str) -> None:
    form = browse("amy").get(f"{NEW}/caller", {"person": "new", "person_words": words}).content.decode()
    assert f'value="{words}"' in form


def test_taken_mail_address_leaves_nothing_behind(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    values = {
        "person": "new", "new_name": "老李", "new_email": "kay@lanjiang.example", "new_organisation": cast.group.pk,
    }  # fmt: skip
    answer = browse("amy").post(NEW, call | values)
    assert answer.status_code == 422
    assert 'id="id_new_email_error"' in answer.content.decode()
    assert not Person.objects.filter(name="老李").exists()
    assert not Ticket.objects.exists()


def test_half_a_solution_leaves_nothing_behind(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    values = {"person": "new", "new_name": "老李", "new_organisation": cast.group.pk, "then": "dispatch"}
    answer = browse("amy").post(NEW, call | values | {"team": cast.network.pk, "assignee": cast.amy.pk})
    assert answer.status_code == 422
    assert 'id="id_assignee_error"' in answer.content.decode()
    assert not Person.objects.filter(name="老李").exists()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "长" * 251), ("kind", "problem"), ("channel", "mail"), ("impact", "0"),
        ("urgency", "x"), ("affected_count", "0"), ("occurred_at", "2999-01-01T00:00"),
        ("reported_at", "1999-01-01T00:00"), ("occurred_at", "soon"), ("person", "999999"),
        ("person", "x"), ("category", "999999"), ("then", "later"),
    ],
)  # fmt: skip
def test_bad_value_is_told_at_its_field(
    cast: Cast, browse: Browse, call: dict[str, Any], field: str, value: str
) -> None:
    answer = browse("amy").post(NEW, call | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "fw-error" in page
    assert "提示会话已过期" in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(("then", "field"), [("dispatch", "team"), ("solved", "solution"), ("solved", "code")])
def test_outcome_asks_for_what_it_needs(
    cast: Cast, browse: Browse, call: dict[str, Any], then: str, field: str
) -> None:
    answer = browse("amy").post(NEW, call | {"then": then})
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Ticket.objects.exists()


def test_back_filled_call_keeps_its_true_times(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    told = clock.now() - timedelta(days=2)
    begun = told - timedelta(hours=3)
    times = {"reported_at": local(told), "occurred_at": local(begun)}
    browse("amy").post(NEW, call | times | {"then": "solved", "solution": "重启", "code": cast.code.pk})
    ticket = Ticket.objects.get()
    assert ticket.backfilled
    assert local(ticket.reported_at) == local(ticket.resolved_at) == local(told)
    assert local(ticket.occurred_at) == local(begun)
    assert clock.now() - ticket.entered_at < timedelta(minutes=1)
    entries = Entry.objects.filter(record=ticket.timeline)
    assert {local(entry.at) for entry in entries} == {local(told)}


def test_it_cannot_begin_after_we_were_told(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    told = clock.now() - timedelta(days=2)
    times = {"reported_at": local(told), "occurred_at": local(told + timedelta(hours=1))}
    answer = browse("amy").post(NEW, call | times)
    assert 'id="id_occurred_at_error"' in answer.content.decode()


def paper_of(call: dict[str, Any], number: str) -> dict[str, Any]:
    told = clock.now() - timedelta(hours=20)
    return call | {"channel": "paper", "form_number": number, "reported_at": local(told)}


def test_paper_form_is_entered_with_its_scan(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    number = numbers.new(clock.now().date())
    scan = SimpleUploadedFile("扫描.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
    browse("amy").post(NEW, paper_of(call, number.lower().replace("-", " ")) | {"files": scan})
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.external_ref, ticket.backfilled) == (Channel.PAPER, number, True)
    assert Attachment.objects.get().name == "扫描.png"


def test_paper_form_is_entered_once(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    values = paper_of(call, numbers.new(clock.now().date()))
    client = browse("amy")
    client.post(NEW, values)
    answer = client.post(NEW, values)
    assert answer.status_code == 422
    assert str(Ticket.objects.get().pk) in answer.content.decode()


def test_slip_of_the_pen_in_the_number_shows(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    number = numbers.new(clock.now().date())
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    answer = browse("amy").post(NEW, paper_of(call, wrong))
    assert 'id="id_form_number_error"' in answer.content.decode()
    assert not Ticket.objects.exists()


def test_paper_form_needs_its_number_and_time(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    page = browse("amy").post(NEW, call | {"channel": "paper"}).content.decode()
    assert 'id="id_form_number_error"' in page
    assert 'id="id_reported_at_error"' in page


def test_next_call_opens_an_empty_page(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    answer = browse("amy").post(NEW, call | {"another": "1"})
    assert answer.headers["Location"] == "/tickets/new?channel=phone"


def test_priority_shows_at_once(cast: Cast, browse: Browse) -> None:
    client = browse("amy")
    assert "P1" in client.get(f"{NEW}/effect", {"impact": "1", "urgency": "1"}).content.decode()
    assert "P4" in client.get(f"{NEW}/effect", {"impact": "x", "urgency": "9", "category": "no"}).content.decode()


def test_category_is_found_by_any_word_of_its_path(cast: Cast, browse: Browse) -> None:
    below = Category.objects.create(name_zh_hans="无线", parent=cast.category)
    below.place()
    client = browse("amy")
    assert "网络 / 无线" in client.get(f"{NEW}/categories", {"category_words": "网 无线"}).content.decode()
    assert "网络" not in client.get(f"{NEW}/categories", {"category_words": "打印"}).content.decode()


def test_group_offers_its_people(cast: Cast, browse: Browse) -> None:
    options = browse("amy").get(f"{NEW}/members", {"team": cast.network.pk}).content.decode()
    assert "陈思远" in options
    assert "林晚秋" not in options


def test_engineer_may_only_put_it_into_the_pool(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    client = browse("sam")
    assert 'value="keep"' not in client.get(NEW).content.decode()
    assert client.post(NEW, call | {"then": "keep"}).status_code == 422
    client.post(NEW, call)
    assert Ticket.objects.get().owner is None


@pytest.mark.parametrize("path", ["", "/caller", "/callers", "/effect", "/categories", "/members"])
def test_requester_finds_nothing_here(cast: Cast, browse: Browse, path: str) -> None:
    assert browse("rita").get(NEW + path).status_code == 404


def test_visitor_signs_in_first(cast: Cast, client: Client) -> None:
    assert client.get(NEW).headers["Location"].startswith("/account/login/")


def test_person_of_another_company_is_not_shown(cast: Cast, browse: Browse, call: dict[str, Any]) -> None:
    holding = cast.amy.holdings.get()
    holding.organisation = cast.group
    holding.save()
    client = browse("amy")
    assert "奥托" not in client.get(f"{NEW}/caller", {"person": cast.otto.pk}).content.decode()
    assert client.post(NEW, call | {"person": cast.otto.pk}).status_code == 422


def test_page_asks_as_often_for_many_open_tickets_as_for_few(cast: Cast, browse: Browse) -> None:
    client, counts = browse("amy"), []
    for more in (1, 5):
        for count in range(more):
            cast.ticket(title=f"凭证提交不了 {count}")
        with CaptureQueriesContext(connection) as asked:
            client.get(NEW, {"person": str(cast.rita.pk), "title": "凭证提交不了"})
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 32


def test_an_agent_who_takes_down_their_own_trouble_leaves_it_to_others(
    cast: Cast, browse: Browse, call: dict[str, Any]
) -> None:
    answer = browse("amy").post(NEW, call | {"person": str(cast.amy.pk), "then": "keep"})
    assert answer.status_code == 422
    assert call["title"] in answer.content.decode()
    assert not Ticket.objects.exists()
