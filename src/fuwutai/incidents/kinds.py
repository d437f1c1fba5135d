from django.utils.translation import gettext_lazy as _

from fuwutai.tickets import lifecycle, standard

INCIDENT = lifecycle.Kind(key="incident", label=_("Incident"), icon="alert-triangle", verbs=standard.VERBS)


def register() -> None:
    lifecycle.register(INCIDENT)
