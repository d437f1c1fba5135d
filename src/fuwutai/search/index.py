"""The index: FTS5 in SQLite, a GIN index over tsvector in PostgreSQL, behind the same four functions.

Nothing in it is the only copy of anything: `services.rebuild` makes it anew from the records.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from fuwutai.search.scopes import Document, Scope
from fuwutai.search.words import Phrase, tokens

# PostgreSQL keeps no positions beyond 16,383; who wrote more than this is found by its first two hundred pages.
_MOST_TOKENS = {"title": 300, "body": 10_000, "internal": 5_000}
_WEIGHTS = {"title": "A", "body": "B", "internal": "D"}


def write(scope: Scope, documents: Iterable[Document]) -> None:
    """Put the documents into the index, in place of what stood there under their ids."""
    values = [row(scope, document) for document in documents]
    forget(scope, [key - scope.first_key for key, *_words in values])
    sql = "INSERT INTO search_text (key, words) VALUES (%s, %s::tsvector)"
    if connection.vendor == "sqlite":
        sql = "INSERT INTO search_text (rowid, title, body, internal) VALUES (%s, %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def row(scope: Scope, document: Document) -> tuple[Any, ...]:
    """The row of a document in `search_text`: its key, then its words as the database takes them."""
    key, parts = scope.first_key + document.id, _cut(document)
    return (key, *map(" ".join, parts.values())) if connection.vendor == "sqlite" else (key, _vector(parts))


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
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM search_text WHERE {_KEY[connection.vendor]} BETWEEN %s AND %s",  # noqa: S608
            [scope.first_key, scope.last_key],
        )


def ids(scope: Scope, phrases: Sequence[Phrase], *, internal: bool) -> RawSQL:
    """The ids of the objects that hold all phrases: a subquery for `pk__in`, so that the database joins it."""
    if connection.vendor == "sqlite":
        sql = "SELECT rowid - %s FROM search_text WHERE search_text MATCH %s AND rowid BETWEEN %s AND %s"
        match = _fts5(phrases, internal=internal)
    else:
        sql = "SELECT key - %s FROM search_text WHERE words @@ %s::tsquery AND key BETWEEN %s AND %s"
        match = _tsquery(phrases, internal=internal)
    return RawSQL(sql, [scope.first_key, match, scope.first_key, scope.last_key])  # noqa: S611 - values in their places


def is_empty(scope: Scope) -> bool:
    """Whether nothing of the scope is in the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM search_text WHERE {_KEY[connection.vendor]} BETWEEN %s AND %s LIMIT 1",  # noqa: S608
            [scope.first_key, scope.last_key],
        )
        return cursor.fetchone() is None


_KEY = {"sqlite": "rowid", "postgresql": "key"}


def _cut(document: Document) -> dict[str, list[str]]:
    return {part: list(islice(tokens(getattr(document, part)), most)) for part, most in _MOST_TOKENS.items()}


def _vector(parts: dict[str, list[str]]) -> str:
    """The text form of a tsvector. A gap between the parts keeps phrases from reaching across."""
    places: dict[str, list[str]] = {}
    at = 0
    for part, words in parts.items():
        for word in words:
            at += 1
            found = places.setdefault(word, [])
            if len(found) < _MOST_PLACES:
                found.append(f"{at}{_WEIGHTS[part]}")
        at += 1
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


# As many as PostgreSQL keeps for one word.
_MOST_PLACES = 255


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
