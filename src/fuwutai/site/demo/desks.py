"""How people left their place: lists they keep, tickets that stand open, an answer half written."""

import orjson

from fuwutai.people.models import Role
from fuwutai.people.permissions import Actor
from fuwutai.site.demo.company import Company
from fuwutai.tickets.choices import LIVING, OPEN
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.orders import Order
from fuwutai.workspace import services
from fuwutai.workspace.choices import SharedWith, Sign
from fuwutai.workspace.drafts import services as drafts
from fuwutai.workspace.models import View
from fuwutai.workspace.tabs import services as tabs

_TABS = 3
_ANSWER = "您好，刚才和工程师核对过，原因已经找到，今天会处理好。另外想请您确认一下："
_LIVING = {"field": "state", "op": "in", "value": [state.value for state in LIVING]}


def furnish(company: Company) -> None:
    agent, manager = (company.actor(company.named[name]) for name in ("agent", "manager"))
    _keep(agent, ("VIP 未关闭", "VIP 未結案", "VIPs, not closed"), Sign.PERSON, _of_vips())
    _keep(manager, ("退回两次以上", "退回兩次以上", "Returned twice or more"), Sign.BACK, _returned())
    complaints = _view(("处理中的投诉", "處理中的投訴", "Complaints in hand"), Sign.STAR, _complaints())
    complaints.audience = SharedWith.SOME
    roles = Role.objects.filter(key__in=("desk_manager", "desk_supervisor"))
    services.save(manager, complaints, roles=list(roles))
    _leave_open(agent)


def _keep(actor: Actor, names: tuple[str, str, str], icon: Sign, condition: dict[str, object]) -> None:
    services.save(actor, _view(names, icon, condition))


def _view(names: tuple[str, str, str], icon: Sign, condition: dict[str, object]) -> View:
    hans, hant, english = names
    conditions = orjson.dumps({"all": [_LIVING, condition]}).decode()
    return View(
        name_zh_hans=hans, name_zh_hant=hant, name_en=english, icon=icon, order=Order.PRIORITY,
        conditions_json=conditions,
    )  # fmt: skip


def _of_vips() -> dict[str, object]:
    return {"field": "requester_level", "op": "in", "value": ["vip", "super_vip"]}


def _returned() -> dict[str, object]:
    return {"field": "returns", "op": "at_least", "value": 2}


def _complaints() -> dict[str, object]:
    return {"field": "kind", "op": "in", "value": ["complaint"]}


def _leave_open(agent: Actor) -> None:
    """The newest tickets that the agent looks after stand as tabs; to the last of them an answer is begun."""
    newest = list(Ticket.objects.filter(owner=agent.person_id, state__in=OPEN).order_by("-pk")[:_TABS])
    for ticket in newest:
        tabs.open_tab(agent, url=f"/tickets/{ticket.pk}", title=f"#{ticket.pk} {ticket.title}")
    for ticket in newest[-1:]:
        # As `frontend/scripts/drafts/answers.js` writes it: what stands there now, and what stood there before.
        body = orjson.dumps({"text": {"now": [_ANSWER], "from": []}})
        drafts.keep(agent, str(ticket.pk), body=body, seen=0)
