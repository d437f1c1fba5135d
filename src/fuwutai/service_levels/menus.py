"""The lines that service levels add to the settings, and how changes of them are read."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.navigation import Line
from fuwutai.notices import rooms
from fuwutai.notices.choices import Channel
from fuwutai.rules import pages
from fuwutai.service_levels.choices import Audience, Metric
from fuwutai.service_levels.forms.agreements import pause_reasons
from fuwutai.service_levels.models import Agreement, Step
from fuwutai.service_levels.permissions import CONFIGURE

_GROUP = _("Service levels")

SETTINGS = (
    Line(
        _("Agreements"),
        "service_levels:agreements",
        permission=CONFIGURE,
        everywhere=True,
        group=_GROUP,
        position=41,
    ),
    Line(
        _("Escalation plans"),
        "service_levels:plans",
        permission=CONFIGURE,
        everywhere=True,
        group=_GROUP,
        position=43,
        views=("service_levels:step",),
    ),
)


def name_changes() -> None:
    """Say how changes of a step are read."""
    times = {
        f"{metric}_{priority}": format_lazy("{} P{}", metric.label, priority)
        for metric in Metric
        for priority in range(1, 6)
    }
    changes.name(Agreement, _("Agreements"), **times)
    changes.name(Step, _("Step of an escalation"))
    changes.read(
        Step,
        to=changes.listed(lambda: Audience.choices),
        ways=changes.listed(lambda: Channel.choices),
        metric=changes.listed(lambda: Metric.choices),
        rooms=changes.listed(lambda: [(room.key, room.name) for room in rooms.listed()]),
    )
    changes.read(Agreement, pauses=changes.listed(pause_reasons), conditions_json=pages.traced("tickets"))
