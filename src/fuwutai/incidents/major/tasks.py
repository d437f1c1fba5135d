"""Jobs and routines of the rooms. Each calls one service; all of them may be repeated."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job


@job(_("Tell the requesters of a major incident"))
def pass_on(update: int) -> None:
    from fuwutai.incidents.major.models import Update  # noqa: PLC0415 - services enqueue this job
    from fuwutai.incidents.major.services import updates  # noqa: PLC0415

    updates.pass_on(Update.objects.select_related("major", "author").get(pk=update))


@job(_("Remind of updates on major incidents"))
def sound_alarms() -> None:
    from fuwutai.incidents.major.services import alarms  # noqa: PLC0415

    alarms.sound()
