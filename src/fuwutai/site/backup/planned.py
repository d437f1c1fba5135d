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
from django.db import close_old_connections
from django.urls import reverse

from fuwutai.core import clock
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
            outcome = make(due)
            # The connection may have died while the other process worked for an hour.
            close_old_connections()
            keep(due, outcome)


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


def keep(due: BackupPlan, outcome: Outcome) -> None:
    """Write down what became of it and remove those that are too old; a failure is told to whoever answers for it."""
    size = 0 if outcome.error else outcome.path.stat().st_size
    values = {"ended_at": clock.now(), "path": str(outcome.path), "size": size, "error": outcome.error}
    BackupPlan.objects.filter(pk=due.pk).update(**values)
    if outcome.error:
        log.error("backup.failed", **{name: values[name] for name in ("path", "error")})
        told = {"reason": outcome.error, "path": str(outcome.path), "number": None, "link": reverse("backup:plan")}
        notices.tell(Message("backup.failed", _RECORD, told), persons=holders("system.backup", organisation_path="/"))
        return
    log.info("backup.made", path=str(outcome.path), size=size)
    remove_old(Path(due.folder), due.keep)


def _made(path: Path, passphrase_file: str) -> str:
    """Run the command; returns its sentence if it failed."""
    command = [sys.executable, "-m", "fuwutai", "backup", str(path), "-v0"]
    if passphrase_file:
        command += ["--passphrase-file", passphrase_file]
    done = subprocess.run(command, check=False, capture_output=True, timeout=_LONGEST.total_seconds())  # noqa: S603
    if done.returncode == 0:
        return ""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if not lines:
        return f"It ended with {done.returncode}."
    # The page says the path itself, and knows the sentence without it in the reader's language.
    return lines[-1].removeprefix("CommandError: ").removesuffix(f" ({path})")


def remove_old(folder: Path, keep: int) -> None:
    """Remove the oldest of the backups that this plan made, until `keep` are left, and what was left half written."""
    ours = sorted(path for path in folder.iterdir() if _OURS.fullmatch(path.name))
    halves = [path for path in folder.glob(".*.part") if _OURS.fullmatch(path.name[1:].removesuffix(".part"))]
    for path in [*ours[:-keep], *halves]:
        path.unlink()
