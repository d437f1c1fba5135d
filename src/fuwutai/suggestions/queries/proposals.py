"""The category and the group that past tickets speak for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Model

from fuwutai.people.models import Department, Person, Team
from fuwutai.suggestions.choices import Field
from fuwutai.suggestions.lessons import Facts, Guess, Subject, guess, kept
from fuwutai.suggestions.models import Lesson
from fuwutai.suggestions.queries.examples import own_title
from fuwutai.suggestions.wording import readable
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Category, Symptom, Ticket


@dataclass(frozen=True)
class Proposal:
    """A value for a field, how many of a hundred such proposals were right, and the clues that spoke for it."""

    field: Field
    value: int
    label: str
    chance: int
    because: Sequence[str]

    @property
    def of_ten(self) -> int:
        """In how many of ten such cases it was right; nothing is certain, so nine at most."""
        return min(self.chance // 10, 9)

    @property
    def icon(self) -> str:
        return "category" if self.field == Field.CATEGORY else "users-group"


def lesson(field: Field) -> Lesson | None:
    """What serves now."""
    return Lesson.objects.filter(field=field, ready=True).first()


def propose(field: Field, subject: Subject) -> Proposal | None:
    """What past tickets speak for, or None: when they do not say enough, abstaining is the better help."""
    taught = lesson(field)
    if taught is None:
        return None
    facts = Facts.of(taught.facts_json)
    found = guess(facts, kept(taught), subject)
    if found is None or found.score < facts.bars.get(found.value, 2.0):
        return None
    return _named(field, found, facts.chance(found.score))


def propose_both(subject: Subject) -> list[Proposal]:
    """Category and group; where no category is chosen yet the group is asked for as if the proposed one were."""
    category = propose(Field.CATEGORY, subject)
    if category and not subject.category:
        subject = replace(subject, category=category.value)
    return [found for found in (category, propose(Field.TEAM, subject)) if found]


def subject_of(ticket: Ticket) -> Subject:
    return Subject(
        own_title(ticket.title, ticket.external_ref), ticket.description, ticket.affected_service, ticket.channel,
        ticket.requester_id, ticket.department_id, ticket.category_id, ticket.symptom_id,
    )  # fmt: skip


def _named(field: Field, found: Guess, chance: int) -> Proposal | None:
    label = _category(found.value) if field == Field.CATEGORY else _team(found.value)
    return (
        Proposal(field, found.value, label, chance, readable(in_words(clue) for clue in found.because))
        if label
        else None
    )


def in_words(clue: str) -> str:
    """A clue as a reader knows it: a word as it is cut, the others by name."""
    name, _colon, value = clue.partition(":")
    return _TOLD[name](value) if name in _TOLD else clue


def _category(key: int) -> str:
    found = Category.objects.filter(pk=key, active=True).first()
    if found is None:
        return ""
    names = {one.pk: one.name for one in Category.objects.filter(pk__in=found.ancestor_ids())}
    return " / ".join(names.get(one, "") for one in found.ancestor_ids())


def _team(key: int) -> str:
    found = Team.objects.filter(pk=key, active=True).first()
    return found.name if found else ""


def _name(model: type[Model], key: str) -> str:
    found = model._default_manager.filter(pk=key).first()
    return str(getattr(found, "name", "")) or key


_TOLD: dict[str, Callable[[str], str]] = {
    "requester": lambda key: _name(Person, key),
    "department": lambda key: _name(Department, key),
    "category": lambda key: _category(int(key)) or key,
    "symptom": lambda key: _name(Symptom, key),
    "channel": lambda key: str(Channel(key).label) if key in Channel.values else key,
    "service": lambda word: word,
}
