"""One of everything that an operation of the API may be about, and a call of each that makes sense."""

import io
from collections.abc import Callable
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from fuwutai.calendars.models import Calendar, CalendarDay
from fuwutai.channels.models import Gateway, Mailbox, Room
from fuwutai.core import clock
from fuwutai.dispatch.models import Capacity, DispatchRule, Trial
from fuwutai.duty.models import Absence, Duty, Roster, Shift, Skill, Swap
from fuwutai.files.models import Attachment
from fuwutai.files.services import Upload, keep
from fuwutai.history import services as histories
from fuwutai.history.tests import bringing
from fuwutai.incidents.major.models import UpdateTemplate
from fuwutai.incidents.major.services import reviewing, rooms
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery
from fuwutai.people.choices import Scope
from fuwutai.people.importing import services as importing
from fuwutai.people.importing import working
from fuwutai.people.models import Holding, Person, Role
from fuwutai.people.permissions import SYSTEM
from fuwutai.people.services import issue_token, open_account
from fuwutai.service_levels.models import Agreement, Plan, Proposal, Step
from fuwutai.site.exports import services as exports
from fuwutai.site.exports import writing
from fuwutai.site.tests import bodies
from fuwutai.site.tests.cast import Cast
from fuwutai.suggestions.models import Burst
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import Channel, ContactState, Degree, Grade
from fuwutai.tickets.models import Contact, GradeRule, MajorCondition, Symptom, Ticket
from fuwutai.workspace.bulk.choices import Fate
from fuwutai.workspace.models import BulkAction, BulkLine, Macro, ReplyTemplate, View


class Stage:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.later = clock.now() + timedelta(days=1)
        # Rita's, with Sam in work: most operations are about it.
        self.ticket = self.in_work()
        self.other = cast.ticket(title="另一张")
        self._furnish()
        self._send()
        self._roster()
        # For those that begin from another state.
        self.tickets = {
            "claimTicket": cast.ticket(), "referTicket": cast.ticket(), "acceptTicket": self.dispatched(),
            "resumeTicket": cast.act("sam", self.in_work(), "wait", wait_for="supplier"),
            "unmergeTicket": cast.act("amy", cast.ticket(), "merge", other=self.other),
            "reopenTicket": cast.act("rita", self.resolved(), "confirm"),
            "rateTicket": cast.act("rita", self.resolved(), "confirm"),
            "leaveParent": cast.act("amy", cast.ticket(), "make_child", other=self.other),
            **{id_: self.resolved() for id_ in ("confirmTicket", "rejectTicket", "remindTicket", "closeTicket")},
        }  # fmt: skip
        self._break_out()
        self.twice = Person.objects.create(name="白 露", organisation=cast.group)
        open_account(cast.kay, username="kay", password=None)
        self.calendar = Calendar.objects.get(is_default=True)
        self.own_day = CalendarDay.objects.create(calendar=self.calendar, day=date(2026, 12, 24))
        self.own_role = Role.objects.create(key="guest", name_en="Guest")
        self.site = cast.group.sites.create(name_en="Tower")
        self.mailbox = Mailbox.objects.create(name="IT", address="it@lanjiang.example")
        # Nobody listens there: what is tried fails at once, and says so.
        hook = {"url": "http://127.0.0.1:9/", "body": '{"text": "{text}"}'}
        self.gateway = Gateway.objects.create(name="SMS", **hook)
        self.room = Room.objects.create(name="IT", **hook)

    def _break_out(self) -> None:
        """Three major incidents that Ada manages: one to be decided, one in work, one to be reviewed."""
        declared, running, over = (self.major() for _turn in range(3))
        ada = self.cast.actor("ada")
        for ticket in (running, over):
            rooms.confirm(ada, ticket.pk)
        rooms.end(ada, over.pk)
        reviewing.write(ada, over.pk, parts={"summary": "断网", "causes": "环路"})
        self.finding = reviewing.find(ada, over.pk, text="防环", owner=self.cast.ada, due_on=self.later.date())
        self.running = running
        self.tickets |= dict.fromkeys(("confirmMajorIncident", "standDownMajorIncident"), declared)
        self.tickets |= dict.fromkeys(("finishMajorReview", "getMajorReview", "writeMajorReview"), over)
        self.tickets |= dict.fromkeys(("addFinding", "listFindings"), over)

    def major(self) -> Ticket:
        values = {"impact": Degree.HIGH, "urgency": Degree.HIGH, "grade": Grade.MAJOR, "grade_reason": "断网"}
        return self.cast.act("amy", self.cast.ticket(title="断网"), "prioritise", **values)

    def _roster(self) -> None:
        """Sam and Lee are on duty in turn, and Lee asks Sam to swap."""
        cast, days = self.cast, [self.later + timedelta(days=number) for number in range(3)]
        Roster.objects.create(team=cast.network)
        duties = [
            Duty.objects.create(team=cast.network, person=person, start=day, end=day + timedelta(hours=8))
            for person, day in zip((cast.sam, cast.lee, cast.sam), days, strict=True)
        ]
        self.duty, others, self.offered = duties
        self.swap = Swap.objects.create(given=others, asker=cast.lee, asked=cast.sam)
        self.absence = Absence.objects.create(person=cast.sam, start=days[2], end=days[2] + timedelta(hours=1))
        self.shift = Shift.objects.create(code="E", name_en="Early", starts=time(8), minutes=480)
        self.skill = Skill.objects.create(name_en="VPN")
        self.reply = ReplyTemplate.objects.create(name_en="Hello", text="您好", shared=True)
        self.macro = Macro.objects.create(name_en="Note", says="note", text="您好", shared=True)

    def _send(self) -> None:
        """A rule out of use, so that nothing is sent by it, and what somebody can take."""
        DispatchRule.objects.create(name_en="Network", team=self.cast.network, active=False)
        Capacity.objects.create(person=self.cast.sam, most=5)

    def dispatched(self) -> Ticket:
        ticket = self.cast.act("amy", self.cast.ticket(), "claim")
        return self.cast.act("amy", ticket, "assign", team=self.cast.network)

    def in_work(self) -> Ticket:
        return self.cast.act("sam", self.dispatched(), "accept")

    def resolved(self) -> Ticket:
        return self.cast.act("sam", self.in_work(), "resolve", solution="好了", code=self.cast.code)

    def _furnish(self) -> None:
        """Two visits, one of them begun, a task, a participant and a file."""
        cast, ticket = self.cast, self.ticket
        for _turn in range(2):
            cast.act("sam", ticket, "plan_visit", engineer=cast.sam, planned_at=self.later, place="三楼")
        self.planned, self.here = ticket.visits.all()
        cast.act("sam", ticket, "arrive", visit=self.here)
        cast.act("amy", ticket, "add_task", title="查线路", assignee=cast.lee)
        cast.act("amy", ticket, "add_participant", person=cast.lee)
        upload = Upload("a.txt", b"hello")
        tickets.act(cast.actor("amy"), ticket.pk, "reply", {"text": "见附件"}, uploads=[upload])

    def address(self, operation: str, path: str, name: str) -> str:
        """The address at which `name` calls the operation: with the ids of what is on the stage."""
        own = {"number": self._subject(operation, path).pk, "record": self._record(operation)}
        if operation == "mergePerson":
            own["person"] = self.twice.pk
        if operation == "askSwap":
            own["duty"] = self.offered.pk
        if operation in ("listSkillsOf", "setSkillsOf"):
            own["person"] = self.cast.sam.pk
        if "person-imports" in path:
            own["record"] = self._import(operation)
        if "history-imports" in path:
            own["record"] = self._history(operation)
        made = {noun: make for noun, make in self._made(name).items() if f"{{{noun}}}" in path}
        return path.format(**{**self._parts, **own, **{noun: make() for noun, make in made.items()}})

    @cached_property
    def _parts(self) -> dict[str, object]:
        """What addresses name and is the same for all operations."""
        return {
            "kind": "incident", "team": self.cast.network.pk, "catalogue": "tickets", "person": self.cast.kay.pk,
            "file": Attachment.objects.get(record=self.ticket.timeline).pk,
            "holding": Holding.objects.get(person=self.cast.ben).pk, "mailbox": self.mailbox.pk,
            "gateway": self.gateway.pk, "room": self.room.pk, "day": self.own_day.day, "duty": self.duty.pk,
            "swap": self.swap.pk, "absence": self.absence.pk, "finding": self.finding.pk,
            "step": Step.objects.all()[0].pk,
        }  # fmt: skip

    def _made(self, name: str) -> dict[str, Callable[[], object]]:
        """What is made only for the operations that are about it."""
        person = self.cast.persons[name]
        return {
            "contact": self._contact, "delivery": self._delivery, "export": self._export,
            "proposal": lambda: Proposal.objects.create(asked_by=person, purpose="preview", changes_json="{}").pk,
            "burst": self._burst,
            "trial": lambda: Trial.objects.create(asked_by=person, present_json="[]", tried_json="[]").pk,
            "bulk_action": lambda: self._bulk(person), "macro": lambda: self.macro.pk,
            "token": lambda: issue_token(person, name="x", scope=Scope.READ)[0].pk,
        }  # fmt: skip

    def _subject(self, operation: str, path: str) -> Ticket:
        """The ticket that the operation is about."""
        usual = self.running if "major-incidents" in path else self.ticket
        return self.tickets.get(operation, usual)

    def _record(self, operation: str) -> int:
        return next((pk for noun, pk in self._records.items() if noun in operation), 0)

    @cached_property
    def _records(self) -> dict[str, int]:
        """What each noun in the name of an operation stands for."""
        cast, plan = self.cast, Plan.objects.all()[0]
        known: dict[str, Model] = {
            "Role": self.own_role, "Organisation": cast.group, "Mailbox": self.mailbox, "Calendar": self.calendar,
            "Gateway": self.gateway, "ChatRoom": self.room, "Category": cast.category, "ReturnReason": cast.reason,
            "ResolutionCode": cast.code, "Site": self.site, "Department": cast.finance, "Team": cast.network,
            "Grants": self.own_role, "UpdateTemplate": UpdateTemplate.objects.all()[0], "Shift": self.shift,
            "Skill": self.skill, "ClassRule": GradeRule.objects.all()[0],
            "MajorCondition": MajorCondition.objects.all()[0], "Symptom": Symptom.objects.all()[0],
            "DispatchRule": DispatchRule.objects.all()[0], "Capacity": Capacity.objects.all()[0],
            "Agreement": Agreement.objects.all()[0], "EscalationPlan": plan, "EscalationStep": plan,
            "View": View.objects.all()[0], "ReplyTemplate": self.reply, "Macro": self.macro,
        }  # fmt: skip
        return {noun: record.pk for noun, record in known.items()}

    def _import(self, operation: str) -> int:
        """A file of Mona's with one row, checked if it is to be saved."""
        file = io.BytesIO("姓名,邮箱\n新人,new@lanjiang.example\n".encode())
        made = importing.take(self.cast.actor("mona"), file, name="people.csv")
        if operation == "saveImport":
            wishes = importing.Wishes(columns=made.columns, organisation=self.cast.group)
            working.check(importing.understand(self.cast.actor("mona"), made, wishes=wishes).pk)
        return made.pk

    def _history(self, operation: str) -> int:
        """A log of one row, as far as the operation needs it."""
        found = bringing.checked(bringing.log("A1,2020-01-05 08:00,x,New,P3,F,,C,T,"))
        if operation == "stopHistoryImport":
            histories.ask_run(SYSTEM, found)
        return found.pk

    def _contact(self) -> int:
        raw = keep(b"From: x@y.example\n\nhello")
        contact = Contact.objects.create(
            channel=Channel.MAIL, source="mail", key="1", raw=raw, state=ContactState.QUARANTINED
        )
        return contact.pk

    def _export(self) -> str:
        """A list that Mona took home."""
        made = exports.ask(self.cast.actor("mona"), "pool", ending="csv", query=QueryDict())
        writing.write(str(made.pk))
        return str(made.pk)

    def _delivery(self) -> str:
        delivery = Delivery.objects.all()[0]
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED)
        return str(delivery.pk)

    def _bulk(self, person: Person) -> int:
        """What somebody had done to many tickets, one of which it was."""
        made = BulkAction.objects.create(by=person, verb="wait", finished_at=clock.now())
        BulkLine.objects.create(action=made, position=0, ticket=self.ticket, fate=Fate.DONE)
        return made.pk

    def _burst(self) -> int:
        made = Burst.objects.create(seed=self.ticket, people=4)
        made.tickets.set([self.ticket, self.other])
        return made.pk

    @cached_property
    def bodies(self) -> dict[str, Any]:
        """What is sent with the operations that need something."""
        return bodies.of(self)
