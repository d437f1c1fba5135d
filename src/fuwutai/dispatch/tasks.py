"""Jobs and routines. Each calls one service; all of them may be repeated."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job, long_job
from fuwutai.dispatch.services import placing, staffing, watching


@job(_("Dispatch a ticket by the rules"))
def place(number: int) -> None:
    placing.place(number)


@job(_("Find somebody in the group for a ticket"))
def staff(number: int) -> None:
    staffing.staff(number)


@job(_("Look again for people for what waits with its group"))
def staff_all() -> None:
    staffing.staff_all()


@job(_("Look after what was claimed and is not touched"))
def look() -> None:
    while watching.look() == watching.AT_ONCE:
        pass


@long_job(_("Begin to watch what was claimed"))
def begin_watching(after: int = 0) -> None:
    last = watching.begin(after)
    if last is not None:
        begin_watching.enqueue(last)


@long_job(_("Try dispatch rules on past tickets"))
def work_out(trial: int) -> None:
    """Works for some seconds and asks for itself again, so that other jobs have their turn."""
    from fuwutai.dispatch.services import trying  # noqa: PLC0415 - which asks for this job

    if trying.work(trial, seconds=5):
        work_out.enqueue(trial)
