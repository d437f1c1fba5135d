from fuwutai.channels import services
from fuwutai.core.jobs import job


@job
def keep_mailboxes_allowed() -> None:
    services.keep_allowed()
