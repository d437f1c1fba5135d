"""The lifecycle of what people report and ask for (mission C6, C7, C8), as data.

Practices take `VERBS` as it is or leave verbs out for their kinds. docs/howto/add-a-ticket-action.md tells how to add
one.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.service_levels.choices import Correction
from fuwutai.tickets import fields
from fuwutai.tickets.choices import OPEN, Settled, State, TaskState, VisitState, WaitFor
from fuwutai.tickets.lifecycle import Asked, Audience, Sequel, Tell, Verb, Who
from fuwutai.tickets.promises import escalating, repairing
from fuwutai.tickets.services import (
    assignment,
    classification,
    conversation,
    links,
    people,
    resolution,
    tasks,
    visits,
    waiting,
)

_S, _W, _A = State, Who, Audience
_AT_WORK = frozenset({_W.ASSIGNEE, _W.OWNER, _W.DESK, _W.GROUP, _W.LEAD})
_FIRST_LINE = frozenset({_W.DESK, _W.OWNER, _W.MANAGER})
_GROUP = frozenset({_W.ASSIGNEE, _W.GROUP, _W.LEAD})
_OPEN = frozenset(OPEN)
_LIVING = frozenset({*OPEN, _S.RESOLVED})
_ANY = frozenset(State)
_AFTER_A_MESSAGE = (Sequel(),)
_WAIT_FOR_REQUESTER = Sequel(
    "wait-for-requester", _("Wait for the requester"), given=(("wait_for", str(WaitFor.REQUESTER)),)
)


def _tell(notice: str, *to: Audience) -> tuple[Tell, ...]:
    return (Tell(notice, to),)


# One line an argument would make this table three times as long and no clearer.
# fmt: off
_TO_THE_GROUP = (*_tell("ticket.lead_assigned", _A.LEAD), *_tell("ticket.group_assigned", _A.GROUP))

ASSIGNMENT: tuple[Verb, ...] = (
    Verb(
        key="claim", noun="claim", label=pgettext_lazy("verb", "Claim"), done=_("claimed it"), icon="hand-grab",
        do=assignment.claim, sources=frozenset({_S.NEW, _S.RETURNED}), targets=(_S.IN_PROGRESS,),
        who=frozenset({_W.DESK}), stamps=("accepted_at",), public=True, tone="primary", shortcut="t", rank=10,
    ),
    Verb(
        key="accept", noun="acceptance", label=pgettext_lazy("verb", "Accept"), done=_("accepted it"), icon="check",
        do=assignment.accept, sources=frozenset({_S.DISPATCHED}), targets=(_S.IN_PROGRESS,), who=_GROUP,
        stamps=("accepted_at",), tells=_tell("ticket.accepted", _A.OWNER), public=True, tone="primary", shortcut="t",
        rank=10,
    ),
    Verb(
        key="assign", noun="assignment", label=pgettext_lazy("verb", "Assign"), done=_("dispatched it"),
        icon="user-plus", do=assignment.assign, sources=_OPEN, targets=(_S.DISPATCHED,),
        who=frozenset({_W.DESK, _W.OWNER, _W.LEAD, _W.MANAGER}), fields=(fields.TEAM, fields.ASSIGNEE, fields.NOTE),
        tells=(*_tell("ticket.assigned", _A.ASSIGNEE), *_TO_THE_GROUP), shortcut="a", rank=20,
        sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="return", noun="return", label=pgettext_lazy("verb", "Return"), done=_("returned it to the service desk"),
        icon="arrow-back-up", do=assignment.give_back, sources=frozenset({_S.DISPATCHED, _S.IN_PROGRESS}),
        targets=(_S.RETURNED,), who=_GROUP, fields=(fields.RETURN_REASON, fields.NOTE),
        tells=_tell("ticket.returned", _A.DESK), rank=30, sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="pass_on", noun="third-line", label=_("Pass to third line"), done=_("passed it to the third line"),
        icon="arrow-forward-up", do=assignment.pass_on, sources=frozenset({_S.DISPATCHED, _S.IN_PROGRESS}),
        targets=(_S.DISPATCHED,), who=_GROUP | {_W.MANAGER},
        fields=(fields.THIRD_LINE, fields.prose("note", _("What has been found so far"), required=True)),
        tells=(*_tell("ticket.passed_on", _A.OWNER), *_TO_THE_GROUP), rank=55, sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="refer", noun="referral", label=_("Refer to the desk manager"), done=_("referred it to the desk manager"),
        icon="help-hexagon", do=assignment.refer, sources=frozenset({_S.NEW, _S.RETURNED, _S.IN_PROGRESS}),
        targets=(_S.DISPATCHED,), who=frozenset({_W.DESK}),
        fields=(fields.prose("note", _("What is unclear"), required=True),),
        tells=_tell("ticket.assigned", _A.ASSIGNEE), rank=60,
    ),
    Verb(
        key="hand_back", noun="hand-back", label=_("Put back into the pool"), done=_("put it back into the pool"),
        icon="arrow-back", do=assignment.hand_back, sources=frozenset({_S.IN_PROGRESS}),
        targets=(_S.RETURNED, _S.DISPATCHED), who=frozenset({_W.SYSTEM}),
        tells=_tell("ticket.handed_back", _A.NAMED, _A.LEAD), rank=90,
    ),
    Verb(
        key="hand_over", noun="ownership", label=_("Change the owner"), done=_("changed the owner"), icon="user-share",
        do=assignment.take_over, sources=_LIVING, who=_FIRST_LINE,
        fields=(fields.row("owner", _("Owner"), fields.staff, required=True, asked=Asked.STAFF), fields.NOTE),
        tells=_tell("ticket.owned", _A.OWNER), rank=75,
    ),
)

CLASSIFICATION: tuple[Verb, ...] = (
    Verb(
        key="classify", noun="classification", label=_("Classify"), done=_("classified it"), icon="category",
        do=classification.classify, sources=_LIVING, who=_AT_WORK,
        fields=(
            fields.CATEGORY, fields.line("affected_service", _("Affected service or device"), longest=200),
            fields.SYMPTOM,
        ),
        rank=62,
    ),
    Verb(
        key="prioritise", noun="priority", label=_("Set impact and urgency"), done=_("set impact and urgency"),
        icon="flame", do=classification.prioritise, sources=_LIVING, who=_AT_WORK,
        fields=(
            fields.IMPACT, fields.URGENCY,
            *fields.rare(
                fields.MAJOR_CONDITION, fields.GRADE, fields.PRIORITY_BY_HAND, fields.SERVICE_CLASS,
                fields.line("grade_reason", _("Why it is settled otherwise than the rules do")),
            ),
        ),
        rank=63,
    ),
    Verb(
        key="lift", noun="lifted-overrides", label=_("Let the rules decide again"),
        done=_("let the rules decide again"), icon="scale", do=classification.lift, sources=_LIVING, who=_AT_WORK,
        fields=(fields.choice("which", _("What somebody settled by hand"), Settled, required=False),), rank=0,
    ),
    Verb(
        key="edit", noun="details", label=_("Correct the details"), done=_("corrected the details"), icon="edit",
        do=classification.edit, sources=_LIVING, who=_AT_WORK,
        fields=(
            fields.line("title", _("Title")), fields.prose("description", _("Description")),
            fields.line("affected_service", _("Affected service or device"), longest=200),
            fields.number("affected_count", _("People affected"), least=1, most=1_000_000),
            fields.moment("occurred_at", _("When it happened")),
            fields.line("callback", _("How to reach them"), longest=200),
        ),
        rank=64,
    ),
    Verb(
        key="convert", noun="kind", label=_("Make it another kind"), done=_("made it another kind"),
        icon="transform", do=classification.convert, sources=_LIVING, who=_FIRST_LINE,
        fields=(fields.kind_choice("kind", _("Kind")), fields.prose("reason", _("Reason"))), public=True, rank=76,
    ),
)

CONVERSATION: tuple[Verb, ...] = (
    Verb(
        key="reply", noun="replies", label=_("Public reply"), done=_("replied"), icon="send", do=conversation.reply,
        sources=_ANY, who=_AT_WORK | {_W.PARTICIPANT},
        fields=(
            fields.prose("text", _("Reply"), required=True),
            fields.receivers_of_replies("to", pgettext_lazy("a message", "To")),
            fields.rows("also", _("Also to"), fields.circle, asked=Asked.CHIPS),
            fields.copied("copied", _("Copied in by mail")),
            fields.mentions("mentions", _("Mention")),
            fields.FORMAT,
        ),
        tells=(Tell("ticket.replied", (_A.NAMED,)), Tell("ticket.mentioned", (_A.MENTIONED,))),
        public=True, takes_files=True, shortcut="r", rank=0, leads_on=True,
    ),
    Verb(
        key="note", noun="notes", label=_("Internal note"), done=_("noted"), icon="lock", do=conversation.note,
        sources=_ANY, who=frozenset({_W.READER}),
        fields=(
            fields.prose("text", _("Note"), required=True),
            fields.mentions("mentions", _("Mention")),
            fields.FORMAT,
        ),
        tells=_tell("ticket.mentioned", _A.MENTIONED), takes_files=True, shortcut="n", rank=0, leads_on=True,
    ),
    Verb(
        key="say", noun="messages", label=_("Add something"), done=_("wrote"), icon="message", do=conversation.say,
        sources=_ANY, who=frozenset({_W.REQUESTER, _W.FOLLOWER}),
        fields=(replace(fields.prose("text", _("Message")), or_files=True),),
        tells=_tell("ticket.answered", _A.DESK, _A.ASSIGNEE), public=True, takes_files=True, rank=0,
    ),
)

ESCALATION: tuple[Verb, ...] = (
    Verb(
        key="escalate", noun="escalation", label=_("Escalate"), done=_("escalated it"), icon="alarm",
        do=escalating.tell, sources=_LIVING, who=frozenset({_W.SYSTEM}), tells=_tell("ticket.escalated", _A.NAMED),
        rank=0,
    ),
    Verb(
        key="take_notice", noun="acknowledgement", label=_("Acknowledge the escalation"),
        done=_("acknowledged the escalation"), icon="eye-check", do=escalating.take_notice, sources=_LIVING,
        who=_AT_WORK | {_W.MANAGER}, fields=(fields.NOTE,), rank=0,
    ),
)

PROGRESS: tuple[Verb, ...] = (
    Verb(
        key="wait", noun="hold", label=_("Put on hold"), done=_("put it on hold"), icon="player-pause",
        do=waiting.wait, sources=frozenset({_S.IN_PROGRESS}), targets=(_S.WAITING,),
        who=frozenset({_W.ASSIGNEE, _W.OWNER, _W.LEAD}), fields=(fields.WAIT_FOR, fields.NOTE, fields.RESUME_AT),
        public=True, rank=40,
        sequels=(_WAIT_FOR_REQUESTER, Sequel()),
    ),
    Verb(
        key="resume", noun="resumption", label=_("Resume"), done=_("took it up again"), icon="player-play",
        do=waiting.resume, sources=frozenset({_S.WAITING}), targets=(_S.IN_PROGRESS,), who=_AT_WORK,
        fields=(fields.NOTE,), tells=_tell("ticket.resumed", _A.ASSIGNEE), public=True, tone="primary", rank=10,
        sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="resolve", noun="resolution", label=_("Resolve"), done=_("resolved it"), icon="circle-check",
        do=resolution.resolve, sources=_OPEN, targets=(_S.RESOLVED,), who=_AT_WORK,
        fields=(fields.SOLUTION, fields.RESOLUTION_CODE), stamps=("resolved_at",),
        tells=(Tell("ticket.resolved", (_A.REQUESTER, _A.WATCHERS)), Tell("ticket.resolved_for_desk", (_A.OWNER,))),
        public=True, takes_files=True, tone="primary", shortcut="s", rank=15, sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="confirm", noun="confirmation", label=_("Confirm"), done=_("confirmed that it is solved"),
        icon="thumb-up", do=resolution.confirm, sources=frozenset({_S.RESOLVED}), targets=(_S.CLOSED,),
        who=frozenset({_W.REQUESTER, _W.DESK, _W.OWNER}), fields=(fields.NOTE,),
        tells=_tell("ticket.confirmed", _A.OWNER, _A.ASSIGNEE), public=True, tone="primary", rank=10,
        sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="reject", noun="rejection", label=_("Not solved"), done=_("said that it is not solved"),
        icon="thumb-down", do=resolution.reject, sources=frozenset({_S.RESOLVED}),
        targets=(_S.IN_PROGRESS, _S.RETURNED), who=frozenset({_W.REQUESTER, _W.DESK, _W.OWNER}),
        fields=(fields.prose("reason", _("What is still wrong"), required=True),),
        tells=_tell("ticket.rejected", _A.OWNER, _A.ASSIGNEE), public=True, takes_files=True, rank=20,
    ),
    Verb(
        key="remind", noun="reminder", label=_("Ask again for confirmation"), done=_("asked again for confirmation"),
        icon="bell-ringing", do=resolution.remind, sources=frozenset({_S.RESOLVED}), who=_FIRST_LINE,
        tells=_tell("ticket.reminded", _A.REQUESTER), public=True, rank=60,
    ),
    Verb(
        key="close", noun="closure", label=_("Close without confirmation"), done=_("closed it"), icon="archive",
        do=resolution.close, sources=frozenset({_S.RESOLVED}), targets=(_S.CLOSED,), who=_FIRST_LINE,
        fields=(fields.REASON,), stamps=("closed_at",), tells=_tell("ticket.closed", _A.REQUESTER), public=True,
        rank=65, sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="reopen", noun="reopening", label=_("Reopen"), done=_("reopened it"), icon="refresh",
        do=resolution.reopen, sources=frozenset({_S.CLOSED, _S.CANCELLED}), targets=(_S.IN_PROGRESS, _S.RETURNED),
        who=frozenset({_W.DESK, _W.MANAGER}), fields=(fields.REASON,),
        tells=_tell("ticket.reopened", _A.REQUESTER, _A.ASSIGNEE), public=True, rank=30, sequels=_AFTER_A_MESSAGE,
    ),
    Verb(
        key="cancel", noun="cancellation", label=pgettext_lazy("verb", "Cancel the ticket"), done=_("cancelled it"),
        icon="x", do=resolution.cancel, sources=_OPEN, targets=(_S.CANCELLED,),
        who=frozenset({_W.REQUESTER, _W.DESK, _W.OWNER}), fields=(fields.REASON,), stamps=("closed_at",),
        tells=_tell("ticket.cancelled", _A.REQUESTER, _A.OWNER, _A.ASSIGNEE), public=True, tone="danger", rank=90,
    ),
)

TEAMWORK: tuple[Verb, ...] = (
    Verb(
        key="add_participant", noun="participants", label=_("Add a participant"), done=_("added a participant"),
        icon="users-plus", do=people.add_participant, sources=_LIVING, who=_AT_WORK,
        fields=(fields.row("person", _("Person"), fields.staff, required=True, asked=Asked.STAFF),),
        tells=_tell("ticket.joined", _A.NAMED), rank=70,
    ),
    Verb(
        key="add_watcher", noun="watchers", label=_("Add a watcher"), done=_("added a watcher"), icon="eye",
        do=people.add_watcher, sources=_LIVING, who=_AT_WORK,
        fields=(fields.row("person", _("Person"), fields.people, required=True, asked=Asked.PERSON),), rank=71,
    ),
    Verb(
        key="remove_participant", noun="departures", label=_("Remove a participant"),
        done=_("removed a participant"), icon="user-minus", do=people.remove_participant, sources=_LIVING,
        who=_AT_WORK, rank=72,
        fields=(fields.row("person", _("Person"), fields.circle, required=True, asked=Asked.CHIPS),),
    ),
    Verb(
        key="add_task", noun="tasks", label=_("Add a task"), done=_("added a task"), icon="list-check",
        do=tasks.add_task, sources=_OPEN, who=_AT_WORK,
        fields=(
            fields.line("title", _("Task"), required=True),
            fields.row("team", _("Group"), fields.teams, asked=Asked.TEAM), fields.ASSIGNEE,
            fields.moment("due_at", _("Due"), future=True),
        ),
        tells=(*_tell("ticket.task_given", _A.NAMED), *_tell("ticket.group_task", _A.TASK_GROUP)), rank=66,
    ),
    Verb(
        key="end_task", noun="task-results", label=_("Finish a task"), done=_("finished a task"), icon="checkbox",
        do=tasks.end_task, sources=_LIVING, who=_AT_WORK | {_W.READER},
        fields=(
            fields.row("task", _("Task"), fields.open_tasks, required=True, asked=Asked.CHIPS),
            fields.some_of("outcome", _("Result"), (TaskState.DONE, TaskState.DROPPED)),
            fields.prose("result", _("What was done")),
        ),
        tells=_tell("ticket.task_ended", _A.ASSIGNEE), rank=67,
    ),
    Verb(
        key="plan_visit", noun="visits", label=_("Plan a visit"), done=_("planned a visit"), icon="map-pin",
        do=visits.plan_visit, sources=_OPEN, who=_AT_WORK,
        fields=(
            fields.row("engineer", _("Engineer"), fields.staff, required=True, asked=Asked.STAFF),
            fields.moment("planned_at", _("Planned for"), required=True),
            fields.line("place", _("Place"), required=True, longest=200),
        ),
        tells=(Tell("ticket.visit_planned", (_A.REQUESTER,)), Tell("ticket.visit_given", (_A.NAMED,))),
        public=True, rank=50,
    ),
    Verb(
        key="arrive", noun="arrivals", label=_("Arrived on site"), done=_("arrived on site"), icon="map-pin-check",
        do=visits.arrive, sources=_LIVING, who=_AT_WORK | {_W.READER},
        fields=(
            fields.row("visit", _("Visit"), fields.visits_in(VisitState.PLANNED), required=True, asked=Asked.CHIPS),
        ),
        public=True, rank=51,
    ),
    Verb(
        key="leave", noun="visit-reports", label=_("Left the site"), done=_("left the site"), icon="map-pin-off",
        do=visits.leave, sources=_LIVING, who=_AT_WORK | {_W.READER},
        fields=(
            fields.row("visit", _("Visit"), fields.visits_in(VisitState.ON_SITE), required=True, asked=Asked.CHIPS),
            fields.prose("report", pgettext_lazy("of a visit", "Report"), required=True),
        ),
        takes_files=True, rank=52,
    ),
    Verb(
        key="call_off_visit", noun="called-off-visits", label=_("Call off a visit"), done=_("called off a visit"),
        icon="map-pin-x", do=visits.call_off_visit, sources=_ANY, who=_AT_WORK,
        fields=(
            fields.row("visit", _("Visit"), fields.visits_in(VisitState.PLANNED), required=True, asked=Asked.CHIPS),
            fields.prose("reason", _("Reason")),
        ),
        tells=_tell("ticket.visit_called_off", _A.REQUESTER, _A.NAMED), public=True, rank=53,
    ),
)

LINKS: tuple[Verb, ...] = (
    Verb(
        key="relate", noun="links", label=_("Relate to another ticket"), done=_("related it to another ticket"),
        icon="link", do=links.relate, sources=_ANY, who=_AT_WORK,
        fields=(fields.another_ticket("other", _("Ticket number")), fields.RELATION), rank=80,
    ),
    Verb(
        key="make_child", noun="parent", label=_("Put under another ticket"), done=_("put it under another ticket"),
        icon="subtask", do=links.make_child, sources=_LIVING, who=_AT_WORK,
        fields=(fields.another_ticket("other", _("Number of the parent")),), rank=81,
    ),
    Verb(
        key="leave_parent", noun="independence", label=_("Take from under its parent"),
        done=_("took it from under its parent"), icon="unlink", do=links.leave_parent, sources=_LIVING, who=_AT_WORK,
        rank=82,
    ),
    Verb(
        key="merge", noun="merger", label=_("Merge into another ticket"), done=_("merged it into another ticket"),
        icon="git-merge", do=links.merge, sources=_LIVING, targets=(_S.MERGED,), who=_FIRST_LINE | {_W.ASSIGNEE},
        fields=(fields.another_ticket("other", _("Number of the ticket that stays")),), undone_by="unmerge", rank=83,
    ),
    Verb(
        key="unmerge", noun="separation", label=_("Undo the merge"), done=_("undid the merge"), icon="git-branch",
        do=links.unmerge, sources=frozenset({_S.MERGED}), targets=tuple(_LIVING), who=_FIRST_LINE, tone="primary",
        rank=10,
    ),
)

CLOCKS: tuple[Verb, ...] = (
    Verb(
        key="enter_pause", noun="forgotten-pauses", label=_("Enter a forgotten pause"),
        done=_("entered a pause that had been forgotten"), icon="clock-pause", do=repairing.enter_pause, sources=_ANY,
        who=frozenset({_W.LEAD, _W.MANAGER}), rank=94,
        fields=(
            fields.WAIT_FOR, fields.moment("since", pgettext_lazy("of a pause", "From"), required=True),
            fields.moment("until", pgettext_lazy("of a pause", "Until"), required=True), fields.REASON,
        ),
    ),
    Verb(
        key="correct_clock", noun="clock-corrections", label=_("Correct a clock"), done=_("corrected a clock"),
        icon="clock-edit", do=repairing.correct_clock, sources=_ANY, who=frozenset({_W.LEAD, _W.MANAGER}), rank=95,
        fields=(
            fields.row("clock", _("Clock"), fields.clocks, required=True, asked=Asked.CHIPS),
            fields.some_of("which", pgettext_lazy("of a clock", "What is corrected"), tuple(Correction)),
            fields.moment("moment", _("True time"), required=True), fields.REASON,
        ),
    ),
)
# fmt: on

VERBS: tuple[Verb, ...] = (
    *ASSIGNMENT, *PROGRESS, *CLASSIFICATION, *CONVERSATION, *TEAMWORK, *LINKS, *CLOCKS, *ESCALATION,
)  # fmt: skip


def without(*keys: str) -> tuple[Verb, ...]:
    """The standard verbs less some, for a kind that has no use for them."""
    unknown = set(keys) - {verb.key for verb in VERBS}
    if unknown:
        raise ValueError(f"No such verbs: {', '.join(sorted(unknown))}")
    return tuple(verb for verb in VERBS if verb.key not in keys)
