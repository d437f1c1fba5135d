"""Jobs and changed settings, as files."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import queries as changes
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.core.jobs import label_of
from fuwutai.core.jobs.models import Job

_EVERYWHERE = "/"


def _jobs(actor: Any, _query: QueryDict) -> QuerySet[Job]:
    actor.must("system.watch", within=_EVERYWHERE)
    return Job.objects.order_by("-dead_at", "due_at", "pk")


def _changes(actor: Any, query: QueryDict) -> QuerySet[ConfigurationChange]:
    actor.must("settings.audit", within=_EVERYWHERE)
    return changes.narrowed(subject=query.get("subject", "")[:60], who=query.get("who", "").strip()[:60])


def _fields(change: ConfigurationChange) -> str:
    return "; ".join(f"{line.field}: {line.old} → {line.new}" for line in changes.lines(change))


_JOBS = (
    Column(_("Job"), lambda job: label_of(job.task), width=40),
    Column(_("Enqueued"), lambda job: job.enqueued_at, width=20, is_moment=True),
    Column(_("Due"), lambda job: job.due_at, width=20, is_moment=True),
    Column(_("Attempts"), lambda job: job.attempts, width=10),
    Column(_("Given up"), lambda job: job.dead_at, width=20, is_moment=True),
    Column(_("Error"), lambda job: job.error, width=60),
)
_CHANGES = (
    Column(_("When"), lambda change: change.at, width=20, is_moment=True),
    Column(_("Who"), lambda change: change.actor_name, width=20),
    Column(_("Setting"), lambda change: changes.subject_name(change.subject), width=24),
    Column(_("What"), lambda change: change.record_name, width=24),
    Column(_("Done"), lambda change: changes.verb_name(change.verb)),
    Column(_("Old and new"), _fields, width=60),
)


def declare() -> None:
    lists.declare(
        ExportedList("jobs", _("Jobs"), _jobs, _JOBS),
        ExportedList("changes", _("Changes to settings"), _changes, _CHANGES),
    )
