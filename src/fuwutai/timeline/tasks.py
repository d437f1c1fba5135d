from fuwutai.core.jobs import job
from fuwutai.timeline import services


@job
def drop_anchor() -> None:
    services.drop_anchor()
