"""Backups by plan: once a day, in a process of its own, so that neither pages nor jobs wait for it."""

import re
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.urls import reverse
from django.utils.translation import gettext_noop

from fuwutai.core import clock, failures
from fuwutai.core.configuration import changes
from fuwutai.notices import services as notices
from fuwutai.notices.services import Message
from fuwutai.people.models import Organisation
from fuwutai.people.permissions import EVERYWHERE, Actor, holders
from fuwutai.site.backup.models import BackupPlan

log = structlog.get_logger(__name__)

_LOOK_EVERY = 60.0
# All failures of the plan are about the same thing: one line in the bell leads to it.
_RECORD = uuid.UUID("5f1c5f2a-1c1b-4f0e-9a52-3c55d9c3b1aa")
_LONGEST = timedelta(hours=20)
_OURS = re.compile(r"fuwutai-\d{8}-\d{6}\.tar\.gz(\.age)?")


def plan() -> BackupPlan:
    return BackupPlan.objects.first() or BackupPlan(pk=1)


def save_plan(actor: Actor, wanted: BackupPlan) -> BackupPlan:
    actor.must("system.backup", within=EVERYWHERE)
    return changes.save(actor, wanted)


def run_forever(stop: threading.Event) -> None:
    """Back up whenever the plan says so, until `stop` is set."""
    while not stop.wait(_LOOK_EVERY):
        close_old_connections()
        due = claim()
        if due:
            keep_at_last(due, make(due), stop)


def claim() -> BackupPlan | None:
    """The plan if its hour has come and nobody began today; then we have begun."""
    found = plan()
    moment = clock.now()
    local = moment.astimezone(_zone())
    if not found.active or local.hour < found.hour or _began_on(found, local):
        return None
    claimed = BackupPlan.objects.filter(pk=found.pk, started_at=found.started_at).update(started_at=moment)
    found.started_at = moment
    return found if claimed else None


def _zone() -> ZoneInfo:
    """The zone of the organisation that everything belongs to."""
    root = Organisation.objects.order_by("path").first()
    return ZoneInfo(root.time_zone if root else "UTC")


def _began_on(found: BackupPlan, local: datetime) -> bool:
    began = found.started_at.astimezone(local.tzinfo) if found.started_at else None
    return began is not None and began.date() == local.date()


@dataclass(frozen=True)
class Outcome:
    """Where the backup is, and the sentence that says why it is not there."""

    path: Path
    error: str


def make(due: BackupPlan) -> Outcome:
    """Make the backup in a process of its own and wait for it."""
    ending = ".tar.gz.age" if due.passphrase_file else ".tar.gz"
    path = Path(due.folder) / f"fuwutai-{due.started_at:%Y%m%d-%H%M%S}{ending}"
    return Outcome(path, _made(path, due.passphrase_file))


def keep_at_last(due: BackupPlan, outcome: Outcome, stop: threading.Event) -> None:
    """Keep the outcome as soon as the database is there: it may be away after a night, or its connection have died."""
    while True:
        close_old_connections()
        try:
            return keep(due, outcome)
        except DatabaseError as error:
            failures.note(error, process="backups", again_in=_LOOK_EVERY)
            connection.close()
        if stop.wait(_LOOK_EVERY):
            return None


def keep(due: BackupPlan, outcome: Outcome) -> None:
    """Write down what became of it, tell a failure to whoever answers for it, and clear the folder."""
    size = 0 if outcome.error else outcome.path.stat().st_size
    values = {"ended_at": clock.now(), "path": str(outcome.path), "size": size, "error": outcome.error}
    BackupPlan.objects.filter(pk=due.pk).update(**values)
    if outcome.error:
        log.error("backup.failed", **{name: values[name] for name in ("path", "error")})
        told = {"reason": outcome.error, "path": str(outcome.path), "number": None, "link": reverse("backup:plan")}
        notices.tell(Message("backup.failed", _RECORD, told), persons=holders("system.backup", organisation_path="/"))
    else:
        log.info("backup.made", path=str(outcome.path), size=size)
        remove_old(Path(due.folder), due.keep)
    remove_halves(outcome.path)


def _made(path: Path, passphrase_file: str) -> str:
    """Run the command; returns its sentence if it failed."""
    command = [sys.executable, "-m", "fuwutai", "backup", str(path), "-v0"]
    if passphrase_file:
        command += ["--passphrase-file", passphrase_file]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=_LONGEST.total_seconds())  # noqa: S603
    except subprocess.TimeoutExpired:
        return _TOO_LONG
    if done.returncode == 0:
        return ""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if not lines:
        return f"It ended with {done.returncode}."
    # The page says the path itself, and knows the sentence without it in the reader's language.
    return lines[-1].removeprefix("CommandError: ").removesuffix(f" ({path})")


# Kept as it is; the page says it in the reader's language.
_TOO_LONG = gettext_noop("It was stopped, because it took longer than 20 hours.")


def remove_halves(ended: Path) -> None:
    """Remove what the backup at `ended`, which is over, left half written, and what others did that can't run still."""
    longest_ago = (clock.now() - _LONGEST).timestamp()
    for path in ended.parent.glob(".*.part"):
        whole = path.name[1:].removesuffix(".part")
        if whole == ended.name or (_OURS.fullmatch(whole) and path.stat().st_mtime < longest_ago):
            path.unlink(missing_ok=True)


def remove_old(folder: Path, keep: int) -> None:
    """Remove the oldest of the backups that this plan made, until `keep` are left."""
    ours = sorted(path for path in folder.iterdir() if _OURS.fullmatch(path.name))
    for path in ours[:-keep]:
        path.unlink()
