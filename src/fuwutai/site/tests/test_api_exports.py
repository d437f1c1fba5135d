"""Taking lists home by program."""

from collections.abc import Callable

from fuwutai.core.jobs.worker import run_due
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def test_a_list_is_asked_for_and_fetched(cast: Cast, call: Call) -> None:
    cast.ticket(title="VPN")
    cast.ticket(title="打印机")
    mona = call("mona")
    asked = mona.post("/exports", {"list": "tickets", "format": "csv", "conditions": {"state": ["new"]}})
    assert (asked.status_code, asked.json()["state"]) == (202, "writing")
    address = f"/exports/{asked.json()['id']}"
    assert mona.get(f"{address}/file").status_code == 404
    run_due()
    assert mona.get(address).json()["total"] == 2
    assert "打印机" in b"".join(mona.get(f"{address}/file").streaming_content).decode("utf-8-sig")


def test_what_is_no_list_or_not_theirs_is_refused_at_once(cast: Cast, call: Call) -> None:
    mona = call("mona")
    assert mona.post("/exports", {"list": "nothing"}).status_code == 422
    assert mona.post("/exports", {"list": "tickets", "format": "exe"}).status_code == 422
    assert mona.post("/exports", {"list": "changes"}).status_code == 403


def test_lists_and_formats_are_told(cast: Cast, call: Call) -> None:
    told = {each["key"]: each["formats"] for each in call("mona").get("/exports/lists").json()}
    assert told["persons"] == ["csv", "xlsx"]
    assert "xes.gz" in told["tickets"]
