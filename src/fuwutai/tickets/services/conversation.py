"""What is said: to the requester, by the requester, and among ourselves."""

from fuwutai.people.models import Person
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change
from fuwutai.tickets.services.telling import requester_of


def reply(change: Change) -> None:
    """Answer in public. It always goes to the requester; `also` are the others whom the agent left ticked."""
    change.text = change.values["text"]
    change.html = change.values.get("html", "")
    change.named = recipients(change.ticket, also=list(change.values.get("also") or ()))
    change.say(to=change.named)
    if change.ticket.responded_at is None:
        change.put(responded_at=change.at)


def recipients(ticket: Ticket, *, also: list[Person]) -> list[Person]:
    """Who gets a public reply: never the last sender by accident, always the requester (issue: mail, both ways)."""
    found = {person.pk: person for person in [*requester_of(ticket), *also]}
    return list(found.values())


def say(change: Change) -> None:
    """The requester, or somebody who takes part, adds something. What waited for them goes on."""
    change.text = change.values["text"]
    change.html = change.values.get("html", "")
    change.put(unanswered=True)


def note(change: Change) -> None:
    """Write something down that the requester does not read."""
    change.text = change.values["text"]
    change.html = change.values.get("html", "")
    change.named = list(change.values.get("mention") or ())
    change.say(mention=change.named)
