"""Whatever somebody brings in, it is refused with a sentence or taken row by row; nothing breaks half way."""

import gzip
import io
from collections.abc import Iterator

import pytest

from fuwutai.core.errors import Invalid
from fuwutai.history import reading, services, spool
from fuwutai.history.reading import unpacking
from fuwutai.history.tests.bringing import AUDIT, HEADING, bring, checked, log, packed, ticket
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast

GOOD = "A1,2020-01-05 08:00,x,New,P3,Front,,C,T,"


def _refused(raw: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        services.take(SYSTEM, io.BytesIO(raw), name="x.csv")
    return str(caught.value)


def test_files_that_are_no_log_are_refused_at_the_door(cast: Cast) -> None:
    for raw in (b"", b" \n\n", gzip.compress(b""), b"%PDF-1.7 ...", b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04broken"):
        assert _refused(raw)


def test_a_file_with_only_a_heading_brings_nothing(cast: Cast) -> None:
    assert bring(HEADING + "\n").tally.get("made", 0) == 0


def test_a_packed_file_that_was_cut_off_says_so(cast: Cast) -> None:
    raw = packed(log(*(GOOD.replace("A1", f"A{number}") for number in range(20_000))))
    found = checked(raw[: len(raw) // 2])
    assert found.state == "failed"
    assert found.reason


def test_a_packed_file_that_never_ends_is_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_RATIO_COUNTS_FROM", 1 << 20)
    bomb = gzip.compress(f"{HEADING}\n".encode() + b"a,b,c\n" * 5_000_000)
    assert checked(bomb).state == "failed"
    assert _refused(gzip.compress(b"a" * 30_000_000))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",2020-01-05 08:00,x,New,P3,F,,C,T,", "no_case"),
        ("A" * 81 + ",2020-01-05 08:00,x,New,P3,F,,C,T,", "long_case"),
        ("B1,,x,New,P3,F,,C,T,", "no_time"),
        ("B1,31/31/2020,x,New,P3,F,,C,T,", "bad_time"),
        ("B1,1066-01-05 08:00,x,New,P3,F,,C,T,", "impossible_time"),
        ("B1,2999-01-05 08:00,x,New,P3,F,,C,T,", "impossible_time"),
        ("B1,2020-01-05 08:00,x,Odd,P3,F,,C,T,", "unknown_value"),
        ("B1,2020-01-05 08:00,x,New,P9,F,,C,T,", "unknown_value"),
        ('B1,2020-01-05 08:00,x,New,P3,F,,C,"' + "x" * 200_000 + '",', "unreadable"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_rest_comes_in(cast: Cast, row: str, reason: str) -> None:
    found = bring(log(row, GOOD))
    assert ticket("A1").state == "new"
    [refused] = found.refused.all()
    assert refused.reason == reason
    assert found.report["differences"] == 0


def test_odd_texts_are_kept_within_bounds(cast: Cast) -> None:
    text = "=cmd|' /C calc'!A0" + "\x00\x07" + "长" * 400
    bring(log(f"A1,2020-01-05 08:00,x,New,P3,{'G' * 300},,{'N' * 300},{text},"))
    found = ticket("A1")
    assert found.title.startswith("=cmd|")
    assert "\x00" not in found.title
    assert (len(found.title), len(found.requester.name), len(str(found.team))) == (250, 120, 120)


def test_a_case_without_an_end_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_ROWS_OF_A_CASE", 3)
    found = bring(log(*[f"B1,2020-01-05 08:0{minute},x,New,P3,F,,C,T," for minute in range(5)], GOOD))
    assert {row.reason for row in found.refused.all()} == {"endless_case"}
    assert (found.tally["made"], found.tally["refused"], found.report["differences"]) == (1, 5, 0)


def test_a_short_row_and_an_empty_one_do_no_harm(cast: Cast) -> None:
    bring(log("A1,2020-01-05 08:00,x,New", "", ",,,,,,,,,", GOOD.replace("A1", "A2")))
    assert (ticket("A1").requester.name, ticket("A2").requester.name) == ("Old desk", "C")


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha">]><log><trace/></log>',
        '<?xml version="1.0"?><!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>',
        '<?xml version="1.0"?><svg></svg>',
        "<log><trace><event>",
    ],
)
def test_hostile_xml_is_refused(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid):
        list(_events(text))


def _events(text: str) -> Iterator[object]:
    return reading.rows(io.BytesIO(text.encode()), reading.Layout()).below


def test_people_who_are_unknown_can_be_refused(cast: Cast) -> None:
    strict = AUDIT + "people: {unknown: refuse}\n"
    found = bring(log(GOOD, GOOD.replace("A1", "A2").replace(",C,", ",kay@lanjiang.example,")), strict)
    assert found.refused.get().reason == "unknown_value"
    assert ticket("A2").requester == cast.kay
