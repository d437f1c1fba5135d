"""Notices as mail: who sends, under which id, threaded under what, with which files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fuwutai.channels import composition, queries
from fuwutai.channels.composition import Draft, Marked
from fuwutai.channels.letters import signing_key
from fuwutai.channels.mail import threads
from fuwutai.channels.mailboxes import smtp_out
from fuwutai.channels.models import Mailbox
from fuwutai.core import marks
from fuwutai.files.models import Attachment
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery
from fuwutai.notices.transports import Undeliverable
from fuwutai.notices.words import Words, tidied
from fuwutai.people import permissions as people
from fuwutai.people.models import Person, Team
from fuwutai.tickets import wording
from fuwutai.tickets.choices import ContactState
from fuwutai.tickets.models import Contact, Ticket
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

_REPLIED = "ticket.replied"
_WITH_FILES = {_REPLIED, "ticket.resolved"}
_WITH_MARKS = {_REPLIED, "ticket.mentioned"}
_MOST_REFERENCES = 10
# Stored as they are; the page of undelivered notices says them in its reader's language.
_NO_MAILBOX = gettext_noop("No mailbox is set up to send mail.")
_OURS = gettext_noop("This is one of our own addresses; mail to it would come back to us.")


def send(delivery: Delivery, words: Words) -> str:
    """Send one notice by mail and return its Message-ID.

    Raises Undeliverable when that will never work, `OSError` when it may later.
    """
    notice = delivery.notice
    ticket = Ticket.objects.select_related("desk").filter(timeline=notice.record).first()
    mailbox = queries.sender_for(ticket)
    if mailbox is None:
        raise Undeliverable(_NO_MAILBOX)
    _check_not_ours(delivery.address)
    message_id = _message_id(delivery, ticket, mailbox)
    person = notice.receiver
    with translation.override(person.speaks), timezone.override(ZoneInfo(person.lives_in)):
        draft = _draft(delivery, words, ticket, message_id)
        message = composition.compose(mailbox, draft, to=delivery.address, name=person.name)
    smtp_out.send(mailbox, message, to=delivery.address)
    return message_id


def send_plain(address: str, subject: str, body: str) -> None:
    """Send a mail that is about no record: a password reset. Raises as `send` does."""
    mailbox = queries.default_sender()
    if mailbox is None:
        raise Undeliverable(_NO_MAILBOX)
    _check_not_ours(address)
    message_id = threads.new_id("mail", domain=mailbox.domain, key=signing_key()).strip("<>")
    draft = Draft(subject=subject, body=body, message_id=message_id)
    smtp_out.send(mailbox, composition.compose(mailbox, draft, to=address), to=address)


def _check_not_ours(address: str) -> None:
    if address.lower() in queries.own_addresses():
        raise Undeliverable(_OURS)


def _message_id(delivery: Delivery, ticket: Ticket | None, mailbox: Mailbox) -> str:
    """The id of this delivery, the same at each attempt, and known before a server may bounce it."""
    if not delivery.message_id:
        about = str(ticket.pk) if ticket else "notice"
        delivery.message_id = threads.new_id(about, domain=mailbox.domain, key=signing_key()).strip("<>")
        delivery.save(update_fields=["message_id"])
    return delivery.message_id


def _draft(delivery: Delivery, words: Words, ticket: Ticket | None, message_id: str) -> Draft:
    kind, told = delivery.notice.kind, delivery.notice.data
    # A reply that is told together with what came of it.
    replied = told.get("replied") or (told if kind == _REPLIED else None)
    # What a person wrote by hand; everything else is a notice that no program may answer.
    draft = Draft(subject=words.subject, body=words.body, message_id=message_id, automatic=replied is None)
    if ticket is None:
        return draft
    attached, left_out = _attachments(ticket, _with_files(kind, told))
    marked = _marked(ticket, replied or told, attached) if replied or kind in _WITH_MARKS else None
    return replace(
        draft,
        about=str(ticket.pk),
        references=_references(ticket, delivery),
        quoted=_answered(ticket, replied.get("seq")) if replied else None,
        marked=marked,
        attached=tuple(file for file in attached if not marked or file not in marked.pictures.values()),
        left_out=left_out,
        footer=_footer(ticket, delivery.notice.receiver),
    )


def _with_files(kind: str, told: Mapping[str, Any]) -> list[int]:
    """The entries whose files go with a notice: its own, and those of what it takes up."""
    own = [told] if kind in _WITH_FILES else []
    taken_up = [told[name] for name in ("replied", "resolved") if name in told]
    return [each["seq"] for each in (*own, *taken_up) if each.get("seq")]


def _marked(ticket: Ticket, told: Mapping[str, Any], attached: Iterable[Attachment]) -> Marked | None:
    """What was written with marks, the pictures in it shown from what comes with the mail."""
    entry = Entry.objects.filter(record=ticket.timeline, seq=told.get("seq") or 0).first()
    if entry is None or not wording.is_marked(entry.details):
        return None
    within = {file.name: file for file in reversed(list(attached)) if wording.stands_within(file, entry)}
    ids = {name: f"picture-{file.pk}-{ticket.pk}@fuwutai" for name, file in within.items()}
    html = marks.as_html(entry.text, pictures={name: f"cid:{one}" for name, one in ids.items()})
    return Marked(tidied(told["text"]), html, {ids[name]: file for name, file in within.items()})


def _references(ticket: Ticket, delivery: Delivery) -> tuple[str, ...]:
    """The mail between the receiver and us about this ticket, oldest first, ending with what they wrote last."""
    theirs = Contact.objects.filter(ticket=ticket, sender=delivery.address.lower(), state=ContactState.DONE)
    ours = Delivery.objects.filter(
        notice__record=ticket.timeline, address=delivery.address, state=DeliveryState.SENT
    ).exclude(pk=delivery.pk)
    received = _newest(theirs.exclude(message_id="").order_by("-id"))
    sent = _newest(ours.exclude(message_id="").order_by("-created_at"))
    return (*sent, *received)


def _newest(rows: "QuerySet[Contact] | QuerySet[Delivery]") -> list[str]:
    return list(rows.values_list("message_id", flat=True)[: _MOST_REFERENCES // 2])[::-1]


def _attachments(ticket: Ticket, entries: Sequence[int]) -> tuple[tuple[Attachment, ...], int]:
    """The public files of the entries, as far as they fit, and how many do not."""
    if not entries:
        return (), 0
    theirs = Attachment.objects.select_related("blob").filter(record=ticket.timeline, seq__in=entries, public=True)
    files = list(theirs.order_by("blob__size"))
    fitting: list[Attachment] = []
    room = composition.MOST_ATTACHED
    for file in files:
        if file.blob.size <= room:
            fitting.append(file)
            room -= file.blob.size
    return tuple(fitting), len(files) - len(fitting)


def _answered(ticket: Ticket, seq: int | None) -> Entry | None:
    """What the requester wrote last before the reply with this `seq`."""
    said = Entry.objects.filter(record=ticket.timeline, kind=EntryKind.MESSAGE, public=True, verb__in=["log", "say"])
    return said.filter(seq__lt=seq or 1).order_by("-seq").first()


def _footer(ticket: Ticket, person: Person) -> str:
    """To requesters, how else the desk is reached; to staff, what becomes of their answer."""
    if person.pk in {ticket.requester_id, ticket.reporter_id}:
        return _reach(ticket.desk) if ticket.desk else ""
    staff = people.holders("workspace.enter", organisation_path=ticket.organisation.path)
    if not staff.filter(pk=person.pk).exists():
        return ""
    return _("Your answer to this mail becomes an internal note. The requester reads it only if you write to them too.")


def _reach(desk: Team) -> str:
    """`Service desk North · Hotline 8000 · Mon to Fri 8:30 to 17:30`; nothing where neither is set."""
    hotline = _("Hotline %(number)s") % {"number": desk.hotline} if desk.hotline else ""
    ways = [way for way in (hotline, desk.hours) if way]
    return " · ".join([str(desk), *ways]) if ways else ""
