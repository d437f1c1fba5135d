"""The timelines as an event log: one event an entry, in a form that process-mining tools read."""

import csv
import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import etree

from fuwutai.core import clock
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
XES = "{http://www.xes-standard.org/}"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket that went from the desk to a group and back, and was resolved there."""
    made = cast.ticket()
    cast.act("amy", made, "claim")
    cast.act("amy", made, "note", text="内部")
    cast.act("amy", made, "assign", team=cast.network, assignee=None, note="")
    cast.act("sam", made, "return", reason=cast.reason, note="不是网络")
    cast.act("amy", made, "claim")
    cast.act("amy", made, "resolve", solution="好了", code=cast.code)
    return Ticket.objects.get(pk=made.pk)


def downloaded(client: Client, ending: str) -> bytes:
    response: Any = client.post(f"/exports/tickets/{ending}?over=on")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def log(client: Client, ending: str = "xes.gz") -> Any:
    return etree.fromstring(gzip.decompress(downloaded(client, ending)))


def values(element: Any) -> dict[str, str]:
    return {child.get("key"): child.get("value") for child in element if child.get("key")}


def test_each_entry_is_one_event(cast: Cast, browse: Browse, ticket: Ticket) -> None:
    cast.ticket(title="another")
    traces = log(browse("mona")).findall(f"{XES}trace")
    found = {int(values(trace)["concept:name"]): len(trace.findall(f"{XES}event")) for trace in traces}
    assert found == {one.pk: Entry.objects.filter(record=one.timeline).count() for one in Ticket.objects.all()}


def test_an_event_says_what_when_who_and_for_which_group(cast: Cast, browse: Browse, ticket: Ticket) -> None:
    trace = log(browse("mona")).find(f"{XES}trace")
    told = [values(event) for event in trace.iter(f"{XES}event")]
    entries = Entry.objects.filter(record=ticket.timeline).order_by("seq")
    stamps = [entry.at.isoformat(timespec="milliseconds") for entry in entries]
    assert [event["time:timestamp"] for event in told] == stamps
    assert [event["org:resource"] for event in told] == [entry.actor_name for entry in entries]
    dispatched = next(event for event in told if event.get("fuwutai:to") == "dispatched")
    assert dispatched["org:group"] == "网络组"
    assert {event["lifecycle:transition"] for event in told} == {"complete"}
    assert values(trace)["fuwutai:returns"] == "1"


def test_it_keeps_the_rules_of_the_standard(browse: Browse, ticket: Ticket) -> None:
    root = log(browse("mona"))
    assert root.tag == f"{XES}log"
    assert root.get("xes.version") == "1849-2016"
    order = [etree.QName(child).localname for child in root]
    ranks = [("extension", "global", "classifier", "string", "trace").index(name) for name in order]
    assert ranks == sorted(ranks)
    declared = {extension.get("prefix") for extension in root.iter(f"{XES}extension")}
    keys = {element.get("key") for element in root.iter() if element.get("key")}
    assert {key.partition(":")[0] for key in keys} <= declared
    for scope in root.iter(f"{XES}global"):
        demanded = {child.get("key") for child in scope}
        for element in root.iter(f"{XES}{scope.get('scope')}"):
            assert demanded <= values(element).keys()


def test_our_own_attributes_are_defined_where_the_log_says(client: Client, browse: Browse, ticket: Ticket) -> None:
    root = log(browse("mona"))
    own = next(each.get("uri") for each in root.iter(f"{XES}extension") if each.get("prefix") == "fuwutai")
    definition = etree.fromstring(client.get(own.removeprefix("http://127.0.0.1:8000")).content)
    defined = {f"fuwutai:{each.get('key')}" for each in definition.iter() if each.get("key")}
    used = {each.get("key") for each in root.iter() if (each.get("key") or "").startswith("fuwutai:")}
    assert used <= defined


def test_the_table_holds_the_same_events(browse: Browse, ticket: Ticket) -> None:
    mona = browse("mona")
    rows = list(csv.DictReader(io.StringIO(downloaded(mona, "events.csv").decode())))
    events = [values(event) for event in log(mona).iter(f"{XES}event")]
    assert [row["activity"] for row in rows] == [event["concept:name"] for event in events]
    assert {row["case_id"] for row in rows} == {str(ticket.pk)}


def test_names_can_be_replaced_the_same_way_each_time(cast: Cast, browse: Browse, ticket: Ticket) -> None:
    mona = browse("mona")
    plain = [values(event)["org:resource"] for event in log(mona).iter(f"{XES}event")]
    first, second = (
        [values(event)["org:resource"] for event in log(mona, "pseudonymous.xes.gz").iter(f"{XES}event")]
        for _ in range(2)
    )
    assert first == second
    assert len(set(zip(plain, first, strict=True))) == len(set(plain))
    assert all(name.startswith("P-") for name in first)
    raw = gzip.decompress(downloaded(mona, "pseudonymous.xes.gz")).decode()
    assert not [person.name for person in cast.persons.values() if person.name in raw]


def test_what_colleagues_noted_about_ones_own_request_is_left_out(cast: Cast, browse: Browse) -> None:
    own = cast.ticket(by="mona")
    cast.act("amy", own, "claim")
    cast.act("amy", own, "note", text="intern")
    told = [values(event)["concept:name"] for event in log(browse("mona")).iter(f"{XES}event")]
    assert len(told) == Entry.objects.filter(record=own.timeline, public=True).count()
    assert len(told) < Entry.objects.filter(record=own.timeline).count()


def test_what_was_entered_later_stands_where_it_happened(cast: Cast, browse: Browse) -> None:
    with clock.at(clock.now() - timedelta(hours=5)):
        late = cast.ticket()
    cast.act("amy", late, "claim")
    told = [values(event)["time:timestamp"] for event in log(browse("mona")).iter(f"{XES}event")]
    assert told == sorted(told)


def test_a_name_that_xml_can_not_hold_does_not_break_the_log(cast: Cast, browse: Browse) -> None:
    cast.ticket()
    Entry.objects.update(actor_name="a\x01<&\"'b")
    names = [values(event)["org:resource"] for event in log(browse("mona")).iter(f"{XES}event")]
    assert set(names) == {"a <&\"'b"}


def test_the_command_writes_a_period(cast: Cast, tmp_path: Path) -> None:
    with clock.at(datetime(2026, 3, 1, 4, tzinfo=UTC)):
        march = cast.ticket()
    with clock.at(datetime(2026, 4, 1, 4, tzinfo=UTC)):
        cast.ticket()
    call_command("eventlog", str(tmp_path / "log.csv"), "--since=2026-03-01", "--until=2026-03-31", stdout=StringIO())
    rows = list(csv.DictReader(StringIO((tmp_path / "log.csv").read_text())))
    assert {row["case_id"] for row in rows} == {str(march.pk)}
    with pytest.raises(CommandError, match=r"xes\.gz"):
        call_command("eventlog", str(tmp_path / "log.txt"))
