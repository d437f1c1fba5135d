"""The calendars a new installation starts with; administrators change all of it."""

from fuwutai.calendars import services
from fuwutai.calendars.models import Calendar
from fuwutai.calendars.plan import DAY, Spans

_MORNING = (9 * 3600, 12 * 3600)
_CHINA: Spans = (_MORNING, (13 * 3600 + 1800, 18 * 3600))
_TAIWAN: Spans = (_MORNING, (13 * 3600, 18 * 3600))


def ensure(**_kwargs: object) -> None:
    """Make calendars where there are none, and the first version of those that lack one. Safe to repeat."""
    if not Calendar.objects.exists():
        Calendar.objects.bulk_create([_office_of_china(), _around_the_clock(), _office_of_taiwan()])
    services.renew_all(Calendar.objects.filter(versions=None))


def _office_of_china() -> Calendar:
    found = Calendar(
        name_zh_hans="办公时间（中国大陆）", name_zh_hant="辦公時間（中國大陸）", name_en="CN office hours",
        country="CN", is_default=True,
    )  # fmt: skip
    found.week = (_CHINA,) * 5 + ((), ())
    return found


def _around_the_clock() -> Calendar:
    found = Calendar(name_zh_hans="全天候 7×24", name_zh_hant="全天候 7×24", name_en="7×24")
    found.week = (((0, DAY),),) * 7
    return found


def _office_of_taiwan() -> Calendar:
    found = Calendar(
        name_zh_hans="办公时间（台湾）", name_zh_hant="辦公時間（台灣）", name_en="TW office hours",
        zone="Asia/Taipei", country="TW",
    )  # fmt: skip
    found.week = (_TAIWAN,) * 5 + ((), ())
    return found
