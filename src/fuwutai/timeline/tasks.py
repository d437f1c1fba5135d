from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import long_job
from fuwutai.timeline import services


@long_job(_("Seal the day's entries"))
def drop_anchor() -> None:
    services.drop_anchor()
