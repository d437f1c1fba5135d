"""The pages of rosters: now, week, month, skills, import."""

from collections.abc import Callable
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fuwutai.core import clock
from fuwutai.duty import queries
from fuwutai.duty.models import Duty, Skill, SkillOf
from fuwutai.duty.queries.weeks import grid
from fuwutai.duty.tests.planning import Daily, a_duty, a_shift, at, away
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def test_the_week_shows_duties_absences_and_gaps(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    away(cast.amy, at("11-20 12:00"), at("11-21 00:00"), stand_in=cast.ben)
    away(cast.mona, at("11-18 00:00"), at("11-22 00:00"))
    days = [at("11-20 00:00").date()]
    found = grid(cast.desk, days, hours=Daily(time(8), time(18)))
    cells = {line.person: line.cells[0] for line in found.lines}
    assert len(cells[cast.amy].duties) == 1
    assert (cells[cast.amy].away_all_day, cells[cast.mona].away_all_day) == (False, True)
    assert cells[cast.ben].stands_in[0].instead_of == cast.amy
    assert found.gaps == {days[0]: [(at("11-20 16:00"), at("11-20 18:00"))]}
    assert {line.person: line.hours for line in found.lines} == {cast.amy: 4.0, cast.ben: 4.0, cast.mona: 0}


def test_a_night_that_began_before_the_week_is_on_its_first_day(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-15 22:00"), at("11-16 06:00"))
    found = grid(cast.desk, [at("11-16 00:00").date(), at("11-17 00:00").date()])
    [line] = [line for line in found.lines if line.person == cast.amy]
    assert [len(cell.duties) for cell in line.cells] == [1, 0]


@pytest.mark.parametrize("path", ["", "/month", "/skills"])
def test_colleagues_look_and_strangers_do_not(cast: Cast, browse: Browse, path: str) -> None:
    a_duty(cast.network, cast.sam, at("11-20 08:00"), at("11-20 16:00"), a_shift("E", "08:00", 8))
    Skill.objects.create(name_zh_hans="VPN")
    address = f"/duty/teams/{cast.network.pk}{path}?day=2026-11-20"
    assert cast.sam.name in browse("amy").get(address).content.decode()
    assert browse("rita").get(address).status_code == 404
    assert browse("amy").get(f"/duty/teams/999999{path}").status_code == 404


@pytest.mark.parametrize("day", ["2026-02-30", "x", "0001-01-01", "9999-12-31", ""])
def test_odd_days_in_the_address_show_today(cast: Cast, browse: Browse, day: str) -> None:
    assert browse("amy").get(f"/duty/teams/{cast.network.pk}?day={day}").status_code == 200
    assert browse("amy").get(f"/duty/teams/{cast.network.pk}/month?day={day}").status_code == 200


def test_who_is_on_duty_now_is_a_page_and_a_block(cast: Cast, browse: Browse) -> None:
    a_duty(cast.desk, cast.ben, at("11-20 08:00"), at("11-20 16:00"))
    with clock.at(at("11-20 09:00")):
        amy = browse("amy")
        assert cast.ben.name in amy.get("/duty/").content.decode()
        block = amy.get("/duty/?part=block", headers={"hx-request": "true"}).content.decode()
    assert cast.ben.name in block
    assert "<html" not in block


def test_one_statement_more_for_each_link_of_stand_ins_and_none_for_each_team(cast: Cast) -> None:
    a_duty(cast.desk, cast.ben, at("11-20 08:00"), at("11-20 16:00"))
    [now] = queries.board([cast.desk], at("11-20 09:00"))
    [later] = queries.board([cast.desk], at("11-19 09:00"))
    assert (now.persons, now.until) == ([cast.ben], at("11-20 16:00"))
    assert later.next
    assert later.next.person == cast.ben


def test_a_lead_records_what_somebody_can_do(cast: Cast, browse: Browse) -> None:
    vpn = Skill.objects.create(name_zh_hans="VPN")
    address = f"/duty/persons/{cast.sam.pk}/skills"

    def record(name: str, level: str) -> int:
        client = browse(name)
        seen = client.get(address).text.partition('name="seen" value="')[2].partition('"')[0]
        sent = {f"skill_{vpn.pk}": level, "seen": seen}
        return client.post(address, sent, headers={"hx-request": "true"}).status_code

    assert (record("lee", "3"), SkillOf.objects.get().level) == (204, 3)
    assert record("sam", "1") == 403
    assert record("mona", "0") == 204
    assert not SkillOf.objects.exists()


def upload(client: Client, cast: Cast, text: str) -> str:
    file = SimpleUploadedFile("roster.csv", text.encode("gb18030"), content_type="text/csv")
    return client.post(f"/duty/teams/{cast.network.pk}/import", {"file": file}).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "姓名,日期,班次\n陈思远,2026-11-20,E\n吴桐,2026-11-20,夜班\n",
        "姓名,日期,开始,结束\n陈思远,2026-11-20,08:00,16:00\n吴桐,2026/11/20,22:00,6:00\n",
        "十一月值班表\n姓名,11月20日,11月21日\n陈思远,E,休\n吴桐,夜班,\n",
        "姓名,2026-11-20,2026-11-21\n陈思远,08:00-16:00,\n吴桐,N,休息\n",
    ],
)
def test_a_roster_comes_in_from_a_file(cast: Cast, browse: Browse, text: str) -> None:
    a_shift("E", "08:00", 8)
    a_shift("N", "22:00", 8, name_zh_hans="夜班")
    lee = browse("lee")
    with clock.at(at("11-19 09:00")):
        page = upload(lee, cast, text)
        assert not Duty.objects.exists()
        signed = page.partition('name="read" value="')[2].partition('"')[0]
        lee.post(f"/duty/teams/{cast.network.pk}/import", {"read": signed})
    assert queries.on_duty(cast.network.pk, at("11-20 09:00")) == [cast.sam]
    assert queries.on_duty(cast.network.pk, at("11-21 05:00")) == [cast.lee]


def test_what_can_not_be_read_is_told_line_by_line(cast: Cast, browse: Browse) -> None:
    a_shift("E", "08:00", 8)
    page = upload(browse("lee"), cast, "姓名,日期,班次\n无名,2026-11-20,E\n陈思远,2026-02-30,E\n陈思远,2026-11-20,Q\n")
    for text in ("无名", "2026-11-20 Q", "Q"):
        assert text in page
    assert 'name="read"' not in page


def test_a_page_read_for_one_team_can_not_be_planned_for_another(cast: Cast, browse: Browse) -> None:
    a_shift("E", "08:00", 8)
    mona = browse("mona")
    page = upload(mona, cast, "姓名,日期,班次\n陈思远,2026-11-20,E\n")
    signed = page.partition('name="read" value="')[2].partition('"')[0]
    assert mona.post(f"/duty/teams/{cast.desk.pk}/import", {"read": signed}).status_code == 422
    assert mona.post(f"/duty/teams/{cast.network.pk}/import", {"read": "x"}).status_code == 422
    assert browse("sam").post(f"/duty/teams/{cast.network.pk}/import", {"read": signed}).status_code == 403


def test_shifts_and_skills_are_settings(cast: Cast, browse: Browse) -> None:
    values = {"name_zh_hans": "早班", "code": "E", "starts": "08:00", "minutes": "480", "zone": "Asia/Shanghai"}
    mona = browse("mona")
    answer = mona.post("/duty/shifts/new", {**values, "colour": "blue"}, headers={"hx-request": "true"})
    assert answer.status_code == 204
    assert "08:00-16:00" in mona.get("/duty/shifts/").content.decode()
    refused = mona.post("/duty/shifts/new", {**values, "code": "Z", "minutes": "0", "colour": "red"})
    assert refused.status_code == 422
    assert browse("sam").get("/duty/skills/").status_code == 403


def test_page_of_the_settings_is_marked_there_alone(cast: Cast, browse: Browse) -> None:
    """Its address lies below that of the page of who is on duty."""
    ada = browse("ada")
    marks = [ada.get(address).content.count(b'aria-current="page"') for address in ("/duty/shifts/", "/people/sites/")]
    assert marks[0] == marks[1] > 0
