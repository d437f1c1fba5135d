"""What is promised on a new installation; administrators change all of it."""

from fuwutai.calendars.models import Calendar
from fuwutai.service_levels.choices import Metric
from fuwutai.service_levels.models import Agreement, Edition, Target

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
        calendar=calendar, pauses="requester",
    )  # fmt: skip
    Target.objects.bulk_create(
        Target(agreement=agreement, metric=metric, priority=priority, minutes=minutes)
        for priority, both in _MINUTES.items()
        for metric, minutes in zip((Metric.RESPONSE, Metric.SOLUTION), both, strict=True)
    )
