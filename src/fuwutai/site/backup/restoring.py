"""Putting a backup back: everything or nothing.

The archive is read three times: to know that it is whole, for its files, and for its rows. Files have names that nobody
else uses and may lie there early; rows, sequences and the state of the schema come in one transaction.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict
from fuwutai.site.backup import archive, checking, releases, tables
from fuwutai.site.backup.archive import FILES, ROWS, SECRETS
from fuwutai.site.backup.checking import Checked
from fuwutai.site.backup.saving import Tell

# Whoever has rows here has an installation.
_SIGNS_OF_LIFE = ("people_organisation", "people_person", "tickets_ticket", "timeline_entry")
_OCCUPIED = _("There is an installation here already; nothing was changed. --replace puts the backup in its place.")


@dataclass(frozen=True)
class Restored:
    """What was put back. `old_secrets` is where the keys of the installation before are kept, if they were others."""

    checked: Checked
    old_secrets: Path | None


def restore(path: Path, *, passphrase: bytes, tell: Tell) -> Restored:
    """Make this installation the one in the archive. Raises Unreadable before anything was touched."""
    checked = checking.check(path, passphrase=passphrase)
    tell(f"The backup is whole: {checked.rows:,} rows, {checked.files:,} files.")
    added: list[str] = []
    staged = settings.HOME / "secrets.restored"
    try:
        _put_files(path, passphrase, staged, added)
        tell("The files are in place.")
        old_secrets = _put_rows(path, passphrase, checked, staged, tell)
    except BaseException:
        for name in added:
            default_storage.delete(name)
        raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return Restored(checked, old_secrets)


def must_be_empty() -> None:
    """Raise Conflict when somebody lives in this installation."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in _SIGNS_OF_LIFE:
            if table in there:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - our own names
                if cursor.fetchone():
                    raise Conflict(_OCCUPIED)


def _put_files(path: Path, passphrase: bytes, staged: Path, added: list[str]) -> None:
    """Store the files that are not there, and lay the secrets ready."""
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700, parents=True)
    for piece in archive.pieces(path, passphrase=passphrase):
        if piece.name.startswith(FILES):
            name = piece.name.removeprefix(FILES)
            if not _is_there(name):
                default_storage.delete(name)
                default_storage.save(name, File(piece.content, name))
                added.append(name)
        elif piece.name.startswith(SECRETS):
            _write_secret(staged / Path(piece.name).name, piece.read())


def _is_there(name: str) -> bool:
    """Whether the bytes that a blob is named after lie there already, unharmed."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return hashlib.file_digest(cast("Any", file), "sha256").hexdigest() == name.rpartition("/")[2]


def _write_secret(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_rows(path: Path, passphrase: bytes, checked: Checked, staged: Path, tell: Tell) -> Path | None:
    models = {model._meta.label_lower: model for model in tables.models_of(releases.models_at(checked.head.migrations))}
    with _unconstrained(), _secrets_of(staged) as put_secrets, transaction.atomic():
        _drop_tables()
        releases.migrate_to(checked.head.migrations)
        # What migrations put into their tables is in the archive as it has become since.
        _empty(models.values())
        _load(path, passphrase, checked, models, tell)
        _reset_sequences(models.values())
        # On PostgreSQL this also lets the tables be altered by what follows.
        connection.check_constraints()
        call_command("migrate", verbosity=0)
        return put_secrets()


@contextmanager
def _unconstrained() -> Iterator[None]:
    """Rows come in the order of their tables' names. PostgreSQL checks at the end anyway, SQLite has to be told."""
    connection.ensure_connection()
    switched = connection.disable_constraint_checking()
    try:
        yield
    finally:
        if switched:
            connection.enable_constraint_checking()


def _drop_tables() -> None:
    """Remove every table of the database, which belongs to Fuwutai alone. Those of an index go with it."""
    quote = connection.ops.quote_name
    cascade = "CASCADE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        while names := connection.introspection.table_names(cursor):
            name = next((name for name in names if name in _virtual(cursor)), names[0])
            cursor.execute(f"DROP TABLE {quote(name)} {cascade}")


def _virtual(cursor: Any) -> set[str]:
    """Tables of SQLite that own further ones, which can't be dropped themselves."""
    if connection.vendor != "sqlite":
        return set()
    cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    return {name for (name,) in cursor.fetchall()}


def _empty(models: Any) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Migrations have some checked at once; rows come before those that they point to.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in models:
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608 - our own names


def _load(path: Path, passphrase: bytes, checked: Checked, models: dict[str, Any], tell: Tell) -> None:
    loading: dict[str, tables.Loading] = {}
    for piece in archive.pieces(path, passphrase=passphrase):
        if piece.name.startswith(ROWS):
            name = piece.name.split("/")[1]
            if name not in loading:
                loading[name] = tables.Loading(models[name], checked.head.tables[name])
                tell(f"{name}: {checked.manifest['tables'][name]['rows']:,}")
            loading[name].take(piece.read())


def _reset_sequences(models: Any) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


@contextmanager
def _secrets_of(staged: Path) -> Iterator[Callable[[], Path | None]]:
    """Gives the function that puts the keys of the archive in their place, for the moment before the commit.

    It returns where the keys that were there are kept, None if they are the same. A failed commit puts them back.
    """
    ours = settings.HOME / "secrets"
    kept = ours.with_name("secrets.before-restore")
    swapped = False

    def put() -> Path | None:
        nonlocal swapped
        if _contents(ours) == _contents(staged):
            return None
        shutil.rmtree(kept, ignore_errors=True)
        ours.rename(kept)
        staged.rename(ours)
        swapped = True
        return kept

    try:
        yield put
    except BaseException:
        if swapped:
            ours.rename(staged)
            kept.rename(ours)
        raise


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
