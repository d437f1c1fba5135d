from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job, long_job
from fuwutai.site.exports import writing


@long_job(_("Write an export"))
def write_export(pk: str) -> None:
    writing.write(pk)


@job(_("Give up exports that can't be written"))
def give_up_exports() -> None:
    writing.give_up()


@job(_("Remove old exports"))
def remove_old_exports() -> None:
    writing.remove_old()
