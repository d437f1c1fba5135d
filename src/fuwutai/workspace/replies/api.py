"""Reply templates by program."""

from ninja import Router

from fuwutai.core.api import records
from fuwutai.core.api.records import Doors, Records
from fuwutai.people.api.answers import Named
from fuwutai.people.tokens import reads, writes
from fuwutai.workspace.permissions import ENTER
from fuwutai.workspace.replies import permissions, services
from fuwutai.workspace.replies.choices import Use
from fuwutai.workspace.replies.forms import ReplyTemplateForm

REPLIES = Router(tags=["Reply templates"])


class ReplyTemplate(Named):
    """A text with variables like `{{requester}}`. Without an owner it is shared; `used` counts how often."""

    owner_id: int | None
    shared: bool
    use: Use
    text: str
    conditions_json: str
    used: int
    active: bool


records.declare(
    REPLIES,
    Records(
        noun="reply_template", plural="reply_templates", permission=ENTER, answer=ReplyTemplate, form=ReplyTemplateForm,
        reads=permissions.visible, changes=permissions.visible, save=records.saved_by(services.save),
    ),
    Doors(reads=reads, configures=writes),
)  # fmt: skip
