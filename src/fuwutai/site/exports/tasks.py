from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job, long_job
from fuwutai.site.exports import writing


@long_job(_("Write an export"))
def write_export(pk: str) -> None:
    writing.write(pk)


@job(_("Remove old exports"))
def remove_old_exports() -> None:
    writing.remove_old()
