"""How a report reaches the desk: by portal, mail, phone, at the counter, on paper."""

from datetime import timedelta
from html import escape
from typing import Any

from fuwutai.people.choices import Level
from fuwutai.people.models import Person
from fuwutai.site.demo import post
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script
from fuwutai.tickets.choices import Channel, Degree, Grade, Relation
from fuwutai.tickets.models import Ticket

# Logged by an agent for whoever calls, comes by, writes in the chat or fills in a form.
BY_AGENT = {Channel.PHONE, Channel.WALK_IN, Channel.CHAT, Channel.PAPER}
# The mail of the last days lies raw in its mailbox; two months of that would take minutes to make.
_KEPT_RAW = timedelta(days=7)


def arrive(case: Case) -> Script:
    """It is told and logged."""
    key = (case.requester.pk, case.story.category)
    earlier = case.stage.seen.get(key)
    if case.channel in BY_AGENT:
        yield from _arrive_by_agent(case)
    elif case.channel == Channel.MAIL:
        arrive_by_mail(case)
    else:
        _arrive_by_portal(case)
    case.stage.seen[key] = case.ticket.pk
    if earlier and case.agent and case.happens(0.3):
        other = Ticket.objects.get(pk=earlier)
        case.do(case.agent, "relate", other=other, relation=Relation.REPEATS)


def _arrive_by_agent(case: Case) -> Script:
    """Somebody calls, comes by or writes in the chat; the agent takes it down. Paper is entered hours later."""
    told = case.told
    reported_at = None
    text = told.text
    if case.channel == Channel.PAPER:
        reported_at = case.stage.now
        text = f"{told.text}\n{case.word('paper')}"
        yield case.minutes(90, 300)
    agent = case.agent or case.stage.agent(case.stage.company.region(case.requester))
    case.log(
        agent,
        description=text,
        reporter=case.colleague() if case.happens(0.06) else None,
        callback=case.stage.company.phones[case.requester.pk],
        category=case.stage.company.categories[case.story.category],
        impact=Degree(case.story.impact),
        urgency=Degree(case.story.urgency),
        affected_service=told.service,
        affected_count=case.dice.choice((1, 1, 1, 1, 2, 3, 6, 12)) if case.story.kind == "incident" else 1,
        occurred_at=(reported_at or case.stage.now) - timedelta(minutes=case.dice.randint(5, 150)),
        reported_at=reported_at,
    )
    grade(case, agent)


def arrive_by_mail(case: Case) -> None:
    told, stage = case.told, case.stage
    opening, closing, signature = case.word("mail_open"), case.word("mail_close"), _signature(case)
    text = f"{opening}\n\n{told.text}\n\n{closing}\n\n{signature}"
    html = "".join(f"<p>{escape(part)}</p>" for part in (opening, told.text, closing))
    html += "<hr><p>" + "<br>".join(escape(line) for line in signature.split("\n")) + "</p>"
    html = html if case.happens(0.6) else ""
    files = case.screenshot() if case.happens(0.5) else []
    if stage.ends - stage.now < _KEPT_RAW:
        ticket = post.write(stage, case.requester, subject=told.title, text=text, html=html, files=files)
        if ticket is None:
            raise RuntimeError(f"The mail “{told.title}” did not become a ticket.")
        case.ticket = ticket
    else:
        case.log(case.requester, description=text, html=html, kind=_reported_kind(case), uploads=files)


def _signature(case: Case) -> str:
    home = case.requester.department or case.requester.organisation
    phone = case.stage.company.phones[case.requester.pk]
    return f"{case.requester.name}\n{home.name_in(case.story.language)}  {phone}"


def _arrive_by_portal(case: Case) -> None:
    key_user = case.stage.company.key_users.get(case.requester.department_id or 0)
    speaks_for = key_user if key_user and case.happens(0.12) else None
    case.log(
        speaks_for or case.requester,
        reporter=speaks_for,
        affected_service=case.told.service if case.happens(0.6) else "",
        urgency=Degree(case.story.urgency),
        kind=_reported_kind(case),
        uploads=case.screenshot() if case.happens(0.5) else [],
    )


def _reported_kind(case: Case) -> str:
    """People now and then call a request an incident; the desk puts that right."""
    return "incident" if case.happens(0.12) else case.story.kind


def grade(case: Case, agent: Person) -> None:
    """VIPs, crowds and who calls again and again are urgent by rule; who is beside themselves, by the desk's word."""
    is_vip = case.requester.level != Level.NORMAL
    is_upset = not is_vip and case.happens(0.015)
    if not (is_vip or is_upset):
        return
    urgency = Degree(min(case.story.urgency, Degree.MEDIUM))
    said: dict[str, Any] = {"grade": Grade.URGENT, "grade_reason": case.word("reaction")} if is_upset else {}
    if said or urgency != case.ticket.urgency or case.story.impact != case.ticket.impact:
        case.do(agent, "prioritise", impact=Degree(case.story.impact), urgency=urgency, **said)
