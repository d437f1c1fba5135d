"""Jobs and routines. Each calls one service; all of them may be repeated."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job, long_job


@job(_("Resolve the tickets below one"))
def resolve_children(parent: int) -> None:
    from fuwutai.tickets.services import sweeping  # noqa: PLC0415 - services enqueue this job

    sweeping.resolve_children(parent)


@long_job(_("Find tickets under a new name"))
def find_under_new_name(person: int, after: int = 0) -> None:
    from fuwutai.tickets.services import requesters  # noqa: PLC0415 - services stand on searching, which jobs do not

    last = requesters.read_again(person, after=after)
    if last is not None:
        find_under_new_name.enqueue(person, last)


@job(_("Take up tickets whose waiting is over"))
def resume_due() -> None:
    from fuwutai.tickets.services import sweeping  # noqa: PLC0415

    sweeping.resume_due()


@job(_("Remind of solutions, and close what is not answered"))
def chase_unanswered() -> None:
    from fuwutai.tickets.services import sweeping  # noqa: PLC0415

    sweeping.chase_unanswered()


@job(_("Take in what was quarantined"))
def take_in(contact_id: int, wish: str) -> None:
    from fuwutai.tickets.services import contacts, letters  # noqa: PLC0415

    contacts.take_in(contact_id, letters.Wish(wish))


@long_job(_("Let running clocks follow a calendar"))
def follow_calendar(calendar: int) -> None:
    from fuwutai.tickets.promises import moving  # noqa: PLC0415

    if moving.follow_calendar(calendar):
        follow_calendar.enqueue(calendar)


@long_job(_("Work out what would come of other agreements"))
def weigh_agreements(proposal: int) -> None:
    """Works for some seconds and asks for itself again, so that other jobs have their turn."""
    from fuwutai.tickets.promises import weighing  # noqa: PLC0415

    if weighing.work(proposal, seconds=5):
        weigh_agreements.enqueue(proposal)


@job(_("Notice which tickets are likely to be late"))
def foresee() -> None:
    from fuwutai.tickets.promises import forecasting  # noqa: PLC0415

    forecasting.sweep()


@long_job(_("Learn from past promises which are likely to be broken"))
def learn_forecasts() -> None:
    from fuwutai.tickets.promises import learning  # noqa: PLC0415

    if learning.learn():
        follow_forecasts.enqueue()


@long_job(_("Let open tickets follow what was learned of promises"))
def follow_forecasts(after: int = 0) -> None:
    from fuwutai.tickets.promises import forecasting  # noqa: PLC0415

    last = forecasting.follow(after=after, seconds=5)
    if last is not None:
        follow_forecasts.enqueue(last)


@long_job(_("Let running clocks follow the agreements"))
def follow_agreements(proposal: int) -> None:
    from fuwutai.tickets.promises import moving  # noqa: PLC0415

    if moving.follow_agreements(proposal, seconds=5):
        follow_agreements.enqueue(proposal)


# Forecasts are learned in the small hours in China.
ROUTINES = (
    (resume_due, "* * * * *"),
    (chase_unanswered, "*/10 * * * *"),
    (foresee, "* * * * *"),
    (learn_forecasts, "40 18 * * *"),
)
