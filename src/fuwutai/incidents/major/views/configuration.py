"""Settings: the templates of updates."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.settings import Setting, Words
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.forms import UpdateTemplateForm
from fuwutai.incidents.major.models import UpdateTemplate
from fuwutai.incidents.major.services import updates
from fuwutai.people.permissions import Actor


def _templates(_actor: Actor) -> QuerySet[UpdateTemplate]:
    return UpdateTemplate.objects.all()


TEMPLATES = Setting(
    name="update-templates",
    permission=permissions.CONFIGURE,
    everywhere=True,
    icon="speakerphone",
    words=Words(
        title=_("Updates on major incidents"),
        lead=_(
            "What is told again and again. Filled in: {service} {since} {elapsed} {affected} {number} {title} {next}"
        ),
        new=_("New template"),
        empty=_("Start with three: we know of it, we work on it, it is over."),
    ),
    form=UpdateTemplateForm,
    rows=_templates,
    save=updates.save_template,
)
