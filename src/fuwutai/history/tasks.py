from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job
from fuwutai.history import working


@job(_("Check the tickets of another tool"))
def check(import_id: int) -> None:
    working.check(import_id)


@job(_("Bring in the tickets of another tool"))
def run(import_id: int) -> None:
    """Works for some seconds and asks for itself again, so that other jobs have their turn."""
    if working.run(import_id, seconds=5):
        run.enqueue(import_id)
