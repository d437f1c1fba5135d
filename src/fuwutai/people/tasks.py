from fuwutai.core.jobs import job
from fuwutai.people.importing import working


@job
def check_import(import_id: int) -> None:
    working.check(import_id)


@job
def save_import(import_id: int) -> None:
    working.save(import_id)
