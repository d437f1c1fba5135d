"""The page on which people keep their macros, and the shared ones."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.workspace.macros import judging, permissions, recipe, services
from fuwutai.workspace.macros.forms import MacroForm
from fuwutai.workspace.macros.models import Macro
from fuwutai.workspace.permissions import ENTER
from fuwutai.workspace.sharing.settings import OFFERED_TO, SEARCHED, USED


def in_words(macro: Macro) -> str:
    """What it does, in one line."""
    if not recipe.is_whole(macro.steps_json):
        return str(judging.BROKEN)
    labels = {part.verb.key: str(part.verb.label) for part in recipe.stored(macro.steps_json)}
    labels[macro.says] = macro.get_says_display()
    return _now(", ").join(labels[key] for key in judging.verbs(macro))


MACROS = Setting(
    name="macros",
    permission=ENTER,
    icon="bolt",
    words=Words(
        title=_("Macros"),
        lead=_("A text, fields and steps that belong together, done to a ticket by one choice: M on its page."),
        new=_("New macro"),
        empty=_("Begin with what you do most often in the same way, like asking for a screenshot and waiting."),
        search=_("Name or text"),
    ),
    form=MacroForm,
    rows=permissions.editable,
    save=services.save,
    page="workspace:macro",
    search=SEARCHED,
    columns=(
        OFFERED_TO,
        Column(_("What it does"), lambda row: in_words(row.record)),
        USED,
    ),
)
