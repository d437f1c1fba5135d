"""Names of time zones, as the IANA database knows them."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def known() -> list[str]:
    """All names that stand for a place, in alphabetical order, and UTC."""
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))]


def check(name: str) -> None:
    """Raise ValidationError for what is no time zone; used by the models that keep one."""
    if name not in known():
        raise ValidationError(
            _("There is no time zone “%(name)s”. Write it like Asia/Shanghai."), params={"name": name}
        )
