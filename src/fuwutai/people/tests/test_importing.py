"""A directory comes in from a file: read, matched, shown row by row, saved once however often it is brought in."""

import io
import zipfile
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fuwutai.core import clock
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.core.jobs.worker import run_due
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind, Level
from fuwutai.people.importing import reading, reporting, retention
from fuwutai.people.importing import services as imports
from fuwutai.people.importing.models import Import, ImportRow, ImportState, Outcome
from fuwutai.people.importing.services import Wishes
from fuwutai.people.models import Address, Department, Person, Role
from fuwutai.site.tests.cast import Cast

HEADINGS = "工号,姓名,部门,邮箱,手机,服务级别\n"
FILE = HEADINGS + "A1,张三,财务部,zhang.san@lanjiang.example,138 0013 8000,VIP\nA2,李四,fin,,,\n"


def upload(content: bytes | str, name: str = "people.csv") -> ContentFile[bytes]:
    return ContentFile(content.encode() if isinstance(content, str) else content, name=name)


def checked(cast: Cast, content: bytes | str, *, by: str = "mona", add_departments: bool = False) -> Import:
    """A file brought in as far as the preview."""
    actor = cast.actor(by)
    found = imports.take(actor, upload(content), name="people.csv")
    wishes = Wishes(columns=found.columns, organisation=found.organisation, add_departments=add_departments)
    imports.ask_check(actor, found, wishes=wishes)
    run_due()
    return Import.objects.get(pk=found.pk)


def saved(cast: Cast, content: bytes | str, *, by: str = "mona", add_departments: bool = False) -> Import:
    found = checked(cast, content, by=by, add_departments=add_departments)
    imports.ask_save(cast.actor(by), found)
    run_due()
    return Import.objects.get(pk=found.pk)


def outcomes(found: Import) -> list[str]:
    return list(found.rows.order_by("line").values_list("outcome", flat=True))


def test_preview_shows_what_every_row_would_do_and_saves_nothing(cast: Cast) -> None:
    before = Person.objects.count()
    found = checked(cast, FILE)
    assert (found.state, found.counts) == (ImportState.CHECKED, {"create": 2})
    assert Person.objects.count() == before
    assert "zhang.san@lanjiang.example" in [cell.new for cell in reporting.shown(found.rows.all()[0]).cells]


def test_people_are_saved_with_their_place_and_how_to_reach_them(cast: Cast) -> None:
    found = saved(cast, FILE)
    zhang = Person.objects.get(staff_number="A1")
    assert (zhang.name, zhang.department, zhang.level) == ("张三", cast.finance, Level.VIP)
    assert [(one.kind, one.key) for one in zhang.addresses.all()] == [
        (AddressKind.EMAIL, "zhang.san@lanjiang.example"), (AddressKind.MOBILE, "13800138000"),
    ]  # fmt: skip
    assert found.state == ImportState.DONE
    assert ConfigurationChange.objects.filter(subject="people.import", record=found.pk, actor=cast.mona.pk).exists()


def test_the_same_file_a_second_time_changes_nothing(cast: Cast) -> None:
    saved(cast, FILE)
    people_then, addresses_then = Person.objects.count(), Address.objects.count()
    again = saved(cast, FILE)
    assert outcomes(again) == [Outcome.SAME, Outcome.SAME]
    assert (Person.objects.count(), Address.objects.count()) == (people_then, addresses_then)


def test_changed_cells_are_named_with_old_and_new(cast: Cast) -> None:
    saved(cast, FILE)
    found = saved(cast, HEADINGS + "A1,张三丰,财务部,,139 0000 0000,\n")
    row = found.rows.get()
    assert row.outcome == Outcome.UPDATE
    assert row.changes == {"name": ["张三", "张三丰"], "mobile": ["138 0013 8000", "139 0000 0000"]}
    zhang = Person.objects.get(staff_number="A1")
    # An empty cell leaves what is there.
    assert [one.value for one in zhang.addresses.all()] == ["139 0000 0000", "zhang.san@lanjiang.example"] or [
        one.value for one in zhang.addresses.all()
    ] == ["zhang.san@lanjiang.example", "139 0000 0000"]
    assert zhang.level == Level.VIP


def test_found_by_mail_then_by_name_and_department(cast: Cast) -> None:
    found = saved(cast, "姓名,部门,邮箱,职位\n钱立,财务部,rita@lanjiang.example,会计\n白露,财务部,,出纳\n")
    assert outcomes(found) == [Outcome.UPDATE, Outcome.UPDATE]
    cast.rita.refresh_from_db()
    cast.kay.refresh_from_db()
    assert (cast.rita.title, cast.kay.title) == ("会计", "出纳")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("B1,,财务部,,,", "name", "no_name"),
        ("B1,张三,没有的部门,,,", "department", "unknown_department"),
        ("B1,张三,财务部,不是邮箱,,", "email", "bad_mail"),
        ("B1,张三,财务部,rita@lanjiang.example,,", "", ""),
        ("B1,张三,财务部,,abc,", "mobile", "bad_number"),
        ("B1,张三,财务部,,,皇帝", "level", "unknown_level"),
    ],
)
def test_a_refused_row_says_which_cell_and_why(cast: Cast, row: str, column: str, reason: str) -> None:
    found = checked(cast, HEADINGS + row + "\n")
    result = found.rows.get()
    if reason:
        assert result.outcome == Outcome.REFUSED
        assert result.errors[column][0] == reason
        assert reporting.shown(result).cells[0].error
    else:
        # The mail says who is meant: Rita gets the staff number and a new name.
        assert (result.outcome, result.person) == (Outcome.UPDATE, cast.rita)


def test_two_rows_about_one_person_are_not_both_saved(cast: Cast) -> None:
    found = saved(cast, HEADINGS + "A1,张三,财务部,,,\nA1,张三,财务部,,,VIP\n,王五,,,,\n,王五,,,,\n")
    assert outcomes(found) == [Outcome.CREATE, Outcome.REFUSED, Outcome.CREATE, Outcome.REFUSED]
    assert Person.objects.filter(name__in=["张三", "王五"]).count() == 2


def test_one_mail_address_for_two_people_is_refused(cast: Cast) -> None:
    found = checked(cast, HEADINGS + "A1,张三,,a@x.example,,\nA2,李四,,a@x.example,,\n")
    assert outcomes(found) == [Outcome.CREATE, Outcome.REFUSED]
    assert found.rows.all()[1].errors["email"][0] == "mail_twice"


def test_departments_that_are_missing_are_added_when_asked(cast: Cast) -> None:
    content = "姓名,部门\n张三,集团财务/核算科\n李四,澜江集团 / 集团财务 / 核算科\n"
    found = saved(cast, content, by="ada", add_departments=True)
    assert outcomes(found) == [Outcome.CREATE, Outcome.CREATE]
    team = Department.objects.get(name_zh_hans="核算科")
    assert (str(team.parent), team.organisation, team.persons.count()) == ("集团财务", cast.group, 2)
    assert outcomes(saved(cast, content, by="ada", add_departments=True)) == [Outcome.SAME, Outcome.SAME]


def test_a_killed_worker_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuwutai.people.importing.working.BATCH", 1)
    found = checked(cast, FILE)
    imports.ask_save(cast.actor("mona"), found)
    first = found.rows.all()[0]
    Person.objects.create(name="张三", staff_number="A1", organisation=cast.group, department=cast.finance)
    ImportRow.objects.filter(pk=first.pk).update(saved=True, person=Person.objects.get(staff_number="A1"))
    run_due()
    assert Person.objects.filter(staff_number__in=["A1", "A2"]).count() == 2


def test_asked_to_save_twice_it_is_done_once(cast: Cast) -> None:
    found = checked(cast, FILE)
    imports.ask_save(cast.actor("mona"), found)
    with pytest.raises(Conflict):
        imports.ask_save(cast.actor("mona"), found)


def test_no_mail_of_somebody_who_may_do_more_is_redirected(cast: Cast) -> None:
    people.open_account(cast.ada, username="ada", password=None)
    found = checked(cast, "姓名,邮箱,工号\n赵一鸣,mona@evil.example,Z9\n", by="mona")
    assert found.rows.get().errors[""][0] == "namesake"
    Person.objects.filter(pk=cast.ada.pk).update(staff_number="Z9")
    found = checked(cast, "姓名,邮箱,工号\n赵一鸣,mona@evil.example,Z9\n", by="mona")
    assert found.rows.get().errors["email"][0] == "may_do_more"
    assert outcomes(checked(cast, "姓名,邮箱,工号\n赵一鸣,new@lanjiang.example,Z9\n", by="ada")) == [Outcome.UPDATE]


def test_nobody_with_roles_leaves_by_a_file(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ada.pk).update(staff_number="Z9")
    found = checked(cast, "工号,姓名,在职\nZ9,赵一鸣,离职\n", by="ada")
    assert found.rows.get().errors["active"][0] == "holds_roles"


def test_people_elsewhere_are_beyond_ones_reach(cast: Cast) -> None:
    people.hold_role(cast.sam, role=Role.objects.get(key="desk_manager"), organisation=cast.group)
    found = checked(cast, "姓名,公司\n张三,远山公司\n李四,group\n", by="sam")
    assert outcomes(found) == [Outcome.REFUSED, Outcome.CREATE]
    assert found.rows.all()[0].errors["organisation"][0] == "beyond_reach"


@pytest.mark.parametrize("name", ["amy", "rita", "otto"])
def test_others_may_not_import(cast: Cast, name: str) -> None:
    with pytest.raises(Forbidden):
        imports.take(cast.actor(name), upload(FILE), name="x.csv")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", FILE),
        ("utf-8-sig", FILE),
        ("gb18030", FILE),
        ("big5", "工號,姓名,部門,信箱\nA1,張三,財務部,a@x.example\nA2,李四,人力資源部,b@x.example\n"),
        ("utf-16", FILE),
        ("gb18030", "姓名;部门\n王小明;财务部\n"),
    ],
)
def test_any_usual_encoding_is_read(encoding: str, text: str) -> None:
    file = io.BytesIO(text.encode(encoding))
    heading, rest = reading.heading(file, reading.detect(file))
    delimiter = ";" if ";" in text else ","
    assert heading.cells == text.splitlines()[0].split(delimiter)
    assert rest[0].cells[1] in text


def test_characters_that_cannot_be_read_are_refused_at_their_cell(cast: Cast) -> None:
    found = checked(cast, HEADINGS.encode("gb18030") + b"A1,\xff\xff,,,,\n")
    assert found.rows.get().errors["name"][0] == "unreadable"


def workbook(*rows: tuple[object, ...]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def test_a_spreadsheet_is_read_with_numbers_as_they_look(cast: Cast) -> None:
    found = saved(
        cast, workbook(("人员名单",), ("姓名", "手机", "工号"), ("张三", 13800138000, 42), ("李四", "", "007"))
    )
    assert outcomes(found) == [Outcome.CREATE, Outcome.CREATE]
    zhang = Person.objects.get(name="张三")
    assert (zhang.staff_number, zhang.addresses.get().value) == ("42", "13800138000")
    assert [row.line for row in found.rows.order_by("line")] == [3, 4]


def far_cell() -> bytes:
    """A workbook of a few bytes whose second cell stands a million rows and sixteen thousand columns away."""
    ordinary = workbook(("姓名",), ("张三",))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ordinary)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b'r="A2"', b'r="XFD1048576"')
            new.writestr(part, content)
    return made.getvalue()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (401 * 2**20))
    return made.getvalue()


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("holiday.jpg", b"x")
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   \n \n", b"\x89PNG\r\n\x1a\n....", b"%PDF-1.7 ...", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken",
        ("x," * 200 + "\n" + "y," * 200 + "\n").encode(), "姓名,部门\n".encode(), b'"never closed\n' + b"x" * 300_000,
    ],
    ids=["nothing", "blank", "png", "pdf", "xls", "zip", "wide", "headings only", "quote"],
)  # fmt: skip
def test_a_file_that_is_no_table_gets_a_sentence(cast: Cast, content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        imports.take(cast.actor("mona"), upload(content), name="x.csv")
    assert str(refusal.value).endswith((".", "?", "。", "？"))


@pytest.mark.parametrize("make", [far_cell, bomb, archive])
def test_a_workbook_that_would_grow_without_end_is_not_opened(cast: Cast, make: object) -> None:
    with pytest.raises(Invalid):
        imports.take(cast.actor("mona"), upload(make(), "x.xlsx"), name="x.xlsx")  # type: ignore[operator]


def test_columns_must_name_somebody_and_each_thing_once(cast: Cast) -> None:
    actor = cast.actor("mona")
    found = imports.take(actor, upload("部门,电话\n财务部,1234\n"), name="x.csv")
    for columns in ({0: "department", 1: "phone"}, {0: "name", 1: "name"}):
        with pytest.raises(Invalid):
            imports.ask_check(actor, found, wishes=Wishes(columns=columns, organisation=cast.group))


def test_the_report_tells_every_row_and_runs_no_formula(cast: Cast) -> None:
    found = saved(cast, HEADINGS + 'A1,"=HYPERLINK(""http://evil"")",,,,\n+A2,李四,,,@x,\n-3,,,,,\n')
    lines = "".join(reporting.as_csv(found)).splitlines()
    assert len(lines) == 4
    assert "'=HYPERLINK" in lines[1]
    assert "'+A2" in lines[2]
    assert "'@x" in lines[2]
    assert "'-3" in lines[3]
    assert lines[0].startswith("\ufeff")


def test_the_report_is_a_workbook_without_formulas_too(cast: Cast) -> None:
    found = saved(cast, HEADINGS + "A1,=1+1,,,,\n")
    with reporting.as_workbook(found) as report, zipfile.ZipFile(report) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")


def test_the_template_can_be_brought_in(cast: Cast) -> None:
    found = checked(cast, reporting.template_csv(), by="ada", add_departments=True)
    assert outcomes(found) == [Outcome.CREATE]


def test_the_report_is_in_the_readers_language(cast: Cast) -> None:
    found = checked(cast, HEADINGS + "B1,张三,没有的部门,,,\n")
    assert "没有的部门" in reporting.shown(found.rows.get()).cells[0].error


def test_import_is_deleted_with_its_file_when_its_time_is_over(cast: Cast) -> None:
    done = saved(cast, FILE)
    left = imports.take(cast.actor("mona"), upload(FILE), name="left.csv")
    with clock.at(clock.now() + timedelta(days=89)):
        assert retention.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=91)):
        assert retention.forget_old() == 2
    assert not Import.objects.exists()
    assert not ImportRow.objects.exists()
    assert not any(default_storage.exists(each.path) for each in (done, left))
    assert Person.objects.filter(name="张三").exists()
