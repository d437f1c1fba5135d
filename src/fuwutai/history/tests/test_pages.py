"""The way from an upload to the report, on pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from fuwutai.core.jobs.worker import run_due
from fuwutai.history.choices import Stage
from fuwutai.history.models import Import
from fuwutai.history.tests.bringing import AUDIT, bring, checked, log
from fuwutai.history.tests.test_bring_in_an_audit_log import LIFE
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]


def _upload(client: Client, content: str) -> Import:
    file = SimpleUploadedFile("old.csv", content.encode())
    assert client.post(reverse("history:imports"), {"file": file}).status_code == 302
    return Import.objects.get()


def _page(client: Client, found: Import) -> str:
    answer = client.get(reverse("history:import", args=[found.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_upload_to_the_report(cast: Cast, browse: Browse) -> None:
    client = browse("ada")
    found = _upload(client, LIFE + "A9,2020-01-05 08:00,x,Odd,P3,Front,,C,T,\n")
    assert "state" in client.get(reverse("history:mapping", args=[found.pk])).content.decode()
    client.post(reverse("history:mapping", args=[found.pk]), {"mapping": AUDIT})
    assert "progress" in _page(client, found)
    run_due()
    preview = _page(client, found)
    assert "Odd" in preview
    assert "Caller 1: Printer" in preview
    assert not Ticket.objects.exists()
    client.post(reverse("history:run", args=[found.pk]))
    while run_due():
        pass
    report = _page(client, found)
    assert "Servers" in report
    rows = b"".join(client.get(reverse("history:refused", args=[found.pk])).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Odd" in rows
    assert "A9" in rows


def test_a_mapping_is_judged_while_somebody_writes_it(cast: Cast, browse: Browse) -> None:
    client = browse("ada")
    found = _upload(client, LIFE)
    check = reverse("history:mapping-check", args=[found.pk])
    assert "tcket" in client.post(check, {"mapping": AUDIT.replace("ticket:", "tcket:")}).content.decode()
    assert "is-ok" in client.post(check, {"mapping": AUDIT}).content.decode()
    answer = client.post(reverse("history:mapping", args=[found.pk]), {"mapping": "name: ["})
    assert (answer.status_code, Import.objects.get().state) == (422, Stage.DRAFT)


def test_it_can_be_stopped_and_taken_up_again(cast: Cast, browse: Browse) -> None:
    client = browse("ada")
    found = checked(LIFE)
    client.post(reverse("history:run", args=[found.pk]))
    assert "progress" in _page(client, found)
    client.post(reverse("history:stop", args=[found.pk]))
    while run_due():
        pass
    assert not Ticket.objects.exists()
    assert Import.objects.get().state == Stage.STOPPED
    client.post(reverse("history:run", args=[found.pk]))
    while run_due():
        pass
    assert Import.objects.get().state == Stage.DONE


def test_only_who_may_import_everywhere_gets_in(cast: Cast, browse: Browse) -> None:
    found = bring(LIFE)
    for name in ("rita", "amy", "mona"):
        for view, places in (("imports", []), ("import", [found.pk]), ("mapping", [found.pk]), ("refused", [found.pk])):
            assert browse_status(browse(name), reverse(f"history:{view}", args=places)) in {403, 404}


def browse_status(client: Client, address: str) -> int:
    return client.get(address).status_code


def test_a_file_that_is_none_is_refused_on_the_page(cast: Cast, browse: Browse) -> None:
    client = browse("ada")
    assert client.post(reverse("history:imports"), {}).status_code == 422
    file = SimpleUploadedFile("x.csv", b"%PDF-1.7")
    assert client.post(reverse("history:imports"), {"file": file}).status_code == 422


def test_the_refused_rows_hold_no_formula(cast: Cast, browse: Browse) -> None:
    found = bring(log("A1,2020-01-05 08:00,=HYPERLINK(1),Odd,P3,F,,C,T,"))
    answer = browse("ada").get(reverse("history:refused", args=[found.pk]))
    assert "'=HYPERLINK(1)" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_the_command_does_the_same(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LIFE)
    (tmp_path / "mine.yaml").write_text(AUDIT)
    arguments = ["import", "history", str(tmp_path / "log.csv"), "--mapping", str(tmp_path / "mine.yaml")]
    call_command(*arguments, "--preview")
    assert not Ticket.objects.exists()
    call_command(*arguments, "--wait")
    assert Ticket.objects.count() == 1
    for wrong in (["--mapping", "none"], ["--resume", "99999"]):
        with pytest.raises(CommandError):
            call_command("import", "history", str(tmp_path / "log.csv"), *wrong)
