"""A directory brought in from a file by program: upload, match, look, save."""

import io
from collections.abc import Callable

from fuwutai.core.jobs.worker import run_due
from fuwutai.people.models import Person
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def table(text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "people.csv"
    return file


def test_file_becomes_people_after_somebody_looked(cast: Cast, call: Call) -> None:
    mona = call("mona")
    file = table("姓名,邮箱,手机\n新人,new@lanjiang.example,13800000000\n,,\n无名,broken,\n")
    made = mona.upload("/person-imports", {}, [file])
    assert made.status_code == 201, made.content
    at = f"/person-imports/{made.json()['id']}"
    assert made.json()["columns"] == {"0": "name", "1": "email", "2": "mobile"}

    matched = mona.put(f"{at}/columns", {"columns": made.json()["columns"], "organisation": cast.group.pk})
    assert (matched.status_code, matched.json()["state"]) == (202, "checking")
    run_due()
    assert mona.get(at).json()["counts"] == {"create": 1, "refused": 1}
    assert not Person.objects.filter(name="新人").exists()
    [refused] = mona.get(f"{at}/rows", outcome="refused").json()["items"]
    assert (refused["line"], [cell["error"] != "" for cell in refused["cells"]]) == (4, [True])

    assert mona.post(f"{at}/saving").status_code == 202
    run_due()
    assert mona.get(at).json()["state"] == "done"
    assert Person.objects.get(name="新人").addresses.count() == 2
    assert mona.delete(at).status_code == 409


def test_what_is_no_table_is_refused(cast: Cast, call: Call) -> None:
    mona = call("mona")
    assert mona.upload("/person-imports", {}, [table("\0\1\2")]).status_code == 422
    assert mona.upload("/person-imports", {}, []).status_code == 422
    assert mona.post("/person-imports", {}).status_code == 422


def test_column_that_the_file_does_not_have_is_refused(cast: Cast, call: Call) -> None:
    mona = call("mona")
    number = mona.upload("/person-imports", {}, [table("姓名\n新人\n")]).json()["id"]
    answer = mona.put(f"/person-imports/{number}/columns", {"columns": {"0": "name", "7": "email"}})
    assert [error["field"] for error in answer.json()["errors"]] == ["column_7"]
