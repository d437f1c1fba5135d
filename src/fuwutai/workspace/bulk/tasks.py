from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job


@job(_("Carry out an action on many tickets"))
def work_on(action: int) -> None:
    """Works for a moment and asks for itself again, so that notices and mail have their turn."""
    from fuwutai.workspace.bulk import working  # noqa: PLC0415 - working stands on services, which enqueue this job

    if working.work(action, seconds=2):
        work_on.enqueue(action)


@job(_("Forget what was done to many tickets a month ago"))
def forget_old() -> None:
    """What it did stays in the story of each ticket."""
    from fuwutai.workspace.bulk import services  # noqa: PLC0415 - services enqueue the job above

    services.forget_old()
