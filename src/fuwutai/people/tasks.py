from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job, long_job
from fuwutai.people.importing import retention, working


@long_job(_("Check a list of people"))
def check_import(import_id: int) -> None:
    working.check(import_id)


@long_job(_("Bring in a list of people"))
def save_import(import_id: int) -> None:
    working.save(import_id)


@job(_("Forget old lists of people"))
def forget_imports() -> None:
    retention.forget_old()
