"""What is said: to the requester, by the requester, and among ourselves."""

from fuwutai.people.models import Person
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change
from fuwutai.tickets.services.telling import requester_of


def reply(change: Change) -> None:
    """Answer in public. It always goes to the requester; `also` are the others whom the agent left ticked.

    Whom the agent wrote to directly (`reached`, a mail in our copy) is not sent the same again.
    """
    _take_words(change)
    receivers = recipients(change.ticket, also=list(change.values.get("also") or ()))
    change.named = [person for person in receivers if person not in change.values.get("reached", ())]
    change.say(to=receivers)
    if change.ticket.responded_at is None:
        change.put(responded_at=change.at)


def recipients(ticket: Ticket, *, also: list[Person]) -> list[Person]:
    """Who gets a public reply: never the last sender by accident, always the requester (issue: mail, both ways)."""
    found = {person.pk: person for person in [*requester_of(ticket), *also]}
    return list(found.values())


def say(change: Change) -> None:
    """The requester, or somebody who takes part, adds something. What waited for them goes on."""
    _take_words(change)
    change.put(unanswered=True)


def note(change: Change) -> None:
    """Write something down that the requester does not read."""
    _take_words(change)
    change.named = list(change.values.get("mention") or ())
    change.say(mention=change.named)


def _take_words(change: Change) -> None:
    """Text and, from a channel, safe HTML and the way it came; no form or API call can bring the latter two."""
    change.text = change.values["text"]
    change.html = change.values.get("html", "")
    change.details.update(change.values.get("origin", {}))
