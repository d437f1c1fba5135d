from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import long_job
from fuwutai.history import working


@long_job(_("Check the tickets of another tool"))
def check(import_id: int) -> None:
    working.check(import_id)


@long_job(_("Bring in the tickets of another tool"))
def run(import_id: int) -> None:
    """Works for some seconds and asks for itself again, so that other jobs have their turn."""
    if working.run(import_id, seconds=5):
        run.enqueue(import_id)
