from django.utils.translation import gettext_lazy as _

from fuwutai.tickets import lifecycle, standard

SERVICE_REQUEST = lifecycle.Kind(
    key="service_request", label=_("Service request"), icon="shopping-bag", verbs=standard.VERBS
)
# A complaint is answered by the desk and its manager; it does not travel to suppliers.
COMPLAINT = lifecycle.Kind(
    key="complaint", label=_("Complaint or feedback"), icon="message-exclamation", verbs=standard.without("pass_on")
)


def register() -> None:
    lifecycle.register(SERVICE_REQUEST)
    lifecycle.register(COMPLAINT)
