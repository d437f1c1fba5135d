"""Importing people on the pages and by the command."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from fuwutai.core.jobs.worker import run_due
from fuwutai.people import services
from fuwutai.people.importing.models import Import
from fuwutai.people.models import Department, Person, Role
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
FILE = "工号,姓名,部门,备注\nA1,张三,财务部,好\nA2,李四,没有的部门,\n"


def upload(client: Client, content: str | bytes = FILE, name: str = "people.csv") -> str:
    """Upload a file; the address of its page."""
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post("/people/imports/", {"file": file}).headers["Location"]


def test_from_the_upload_to_the_report(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    address = upload(mona)
    columns = mona.get(address).content.decode()
    assert "张三" in columns
    mona.post(f"{address}/columns", _chosen(columns, organisation=cast.group.pk))
    assert 'hx-trigger="every 1s"' in mona.get(address).content.decode()
    run_due()
    preview = mona.get(address).content.decode()
    assert "没有的部门" in preview
    assert not Person.objects.filter(name="张三").exists()
    mona.post(f"{address}/saving")
    run_due()
    assert Person.objects.get(name="张三").department == cast.finance
    assert "张三" in mona.get(f"{address}?outcome=create").content.decode()
    assert "张三" not in mona.get(f"{address}?outcome=refused").content.decode()
    report = b"".join(mona.get(f"{address}/report.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in report.splitlines()[1:]] == ["2", "3"]


def test_columns_can_be_matched_by_hand(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    address = upload(mona, "甲,乙\n张三,X9\n")
    values = {"column_0": "name", "column_1": "staff_number", "organisation": cast.group.pk}
    mona.post(f"{address}/columns", values)
    run_due()
    mona.post(f"{address}/saving")
    run_due()
    assert Person.objects.get(name="张三").staff_number == "X9"


def test_a_wrong_guess_of_the_encoding_is_corrected(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    address = upload(mona, "工號;姓名\nA1;張三\n".encode("big5"))
    mona.post(f"{address}/layout", {"encoding": "gb18030", "delimiter": ";"})
    assert "張三" not in mona.get(address).content.decode()
    mona.post(f"{address}/layout", {"encoding": "big5", "delimiter": ";"})
    assert "張三" in mona.get(address).content.decode()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04rubbish", ("a," * 200).encode() + b"\nb\n"])
def test_a_file_that_is_no_table_is_refused_with_a_sentence(cast: Cast, browse: Browse, content: bytes) -> None:
    mona = browse("mona")
    file = SimpleUploadedFile("x.csv", content)
    answer = mona.post("/people/imports/", {"file": file})
    assert answer.status_code == 422
    assert "fw-notice is-bad" in answer.content.decode()
    assert mona.post("/people/imports/", {}).status_code == 422
    assert not Import.objects.exists()


def test_a_file_can_be_put_away(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    address = upload(mona)
    mona.post(f"{address}/discard")
    assert mona.get(address).status_code == 404
    assert mona.post(f"{address}/saving").status_code == 404


def test_an_import_is_seen_by_whoever_made_it_and_by_administrators(cast: Cast, browse: Browse) -> None:
    address = upload(browse("ada"))
    assert browse("mona").get(address).status_code == 200
    services.hold_role(cast.tom, role=Role.objects.get(key="desk_manager"), organisation=cast.elsewhere)
    assert browse("tom").get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/people/imports/", "/people/imports/template.csv", "/people/imports/template.xlsx"]
)
@pytest.mark.parametrize(("name", "status"), [("amy", 403), ("rita", 404), ("otto", 404), ("mona", 200)])
def test_who_may_import(cast: Cast, browse: Browse, address: str, name: str, status: int) -> None:
    assert browse(name).get(address).status_code == status


def test_the_command_does_the_same(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.csv"
    file.write_text(FILE)
    call_command("import", "people", str(file), "--dry-run")
    assert not Person.objects.filter(name="张三").exists()
    report = tmp_path / "report.csv"
    call_command("import", "people", str(file), "--organisation", "group", "--add-departments", "--report", str(report))
    assert Person.objects.filter(name__in=["张三", "李四"]).count() == 2
    assert Department.objects.filter(name_zh_hans="没有的部门").exists()
    assert len(report.read_text().splitlines()) == 3
    call_command("import", "people", str(file), "--add-departments")
    assert Person.objects.filter(name__in=["张三", "李四"]).count() == 2
    assert "2" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["missing.csv"], ["--organisation", "nowhere"]])
def test_the_command_says_what_is_wrong(cast: Cast, tmp_path: Path, arguments: list[str]) -> None:
    file = tmp_path / "people.csv"
    file.write_text(FILE)
    given = [str(file), *arguments] if arguments[0].startswith("-") else [str(tmp_path / arguments[0])]
    with pytest.raises(CommandError):
        call_command("import", "people", *given)


def _chosen(page: str, **others: object) -> dict[str, object]:
    """What the form of the columns would send as it stands."""
    found: dict[str, object] = dict(others)
    for select in page.split("<select")[1:]:
        name = select.split('name="')[1].split('"')[0]
        if name.startswith("column_") and " selected" in select.split("</select>")[0]:
            option = select.split(" selected")[0].rsplit('value="', 1)[1]
            found[name] = option.split('"')[0]
    return found
