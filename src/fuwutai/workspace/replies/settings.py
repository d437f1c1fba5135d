"""The page on which people keep their templates, and the shared ones."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.workspace.permissions import ENTER
from fuwutai.workspace.replies import permissions, services
from fuwutai.workspace.replies.forms import ReplyTemplateForm
from fuwutai.workspace.sharing.settings import OFFERED_TO, SEARCHED, USED

REPLIES = Setting(
    name="replies",
    permission=ENTER,
    icon="template",
    words=Words(
        title=_("Reply templates"),
        lead=_("Texts to begin with. In the composer they come up with “/” at the beginning of a line."),
        new=_("New template"),
        empty=_("Begin with what you write most often, like asking for a screenshot."),
        search=_("Name or text"),
    ),
    form=ReplyTemplateForm,
    rows=permissions.editable,
    save=services.save,
    search=SEARCHED,
    columns=(
        OFFERED_TO,
        Column(_("Offered for"), lambda row: row.record.get_use_display()),
        USED,
    ),
)
