"""Jobs and routines. Each calls one service; all of them may be repeated."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job


@job(_("Notice which promises were broken"))
def sweep() -> None:
    from fuwutai.service_levels.services import sweeping  # noqa: PLC0415 - services may come to enqueue jobs

    sweeping.sweep()
