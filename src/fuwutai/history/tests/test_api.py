"""A history brought in by program, step by step."""

import io
from collections.abc import Callable

from fuwutai.core.jobs.worker import run_due
from fuwutai.history.tests.bringing import AUDIT
from fuwutai.history.tests.test_bring_in_an_audit_log import LIFE
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket

Call = Callable[..., Program]


def _file(text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "log.csv"
    return file


def test_from_the_upload_to_the_report(cast: Cast, call: Call) -> None:
    ada = call("ada")
    made = ada.upload("/history-imports", {}, [_file(LIFE + "A9,2020-01-05 08:00,x,Odd,P3,Front,,C,T,\n")])
    assert made.status_code == 201, made.content
    at = f"/history-imports/{made.json()['id']}"
    wrong = ada.put(f"{at}/mapping", {"text": AUDIT.replace("rows: snapshots", "rows: snapshot")})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "text")
    assert ada.put(f"{at}/mapping", {"text": AUDIT}).status_code == 202
    run_due()
    preview = ada.get(f"{at}/preview").json()
    assert (preview["counts"]["made"], preview["unknown"]) == (1, [{"field": "state", "word": "Odd", "rows": 1}])
    assert not Ticket.objects.exists()
    assert ada.post(f"{at}/running").status_code == 202
    assert ada.delete(f"{at}/running").json()["state"] == "stopped"
    assert ada.post(f"{at}/running").status_code == 202
    while run_due():
        pass
    assert ada.get(at).json()["state"] == "done"
    report = ada.get(f"{at}/report").json()
    assert report["differences"] == 0
    assert {"value": "reopened", "in_source": 1, "written": 1} in report["numbers"]
    [row] = ada.get(f"{at}/refused").json()["items"]
    assert (row["reason"], row["case"]) == ("unknown_value", "A9")


def test_mappings_that_ship_can_be_read_and_named(cast: Cast, call: Call) -> None:
    ada = call("ada")
    assert "servicenow-audit" in [one["key"] for one in ada.get("/history-imports/mappings").json()]
    at = f"/history-imports/{ada.upload('/history-imports', {}, [_file(LIFE)]).json()['id']}"
    assert ada.put(f"{at}/mapping", {"shipped": "none"}).status_code == 422
    assert ada.put(f"{at}/mapping", {"shipped": "servicenow-audit"}).status_code == 202
    run_due()
    assert ada.get(at).json()["state"] == "failed"


def test_who_may_not_import_gets_nothing(cast: Cast, call: Call) -> None:
    mona = call("mona")
    assert mona.get("/history-imports").status_code == 403
    assert mona.upload("/history-imports", {}, [_file(LIFE)]).status_code == 403
