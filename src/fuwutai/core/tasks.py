from fuwutai.core.api import idempotency
from fuwutai.core.jobs import job


@job
def forget_old_calls() -> None:
    idempotency.sweep()
