"""What was said and done in public, as the requester reads it. Nothing internal is even fetched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fuwutai.core import words
from fuwutai.files.models import Attachment
from fuwutai.people.permissions import Actor
from fuwutai.tickets import disclosure, wording
from fuwutai.tickets.choices import WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.timeline import queries as timeline
from fuwutai.timeline.models import Entry


@dataclass(frozen=True)
class File:
    name: str
    url: str
    size: int
    picture_url: str


@dataclass(frozen=True)
class Turn:
    """Something said (a bubble) or done (`line`: one quiet line without text).

    `ours` is false for what the requester's side said; `foot` names the speaker, `label` what the text is. `html` is
    the text as it is shown, the page of a mail if it is `foreign`; `quoted` is what stood below the words of the mail.
    """

    moment: datetime
    text: str
    html: SafeString
    foreign: bool
    quoted: str
    line: str
    label: str
    ours: bool
    name: str
    number: int
    foot: str
    files: Sequence[File]


def of(actor: Actor, ticket: Ticket) -> list[Turn]:
    """The public story of a ticket, oldest first, in two queries."""
    attached = _attached(ticket)
    told = (
        _turn(entry, actor, ticket, attached.get(entry.seq, []))
        for entry in timeline.story(ticket.timeline, public_only=True)
    )
    return [turn for turn in told if turn.text or turn.line or turn.files]


def _turn(entry: Entry, actor: Actor, ticket: Ticket, attached: Sequence[Attachment]) -> Turn:
    theirs = entry.verb == "log" or entry.actor_id in {ticket.requester_id, ticket.reporter_id}
    line = _LINES[entry.verb](entry) if not entry.text and entry.verb in _LINES else ""
    return Turn(
        moment=entry.at,
        text=entry.text,
        html=wording.as_html(entry, attached),
        foreign=bool(entry.html),
        quoted=str(disclosure.details(entry, ticket).get("quoted") or ""),
        line=line,
        label=_label(entry) if entry.text else "",
        ours=not theirs,
        name=_speaker(entry, ticket),
        number=entry.actor_id or 0,
        foot=_foot(entry, actor, ticket),
        files=[_file(attachment) for attachment in attached if _stands_apart(attachment, entry)],
    )


def _speaker(entry: Entry, ticket: Ticket) -> str:
    return ticket.requester.name if entry.verb == "log" else entry.actor_name or _("Service desk")


def _foot(entry: Entry, actor: Actor, ticket: Ticket) -> str:
    """`You · 09:12`, `Lin Wanqiu · Service desk · 09:18`."""
    parts = [_speaker(entry, ticket)]
    if entry.verb == "log" and entry.actor_id not in {ticket.requester_id, ticket.reporter_id, None}:
        parts.append(_("taken down by %(name)s") % {"name": entry.actor_name})
    elif entry.actor_id and entry.actor_id == actor.person_id:
        parts = [_("You")]
    elif entry.actor_id and entry.actor_id == ticket.owner_id:
        parts.append(_("Service desk"))
    return " · ".join([*parts, words.short_time(entry.at)])


def _label(entry: Entry) -> str:
    """What a text is when it is not simply something said."""
    if entry.verb == "wait" and entry.details.get("wait_for") == WaitFor.REQUESTER:
        return _("We need something from you")
    labels = {
        "resolve": _("Solution"),
        "reject": _("Not solved yet"),
        "wait": _("On hold"),
        "close": _("Closed"),
        "cancel": _("Cancelled"),
        "reopen": _("Reopened"),
        "confirm": _("Solved"),
        "call_off_visit": _("The visit was called off"),
    }
    return labels.get(entry.verb, "")


def _took_up(entry: Entry) -> str:
    return _("%(name)s took it up") % {"name": entry.actor_name}


def _visit(entry: Entry) -> str:
    details: dict[str, Any] = entry.details
    values = {
        "name": details["engineer"]["name"],
        "time": words.day_and_time(datetime.fromisoformat(details["planned_at"])),
        "place": details["place"],
    }
    return _("%(name)s comes %(time)s: %(place)s") % values


# Steps without a text of their own. What is not here (a merge, a conversion) is told by the state of the ticket.
_LINES: dict[str, Callable[[Entry], str]] = {
    "claim": _took_up,
    "accept": _took_up,
    "resume": lambda _entry: _("Work goes on"),
    "wait": lambda _entry: _("On hold"),
    "confirm": lambda _entry: _("Confirmed as solved"),
    "close": lambda _entry: _("Closed"),
    "cancel": lambda _entry: _("Cancelled"),
    "remind": lambda _entry: _("We asked again whether it is solved"),
    "plan_visit": _visit,
    "arrive": lambda entry: _("%(name)s arrived") % {"name": entry.actor_name},
    "call_off_visit": lambda _entry: _("The visit was called off"),
}


def _attached(ticket: Ticket) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    attachments = Attachment.objects.filter(record=ticket.timeline, public=True, seq__isnull=False)
    for attachment in attachments.select_related("blob"):
        found.setdefault(attachment.seq or 0, []).append(attachment)
    return found


def _stands_apart(attachment: Attachment, entry: Entry) -> bool:
    """Whether the file is shown below the words: not what they show within, nor the pictures of what a mail quotes."""
    return not wording.stands_within(attachment, entry) and not (entry.html and attachment.inline)


def _file(attachment: Attachment) -> File:
    address = reverse("files:download", args=[attachment.pk])
    picture = address if attachment.is_picture else ""
    return File(name=attachment.name, url=address, size=attachment.blob.size, picture_url=picture)


def arranged_at(ticket: Ticket) -> datetime | None:
    """When the ticket first got somebody: the second point of the progress line."""
    verbs = ("claim", "assign", "refer")
    first = Entry.objects.filter(record=ticket.timeline, verb__in=verbs).order_by("seq")
    return first.values_list("at", flat=True).first()
