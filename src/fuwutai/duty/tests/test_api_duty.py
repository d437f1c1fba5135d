"""Rosters by program; the pages would refuse the same."""

from collections.abc import Callable
from typing import Any

from fuwutai.duty import queries
from fuwutai.duty.tests.planning import a_duty, a_shift, at, away
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]
DAY = {"start": "2026-11-20T00:00:00+08:00", "end": "2026-11-21T00:00:00+08:00"}


def refused(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.content.decode()
    return [error["field"] for error in answer.json()["errors"]]


def test_a_shift_is_added_changed_and_planned(cast: Cast, call: Call) -> None:
    mona = call("mona")
    body = {
        "name_en": "Night",
        "code": "N",
        "starts": "22:00",
        "minutes": 480,
        "zone": "Asia/Shanghai",
        "colour": "red",
    }
    made = mona.post("/shifts", body)
    assert made.status_code == 201, made.content.decode()
    assert mona.patch(f"/shifts/{made.json()['id']}", {"starts": "21:00"}).json()["starts"] == "21:00:00"
    assert refused(mona.post("/shifts", {**body, "code": "X", "starts": "25:00"})) == ["starts"]
    planned = {"person": cast.sam.pk, "shift": made.json()["id"], "day": "2026-11-20"}
    assert call("lee").post(f"/teams/{cast.network.pk}/duties", planned).status_code == 201
    assert queries.on_duty(cast.network.pk, at("11-21 04:59")) == [cast.sam]


def test_what_makes_no_sense_names_its_field(cast: Cast, call: Call) -> None:
    lee, address = call("lee"), f"/teams/{cast.network.pk}/duties"
    backwards = {"person": cast.sam.pk, "start": DAY["end"], "end": DAY["start"]}
    assert refused(lee.post(address, backwards)) == ["end"]
    assert refused(lee.post(address, {"person": cast.amy.pk, **DAY})) == ["person"]
    assert refused(lee.post(address, {"person": cast.sam.pk})) == ["start"]
    assert refused(lee.get(f"/teams/{cast.network.pk}/gaps", start=DAY["end"], end=DAY["start"])) == ["end"]
    late = a_shift("N", "22:00", 8).pk
    assert refused(lee.post(address, {"person": cast.sam.pk, "shift": late, "day": "9999-12-31"})) == ["day"]
    pattern = {"way": "weekly", "weeks": 1, "shifts": [late], "persons": [cast.sam.pk]}
    for day in ("0001-01-01", "9999-12-31"):
        first = {**pattern, "first": day}
        assert refused(lee.post(f"/teams/{cast.network.pk}/rollout/draft", first)) == ["first"]


def test_who_is_really_there_is_told(cast: Cast, call: Call) -> None:
    a_duty(cast.network, cast.sam, at("11-20 08:00"), at("11-20 16:00"), a_shift("E", "08:00", 8))
    away(cast.sam, at("11-20 12:00"), at("11-21 00:00"), stand_in=cast.lee)
    told = call("amy").get(f"/teams/{cast.network.pk}/presences", **DAY).json()
    assert [(each["person"]["id"], each["instead_of"] and each["instead_of"]["id"]) for each in told] == [
        (cast.sam.pk, None),
        (cast.lee.pk, cast.sam.pk),
    ]
    teams = call("amy").get("/on-duty", at="2026-11-20T13:00:00+08:00").json()
    [network] = [each for each in teams if each["team"]["id"] == cast.network.pk]
    assert [person["id"] for person in network["persons"]] == [cast.lee.pk]
