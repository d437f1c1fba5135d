"""Pausing the work with a reason, and taking it up again."""

from fuwutai.tickets.services.change import Change


def wait(change: Change) -> None:
    change.put(
        wait_for=change.values["wait_for"],
        wait_note=(change.values.get("note") or "")[:250],
        resume_at=change.values.get("resume_at"),
    )
    change.say(wait_for=str(change.values["wait_for"]), resume_at=change.values.get("resume_at"))
    change.text = change.values.get("note", "")


def resume(change: Change) -> None:
    change.say(waited_for=change.ticket.wait_for)
    change.put(wait_for="", wait_note="", resume_at=None)
    change.text = change.values.get("note", "")
