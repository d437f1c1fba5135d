"""Jobs and routines. Each calls one service; all of them may be repeated."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core import children
from fuwutai.core.jobs import job, long_job
from fuwutai.suggestions.services import bursts, proposing, remembering


@long_job(_("Learn categories and groups from past tickets"))
def learn() -> None:
    children.call_apart(remembering.learn_all)


@job(_("Propose categories for new tickets, and see what many people report"))
def look() -> None:
    while proposing.look_at_new() == proposing.AT_ONCE:
        pass
    bursts.look()


@job(_("See what became of proposals"))
def settle() -> None:
    proposing.settle()
