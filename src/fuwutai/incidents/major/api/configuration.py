"""The templates of updates."""

from django.db.models import QuerySet

from fuwutai.core.api import records
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.api.routers import UPDATE_TEMPLATES
from fuwutai.incidents.major.forms import UpdateTemplateForm
from fuwutai.incidents.major.models import UpdateTemplate as Template
from fuwutai.incidents.major.services import updates
from fuwutai.people.api.answers import Named
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import configures, reads


class UpdateTemplate(Named):
    """A prepared update; what stands in braces is filled in where it is used."""

    text_zh_hans: str
    text_zh_hant: str
    text_en: str
    position: int
    active: bool


def _rows(actor: Actor) -> QuerySet[Template]:
    actor.must("workspace.enter")
    return Template.objects.all()


records.declare(
    UPDATE_TEMPLATES,
    Records(
        noun="update_template", plural="update_templates", permission=permissions.CONFIGURE, answer=UpdateTemplate,
        form=UpdateTemplateForm, by=("position", "id"), reads=_rows, changes=_rows,
        save=saved_by(updates.save_template),
    ),
    Doors(reads=reads, configures=configures),
)  # fmt: skip
