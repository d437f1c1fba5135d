"""What past tickets teach, when it is proposed, and what becomes of it."""

import sys
from collections.abc import Callable
from io import StringIO
from subprocess import run
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from fuwutai.site.tests.cast import Cast
from fuwutai.suggestions import learning
from fuwutai.suggestions.choices import Field, Outcome
from fuwutai.suggestions.learning import Example
from fuwutai.suggestions.lessons import Subject
from fuwutai.suggestions.models import Clue, Lesson, Policy, Proposed
from fuwutai.suggestions.queries import figures, proposals
from fuwutai.suggestions.queries.examples import examples, own_title
from fuwutai.suggestions.services import proposing, remembering
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Category, Symptom, Ticket
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
NETWORK, PRINTER, MAIL = (
    ["VPN 连不上", "无线网络断线", "VPN connection drops", "网络很慢打不开网页"],
    ["打印机卡纸", "打印机没有墨粉", "printer jams", "打印机脱机"],
    ["邮箱登录不上", "收不到邮件", "mail bounces", "邮箱容量满了"],
)


def _subjects(times: int) -> list[tuple[str, int]]:
    """Texts of three kinds in turn, each with a word of its own."""
    return [
        (f"{texts[n % 4]} {n}楼", kind) for n in range(times) for kind, texts in enumerate((NETWORK, PRINTER, MAIL))
    ]


@pytest.fixture
def past(cast: Cast) -> list[Category]:
    """Enough solved tickets of three categories; those of the network went to the network group."""
    kinds = [cast.category]
    for name in ("打印", "邮件"):
        made = Category.objects.create(name_zh_hans=name, name_en=name)
        made.place()
        kinds.append(made)
    for title, kind in _subjects(40):
        ticket = cast.ticket(title=title, description="", category=kinds[kind])
        team = cast.network if kind == 0 else cast.supplier
        Ticket.objects.filter(pk=ticket.pk).update(state=State.CLOSED, team=team)
    return kinds


def test_what_was_learned_is_proposed_with_its_reason(cast: Cast, past: list[Category]) -> None:
    remembering.learn_all()
    [category, team] = proposals.propose_both(Subject("三楼打印机又卡纸了"))
    assert (category.value, team.value) == (past[1].pk, cast.supplier.pk)
    assert any("打印" in word for word in category.because)
    assert 75 <= category.chance <= 98
    assert category.of_ten == 9


def test_a_symptom_speaks_where_there_are_no_words(cast: Cast, past: list[Category], browse: Browse) -> None:
    shown = [Symptom.objects.create(name_en=name) for name in ("No signal", "Streaks", "Bounces")]
    for number, ticket in enumerate(Ticket.objects.order_by("pk")):
        Ticket.objects.filter(pk=ticket.pk).update(title="坏了", symptom=shown[number % 3])
    remembering.learn_all()
    assert proposals.propose(Field.CATEGORY, Subject("坏了")) is None
    asked: dict[str, str | int] = {"title": "坏了", "symptom": shown[1].pk}
    page = browse("amy").get(reverse("suggestions:intake"), asked)
    assert f'data-value="{past[1].pk}"' in page.content.decode()
    [category, *_team] = browse("amy").get("/api/v1/ticket-proposals", asked).json()
    assert (category["value"], category["because"][0]) == (past[1].pk, "Streaks")


def test_it_abstains_where_nothing_speaks_for_anything(cast: Cast, past: list[Category]) -> None:
    remembering.learn_all()
    assert proposals.propose(Field.CATEGORY, Subject("咖啡机需要清洗")) is None
    assert proposals.propose(Field.CATEGORY, Subject("")) is None


def test_it_abstains_where_past_tickets_contradict_each_other(cast: Cast, past: list[Category]) -> None:
    tickets = Ticket.objects.order_by("pk")
    for number, ticket in enumerate(tickets):
        Ticket.objects.filter(pk=ticket.pk).update(title="电脑有问题", category=past[number * number // 7 % 3])
    remembering.learn_all()
    assert proposals.propose(Field.CATEGORY, Subject("电脑有问题")) is None


def test_too_few_tickets_teach_nothing(cast: Cast) -> None:
    cast.ticket(category=cast.category)
    assert remembering.learn_all() == []
    assert proposals.propose_both(Subject("VPN 连不上")) == []


def test_learning_again_replaces_what_was_learned(cast: Cast, past: list[Category]) -> None:
    remembering.learn_all()
    first = Clue.objects.count()
    remembering.learn_all()
    assert Clue.objects.count() == first
    assert Lesson.objects.filter(ready=True).count() == 2
    past[1].active = False
    past[1].save()
    assert proposals.propose(Field.CATEGORY, Subject("打印机卡纸")) is None


def test_marks_come_from_tickets_that_were_not_learned_from() -> None:
    steady = [Example(Subject(title), kind) for title, kind in _subjects(50)]
    marks = learning.mark(steady)
    assert marks
    assert (marks.learned_from, marks.asked, marks.values) == (120, 30, 3)
    assert marks.right == marks.proposed > 20
    # From here on everything is called otherwise: a model that had seen it would know.
    turned = [*steady[:120], *(Example(each.subject, (each.value + 1) % 3) for each in steady[120:])]
    assert (marks := learning.mark(turned))
    assert marks.right == 0


def test_made_up_titles_of_imports_give_nothing_away(cast: Cast) -> None:
    assert own_title("Subcategory 223 · INC0121064", "INC0121064") == ""
    assert own_title("打印机卡纸", "INC0121064") == "打印机卡纸"
    ticket = cast.ticket(title="网络 · INC1", category=cast.category, external_ref="INC1")
    Ticket.objects.filter(pk=ticket.pk).update(state=State.CLOSED)
    assert examples(Field.CATEGORY)[0].subject.title == ""


def test_web_pages_never_import_the_library() -> None:
    asked = "import django; django.setup(); import fuwutai.site.urls, sys; sys.exit('sklearn' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "fuwutai.site.settings", "PYTHONPATH": "src", "PATH": ""}
    done = run([sys.executable, "-c", asked], env=environment, check=False, timeout=60)  # noqa: S603 - our own line
    assert done.returncode == 0


def test_intake_offers_what_is_not_chosen_yet(cast: Cast, browse: Browse, past: list[Category]) -> None:
    remembering.learn_all()
    client, asked = browse("amy"), {"title": "打印机卡纸"}
    page = client.get("/suggestions/intake", asked).content.decode()
    assert f'data-fill="category" data-value="{past[1].pk}"' in page
    assert 'data-fill="team"' in page
    chosen = client.get("/suggestions/intake", asked | {"category": past[1].pk}).content.decode()
    assert 'data-fill="category"' not in chosen
    assert 'data-fill="team"' in chosen


def _new(cast: Cast) -> Ticket:
    """A ticket that came after the lesson, and was looked at."""
    proposing.look_at_new()
    ticket = cast.ticket(title="打印机卡纸 88楼", description="")
    proposing.look_at_new()
    ticket.refresh_from_db()
    return ticket


def test_nothing_is_filled_in_unless_the_administrator_wants_it(cast: Cast, past: list[Category]) -> None:
    remembering.learn_all()
    ticket = _new(cast)
    assert ticket.category is None
    assert {each.by_itself for each in Proposed.objects.filter(ticket=ticket)} == {False}


def test_above_the_bar_the_category_is_filled_in_and_the_story_says_by_whom(cast: Cast, past: list[Category]) -> None:
    Policy.objects.update_or_create(pk=1, defaults={"fills_at": 90})
    remembering.learn_all()
    ticket = _new(cast)
    assert ticket.category == past[1]
    assert Entry.objects.get(record=ticket.timeline, verb="classify").actor_name != cast.amy.name
    assert Proposed.objects.get(ticket=ticket, field=Field.CATEGORY).by_itself


def test_what_is_filled_in_is_kept_as_a_proposal_or_not_filled_in(
    cast: Cast, past: list[Category], monkeypatch: pytest.MonkeyPatch
) -> None:
    Policy.objects.update_or_create(pk=1, defaults={"fills_at": 90})
    remembering.learn_all()
    proposing.look_at_new()
    ticket = cast.ticket(title="打印机卡纸 88楼", description="")
    monkeypatch.setattr(Proposed.objects, "get_or_create", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        proposing.look_at_new()
    monkeypatch.undo()
    proposing.look_at_new()
    assert Ticket.objects.get(pk=ticket.pk).category == past[1]
    assert Proposed.objects.get(ticket=ticket, field=Field.CATEGORY).by_itself


def test_what_became_of_proposals_is_counted_by_month(cast: Cast, past: list[Category]) -> None:
    remembering.learn_all()
    right, wrong = _new(cast), _new(cast)
    for ticket, category in ((right, past[1]), (wrong, past[0])):
        Ticket.objects.filter(pk=ticket.pk).update(state=State.RESOLVED, category=category)
    proposing.settle()
    month = next(month for month in figures.months() if month.field == Field.CATEGORY)
    assert (month.proposed, month.right, month.changed, month.accuracy) == (2, 1, 1, 50)
    assert Proposed.objects.filter(field=Field.TEAM, outcome=Outcome.OPEN).count() == 2


def test_settings_and_figures_are_for_those_who_configure(cast: Cast, browse: Browse, past: list[Category]) -> None:
    remembering.learn_all()
    _new(cast)
    mona = browse("mona")
    for fills_at, answered in (("90", 302), ("17", 422)):
        seen = mona.get("/suggestions/policy/").text.split('name="seen"')[1].split('value="')[1].split('"')[0]
        sent = {"fills_at": fills_at, "burst_least": "3", "seen": seen}
        assert mona.post("/suggestions/policy/", sent).status_code == answered
        assert Policy.objects.get().fills_at == 90
    assert "100" in mona.get("/suggestions/figures").content.decode()
    assert browse("amy").get("/suggestions/figures").status_code == 403


def test_command_prints_accuracy_and_coverage(cast: Cast, past: list[Category]) -> None:
    out = StringIO()
    call_command("suggest", "evaluate", "--by-time", "20%", stdout=out)
    assert "96" in out.getvalue()
    assert "%" in out.getvalue()
    assert not Lesson.objects.exists()
    call_command("suggest", "learn", stdout=out)
    assert Lesson.objects.filter(ready=True).count() == 2
    with pytest.raises(CommandError):
        call_command("suggest", "evaluate", "--by-time", "all")
