"""Reporting in three fields."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fuwutai.files.models import Attachment
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
REPORT = {"kind": "incident", "title": "投影仪不亮", "description": "三楼会议室"}


def test_three_fields_make_a_ticket_and_a_receipt(cast: Cast, browse: Browse) -> None:
    answer = browse("rita").post("/portal/report", REPORT)
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/portal/tickets/{ticket.pk}"
    assert (ticket.title, ticket.channel, ticket.requester) == ("投影仪不亮", Channel.WEB, cast.rita)
    assert Notice.objects.get(kind="ticket.logged").person == cast.rita


def test_details_are_kept(cast: Cast, browse: Browse) -> None:
    details = {
        "occurred_at": "2025-01-02T08:30", "affected_count": "12", "affected_service": "会议室 301",
        "place": "三楼", "phone": "6102",
    }  # fmt: skip
    browse("rita").post("/portal/report", REPORT | details)
    ticket = Ticket.objects.get()
    assert ticket.affected_count == 12
    assert ticket.callback == "6102 · 三楼"
    assert ticket.occurred_at is not None
    assert not ticket.backfilled


def test_picture_goes_with_it(cast: Cast, browse: Browse) -> None:
    files = [SimpleUploadedFile("a.png", PICTURE), SimpleUploadedFile("b.png", PICTURE + b"2")]
    browse("rita").post("/portal/report", {**REPORT, "files": files})
    assert list(Attachment.objects.values_list("name", "public")) == [("a.png", True), ("b.png", True)]


def test_title_is_asked_for_at_its_field(cast: Cast, browse: Browse) -> None:
    answer = browse("rita").post("/portal/report", {**REPORT, "title": " "})
    assert answer.status_code == 422
    assert 'id="id_title_error"' in answer.content.decode()
    assert "三楼会议室" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "problem"), ("title", "长" * 251), ("affected_count", "-1"), ("affected_count", "many"),
        ("occurred_at", "2999-01-01T00:00"), ("occurred_at", "yesterday"), ("person", "999999"), ("person", "x"),
    ],
)  # fmt: skip
def test_bad_value_is_told_and_nothing_is_written(cast: Cast, browse: Browse, field: str, value: str) -> None:
    answer = browse("kay").post("/portal/report", {**REPORT, field: value})
    assert answer.status_code == 422
    assert "fw-error" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_blocked_file_is_refused_and_nothing_is_written(cast: Cast, browse: Browse) -> None:
    answer = browse("rita").post("/portal/report", {**REPORT, "files": SimpleUploadedFile("fix.exe", b"MZ90")})
    assert answer.status_code == 422
    assert "fix.exe" in answer.content.decode()
    assert not Ticket.objects.exists()
    assert not Attachment.objects.exists()


def test_key_user_reports_for_a_colleague(cast: Cast, browse: Browse) -> None:
    browse("kay").post("/portal/report", {**REPORT, "person": cast.rita.pk})
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.reporter) == (cast.rita, cast.kay)
    receipts = Notice.objects.filter(kind="ticket.logged").values_list("person", flat=True)
    assert set(receipts) == {cast.rita.pk, cast.kay.pk}


@pytest.mark.parametrize("name", ["rita", "amy"])
def test_others_cannot_report_for_somebody(cast: Cast, browse: Browse, name: str) -> None:
    answer = browse(name).post("/portal/report", {**REPORT, "person": cast.kay.pk})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_key_user_finds_only_their_department(cast: Cast, browse: Browse) -> None:
    client = browse("kay")
    assert "钱立" in client.get("/portal/colleagues", {"person_words": "钱"}).content.decode()
    assert "林晚秋" not in client.get("/portal/colleagues", {"person_words": "林"}).content.decode()


def test_page_opens_with_what_the_link_says(cast: Cast, browse: Browse) -> None:
    page = browse("rita").get("/portal/report", {"kind": "complaint", "title": "太慢"}).content.decode()
    assert 'value="complaint" checked' in page
    assert 'value="太慢"' in page
