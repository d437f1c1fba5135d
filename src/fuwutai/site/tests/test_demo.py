"""The demo company: what `fuwutai demo` makes, and that it makes all of it or nothing."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from pytest_django import DjangoDbBlocker

from fuwutai.core import clock
from fuwutai.core.jobs.models import Job
from fuwutai.dispatch.models import Placement
from fuwutai.duty import queries as duty
from fuwutai.duty.choices import SwapState
from fuwutai.duty.models import Swap
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery
from fuwutai.people.models import Account, Organisation, Person, Team
from fuwutai.people.permissions import actor_of
from fuwutai.portal.models import Rating
from fuwutai.service_levels.choices import AgreementKind
from fuwutai.service_levels.models import Clock, Escalation
from fuwutai.site import demo
from fuwutai.site.demo import company, particulars, past, pictures, stories
from fuwutai.site.tests.cast import Cast
from fuwutai.suggestions.models import Burst
from fuwutai.suggestions.tasks import learn
from fuwutai.tickets import queries
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import Contact, Ticket, Visit
from fuwutai.timeline import verification
from fuwutai.workspace.models import Draft, View
from fuwutai.workspace.tabs import services as tabs

# A Wednesday afternoon in Xi'an.
NOW = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)


class Enough(Exception):
    """Ends a transaction that no test wants to keep."""


@pytest.fixture(scope="module")
def _company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Three days of the company, played once for all tests of this file."""
    with django_db_blocker.unblock(), suppress(Enough), transaction.atomic(), clock.at(NOW):
        _play(days=3)
        yield
        raise Enough


def _play(*, days: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # It folds what SQLite has logged, which can't be done inside the transaction of a test.
        patch.setattr(past, "write_back", lambda: None)
        demo.build(length=days)


@pytest.fixture
def _few_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """A company that is founded in a fifth of the time."""
    told = company.plan()
    few = [{**entry, "people": entry["people"] // 5} for entry in told["organisation"]]
    monkeypatch.setattr(company, "plan", lambda: {**told, "organisation": few})


@pytest.mark.usefixtures("_company")
def test_the_timelines_are_whole() -> None:
    assert list(verification.findings()) == []


@pytest.mark.usefixtures("_company")
def test_every_state_is_there_to_be_looked_at() -> None:
    # Merged ones come by chance, too rare for three days.
    assert set(Ticket.objects.values_list("state", flat=True)) >= {*OPEN, State.RESOLVED, State.CLOSED}


@pytest.mark.usefixtures("_company")
def test_nothing_happened_after_now() -> None:
    assert not Ticket.objects.filter(changed_at__gt=NOW).exists()
    assert Ticket.objects.filter(entered_at__gt=NOW - timedelta(minutes=5)).exists()


@pytest.mark.usefixtures("_company")
def test_everybody_has_a_name_of_their_own() -> None:
    assert Person.objects.count() > 650
    assert not Person.objects.values("name").annotate(count=Count("pk")).filter(count__gt=1).exists()


@pytest.mark.usefixtures("_company")
def test_accounts_can_sign_in_and_belong_to_their_role() -> None:
    roles = {"agent": "desk_agent", "engineer": "engineer", "manager": "desk_manager", "auditor": "auditor"}
    usernames = [username for username, _label, _look in demo.accounts()]
    accounts = Account.objects.filter(username__in=usernames)
    assert len(accounts) == len(usernames)
    # One slow hash for all of them.
    assert len({account.password for account in accounts}) == 1
    assert accounts[0].check_password(demo.PASSWORD)
    for username, role in roles.items():
        assert accounts.get(username=username).person.holdings.filter(role__key=role).exists()


@pytest.mark.usefixtures("_company")
@pytest.mark.parametrize("username", ["requester", "agent", "manager", "engineer", "onsite", "supplier", "vip"])
def test_each_has_something_to_do(username: str) -> None:
    person = Account.objects.get(username=username).person
    own = Ticket.objects.filter(requester=person, state__in=[*OPEN, State.RESOLVED])
    assert own.exists() or queries.my_work(actor_of(person)).exists()


@pytest.mark.usefixtures("_company")
def test_pool_holds_what_nobody_has_taken() -> None:
    agent = actor_of(Account.objects.get(username="agent").person)
    assert 15 <= queries.pool(agent).count() <= 40


@pytest.mark.usefixtures("_company")
def test_visits_of_today_wait_for_the_engineer() -> None:
    engineer = Account.objects.get(username="onsite").person
    assert Visit.objects.filter(engineer=engineer, left_at__isnull=True).count() >= 3


@pytest.mark.usefixtures("_company")
def test_an_outage_is_going_on_with_its_children() -> None:
    parent = Ticket.objects.get(grade="major", state=State.IN_PROGRESS)
    assert parent.children.filter(state__in=OPEN).count() >= 5


@pytest.mark.usefixtures("_company")
def test_most_promises_are_kept_and_the_others_answered_for() -> None:
    over = Clock.objects.filter(kind=AgreementKind.SLA, missed__isnull=False)
    assert over.filter(missed=False).count() > 0.8 * over.count()
    assert Clock.objects.filter(missed=True, broken_at__isnull=False).exists()
    assert Escalation.objects.filter(told_at__isnull=False, acknowledged_at__isnull=False).exists()


@pytest.mark.usefixtures("_company")
def test_alarms_reach_nobody_but_staff() -> None:
    told = Person.objects.filter(notices__kind="ticket.escalated").distinct()
    assert told.exists()
    assert not told.filter(holdings__isnull=True).exists()


@pytest.mark.usefixtures("_company")
def test_rules_dispatch_and_rosters_say_who_is_there() -> None:
    assert Placement.objects.filter(rule__isnull=False, person__isnull=False).exists()
    assert duty.on_duty(Team.objects.get(code="desk-north").pk, NOW)
    assert Swap.objects.filter(state=SwapState.ASKED).exists()


@pytest.mark.usefixtures("_company")
def test_mail_of_these_days_lies_raw_in_its_mailbox() -> None:
    assert Contact.objects.filter(ticket__isnull=False).count() > 10
    assert Contact.objects.filter(ticket__isnull=True).exists()


@pytest.mark.usefixtures("_company")
def test_old_mail_is_not_sent_and_no_job_would_send_it() -> None:
    late = NOW - timedelta(hours=2)
    assert not Delivery.objects.filter(state=DeliveryState.WAITING, created_at__lt=late).exists()
    assert not Job.objects.filter(enqueued_at__lt=late).exists()
    assert Job.objects.count() < 400


@pytest.mark.usefixtures("_company")
def test_requesters_say_how_they_were_helped() -> None:
    closed = Ticket.objects.filter(state=State.CLOSED).count()
    assert 0.1 * closed < Rating.objects.count() < 0.8 * closed
    assert not Rating.objects.exclude(person=F("ticket__requester")).exists()


@pytest.mark.usefixtures("_company")
def test_five_report_the_same_and_nobody_has_gathered_it() -> None:
    burst = Burst.objects.get(seed__title__contains="电子档案")
    assert (burst.people, burst.gathered_under, burst.dismissed_at) == (5, None, None)


@pytest.mark.usefixtures("_company")
def test_agent_finds_the_desk_as_it_was_left() -> None:
    agent = actor_of(Account.objects.get(username="agent").person)
    open_tabs = [tab["url"] for tab in tabs.listed(agent)]
    draft = Draft.objects.get(person=agent.person_id)
    assert f"/tickets/{draft.name}" in open_tabs
    assert View.objects.filter(owner=agent.person_id).exists()


@pytest.mark.usefixtures("_company")
def test_what_can_be_learned_is_learned_as_soon_as_the_worker_runs() -> None:
    assert Job.objects.filter(task=learn.module_path).count() == 1


@pytest.mark.usefixtures("_company")
def test_second_time_changes_nothing() -> None:
    before = Ticket.objects.count()
    said = StringIO()
    call_command("demo", stdout=said)
    assert "nothing was changed" in said.getvalue()
    assert Ticket.objects.count() == before


def test_company_of_somebody_else_is_left_alone(cast: Cast) -> None:
    with pytest.raises(CommandError, match="belongs to somebody"):
        call_command("demo", stdout=StringIO())
    assert not Organisation.objects.filter(code=company.ROOT).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_few_people")
def test_killed_half_way_there_is_nothing() -> None:
    def die(share: float, _what: str) -> None:
        if share > 0.2:
            raise Enough

    with suppress(Enough):
        demo.build(length=1, watch=die)
    assert not Organisation.objects.exists()
    assert not Ticket.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_few_people")
def test_nobody_who_works_on_tickets_reports_for_a_colleague() -> None:
    founded = company.found(Random(1))  # noqa: S311 - keeps no secret
    reporting = {person.pk for persons in founded.by_department.values() for person in persons}
    working = {person.pk for persons in founded.members.values() for person in persons}
    assert reporting
    assert not reporting & working


@pytest.mark.django_db
@pytest.mark.usefixtures("_few_people")
def test_same_seed_gives_the_same_company() -> None:
    assert _titles() == _titles()


def _titles() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    with suppress(Enough), transaction.atomic(), clock.at(NOW):
        _play(days=1)
        found = list(Ticket.objects.order_by("pk").values_list("title", "requester__name", "state"))
        raise Enough
    return found


def test_texts_use_only_words_that_are_filled() -> None:
    for story in stories.stories():
        wanted = particulars.words_of(story)
        assert wanted <= particulars.known_words(story.language, extra=story.slots), story.key


def test_stories_are_many_and_lead_somewhere() -> None:
    told = company.plan()
    teams = {entry["code"] for entry in told["team"]}
    by_language: dict[str, list[str]] = {language: [] for language in ("zh-hans", "zh-hant", "en")}
    for story in stories.stories():
        by_language[story.language].append(story.key)
        assert {story.team, story.wrong_team, story.third, *(task[0] for task in story.tasks)} <= teams | {""}
        assert bool(story.third) == (story.path == "third")
        assert bool(story.reports) == (story.path == "onsite")
    assert [len(keys) for keys in by_language.values()] >= [60, 12, 12]


def test_screenshot_is_a_picture() -> None:
    picture = pictures.screenshot("VPN CLIENT", "ERROR 619")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert picture != pictures.screenshot("VPN CLIENT", "ERROR 620")


def test_what_belongs_together_stands_at_the_same_place() -> None:
    for story in stories.stories():
        lengths = {len(story.titles), len(story.texts)}
        assert max(lengths) - min(lengths) <= 2, story.key
        assert len(story.reports) in {0, 1, len(story.solutions), len(story.titles)}, story.key
        assert len(story.notes) <= max(3, len(story.solutions)), story.key
