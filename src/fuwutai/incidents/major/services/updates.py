"""Updates: one text in several languages, to the audiences that were chosen."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.core import clock, rows, words
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.rounds import Round
from fuwutai.core.texts import storable
from fuwutai.incidents.major import permissions, rhythm, tasks
from fuwutai.incidents.major.choices import Audience, RoomState
from fuwutai.incidents.major.models import LANGUAGES, MajorIncident, Told, Update, UpdateTemplate, as_kept
from fuwutai.incidents.major.services import story, telling
from fuwutai.notices import services as notices
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.tickets import receivers
from fuwutai.tickets.choices import LIVING
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import links
from fuwutai.tickets.services import telling as ticket_telling
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS

VARIABLES = ("number", "title", "service", "since", "elapsed", "affected", "next")
_PASSED_ON = Round("incidents.major.passed_on", gettext_lazy("Tell the requesters of a major incident"))
_VARIABLE = re.compile(r"\{(\w+)\}")
_CODES = {"zh_hans": "zh-hans", "zh_hant": "zh-hant", "en": "en"}


def send(actor: Actor, number: int, *, texts: Mapping[str, str], audiences: Sequence[Audience]) -> Update:
    """Tell the audiences, and count the rhythm anew. Requesters are told by a job, each on their own ticket."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_speak(actor, room)
        if room.state not in {RoomState.CONFIRMED, RoomState.OVER}:
            raise Conflict(_("The room is “%(state)s” now.") % {"state": room.get_state_display()})
        given = {language: storable(texts.get(language, "")).strip() for language in LANGUAGES}
        _check(given, audiences)
        update = Update.objects.create(
            major=room, audiences=as_kept(list(audiences)), author=actor.person, sent_at=clock.now(),
            **{f"text_{language}": text for language, text in given.items()},
        )  # fmt: skip
        touched: tuple[str, ...] = ()
        if room.state == RoomState.CONFIRMED:
            rhythm.start(room)
            touched = rhythm.FIELDS
        kept = [str(audience) for audience in audiences]
        story.save(room, "update", actor=actor, text=update.text, touched=touched, audiences=kept, update=update.pk)
        inside = [person for audience in audiences for person in _inside(room, audience)]
        telling.tell(room, "update", inside, by=actor, texts=dict(update.texts))
        if Audience.REQUESTERS in audiences:
            tasks.pass_on.enqueue(update.pk)
    return update


def _check(given: Mapping[str, str], audiences: Sequence[Audience]) -> None:
    if not any(given.values()):
        raise Invalid.at("text", _("Write what you want to tell, in at least one language."))
    left = {name for text in given.values() for name in _VARIABLE.findall(text) if name in VARIABLES}
    if left:
        raise Invalid.at("text", _("“{%(name)s}” was not filled in.") % {"name": sorted(left)[0]})
    if not audiences:
        raise Invalid.at("audiences", _("Choose who shall read it."))


def _inside(room: MajorIncident, audience: Audience) -> list[Person]:
    if audience == Audience.ROOM:
        return telling.seated(room)
    return telling.management(room) if audience == Audience.MANAGEMENT else []


def pass_on(update: Update) -> int:
    """Tell the requesters of the ticket and of those below it, each once; returns how many tickets were told."""
    told = Told.objects.filter(update=update).values("ticket")
    left = reported(update.major).filter(state__in=LIVING).exclude(pk__in=told)
    numbers = list(left.order_by("pk").values_list("pk", flat=True))
    tally = _PASSED_ON.each(numbers, lambda number: _tell_on(number, update))
    tally.must_be_whole()
    return tally.done


def reported(room: MajorIncident) -> QuerySet[Ticket]:
    """The ticket itself, and those that its solution answers too."""
    below = links.answered_with(room.ticket_id).values("pk")
    return Ticket.objects.filter(Q(pk=room.ticket_id) | Q(pk__in=below)).order_by()


def _tell_on(number: int, update: Update) -> bool:
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update(of=("self",)).select_related("requester", "reporter").get(pk=number)
        if not rows.insert_new(Told(update=update, ticket=ticket)):
            return False
        author = Actor(person=update.author) if update.author else SYSTEM
        text = update.text_in(ticket.requester.speaks)
        details = {"major_update": update.pk}
        draft = timeline.Draft(kind=EntryKind.MESSAGE, verb="reply", text=text, public=True, details=details)
        [entry] = timeline.write(ticket, draft, actor=author)
        ticket.save(update_fields=TIMELINE_FIELDS)
        data = ticket_telling.data_of(ticket, entry, details)
        message = notices.Message(kind="ticket.replied", record=ticket.timeline, data=data)
        notices.tell(message, persons=receivers.askers(ticket))
    return True


def filled(template: UpdateTemplate, room: MajorIncident) -> dict[str, str]:
    """The template's texts for this room as it is now, by language."""
    made = {}
    for language, text in template.texts.items():
        with translation.override(_CODES[language]):
            made[language] = _fill(text, _values(room))
    return made


def _fill(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known; other words in braces stay as they are."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def _values(room: MajorIncident) -> dict[str, str]:
    ticket, moment = room.ticket, clock.now()
    due = moment + timedelta(minutes=room.rhythm)
    return {
        "number": str(ticket.pk),
        "title": ticket.title,
        "service": ticket.affected_service or ticket.title,
        "since": words.day_and_time(ticket.occurred_at or ticket.reported_at),
        "elapsed": words.duration(moment - (ticket.occurred_at or ticket.reported_at)),
        "affected": str(ticket.affected_count),
        "next": words.day_and_time(due),
    }


def save_template(actor: Actor, template: UpdateTemplate) -> UpdateTemplate:
    return changes.save(actor, template)
