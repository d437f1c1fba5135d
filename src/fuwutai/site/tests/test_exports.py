"""Taking a list home: what is in the file, who may, what a spreadsheet must not run, and long lists."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.test import Client
from lxml import html
from python_calamine import CalamineWorkbook

from fuwutai.core import clock
from fuwutai.core.exports import lists
from fuwutai.core.exports.cells import cell
from fuwutai.core.jobs.models import Job
from fuwutai.core.jobs.worker import run_due
from fuwutai.core.tables.cells import quoted
from fuwutai.notices.models import Notice
from fuwutai.people import services as people
from fuwutai.people.models import Role
from fuwutai.site.exports import declared, services, writing
from fuwutai.site.exports.models import Export, ExportState
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
BOM = b"\xef\xbb\xbf"


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def table(response: Any) -> list[list[str]]:
    raw = content(response)
    assert raw.startswith(BOM)
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def titles(response: Any) -> list[str]:
    return [row[1] for row in table(response)[1:]]


def sheet(response: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content(response))).get_sheet_by_index(0).to_python()


def test_the_list_of_tickets_with_its_conditions(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="VPN")
    closed = cast.ticket(title="打印机")
    cast.act("mona", closed, "cancel", reason="again")
    mona = browse("mona")
    assert titles(mona.post("/exports/tickets/csv")) == ["VPN"]
    assert titles(mona.post("/exports/tickets/csv?over=on")) == ["打印机", "VPN"]
    assert titles(mona.post("/exports/tickets/csv?state=cancelled")) == ["打印机"]


def test_jobs_are_called_by_what_they_do(cast: Cast, browse: Browse) -> None:
    Job.objects.create(task="fuwutai.tickets.tasks.resume_waiting")
    [_head, row] = table(browse("ada").post("/exports/jobs/csv"))
    assert "." not in row[0]


def test_cells_of_a_workbook_have_types_and_the_zone_of_the_reader(cast: Cast, browse: Browse) -> None:
    with clock.at(datetime(2026, 3, 1, 22, 30, 15, tzinfo=UTC)):
        ticket = cast.ticket(title="=1+1")
    [head, row] = sheet(browse("mona").post("/exports/tickets/xlsx"))
    assert row[:2] == [ticket.pk, "=1+1"]
    reported = next(place for place, heading in enumerate(head) if heading.endswith("(Asia/Shanghai)"))
    assert row[reported] == datetime(2026, 3, 2, 6, 30, 15)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize("title", ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "＝1", "\t=1"])
def test_nothing_in_a_table_can_be_taken_for_a_formula(title: str) -> None:
    assert quoted(title) == f"'{title}"


def test_what_only_holds_a_sign_stays_as_it_is() -> None:
    assert quoted("VPN -2 = x") == "VPN -2 = x"
    assert cell(-2) == -2


def test_what_the_reader_may_not_see_is_not_in_it(cast: Cast, browse: Browse) -> None:
    cast.ticket()
    people.hold_role(cast.otto, role=Role.objects.get(key="desk_manager"), organisation=cast.elsewhere)
    assert titles(browse("otto").post("/exports/tickets/csv")) == []
    assert len(titles(browse("mona").post("/exports/tickets/csv"))) == 1


def test_it_needs_a_permission_of_its_own(cast: Cast, browse: Browse) -> None:
    assert browse("amy").post("/exports/tickets/csv").status_code == 403
    assert browse("rita").post("/exports/tickets/csv").status_code == 404
    assert "/exports/tickets/" not in browse("amy").get("/tickets/all").content.decode()
    assert Client().post("/exports/tickets/csv").status_code == 302
    assert not Export.objects.exists()


def test_the_permission_of_the_page_holds_too(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    assert mona.post("/exports/changes/csv").status_code == 403
    assert mona.post("/exports/nothing/csv").status_code == 404
    assert mona.post("/exports/tickets/exe").status_code == 404
    assert mona.get("/exports/tickets/csv").status_code == 405


def test_who_took_what_home_is_written_down(cast: Cast, browse: Browse) -> None:
    cast.ticket()
    content(browse("mona").post("/exports/tickets/csv?state=new"))
    export = Export.objects.get()
    assert (export.by, export.list, export.query, export.total) == (cast.mona, "tickets", "state=new", 1)
    assert export.state == ExportState.GIVEN
    assert "state=new" in browse("ada").get("/exports/").content.decode()
    people.hold_role(cast.lee, role=Role.objects.get(key="executive"))
    assert "state=new" not in browse("lee").get("/exports/").content.decode()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_declared_list_can_be_written(cast: Cast, browse: Browse, ending: str) -> None:
    ada = browse("ada")
    cast.ticket()
    assert declared.find("organisations")
    for listed in lists.declared():
        response = ada.post(f"/exports/{listed.key}/{ending}")
        assert response.status_code == 200, listed.key
        rows = (
            list(csv.reader(io.StringIO(content(response).decode("utf-8-sig")))) if ending == "csv" else sheet(response)
        )
        assert [cell for cell in rows[0] if cell], listed.key
        assert len({len(row) for row in rows}) == 1, listed.key


def test_pages_offer_it(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    pages = {
        "/tickets/all?state=new": "tickets", "/tickets/mine": "my-work", "/tickets/pool": "pool",
        "/people/persons/": "persons", "/people/organisations/": "organisations", "/people/holders/": "role-holders",
        "/notices/undelivered/": "undelivered", "/system/jobs/": "jobs", "/system/changes/": "changes",
        "/channels/contacts/": "contacts", "/people/teams/": "teams", "/tickets/settings/categories/": "categories",
    }  # fmt: skip
    for page, key in pages.items():
        assert f'action="/exports/{key}/csv?' in ada.get(page).content.decode(), page


def test_a_long_list_is_written_in_the_background(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 1)
    for title in ["一", "二", "三"]:
        cast.ticket(title=title)
    mona = browse("mona")
    assert mona.post("/exports/pool/csv").headers["Location"] == "/exports/"
    assert "hx-trigger" in mona.get("/exports/").content.decode()
    assert Export.objects.get().state == ExportState.WRITING
    run_due()
    export = Export.objects.get()
    assert (export.state, export.total, export.done) == (ExportState.READY, 3, 3)
    assert Notice.objects.get(kind="export.ready").person == cast.mona
    assert titles(mona.get(f"/exports/{export.pk}")) == ["一", "二", "三"]
    assert browse("ada").get(f"/exports/{export.pk}").status_code == 404


def test_the_file_is_removed_and_what_was_taken_stays_known(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    cast.ticket()
    mona = browse("mona")
    mona.post("/exports/pool/csv")
    run_due()
    with clock.at(clock.now() + writing.KEPT + timedelta(minutes=1)):
        assert writing.remove_old() == 1
    export = Export.objects.get()
    assert export.state == ExportState.REMOVED
    assert not default_storage.exists(export.path)
    assert mona.get(f"/exports/{export.pk}").status_code == 404


def test_a_right_that_was_taken_away_meanwhile_ends_it(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    cast.ticket()
    services.make(cast.actor("mona"), "tickets", ending="csv", query=QueryDict())
    cast.mona.holdings.all().delete()
    run_due()
    export = Export.objects.get()
    assert export.state == ExportState.FAILED
    assert export.reason


def test_one_that_can_not_be_written_ends_as_failed_and_can_be_tried_again(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    cast.ticket()
    services.make(cast.actor("mona"), "tickets", ending="csv", query=QueryDict("over=on"))
    tomorrow = clock.now() + timedelta(days=1)
    with clock.at(tomorrow):
        assert writing.give_up() == 0
        Job.objects.update(dead_at=tomorrow)
        assert writing.give_up() == 1
    assert Export.objects.get().state == ExportState.FAILED
    assert Notice.objects.get(kind="export.ready").person == cast.mona
    mona = browse("mona")
    page = html.fromstring(mona.get("/exports/").content)
    [again] = page.xpath("//div[@id='exports']//form/@action")
    assert mona.post(again).status_code == 302
    assert Export.objects.filter(state=ExportState.WRITING, query="over=on").count() == 1
