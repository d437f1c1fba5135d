"""A raw mail as a `Letter`: what the desk needs to know of it, whoever wrote it and with whatever program."""

import re
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from fuwutai.channels import queries
from fuwutai.channels.mail import forwards, html, kinds, message, quotes, subjects, threads
from fuwutai.channels.mail.attachments import Attachment
from fuwutai.channels.mail.kinds import Kind, Verdict
from fuwutai.channels.mail.message import Message
from fuwutai.channels.queries import Door
from fuwutai.core.prepared import Given, Prepared
from fuwutai.files import services as files
from fuwutai.files.services import Upload
from fuwutai.people.models import Team
from fuwutai.tickets import fields
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Category, Contact
from fuwutai.tickets.services.letters import Desk, Letter, Lost, PassedOn, Reference, Sender, Sort

# What programs send that is no answer to anything: with `takes_programs` it makes tickets.
_FROM_PROGRAMS = {"auto-generated", "bulk", "no-return-path"}
_LONGEST_HTML = 500_000
_MOST_FILES = 100
_LONGEST_ADDRESS = 254
# As our own subjects write it: short numbers too, which elsewhere in a subject are anything.
_NUMBER = re.compile(r"\[\s*#\s*(\d{1,18})\s*\]\s*")


def understand(contact: Contact, raw: bytes) -> Letter:
    """What a mail says. The channel's half of taking it in; the tickets app decides where it belongs."""
    read = message.read(raw)
    doors = queries.doors()
    door = doors.get(contact.source)
    own = frozenset(address for each in doors.values() for address in each.addresses)
    sort, code, answerable, verdict = _judge(read, door, own)
    sender = Sender(read.sender.name[:120], read.sender.address[:254]) if read.sender else None
    if sort == Sort.REFUSED:
        return Letter(
            channel=Channel.MAIL, sort=sort, code=code, sender=sender, title=read.subject, message_id=read.message_id
        )
    words = _Words(read)
    return Letter(
        channel=Channel.MAIL,
        sort=sort,
        code=code,
        sender=sender,
        message_id=read.message_id,
        title=words.title,
        text=words.text,
        html=words.html,
        references=_references(read, verdict),
        copied=_copied(read, own),
        uploads=words.uploads,
        passed_on=_passed_on(read, words.uploads),
        lost=_lost(verdict),
        answerable=answerable,
        desk=_desk(door),
        origin=_origin(contact, read, words.quoted, own),
    )


def _judge(read: Message, door: Door | None, own: frozenset[str]) -> tuple[Sort, str, bool, Verdict]:
    verdict = kinds.judge(read, own_addresses=own)
    by_person = verdict.kind in {Kind.NEW, Kind.REPLY}
    if by_person and read.sender and read.sender.address.lower() in own:
        return Sort.AUTOMATIC, "own-address", False, verdict
    if verdict.code in _FROM_PROGRAMS and door and door.takes_programs:
        return Sort.WORDS, verdict.code, False, verdict
    return _SORTS[verdict.kind], verdict.code, verdict.answerable, verdict


_SORTS = {
    Kind.NEW: Sort.WORDS,
    Kind.REPLY: Sort.WORDS,
    Kind.BOUNCE: Sort.BOUNCE,
    Kind.AUTOMATIC: Sort.AUTOMATIC,
    Kind.REFUSED: Sort.REFUSED,
}


@cache
def signing_key() -> bytes:
    """What seals the Message-IDs of our mail."""
    return str(settings.OPTIONS.secret("mail")).encode()


def _references(read: Message, verdict: Verdict) -> tuple[Reference, ...]:
    """The tickets it may belong to, likeliest first: by our sealed ids, by mail of others that we know, by number."""
    found = [
        Reference(int(each.ticket), certain=each.is_sealed)
        for each in threads.candidates(read, key=signing_key())
        if each.ticket.isdecimal() and len(each.ticket) < 19
    ]
    if verdict.bounce and (ticket := threads.ticket_of(verdict.bounce.message_id, key=signing_key())):
        found.insert(0, Reference(int(ticket), certain=True))
    sealed = [each for each in found if each.certain]
    written = [Reference(int(number), certain=False) for number in _NUMBER.findall(read.subject)]
    named = dict.fromkeys([*written, *(each for each in found if not each.certain)])
    return (*sealed, *(_of_known_mail(read) if not sealed else ()), *named)


def _of_known_mail(read: Message) -> list[Reference]:
    """Who answers a mail that we got too has had that mail, whoever wrote it."""
    ids = [*read.in_reply_to, *read.references[::-1]][:20]
    if not ids:
        return []
    known = dict(Contact.objects.filter(message_id__in=ids, ticket__isnull=False).values_list("message_id", "ticket"))
    return [Reference(known[one], certain=True) for one in ids if one in known][:1]


def _lost(verdict: Verdict) -> Lost | None:
    bounce = verdict.bounce
    if bounce is None:
        return None
    diagnostic = " ".join(filter(None, (bounce.status, bounce.diagnostic)))
    address = ", ".join(bounce.recipients)[:200]
    return Lost(bounce.message_id, address, diagnostic[:2000], final=verdict.code != "delayed")


def _desk(door: Door | None) -> Desk:
    if door is None:
        return Desk()
    category = _CATEGORY.first(category=door.category) if door.category else None
    return Desk(door.kind, category, _TEAM.first(team=door.desk) if door.desk else None)


_CATEGORY = Prepared(lambda: Category.objects.filter(pk=Given("category")))
_TEAM = Prepared(lambda: Team.objects.filter(pk=Given("team")))


def _copied(read: Message, own: frozenset[str]) -> frozenset[str]:
    return frozenset(each.address.lower() for each in (*read.to, *read.cc)) - own


def _origin(contact: Contact, read: Message, quoted: str, own: frozenset[str]) -> dict[str, object]:
    """What the entry keeps of the way it came; the raw mail itself stays with the contact."""
    origin: dict[str, object] = {
        "channel": "mail",
        "contact": contact.pk,
        "to": [each.address for each in read.to][:20],
        "cc": [each.address for each in read.cc][:20],
        "copied": _others(read, own),
        "quoted": quoted[: fields.LONGEST_TEXT],
    }
    if read.date:
        origin["sent_at"] = read.date.isoformat()
    return {name: value for name, value in origin.items() if value}


def _others(read: Message, own: frozenset[str]) -> list[str]:
    """To whom it went besides us and its sender; where that can be written to."""
    sender = {read.sender.address.lower()} if read.sender else set()
    return sorted(address for address in _copied(read, own) - sender if _is_address(address))[:20]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= _LONGEST_ADDRESS


class _Words:
    """What is said above what is quoted, with its page, its files and a title."""

    def __init__(self, read: Message) -> None:
        folded = quotes.fold(read.text)
        self.quoted = folded.quoted
        self.uploads = _uploads(read.attachments)
        self.html = _safe(read.html, self.uploads)
        self.text = _text(folded.fresh, self.uploads)
        self.title = _title(read.subject, folded.fresh)


def _passed_on(read: Message, own: tuple[Upload, ...]) -> PassedOn | None:
    """Somebody else's mail inside this one, if it passes one on."""
    forwarded = forwards.original(read)
    if forwarded is None:
        return None
    inner = _attached_message(read)
    uploads = _uploads(inner.attachments) if inner else own
    return PassedOn(
        sender=Sender(forwarded.sender.name[:120], forwarded.sender.address[:254]),
        comment=forwarded.comment[: fields.LONGEST_TEXT],
        title=_title(forwarded.subject, forwarded.text),
        text=_text(forwarded.text, uploads),
        # The page of a mail forwarded in line holds the comment too, which is not for the author to read.
        html=_safe(inner.html, uploads) if inner else "",
        uploads=uploads,
    )


def _attached_message(read: Message) -> Message | None:
    inner = [each for each in read.attachments if each.type == "message/rfc822"]
    return message.read(inner[0].content) if len(inner) == 1 else None


def _uploads(attachments: tuple[Attachment, ...]) -> tuple[Upload, ...]:
    return tuple(
        Upload(
            name=each.name,
            content=each.content,
            declared_type=each.type,
            content_id=each.content_id,
            inline=each.is_inline,
        )
        for each in attachments[:_MOST_FILES]
        if each.content
    )


def _safe(page: str, uploads: tuple[Upload, ...]) -> str:
    """The fresh part of the page, safe to show, with places for the pictures that came along."""
    if not page or len(page) > _LONGEST_HTML:
        return ""
    return html.safe(quotes.fold_html(page).fresh, picture=_placing({each.content_id for each in uploads})).html


def _placing(known: set[str]) -> Callable[[str], str | None]:
    return lambda content_id: files.picture_place(content_id) if content_id in known else None


def _text(text: str, uploads: tuple[Upload, ...]) -> str:
    """Never empty: a mail may say all it has to say with a picture."""
    if text.strip():
        return text.strip()[: fields.LONGEST_TEXT]
    with translation.override(settings.LANGUAGE_CODE):
        names = ", ".join(upload.name for upload in uploads)
        return _("(without text) %(files)s") % {"files": names} if names else _("(without text)")


def _title(subject: str, text: str) -> str:
    """The subject without reply marks and our number, or the first words."""
    bare = subjects.bare(_NUMBER.sub("", subjects.bare(subject)))
    first_line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    with translation.override(settings.LANGUAGE_CODE):
        return (bare or first_line[:80] or _("(without subject)"))[:250]
