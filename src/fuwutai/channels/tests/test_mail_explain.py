"""`fuwutai mail explain`: the answer for people and scripts who want to know why."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from fuwutai.channels.mail import explain
from fuwutai.channels.tests.letters import letter, multipart, part

ORIGIN = Path(__file__).parents[5] / "shared" / "data" / "mail"
SAMPLES = sorted(path for path in ORIGIN.glob("*/*") if "LICENSE" not in path.name.upper())


def explained(*paths: Path | str, source: bytes = b"") -> tuple[int, Any]:
    out = io.BytesIO()
    status = explain.print_all([str(path) for path in paths], source=io.BytesIO(source), out=out)
    return status, json.loads(out.getvalue())


def test_one_message_gives_one_object() -> None:
    raw = multipart(
        part("好的\n\n发自我的iPhone"),
        part("x", "text/csv", Content_Disposition="attachment; filename=a.csv"),
        Subject="Re: [#204397] Printer",
        Cc="Lee <lee@example.com>",
        Message_ID="<a@b>",
        Date="Sun, 22 Nov 2026 10:00:00 +0800",
    )
    status, answer = explained("-", source=raw)
    assert status == 0
    assert (answer["kind"], answer["code"], answer["subject"]) == ("reply", "reply-subject", "Re: [#204397] Printer")
    assert answer["sender"] == {"name": "Rita", "address": "rita@example.com"}
    assert answer["recipients"]["to"] == [{"name": "", "address": "desk@example.com"}]
    assert answer["recipients"]["cc"] == [{"name": "Lee", "address": "lee@example.com"}]
    assert (answer["text"], answer["fresh"], answer["quoted"]) == ("好的\n\n发自我的iPhone", "好的", "发自我的iPhone")
    assert (answer["message_id"], answer["date"]) == ("a@b", "2026-11-22T10:00:00+08:00")
    assert answer["attachments"] == [
        {
            "name": "a.csv",
            "type": "text/csv",
            "declared_type": "text/csv",
            "sniffed_type": "",
            "size": 1,
            "inline": False,
            "content_id": "",
        }
    ]


def test_several_messages_give_a_list_and_a_missing_one_an_error(tmp_path: Path) -> None:
    there = tmp_path / "a.eml"
    there.write_bytes(letter("Hello"))
    status, answer = explained(there, tmp_path / "b.eml", tmp_path)
    assert status == 1
    assert [entry.get("kind") for entry in answer] == ["new", None, None]
    assert answer[1] == {"file": str(tmp_path / "b.eml"), "error": "No such file or directory"}
    assert "error" in answer[2]


def test_the_command_needs_no_database(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    there = tmp_path / "a.eml"
    there.write_bytes(letter("Hello", Subject="打印机"))
    call_command("mail", "explain", str(there))
    assert json.loads(capfdbinary.readouterr().out)["subject"] == "打印机"
    with pytest.raises(SystemExit, match="1"):
        call_command("mail", "explain", str(tmp_path / "gone.eml"))


@pytest.mark.skipif(not SAMPLES, reason="the mail samples of ../shared/data are not here")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_mail_in_the_wild(path: Path) -> None:
    status, answer = explained(path)
    assert status == 0
    raw = path.read_bytes()
    if "\ufffd" in json.dumps(answer, ensure_ascii=False):
        # Only what came in damaged may show damage.
        assert "\ufffd".encode() in raw or any("not valid" in defect for defect in answer["defects"])
