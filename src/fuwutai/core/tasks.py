from django.utils.translation import gettext_lazy as _

from fuwutai.core.api import idempotency
from fuwutai.core.jobs import job


@job(_("Forget old calls of programs"))
def forget_old_calls() -> None:
    idempotency.sweep()
