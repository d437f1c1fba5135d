from django.utils.translation import gettext_lazy as _

from fuwutai.core import rounds, statistics
from fuwutai.core.api import idempotency
from fuwutai.core.jobs import job


@job(_("Forget old calls of programs"))
def forget_old_calls() -> None:
    idempotency.sweep()


@job(_("Look again at how the tables are filled"))
def count_tables() -> None:
    statistics.refresh()


@job(_("Forget setbacks of what is not due any more"))
def forget_setbacks() -> None:
    rounds.forget_settled()
