"""How dispatching is set up."""

from fuwutai.core import rows
from fuwutai.core.prepared import Prepared
from fuwutai.dispatch.models import DispatchRule, Policy

_POLICY = Prepared(lambda: Policy.objects.order_by("pk")[:1])
_IN_FORCE = Prepared(
    lambda: (
        DispatchRule.objects.filter(active=True, team__active=True)
        .select_related("team", "skill")
        .order_by("position", "id")
    )
)


def policy() -> Policy:
    return _POLICY.first() or Policy(pk=1)


def in_force() -> list[DispatchRule]:
    """The rules in use, in the order in which they are asked."""
    return _IN_FORCE()


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
