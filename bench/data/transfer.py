"""Copies a whole installation from SQLite into PostgreSQL: `python -m bench.data.transfer <file>`.

The same set on both databases costs a third of making it twice, and really is the same.
"""

import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

django.setup()

from django.apps import apps  # noqa: E402 - once Django is set up
from django.db import connection  # noqa: E402

from bench.data import bulk  # noqa: E402
from bench.data.tables import copied  # noqa: E402
from fuwutai.search import index, scopes  # noqa: E402
from fuwutai.search.choices import RebuildState  # noqa: E402
from fuwutai.search.models import Rebuild  # noqa: E402

_AT_ONCE = 5_000
_WORDS = "search_text"


def main(path: Path) -> None:
    began = time.monotonic()
    source = sqlite3.connect(path)
    names = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    columns = {
        name: [column for _cid, column, *_rest in source.execute(f"PRAGMA table_info({name})")] for name in names
    }
    with bulk.without_indexes([*names, _WORDS]):
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            cursor.execute(f"TRUNCATE {', '.join(names)}")
        for name in names:
            _copy(source, name, columns[name])
        _copy_words(source)
        _tell_rules()
        print(f"  rows are in after {time.monotonic() - began:.0f} s; indexes", flush=True)
    bulk.settle([name for name in names if "id" in columns[name]])
    print(f"  all is there after {time.monotonic() - began:.0f} s", flush=True)


def _copy(source: sqlite3.Connection, name: str, columns: list[str]) -> None:
    quoted = ", ".join(f'"{column}"' for column in columns)
    rows = source.execute(f"SELECT {quoted} FROM {name}")  # noqa: S608 - names of our own models
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({quoted}) FROM STDIN") as copy:
        for piece in _pieces(rows):
            copy.write(copied(piece))


def _copy_words(source: sqlite3.Connection) -> None:
    rows = source.execute("SELECT rowid, title, body, internal FROM search_text ORDER BY rowid")
    with connection.cursor() as cursor, cursor.copy(f"COPY {_WORDS} (key, words) FROM STDIN") as copy:
        for piece in _pieces(rows):
            copy.write(copied([(key, index.vector(*(part.split() for part in parts))) for key, *parts in piece]))


def _tell_rules() -> None:
    """Or the index would be taken for one that an older version wrote, and be asked as such."""
    for scope in scopes.all_scopes():
        written = {"state": RebuildState.DONE, "rules": index.rules()}
        Rebuild.objects.update_or_create(pk=scope.name, defaults=written)


def _pieces(rows: sqlite3.Cursor) -> Iterator[list[tuple[object, ...]]]:
    while piece := rows.fetchmany(_AT_ONCE):
        yield piece


if __name__ == "__main__":
    main(Path(sys.argv[1]))
