"""Logs of other kinds come in with a mapping of their own and no new code."""

import io
from datetime import UTC, datetime

import pytest
import xlsxwriter

from fuwutai.history.tests.bringing import bring, checked, log, packed, story, ticket, verbs
from fuwutai.people.models import Address
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Category

CHINESE = """
name: 旧工单系统
rows: snapshots
file: {encoding: gb18030, delimiter: ";", missing: ["无", "-"]}
times: {formats: "%Y年%m月%d日 %H时%M分", zone: Asia/Shanghai}
case: 单号
time: 操作时间
by: 操作人
note: 备注
where:
  - {column: 业务线, is: [IT]}
ticket:
  kind: {column: 类型, values: {故障: incident, 申请: service_request}}
  title: 主题
  requester: {column: 工号, name: 姓名, mail: 邮箱}
  state:
    column: 状态
    values:
      待派单: new
      已派单: dispatched
      处理中: in_progress
      等供应商: waiting for supplier
      已解决: resolved
      已办结: closed
  priority: {column: 级别, values: {特急: p1, 高: p2, 一般: p3}, default: p4}
  channel: {column: 来源, values: {热线: phone}, unknown: default, default: walk_in}
  category: {columns: [大类, 小类], separator: " > "}
  group: {column: 处理部门, values: {网络: network}}
drop: [业务线]
"""
_CHINESE_ROWS = """单号;业务线;操作时间;操作人;备注;类型;主题;工号;姓名;邮箱;状态;级别;来源;大类;小类;处理部门;楼层
W-1;IT;2024年03月01日 08时30分;前台;无;故障;打不开邮箱;1007;李雷;lilei@example.cn;待派单;高;热线;软件;邮箱;无;3
W-1;IT;2024年03月01日 09时00分;前台;请尽快;故障;打不开邮箱;1007;李雷;lilei@example.cn;已派单;高;热线;软件;邮箱;网络;3
W-1;IT;2024年03月01日 09时10分;王强;-;故障;打不开邮箱;1007;李雷;lilei@example.cn;处理中;特急;热线;软件;邮箱;网络;3
W-1;IT;2024年03月02日 10时00分;王强;-;故障;打不开邮箱;1007;李雷;lilei@example.cn;等供应商;特急;热线;软件;邮箱;网络;3
W-1;IT;2024年03月04日 10时00分;王强;-;故障;打不开邮箱;1007;李雷;lilei@example.cn;已办结;特急;热线;软件;邮箱;网络;4
W-2;行政;2024年03月01日 08时30分;前台;无;故障;换灯泡;1008;韩梅;h@example.cn;待派单;高;热线;楼宇;灯;无;1
W-3;IT;2024年03月01日 08时30分;前台;无;申请;要一台显示器;1008;韩梅;h@example.cn;待派单;;微信;硬件;显示器;无;1
"""


def test_a_chinese_log_with_states_of_its_own(cast: Cast) -> None:
    found = bring(_CHINESE_ROWS.encode("gb18030"), CHINESE)
    one, other = ticket("W-1"), ticket("W-3")
    assert verbs("W-1") == ["log", "assign", "note", "prioritise", "accept", "wait", "edit", "resolve", "close"]
    assert one.reported_at == datetime(2024, 3, 1, 0, 30, tzinfo=UTC)
    assert (one.kind, one.priority, one.channel, one.team) == ("incident", 1, Channel.PHONE, cast.network)
    assert (one.requester.name, one.requester.staff_number) == ("李雷", "1007")
    assert Address.objects.get(key="lilei@example.cn").person == one.requester
    assert one.category is not None
    parent = one.category.parent
    assert isinstance(parent, Category)
    assert (parent.name, one.category.name) == ("软件", "邮箱")
    assert (other.kind, other.priority, other.channel) == ("service_request", 4, Channel.WALK_IN)
    assert found.tally["filtered"] == 1
    assert found.report["differences"] == 0
    assert next(entry.text for entry in story("W-1") if entry.verb == "note") == "请尽快"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le"])
def test_the_encoding_is_found_out(cast: Cast, encoding: str) -> None:
    mapping = "name: x\nrows: snapshots\ncase: 編號\ntime: 時間\nticket:\n  state: 狀態\n  title: 主題\n"
    text = "編號,時間,狀態,主題\nA1,2024-03-01 08:00,new,電腦的螢幕一直閃,我們不能工作\n"
    bring(text.encode(encoding), mapping)
    assert ticket("A1").title == "電腦的螢幕一直閃"


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="event"><string key="concept:name" value="-"/></global>
<string key="concept:name" value="Log of the old desk"/>
"""


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value="{value}"/>'


def _event(name: str, at: str, **more: str) -> str:
    others = "".join(_string(key.replace("_", ":"), value) for key, value in more.items())
    moment = f'<date key="time:timestamp" value="{at}:00.000+08:00"/>'
    return f"<event>{_string('concept:name', name)}{moment}{others}</event>\n"


XES = "".join(
    [
        _HEAD, "<trace>",
        _string("concept:name", "X-7"), _string("title", "Mail is slow"), _string("requester", "Rita"),
        _event("Log", "2024-03-01T08:00", org_resource="Amy", lifecycle_transition="complete"),
        _event("Assign", "2024-03-01T08:10", org_resource="Amy", org_group="Mail group"),
        _event("Accept", "2024-03-01T08:20", org_resource="Sam", tries="2"),
        _event("Put on hold", "2024-03-01T09:00"), _event("Coffee", "2024-03-01T09:30"),
        _event("Resume", "2024-03-01T10:00"), _event("Visit", "2024-03-01T10:00", lifecycle_transition="start"),
        _event("Resolve", "2024-03-01T11:00"), _event("Not solved", "2024-03-01T12:00"),
        _event("Resolve", "2024-03-01T13:00"), _event("Close", "2024-03-04T13:00"), "</trace></log>",
    ]
)  # fmt: skip
_XES_STORY = [
    "log", "assign", "accept", "wait", "note", "resume", "resolve", "reject", "resolve", "close",
]  # fmt: skip


@pytest.mark.parametrize("content", [XES.encode(), packed(XES)], ids=["plain", "packed"])
def test_an_event_log_in_xes(cast: Cast, content: bytes) -> None:
    found = bring(content, "event-log", name="log.xes")
    one = ticket("X-7")
    assert [verb for verb in verbs("X-7") if verb != "edit"] == _XES_STORY
    assert (one.title, one.requester.name, one.state, str(one.team)) == ("Mail is slow", "Rita", "closed", "Mail group")
    assert one.reported_at == datetime(2024, 3, 1, 0, 0, tzinfo=UTC)
    assert (one.assignments, one.reopenings, found.tally["filtered"]) == (1, 1, 1)
    assert found.report["differences"] == 0


def test_an_event_log_in_csv_with_activities_of_its_own(cast: Cast) -> None:
    mapping = """
name: Helpdesk process
rows: events
case: Case ID
time: Complete Timestamp
by: Resource
times: {formats: ["%Y/%m/%d %H:%M:%S.%f"]}
activity:
  column: Activity
  values: {Create*: log, Assign seriousness: prioritise, Take in charge*: claim, Wait: wait for requester,
           Resolve ticket: resolve, Closed: close, Insert ticket: skip}
ticket:
  category: product
"""
    bring(
        log(
            "Case 1,Create SW anomaly,Value 1,2012/10/09 14:50:17.000,p1",
            "Case 1,Insert ticket,Value 1,2012/10/09 14:50:18.000,p1",
            "Case 1,Take in charge ticket,Value 2,2012/10/09 14:51:01.000,p1",
            "Case 1,Wait,Value 2,2012/10/12 15:02:56.000,p1",
            "Case 1,Resolve ticket,Value 2,2012/10/25 11:54:26.000,p1",
            "Case 1,Closed,Value 3,2012/11/09 12:54:39.000,p1",
            heading="Case ID,Activity,Resource,Complete Timestamp,product",
        ),
        mapping,
    )
    assert verbs("Case 1") == ["log", "claim", "wait", "resolve", "close"]
    assert [entry.actor_name for entry in story("Case 1")] == ["Value 1", "Value 2", "Value 2", "Value 2", "Value 3"]
    assert ticket("Case 1").requester.name == "Helpdesk process", "nobody is named, so the source stands there"


LIST = log(
    "T1,VPN,rita@lanjiang.example,Closed,High,Network,2024-03-01 08:00,2024-03-01 09:00,2024-03-02 10:00,2024-03-05,2",
    "T2,Mouse,somebody@else.example,Pending,Low,,2024-03-01 08:00,,,,0",
    heading="ID,Title,Requester,Status,Priority,Group,Created,Responded,Resolved,Closed,Reassignments",
)


def test_a_plain_list_of_tickets(cast: Cast) -> None:
    found = bring(LIST, "tickets-csv")
    one, other = ticket("T1"), ticket("T2")
    assert verbs("T1") == ["log", "claim", "resolve", "close"]
    assert (one.requester, one.state, one.priority, one.assignments) == (cast.rita, "closed", 2, 2)
    assert one.resolved_at == datetime(2024, 3, 2, 10, tzinfo=UTC)
    assert verbs("T2") == ["log", "wait"]
    assert (other.state, other.wait_for, other.requester.name) == ("waiting", "requester", "somebody")
    assert found.report["differences"] == 0


def test_a_ticket_of_a_list_goes_on_when_the_list_comes_again(cast: Cast) -> None:
    bring(LIST, "tickets-csv")
    later = LIST.replace(
        "Pending,Low,,2024-03-01 08:00,,,", "Closed,Low,,2024-03-01 08:00,,2024-03-07 08:00,2024-03-09"
    )
    bring(later, "tickets-csv")
    assert verbs("T1") == ["log", "claim", "resolve", "close"]
    assert verbs("T2") == ["log", "wait", "resolve", "close"]
    assert ticket("T2").closed_at == datetime(2024, 3, 9, tzinfo=UTC)


def test_a_workbook_comes_in_like_csv(cast: Cast) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(LIST.splitlines()):
            sheet.write_row(number, 0, row.split(","))
    bring(file.getvalue(), "tickets-csv", name="tickets.xlsx")
    assert ticket("T1").state == "closed"


def test_one_column_that_is_missing_is_named_with_its_likely_name(cast: Cast) -> None:
    found = checked("numbr,at,who,state\nA1,2020-01-05 08:00,x,New\n")
    assert found.state == "failed"
    assert "numbr" in found.reason
