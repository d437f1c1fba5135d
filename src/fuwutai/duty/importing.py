"""Reading a roster out of a table: a list (person, day, shift or hours), or a sheet with a column for each day."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import IO
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from fuwutai.core.errors import Invalid
from fuwutai.core.tables.workbooks import refused
from fuwutai.duty.models import Shift
from fuwutai.duty.services import Slot
from fuwutai.people.importing import reading
from fuwutai.people.models import Person, Team

_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_HOURS = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?\s*[-–—~至]\s*(\d{1,2}):(\d\d)")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")
# What stands in a cell of somebody who is free that day.
_FREE = {"", "-", "—", "/", "休", "休息", "off", "x"}
_HEADINGS = {
    "person": {"person", "name", "姓名", "人员", "人員", "值班人", "值班人员"},
    "day": {"day", "date", "日期", "值班日期"},
    "shift": {"shift", "mark", "班次", "班别", "班別"},
    "starts": {"from", "start", "begins", "开始", "開始", "开始时间", "開始時間", "从"},
    "ends": {"until", "to", "end", "ends", "结束", "結束", "结束时间", "結束時間", "到"},
}  # fmt: skip
_MOST_ROWS = 5_000


@dataclass(frozen=True)
class Mistake:
    """Why a cell can't be taken; `row` counts from 1 as spreadsheet programs do."""

    row: int
    text: str
    sentence: str


@dataclass
class Read:
    """What a file holds: what can be planned, and what can't, in words."""

    slots: list[Slot] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def read(file: IO[bytes], team: Team, *, year: int, zone: ZoneInfo) -> Read:
    """The duties in a CSV or Excel file. Raises Invalid, with the field `file`, for what is no such table."""
    lines = list(reading.lines(file, reading.detect(file)))
    if len(lines) > _MOST_ROWS:
        raise refused(_("A roster has at most %(most)d rows.") % {"most": _MOST_ROWS})
    for position, line in enumerate(lines[:20]):
        days = {column: day for column, cell in enumerate(line.cells) if (day := _day(cell, year)) is not None}
        known = _columns(line.cells)
        if len(days) > 1:
            return _read(team, zone, _from_sheet(lines[position + 1 :], days))
        if {"person", "day"} <= known.keys():
            return _read(team, zone, _from_list(lines[position + 1 :], known, year))
    raise refused(
        _("No heading was found. Write a row with person, day and shift, or persons below each other with a day above "
          "each column.")
    )  # fmt: skip


@dataclass(frozen=True)
class _Wanted:
    """One duty as it is written: who, when, and the mark of a shift or hours."""

    row: int
    person: str
    day: date | None
    shift: str = ""
    starts: str = ""
    ends: str = ""


def _from_sheet(lines: Iterable[reading.Line], days: Mapping[int, date]) -> Iterator[_Wanted]:
    for line in lines:
        for column, day in days.items():
            cell = line.cells[column] if column < len(line.cells) else ""
            for part in re.split(r"[,、;+/\s]+", cell) if not _HOURS.search(cell) else [cell]:
                if part.lower() not in _FREE:
                    hours = _HOURS.fullmatch(part.strip())
                    starts, ends = (f"{hours[1]}:{hours[2]}", f"{hours[3]}:{hours[4]}") if hours else ("", "")
                    yield _Wanted(line.number, line.cells[0], day, "" if hours else part, starts, ends)


def _from_list(lines: Iterable[reading.Line], columns: Mapping[str, int], year: int) -> Iterator[_Wanted]:
    for line in lines:
        cells = {name: line.cells[column] if column < len(line.cells) else "" for name, column in columns.items()}
        if any(cells.values()):
            yield _Wanted(
                line.number, cells["person"], _day(cells["day"], year), cells.get("shift", ""),
                cells.get("starts", ""), cells.get("ends", ""),
            )  # fmt: skip


def _read(team: Team, zone: ZoneInfo, wanted: Iterable[_Wanted]) -> Read:
    found = Read()
    persons, shifts = _Persons(team), _shifts()
    for each in wanted:
        try:
            found.slots.append(_slot(each, persons, shifts, zone))
        except Invalid as refusal:
            text = " ".join(
                filter(None, [each.person, str(each.day or ""), each.shift or f"{each.starts}-{each.ends}"])
            )
            found.mistakes.append(Mistake(each.row, text, str(refusal)))
    return found


def _slot(wanted: _Wanted, persons: "_Persons", shifts: Mapping[str, Shift], zone: ZoneInfo) -> Slot:
    person = persons.called(wanted.person)
    if wanted.day is None:
        raise Invalid(_("This is no day; write it like 2026-11-20."))
    if wanted.shift:
        shift = shifts.get(wanted.shift.lower())
        if shift is None:
            raise Invalid(_("There is no shift “%(mark)s”.") % {"mark": wanted.shift})
        return Slot(person, *shift.on(wanted.day), shift)
    starts, ends = _clock(wanted.starts), _clock(wanted.ends)
    if starts is None or ends is None:
        raise Invalid(_("Neither a shift nor hours are given; write hours like 08:00-16:00."))
    if starts == ends:
        raise Invalid(_("The duty has to end after it begins."))
    start = datetime.combine(wanted.day, starts, tzinfo=zone)
    end = datetime.combine(wanted.day + timedelta(days=ends < starts), ends, tzinfo=zone)
    return Slot(person, start.astimezone(UTC), end.astimezone(UTC))


class _Persons:
    """The members of the team by name, staff number and mail."""

    def __init__(self, team: Team) -> None:
        self._called: dict[str, list[Person]] = {}
        members = Person.objects.filter(Q(membership__team=team), active=True).prefetch_related("addresses")
        for person in members:
            names = {
                person.name,
                person.other_name,
                person.staff_number,
                *(each.key for each in person.addresses.all()),
            }
            for name in names - {""}:
                self._called.setdefault(name.lower(), []).append(person)

    def called(self, text: str) -> Person:
        found = self._called.get(text.strip().lower(), [])
        if not found:
            raise Invalid(_("Nobody in this team is called “%(name)s”.") % {"name": text})
        if len(found) > 1:
            raise Invalid(
                _("Several people in this team are called “%(name)s”; give the staff number.") % {"name": text}
            )
        return found[0]


def _shifts() -> dict[str, Shift]:
    """Shifts in use by mark and by each of their names."""
    found: dict[str, Shift] = {}
    for shift in Shift.objects.filter(active=True):
        for name in (*shift.names.values(), shift.code):
            found[name.lower()] = shift
    return found


def _columns(cells: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        for name, headings in _HEADINGS.items():
            if cell.strip().lower() in headings:
                found.setdefault(name, column)
    return found


def _day(text: str, year: int) -> date | None:
    """`2026-11-20`, `11/20`, `11月20日`, or what a spreadsheet makes of a date."""
    match = _DATE.match(text.strip())
    if not match or (":" in text and not re.search(r"[T ]0?0:00", text)):
        return None
    try:
        day = date(int(match[1] or year), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2199 else None


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text.strip())
    if not match or int(match[2]) > 59:
        return None
    hour = int(match[1])
    return time(0, int(match[2])) if hour == 24 else time(hour, int(match[2])) if hour < 24 else None
