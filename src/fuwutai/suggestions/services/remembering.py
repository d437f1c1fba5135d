"""Learning, and keeping what was learned in the database: in small transactions, as SQLite has one writer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction

from fuwutai.suggestions import learning
from fuwutai.suggestions.choices import Field
from fuwutai.suggestions.learning import Learned, Marks
from fuwutai.suggestions.models import Clue, Lesson, Word
from fuwutai.suggestions.queries.examples import examples
from fuwutai.suggestions.wording import words_of
from fuwutai.tickets.models import Ticket

_AT_ONCE = 1_000
_COUNTED_TICKETS = 20_000
_COMMON = 3


def learn_all() -> list[Lesson]:
    """Count words, and learn each field anew; the lessons before serve until the new ones are whole."""
    count_words()
    return [lesson for field in Field if (lesson := learn(field))]


def learn(field: Field) -> Lesson | None:
    """Learn a field from the tickets as they are; None, and what was known is forgotten, where they tell too little."""
    past = examples(field)
    learned = learning.learn(past) if len(past) >= learning.LEAST_TICKETS else None
    marks = learning.mark(past) if learned else None
    kept = _keep(field, learned, marks) if learned and marks else None
    Lesson.objects.filter(field=field, **({"pk__lt": kept.pk} if kept else {})).update(ready=False)
    _forget_old()
    return kept


def evaluate(field: Field, *, share: float) -> Marks | None:
    """How well a model that is learned from the older tickets does on the newest `share` of them; nothing is kept."""
    return learning.mark(examples(field), share=share)


def _keep(field: Field, learned: Learned, marks: Marks) -> Lesson:
    told = {name: count for name, count in asdict(marks).items() if name in ("proposed", "right")}
    lesson = Lesson.objects.create(
        field=field, tickets=marks.learned_from + marks.asked, held_back=marks.asked,
        facts_json=learned.facts.packed(), **told,
    )  # fmt: skip
    rows = [Clue(lesson=lesson, name=name, weights=weights) for name, weights in learned.clues.items()]
    for start in range(0, len(rows), _AT_ONCE):
        Clue.objects.bulk_create(rows[start : start + _AT_ONCE])
    lesson.ready = True
    lesson.save(update_fields=["ready"])
    return lesson


def _forget_old() -> None:
    """Take out the clues of lessons that serve no more; their marks stay, to see how learning goes."""
    old = Clue.objects.exclude(lesson__ready=True)
    while gone := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        Clue.objects.filter(pk__in=gone).delete()


def count_words() -> int:
    """Count in how many of the newest tickets each word stands; returns how many tickets were looked at.

    Words of one or two tickets are left out: they count as rare without a row.
    """
    counted: Counter[str] = Counter()
    total = 0
    for title, description in _texts():
        total += 1
        counted.update(word for word in words_of(title, description) if len(word) <= _LONGEST_WORD)
    rows = [Word(word=word, tickets=times) for word, times in counted.most_common(50_000) if times >= _COMMON]
    with transaction.atomic():
        Word.objects.all().delete()
        Word.objects.bulk_create([Word(word="", tickets=total), *rows], batch_size=_AT_ONCE)
    return total


_LONGEST_WORD = 60


def _texts() -> Iterator[tuple[str, str]]:
    newest = Ticket.objects.order_by("-pk").values_list("title", "description")[:_COUNTED_TICKETS]
    yield from newest.iterator(chunk_size=_AT_ONCE)
