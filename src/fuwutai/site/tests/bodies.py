"""What is sent with those operations of the API that need something, by section."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fuwutai.people.choices import CutBy, Line, TeamKind
from fuwutai.service_levels.models import Agreement, Clock
from fuwutai.tickets.models import Symptom

if TYPE_CHECKING:
    from fuwutai.site.tests.stage import Stage

Bodies = dict[str, Any]

_NAME = {"name_en": "New"}
_REASON = {"reason": "因为"}


def of(stage: "Stage") -> Bodies:
    """All of them, by the name of the operation."""
    parts = (
        _tickets, _major_incidents, _workspace, _suggestions_and_dispatch, _people, _duty, _promises, _ticket_settings,
        _channels, _system,
    )  # fmt: skip
    return {operation: body for part in parts for operation, body in part(stage).items()}


def _tickets(stage: "Stage") -> Bodies:
    cast = stage.cast
    task = stage.ticket.tasks.get().pk
    solution = Clock.objects.get(number=stage.ticket.pk, metric="solution")
    began = solution.started_at
    pause = {"since": began.isoformat(), "until": (began + timedelta(milliseconds=1)).isoformat()}
    return {
        "assignTicket": {"team": cast.network.pk},
        "returnTicket": {"reason": cast.reason.pk},
        "passOn": {"team": cast.supplier.pk, "note": "到此为止"},
        "referTicket": {"note": "不清楚"},
        "handOver": {"owner": cast.ben.pk},
        "putOnHold": {"wait_for": "supplier"},
        "resolveTicket": {"solution": "好了", "code": cast.code.pk},
        "rejectTicket": _REASON,
        "closeTicket": _REASON,
        "reopenTicket": _REASON,
        "cancelTicket": _REASON,
        "classifyTicket": {"category": cast.category.pk},
        "rateTicket": {"stars": 5},
        "prioritiseTicket": {"impact": 2, "urgency": 2},
        "editTicket": {"title": "新标题"},
        "convertTicket": {"kind": "complaint"},
        "replyTicket": {"text": "您好"},
        "addNote": {"text": "内部"},
        "addMessage": {"text": "还有"},
        "addParticipant": {"person": cast.sam.pk},
        "addWatcher": {"person": cast.kay.pk},
        "removeParticipant": {"person": cast.lee.pk},
        "addTask": {"title": "换线", "assignee": cast.lee.pk},
        "endTask": {"task": task, "outcome": "done"},
        "planVisit": {"engineer": cast.sam.pk, "planned_at": stage.later.isoformat(), "place": "三楼"},
        "arriveOnSite": {"visit": stage.planned.pk},
        "leaveSite": {"visit": stage.here.pk, "report": "换了"},
        "callOffVisit": {"visit": stage.planned.pk},
        "mergeTicket": {"other": stage.other.pk},
        "relateTicket": {"other": stage.other.pk, "relation": "related"},
        "makeChild": {"other": stage.other.pk},
        "logTicket": {"title": "打印机", "requester": cast.rita.pk},
        "reportWithCrowd": {"title": "打印机", "requester": cast.rita.pk},
        "enterPause": {**pause, "wait_for": "requester", "reason": "忘了"},
        "correctClock": {"clock": solution.pk, "which": "start", "moment": pause["since"], "reason": "错了"},
    }


def _major_incidents(stage: "Stage") -> Bodies:
    cast = stage.cast
    return {
        "standDownMajorIncident": _REASON,
        "setMajorRhythm": {"minutes": 30},
        "addMajorNote": {"text": "内部"},
        "callIn": {"person": cast.sam.pk},
        "gatherTickets": {"numbers": []},
        "sendMajorUpdate": {"texts": {"zh_hans": "在修"}, "audiences": ["room"]},
        "addFinding": {"text": "演练", "owner": cast.lee.pk, "due_on": "2030-01-01"},
        "settleFinding": {"state": "done"},
        "addUpdateTemplate": _NAME,
        "changeUpdateTemplate": _NAME,
    }


def _workspace(stage: "Stage") -> Bodies:
    note = {"verb": "note", "tickets": [{"number": stage.ticket.pk}], "values": {"text": "内部"}}
    return {
        "addView": _NAME,
        "changeView": _NAME,
        "orderMyViews": {"views": []},
        "changeReplyTemplate": _NAME,
        "addReplyTemplate": {**_NAME, "text": "{{requester}}，您好"},
        "addMacro": {**_NAME, "says": "note", "text": "您好"},
        "changeMacro": _NAME,
        "previewMacro": {"ticket": stage.ticket.pk},
        "runMacro": {"ticket": stage.ticket.pk},
        "previewBulkAction": note,
        "addBulkAction": note,
    }


def _suggestions_and_dispatch(stage: "Stage") -> Bodies:
    cast = stage.cast
    return {
        "addDispatchRule": {**_NAME, "team": cast.network.pk},
        "changeDispatchRule": _NAME,
        "addCapacity": {"team": cast.network.pk, "most": 5},
        "changeCapacity": {"most": 6},
        "changeDispatchPolicy": {"most_returns": 2},
        "addDispatchTrial": {"rules": [{"team": cast.network.pk}]},
        "changeSuggestionPolicy": {"burst_least": 5},
        "dismissBurst": _REASON,
    }


def _people(stage: "Stage") -> Bodies:
    cast = stage.cast
    return {
        "issueToken": {"name": "x"},
        "addPerson": {"name": "新人", "organisation": cast.group.pk},
        "changePerson": {"title": "会计"},
        "allowSignIn": {"username": "kay"},
        "mergePerson": {"into": cast.rita.pk},
        "setKeyUser": {"departments": [cast.finance.pk]},
        "matchImportColumns": {"columns": {"0": "name", "1": "email"}, "organisation": cast.group.pk},
        "readImportAnew": {"encoding": "utf-8", "delimiter": ","},
        "addOrganisation": {**_NAME, "code": "new"},
        "changeOrganisation": _NAME,
        "addSite": {**_NAME, "organisation": cast.group.pk},
        "changeSite": _NAME,
        "addDepartment": {**_NAME, "organisation": cast.group.pk},
        "changeDepartment": _NAME,
        "addTeam": {
            **_NAME,
            "organisation": cast.group.pk,
            "code": "new",
            "kind": TeamKind.GROUP,
            "line": Line.SECOND,
            "cut_by": CutBy.REGION,
        },
        "changeTeam": _NAME,
        "setMembers": {"persons": [cast.sam.pk]},
        "addRole": _NAME,
        "changeRole": _NAME,
        "setGrants": {"permissions": ["workspace.enter"]},
        "giveRole": {"person": cast.kay.pk, "role": stage.own_role.pk},
        "mapHistoryImport": {"shipped": "event-log"},
    }


def _duty(stage: "Stage") -> Bodies:
    cast = stage.cast
    chosen = {"shifts": [stage.shift.pk], "persons": [cast.sam.pk, cast.lee.pk]}
    pattern = {"way": "weekly", "first": "2030-01-07", "weeks": 1, **chosen}
    absence = {"start": "2030-01-07T00:00:00+08:00", "end": "2030-01-08T00:00:00+08:00"}
    return {
        "addShift": {**_NAME, "code": "L", "starts": "16:00", "minutes": 480, "zone": "Asia/Shanghai", "colour": "red"},
        "changeShift": _NAME,
        "addSkill": _NAME,
        "changeSkill": _NAME,
        "setSkillsOf": {"skills": [{"skill": stage.skill.pk, "level": 2}]},
        "addDuty": {"person": cast.lee.pk, "shift": stage.shift.pk, "day": "2030-01-07"},
        "changeDuty": {"person": cast.lee.pk, "shift": stage.shift.pk, "day": "2030-01-08"},
        "draftRollout": pattern,
        "rollOut": pattern,
        "setRoster": {"active": True},
        "addAbsence": absence,
        "changeAbsence": absence,
        "askSwap": {"asked": cast.lee.pk},
    }


def _promises(_stage: "Stage") -> Bodies:
    return {
        "addAgreementProposal": {"agreement": Agreement.objects.all()[0].pk},
        "forceAgreementProposal": {"reach": "new"},
        "addCalendarBackTest": {"monday": "09:00-12:00"},
        "addEscalationPlan": _NAME,
        "changeEscalationPlan": _NAME,
        "addEscalationStep": {"share": 80, "to": ["lead"]},
        "changeEscalationStep": {"share": 80},
        "addCalendar": _NAME,
        "changeCalendar": _NAME,
        "setCalendarDay": {"kind": "off"},
    }


def _ticket_settings(_stage: "Stage") -> Bodies:
    symptom = Symptom.objects.order_by("pk")[0].pk
    return {
        "addCategory": _NAME,
        "changeCategory": _NAME,
        "addReturnReason": _NAME,
        "changeReturnReason": _NAME,
        "addResolutionCode": _NAME,
        "changeResolutionCode": _NAME,
        "setPriorities": {"cells": [{"impact": 1, "urgency": 1, "priority": 2}]},
        "changePolicy": {"close_after_days": 9},
        "addPriorityBackTest": {"cells": [{"impact": 3, "urgency": 3, "priority": 3}]},
        "addToleranceBackTest": {"cells": [{"symptom": symptom, "service_class": 1, "minutes": 5}]},
        "addClassRule": {**_NAME, "grade": "urgent", "occasion": "listed"},
        "changeClassRule": _NAME,
        "addMajorCondition": _NAME,
        "changeMajorCondition": _NAME,
        "addSymptom": _NAME,
        "changeSymptom": _NAME,
        "setTolerance": {"cells": [{"symptom": symptom, "service_class": 1, "minutes": 9}]},
    }


def _channels(_stage: "Stage") -> Bodies:
    return {
        "setNoticePreferences": {"preferences": []},
        "changeMailbox": {"name": "Desk"},
        "addGateway": {"name": "SMS", "url": "http://127.0.0.1:9/", "body": '{"t": "{text}"}'},
        "changeGateway": {"name": "SMS 2"},
        "tryGateway": {"address": "13900000000"},
        "addChatRoom": {"name": "IT", "url": "http://127.0.0.1:9/", "body": '{"t": "{text}"}'},
        "changeChatRoom": {"name": "IT 2"},
        "setQuietHours": {"starts": "22:00", "ends": "07:00"},
        "addMailbox": {"name": "Desk", "address": "desk@lanjiang.example"},
    }


def _system(_stage: "Stage") -> Bodies:
    return {
        "restartJobs": {"ids": []},
        "changeFilePolicy": {"most_files": 9},
        "addExport": {"list": "pool"},
    }
