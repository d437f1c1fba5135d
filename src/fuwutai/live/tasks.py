from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job
from fuwutai.live import services


@job(_("Forget what open pages were told"))
def forget_signals() -> None:
    services.forget_old()
