"""What is said: to the requester, by the requester, and among ourselves."""

from fuwutai.people import services as people
from fuwutai.people.models import Person
from fuwutai.tickets import lifecycle, permissions
from fuwutai.tickets import receivers as circle
from fuwutai.tickets.choices import Format
from fuwutai.tickets.models import Participation
from fuwutai.tickets.services import remarks
from fuwutai.tickets.services.change import Change


def reply(change: Change) -> None:
    """Answer in public. It goes to exactly those whom the agent left ticked, perhaps nobody: it stands in the portal.

    Only what reaches those who asked is a first answer. Whom the agent wrote to directly (`reached`, a mail in our
    copy) is not sent the same again.
    """
    _take_words(change)
    receivers = _receivers(change)
    change.named = [person for person in receivers if person not in change.values.get("reached", ())]
    change.say(to=receivers)
    if change.values.get("to") is not None:
        left_out = [person for person in circle.usual(change.ticket) if person not in receivers]
        change.say(not_to=left_out or None)
    if change.ticket.responded_at is None and circle.answers(change.ticket, [person.pk for person in receivers]):
        change.put(responded_at=change.at)
    _mention(change)


def _receivers(change: Change) -> list[Person]:
    """Those in `to`, without which it is the requester's side; those in `also`; and who was copied in by mail.

    An address that is nobody's yet becomes a stranger's, as that of whoever writes to us does.
    """
    values = change.values
    chosen = circle.askers(change.ticket) if values.get("to") is None else values["to"]
    copied = [people.meet(email=address, name="") for address in values.get("copied") or ()]
    return list({person.pk: person for person in [*chosen, *(values.get("also") or ()), *copied]}.values())


def say(change: Change) -> None:
    """The requester, or somebody who takes part, adds something. What waited for them goes on."""
    _take_words(change)
    change.put(unanswered=True)


def note(change: Change) -> None:
    """Write something down that the requester does not read."""
    _take_words(change)
    _mention(change)


def _mention(change: Change) -> None:
    """Point colleagues at it. From then on they take part, if whoever mentions them could let them in by hand too."""
    mentioned = list(change.values.get("mentions") or ())
    if not mentioned:
        return
    change.say(mentions=mentioned)
    ticket = change.ticket
    let_in = lifecycle.get(ticket.kind).verb("add_participant")
    if let_in and permissions.may(change.actor, let_in, ticket):
        there = {person.pk for person in remarks.in_charge(ticket)} | {change.actor.person_id}
        join = [Participation(ticket=ticket, person=person) for person in mentioned if person.pk not in there]
        Participation.objects.bulk_create(join, ignore_conflicts=True)


def _take_words(change: Change) -> None:
    """Text and, from a channel, safe HTML and the way it came; no form or API call can bring the latter two."""
    change.text = change.values["text"]
    change.html = change.values.get("html", "")
    change.details.update(change.values.get("origin", {}))
    if change.values.get("format") == Format.MARKS:
        change.say(format=str(Format.MARKS))
