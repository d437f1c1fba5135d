"""How dispatching is set up."""

from fuwutai.core import rows
from fuwutai.dispatch.models import DispatchRule, Policy


def policy() -> Policy:
    return Policy.objects.first() or Policy(pk=1)


def in_force() -> list[DispatchRule]:
    """The rules in use, in the order in which they are asked."""
    found = DispatchRule.objects.filter(active=True).select_related("team", "skill")
    return list(found.filter(team__active=True).order_by("position", "id"))


def dispatches() -> bool:
    """Whether anything is dispatched by itself here."""
    return bool(rows.read(_DISPATCHES)[0][0])


def hands_back() -> bool:
    """Whether what nobody touches is put back here."""
    return bool(rows.read(_HANDS_BACK))


_DISPATCHES = """
    SELECT EXISTS(SELECT 1 FROM dispatch_dispatchrule WHERE active)
        OR EXISTS(SELECT 1 FROM dispatch_policy WHERE by_category)
"""
_HANDS_BACK = "SELECT 1 FROM dispatch_policy WHERE hands_back"
