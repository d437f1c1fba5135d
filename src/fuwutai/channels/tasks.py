from django.utils.translation import gettext_lazy as _

from fuwutai.channels import services
from fuwutai.core.jobs import job


@job(_("Keep the permission to read mailboxes alive"))
def keep_mailboxes_allowed() -> None:
    services.keep_allowed()
