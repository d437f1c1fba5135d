"""Jobs and routines. Each calls one service; all of them may be repeated."""

from fuwutai.core.jobs import job


@job
def resolve_children(parent: int) -> None:
    from fuwutai.tickets.services import sweeping  # noqa: PLC0415 - services enqueue this job

    sweeping.resolve_children(parent)


@job
def resume_due() -> None:
    from fuwutai.tickets.services import sweeping  # noqa: PLC0415

    sweeping.resume_due()


@job
def chase_unanswered() -> None:
    from fuwutai.tickets.services import sweeping  # noqa: PLC0415

    sweeping.chase_unanswered()


@job
def take_in(contact_id: int, wish: str) -> None:
    from fuwutai.tickets.services import contacts, letters  # noqa: PLC0415

    contacts.take_in(contact_id, letters.Wish(wish))
