"""What went wrong with us, as opposed to what was asked for: judged, noted once, and told in plain words.

Nothing here needs the database, a template or a file: any of them may be what failed.
"""

import errno
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog
from django.utils.translation import gettext_lazy as _

from fuwutai.core.texts import LazyText

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Trouble:
    """A kind of failure. `advice` is for the log of whoever runs the installation: what to look at."""

    event: str
    status: int
    title: LazyText
    sentence: LazyText
    advice: str = ""


@dataclass(frozen=True)
class Failure:
    """One failure that was noted; readers and the log know it by the same id."""

    trouble: Trouble
    id: str = field(default_factory=lambda: secrets.token_hex(4))


UNFORESEEN = Trouble(
    "failed",
    500,
    _("Something went wrong on our side"),
    _("It was noted, and nothing was half saved. Try again; if it happens again, tell your administrator the number."),
)
AWAY = Trouble(
    "database.away",
    503,
    _("The service desk can't be reached for a moment"),
    _("Its database does not answer. Nothing that was saved is lost. Try again in a minute."),
    "The database does not answer. Check that it runs and that FUWUTAI_DATABASE names it; nothing has to be "
    "restarted here.",
)
READ_ONLY = Trouble(
    "database.read_only",
    503,
    _("Nothing can be saved at the moment"),
    _("What was saved before is safe; what you just entered was not saved. Tell your administrator."),
    "The database can only be read. For SQLite: make the file and its folder writable for the user of the service. For "
    "PostgreSQL: FUWUTAI_DATABASE names a standby, or default_transaction_read_only is on.",
)
FULL = Trouble(
    "disk.full",
    503,
    _("There is no room left to save anything"),
    _("What was saved before is safe; what you just entered was not saved. Tell your administrator."),
    "The disk is full, or a limit on file sizes or quotas was reached. Make room in the home folder and where the "
    "database lies; nothing has to be restarted here.",
)
BUSY = Trouble(
    "database.busy",
    503,
    _("Too much is going on at once"),
    _("What you just entered was not saved. Try again in a moment."),
    "The database was locked for too long. Look for a program that holds a transaction open, such as a backup.",
)
DAMAGED = Trouble(
    "database.damaged",
    503,
    _("Nothing can be saved at the moment"),
    _("What you just entered was not saved. Tell your administrator."),
    "The database file can't be read or written as one. Check the disk, then restore the last backup.",
)

_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SQLITE = {
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_CANTOPEN: AWAY,
    sqlite3.SQLITE_IOERR: DAMAGED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
# PostgreSQL's classes and codes (its manual, appendix A): what begins so is of this kind.
_POSTGRESQL = {
    "08": AWAY, "57P": AWAY, "53300": AWAY, "25006": READ_ONLY, "53100": FULL,
    "55P03": BUSY, "40001": BUSY, "40P01": BUSY, "57014": BUSY, "58": DAMAGED, "XX": DAMAGED,
}  # fmt: skip


def note(error: BaseException, **where: object) -> Failure:
    """Write the one log line of a failure; only what nobody foresaw comes with its traceback."""
    failure = Failure(judged(error))
    trouble = failure.trouble
    if trouble is UNFORESEEN:
        log.error(trouble.event, id=failure.id, exc_info=error, **where)
    else:
        log.error(trouble.event, id=failure.id, do=trouble.advice, error=_first_line(error), **where)
    return failure


def judged(error: BaseException) -> Trouble:
    """The kind of a failure, by it or by what caused it."""
    return next((found for each in _causes(error) if (found := _known(each))), UNFORESEEN)


def _known(error: BaseException) -> Trouble | None:
    if isinstance(error, sqlite3.Error):
        # The low byte; above it stands a finer distinction, which makes none here.
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError):
        return FULL if error.errno in _FULL_DISK else None
    if type(error).__module__.partition(".")[0] in {"psycopg", "psycopg_pool"}:
        return _of_postgresql(error)
    return None


def _of_postgresql(error: BaseException) -> Trouble | None:
    code = getattr(error, "sqlstate", None)
    if code:
        return next((trouble for start, trouble in _POSTGRESQL.items() if code.startswith(start)), None)
    # No answer of the server, so no code: the connection was refused, broke off, or none came free in time.
    lost = {"OperationalError", "InterfaceError", "PoolTimeout", "PoolClosed", "ConnectionTimeout"}
    return AWAY if lost & {each.__name__ for each in type(error).__mro__} else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or each.__context__


def _first_line(error: BaseException) -> str:
    """Without the detail lines of a database, which may hold what people wrote."""
    return f"{type(error).__name__}: {error}".partition("\n")[0][:300]
