"""What is promised on a new installation; administrators change all of it."""

from fuwutai.calendars.models import Calendar
from fuwutai.service_levels.choices import Audience, Metric
from fuwutai.service_levels.models import Agreement, Edition, Plan, Step, Target

# Priority -> minutes of working time until the first answer, and until the solution (mission C3: four hours).
_MINUTES = {1: (15, 240), 2: (30, 240), 3: (30, 480), 4: (60, 960), 5: (120, 2400)}


def ensure(**_kwargs: object) -> None:
    """Promise something where nothing was agreed yet. Safe to repeat; what somebody emptied is filled once more."""
    Edition.objects.get_or_create(pk=1)
    calendar = Calendar.objects.filter(is_default=True).first()
    if calendar is None or Agreement.objects.exists():
        return
    agreement = Agreement.objects.create(
        name_zh_hans="标准服务级别", name_zh_hant="標準服務級別", name_en="Standard service level",
        calendar=calendar, pauses="requester", plan=_plan(),
    )  # fmt: skip
    Target.objects.bulk_create(
        Target(agreement=agreement, metric=metric, priority=priority, minutes=minutes)
        for priority, both in _MINUTES.items()
        for metric, minutes in zip((Metric.RESPONSE, Metric.SOLUTION), both, strict=True)
    )


def _plan() -> Plan:
    """Before it is late whoever works on it, then whoever can help, in the end whoever answers for it (mission C12)."""
    plan = Plan.objects.create(name_zh_hans="标准升级", name_zh_hant="標準升級", name_en="Standard escalation")
    who = Audience
    steps = (
        (75, 0, (who.ASSIGNEE, who.OWNER)),
        (100, 0, (who.ASSIGNEE, who.OWNER, who.LEAD)),
        (100, 60, (who.DESK_LEAD, who.DESK_MANAGER)),
        (200, 0, (who.INCIDENT_MANAGER,)),
    )
    Step.objects.bulk_create(
        Step(plan=plan, share=share, minutes=minutes, to=" ".join(to), unless_acknowledged=minutes > 0 or share > 100)
        for share, minutes, to in steps
    )
    return plan
