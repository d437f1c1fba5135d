"""The index: FTS5 in SQLite, a GIN index over tsvector in PostgreSQL, behind the same few functions.

Nothing in it is the only copy of anything: `rebuilding` makes it anew from the records.
"""

from collections.abc import Iterable, Sequence
from itertools import islice, zip_longest
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, F, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from fuwutai.core import rows
from fuwutai.search.choices import RebuildState
from fuwutai.search.models import Rebuild
from fuwutai.search.scopes import Document, Scope
from fuwutai.search.words import Phrase, Sought, seams, tokens

# PostgreSQL keeps no positions beyond 16,383; who wrote more than this is found by its first two hundred pages.
_MOST_TOKENS = {"title": 300, "body": 10_000, "internal": 5_000}
_WEIGHTS = "ABD"


def write(scope: Scope, documents: Iterable[Document]) -> None:
    """Put the documents into the index, in place of what stood there under their ids."""
    values = [row(scope, document) for document in documents]
    forget(scope, [key - scope.first_key for key, *_words in values])
    _insert(values)


def write_stretch(scope: Scope, documents: Iterable[Document], *, first: int, last: int) -> None:
    """Put the documents into the index in place of everything that stood there from id `first` to `last`."""
    values = [row(scope, document) for document in documents]
    _delete_between(scope.first_key + first, scope.first_key + last)
    _insert(values)


def _insert(values: list[tuple[Any, ...]]) -> None:
    sql = "INSERT INTO search_text (key, words) VALUES (%s, %s::tsvector)"
    if connection.vendor == "sqlite":
        sql = "INSERT INTO search_text (rowid, title, body, internal) VALUES (%s, %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def row(scope: Scope, document: Document) -> tuple[Any, ...]:
    """The row of a document in `search_text`: its key, then its words as the database takes them."""
    key, parts = scope.first_key + document.id, _cut(document)
    return (key, *map(" ".join, parts.values())) if connection.vendor == "sqlite" else (key, vector(*parts.values()))


def forget(scope: Scope, ids: Sequence[int]) -> None:
    """Take objects out of the index; those that are not in it do no harm."""
    if not ids:
        return
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        # Names of our own, and placeholders.
        cursor.execute(
            f"DELETE FROM search_text WHERE {_KEY[connection.vendor]} IN ({marks})",  # noqa: S608
            [scope.first_key + id_ for id_ in ids],
        )


def clear(scope: Scope) -> None:
    """Take everything of a scope out of the index."""
    _delete_between(scope.first_key, scope.last_key)


def _delete_between(first: int, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM search_text WHERE {_KEY[connection.vendor]} BETWEEN %s AND %s",  # noqa: S608
            [first, last],
        )


def ids(scope: Scope, sought: Sought, *, internal: bool) -> RawSQL:
    """The ids of the objects that hold what is sought: a subquery for `pk__in`, so that the database joins it."""
    match, condition = _match(scope, sought, internal=internal)
    key = _KEY[connection.vendor]
    sql = f"SELECT {key} - %s FROM search_text WHERE {condition} AND {key} BETWEEN %s AND %s"  # noqa: S608 - our names
    return RawSQL(sql, [scope.first_key, match, scope.first_key, scope.last_key])  # noqa: S611 - values in their places


def listed(ids: Sequence[int]) -> Q:
    """That an object is one of many, in one value: they are looked up, and then asked what else must hold.

    Of a list SQLite knows the length, and would rather go through all that the other conditions fit. For PostgreSQL the
    adapter would look through a statement with thousands of places for longer than the database works.
    """
    if connection.vendor == "sqlite":
        return Q(pk__in=RawSQL("SELECT value FROM json_each(%s)", [str(list(ids))]))
    parts = {"arg_joiner": " = ANY(", "template": "%(expressions)s)"}
    return Q(Func(F("pk"), Value(list(ids)), output_field=BooleanField(), **parts))


class Held(Expression):
    """Whether one object, by its id, holds what is sought: asked of each by itself: right where they are few."""

    def __init__(self, scope: Scope, sought: Sought, *, internal: bool, id_: str = "pk") -> None:
        super().__init__(output_field=BooleanField())
        self.asked = scope, sought, internal
        self.id: Any = F(id_)

    def get_source_expressions(self) -> list[Any]:
        return [self.id]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        [self.id] = exprs

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        scope, sought, internal = self.asked
        id_, values = compiler.compile(self.id)
        match, condition = _match(scope, sought, internal=internal)
        if connection.vendor == "postgresql":
            # No EXISTS: the planner would make a join of it and gather everything that holds the words first.
            sql = f"COALESCE((SELECT {condition} FROM search_text WHERE key = {id_} + %s), false)"  # noqa: S608
            return sql, (match, *values, scope.first_key)
        sql = f"EXISTS (SELECT 1 FROM search_text WHERE rowid = {id_} + %s AND {condition})"  # noqa: S608
        return sql, (*values, scope.first_key, match)


def newest(scope: Scope, sought: Sought, *, internal: bool, within: range, most: int) -> list[int]:
    """The highest ids within a stretch of objects that hold what is sought, in descending order."""
    match, condition = _match(scope, sought, internal=internal)
    first, last = scope.first_key + within.start, min(scope.first_key + within.stop - 1, scope.last_key)
    if connection.vendor == "postgresql":
        # Written out, as plans depend on it.
        condition = condition.replace("%s", "'" + match.replace("'", "''").replace("%", "%%") + "'")
        keys = _newest_by_either_way(condition, first, last, most)
    else:
        sql = (
            f"SELECT rowid FROM search_text WHERE {condition} AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
        )
        keys = _keys(sql, match, first, last, most)
    return [key - scope.first_key for key in keys]


# So many of the newest texts are read to see how common the words are; with luck they are enough.
_MOST_READ = 1_000
# Keys of one place in the GIN index (see the migration `places`), and places that are asked for at once.
_PLACE = 12
_MOST_PLACES_AT_ONCE = 256


def _newest_by_either_way(condition: str, first: int, last: int, most: int) -> list[int]:
    """Backwards through the texts where the words are common, through the places of the GIN index where they are not.

    The index meets words and places before a text is read, so that a word of one text in a hundred costs what is asked
    for and not all that holds it. What is left when the words are rare is gathered at once.
    """
    newest = "SELECT key, words FROM search_text WHERE key BETWEEN %s AND %s ORDER BY key DESC LIMIT %s"
    for window in sorted({min(most * 2, _MOST_READ), _MOST_READ}):
        read = rows.read(f"SELECT key, {condition} FROM ({newest}) AS newest ORDER BY key DESC", first, last, window)  # noqa: S608
        found = [key for key, holds in read if holds]
        if found or len(read) < window:
            break
    if len(found) >= most or len(read) < window:
        return found[:most]
    upto = read[-1][0] - 1
    [(lowest,)] = rows.read("SELECT min(key) FROM search_text WHERE key BETWEEN %s AND %s", first, upto)
    lowest, highest = (first if lowest is None else lowest) >> _PLACE, upto >> _PLACE
    step = (most - len(found)) * window // max(len(found), 1) // 2**_PLACE + 1
    while len(found) < most and highest >= lowest:
        # Where nothing was found yet, so that there can't be much, all of it costs hardly more than the next quarter.
        everywhere = step > _MOST_PLACES_AT_ONCE or (not found and step * 4 > highest - lowest)
        places = range(0) if everywhere else range(max(highest - step + 1, lowest), highest + 1)
        highest = lowest - 1 if everywhere else places[0] - 1
        gathered = _gathered(condition, places, first, upto, most - len(found))
        found += gathered
        upto = gathered[-1] - 1 if gathered else upto
        step = min(step * 8, (most - len(found)) * step * 2 // len(gathered) + 1) if gathered else step * 8
    return found


def _gathered(condition: str, places: Sequence[int], first: int, last: int, most: int) -> list[int]:
    """The highest keys of what the GIN index gives for the words, in these places or in all."""
    if places:
        condition += f" AND ARRAY[key >> {_PLACE}] && ARRAY[{','.join(map(str, places))}]::bigint[]"
    # Materialized, or PostgreSQL would go through the keys and read every text between them.
    hits = f"WITH hits AS MATERIALIZED (SELECT key FROM search_text WHERE {condition}) SELECT key FROM hits"  # noqa: S608
    return _keys(f"{hits} WHERE key BETWEEN %s AND %s ORDER BY key DESC LIMIT %s", first, last, most)


def _keys(sql: str, *asked: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [key for (key,) in cursor.fetchall()]


def is_empty(scope: Scope) -> bool:
    """Whether nothing of the scope is in the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM search_text WHERE {_KEY[connection.vendor]} BETWEEN %s AND %s LIMIT 1",  # noqa: S608
            [scope.first_key, scope.last_key],
        )
        return cursor.fetchone() is None


_KEY = {"sqlite": "rowid", "postgresql": "key"}


def _match(scope: Scope, sought: Sought, *, internal: bool) -> tuple[str, str]:
    """The question in the words of the database, and the condition that has it in its place.

    What must not be there is looked for in what requesters read, too: what is missing would tell of notes otherwise.
    """
    if connection.vendor == "sqlite":
        match, condition = _fts5(sought.phrases, internal=internal), "search_text MATCH %s"
        return "".join([match, *(f" NOT {_fts5([each], internal=False)}" for each in sought.without)]), condition
    tsquery = _tsquery_with_seams if _has_seams(scope, sought) else _tsquery
    match, condition = tsquery(sought.phrases, internal=internal), "words @@ %s::tsquery"
    return "".join([match, *(f" & !{_tsquery([each], internal=False)}" for each in sought.without)]), condition


def _has_seams(scope: Scope, sought: Sought) -> bool:
    """Whether seams are asked for, and all that is in the index holds its own."""
    if not any(seam for phrase in sought.phrases for seam in seams(phrase.tokens)):
        return False
    return Rebuild.objects.filter(pk=scope.name, state=RebuildState.DONE, rules__gte=_WITH_SEAMS).exists()


# The rules by which what is kept was made. In SQLite a phrase of common words is found fast enough without seams.
_WITH_SEAMS = 2
_RULES = {"sqlite": 1, "postgresql": _WITH_SEAMS}


def rules() -> int:
    """By which rules the index is written now; what was written by older ones is found, but should be made anew."""
    return _RULES[connection.vendor]


def _cut(document: Document) -> dict[str, list[str]]:
    return {part: list(islice(tokens(getattr(document, part)), most)) for part, most in _MOST_TOKENS.items()}


def vector(title: Sequence[str], body: Sequence[str], internal: Sequence[str]) -> str:
    """The text form of a tsvector, with the seams between its words. A gap keeps phrases from reaching across parts."""
    places: dict[str, list[str]] = {}
    at = 0
    for weight, words in zip(_WEIGHTS, (title, body, internal), strict=True):
        for word, seam in zip_longest(words, seams(words), fillvalue=""):
            at += 1
            for token in (word, seam) if seam else (word,):
                found = places.setdefault(token, [])
                if len(found) < _MOST_PLACES:
                    found.append(f"{at}{weight}")
        at += 1
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


# As many as PostgreSQL keeps for one word.
_MOST_PLACES = 255


def _tsquery_with_seams(phrases: Sequence[Phrase], *, internal: bool) -> str:
    """Seams add nothing to what is found, but are met in the index: the order of words is read in each text."""
    parts = "" if internal else "AB"
    met = [
        f"'{seam}':{'*' if phrase.prefix and seam_is_last else ''}{parts}".rstrip(":")
        for phrase in phrases
        for seam, seam_is_last in _with_end(seams(phrase.tokens))
        if seam
    ]
    return " & ".join([*met, _tsquery(phrases, internal=internal)])


def _tsquery(phrases: Sequence[Phrase], *, internal: bool) -> str:
    parts = "" if internal else "AB"
    return " & ".join(
        "(" + " <-> ".join(
            f"'{token}':{'*' if phrase.prefix and token_is_last else ''}{parts}".rstrip(":")
            for token, token_is_last in _with_end(phrase.tokens)
        ) + ")"
        for phrase in phrases
    )  # fmt: skip


def _fts5(phrases: Sequence[Phrase], *, internal: bool) -> str:
    columns = "" if internal else "{title body} : "
    terms = [f'"{" ".join(phrase.tokens)}"{" *" if phrase.prefix else ""}' for phrase in phrases]
    return columns + "(" + " AND ".join(terms) + ")"


def _with_end(words: Sequence[str]) -> list[tuple[str, bool]]:
    return [(word, at == len(words)) for at, word in enumerate(words, start=1)]
