"""Sub-tasks: pieces of the work that somebody else does (mission C7)."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict, Invalid
from fuwutai.tickets.choices import TaskState
from fuwutai.tickets.models import Task
from fuwutai.tickets.services.change import Change


def add_task(change: Change) -> None:
    team, assignee = change.values.get("team"), change.values.get("assignee")
    if team is None and assignee is None:
        raise Invalid.at("assignee", _("Say who shall do it: a group or a person."))
    task = Task.objects.create(
        ticket=change.ticket, title=change.values["title"], team=team, assignee=assignee,
        due_at=change.values.get("due_at"), created_at=change.at,
    )  # fmt: skip
    change.say(task=task, team=team, assignee=assignee)
    change.named = [assignee] if assignee else []


def end_task(change: Change) -> None:
    """Done, or no longer needed."""
    task: Task = change.values["task"]
    # Read again now that the ticket is held: somebody may have been faster.
    task.refresh_from_db(fields=["state"])
    if task.state != TaskState.OPEN:
        raise Conflict(_("This task is already over: %(state)s.") % {"state": task.get_state_display()})
    task.state = change.values["outcome"]
    task.result = change.values.get("result", "")
    task.ended_at = change.at
    task.save(update_fields=["state", "result", "ended_at"])
    change.say(task=task, outcome=str(task.state))
    change.text = task.result
