from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job


@job(_("Take over new official days off"))
def renew_calendars() -> None:
    from fuwutai.calendars import services  # noqa: PLC0415 - only those who run jobs need them

    services.renew_all()
