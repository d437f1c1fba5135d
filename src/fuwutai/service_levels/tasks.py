"""Jobs and routines. Each calls one service; all of them may be repeated."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job, long_job


@job(_("Notice which promises were broken"))
def sweep() -> None:
    from fuwutai.service_levels.services import sweeping  # noqa: PLC0415 - services may come to enqueue jobs

    sweeping.sweep()


@long_job(_("Let running clocks follow their escalation plan"))
def follow_steps(agreement: int, after: int = 0, since: str = "") -> None:
    """`since` is the moment of another plan in ISO form; empty when steps of the same plan were changed."""
    from fuwutai.service_levels.services import plans  # noqa: PLC0415

    last = plans.follow(agreement, after=after, since=datetime.fromisoformat(since) if since else None)
    if last is not None:
        follow_steps.enqueue(agreement, last, since)
