"""Backups by plan: once a day, the oldest go, a failure is told to whoever answers for it."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils.translation import gettext
from lxml import html

from fuwutai.core import clock
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.notices.models import Notice
from fuwutai.site.backup import planned
from fuwutai.site.backup.models import BackupPlan
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
PAGE = "/system/backups/"
# Half past three in the morning in Shanghai.
NIGHT = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)


def a_plan(folder: Path, **values: object) -> BackupPlan:
    return BackupPlan.objects.create(**{"pk": 1, "active": True, "folder": str(folder), "hour": 3, **values})


def test_an_administrator_sets_it_up(cast: Cast, browse: Browse, tmp_path: Path) -> None:
    ada = browse("ada")
    wanted = {"active": "on", "folder": str(tmp_path), "hour": "4", "keep": "7", "passphrase_file": ""}
    assert ada.post(PAGE, {**wanted, "seen": _seen(ada)}).status_code == 302
    assert planned.plan().folder == str(tmp_path)
    assert ConfigurationChange.objects.get(subject="fuwutai_site.backupplan").actor == cast.ada.pk


def test_nobody_else_does(cast: Cast, browse: Browse) -> None:
    assert browse("mona").get(PAGE).status_code == 403
    assert browse("rita").get(PAGE).status_code == 404


@pytest.mark.parametrize("folder", ["backups", "../x", ""])
def test_it_needs_a_whole_path(cast: Cast, browse: Browse, folder: str) -> None:
    ada = browse("ada")
    wanted = {"active": "on", "folder": folder, "hour": "4", "keep": "7", "seen": _seen(ada)}
    assert ada.post(PAGE, wanted).status_code == 422
    assert not BackupPlan.objects.filter(active=True).exists()


def test_it_is_due_once_a_day_from_its_hour_on(cast: Cast, tmp_path: Path) -> None:
    a_plan(tmp_path)
    with clock.at(NIGHT.replace(hour=18)):
        assert planned.claim() is None
    with clock.at(NIGHT):
        assert planned.claim()
        assert planned.claim() is None
    with clock.at(NIGHT.replace(day=2, hour=18)):
        assert planned.claim() is None
    with clock.at(NIGHT.replace(day=2)):
        assert planned.claim()


def test_a_night_that_was_slept_through_is_caught_up(cast: Cast, tmp_path: Path) -> None:
    a_plan(tmp_path)
    with clock.at(NIGHT.replace(hour=23)):
        assert planned.claim()


def test_a_failure_is_told_and_stands_on_the_page(cast: Cast, browse: Browse, tmp_path: Path) -> None:
    a_plan(tmp_path / "gone")
    with clock.at(NIGHT):
        due = planned.claim()
        assert due
        planned.keep(due, planned.make(due))
    assert planned.plan().error == f"No such file or directory: {planned.plan().path}. No backup was made."
    assert [notice.person for notice in Notice.objects.filter(kind="backup.failed")] == [cast.ada]
    assert gettext(planned.plan().error) in browse("ada").get(PAGE).content.decode()


def test_the_oldest_go_and_foreign_files_stay(tmp_path: Path) -> None:
    names = [f"fuwutai-2026030{day}-030000.tar.gz" for day in range(1, 6)]
    for name in [*names, "fuwutai-2026.tar.gz", "photo.png"]:
        (tmp_path / name).touch()
    planned.remove_old(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fuwutai-2026.tar.gz", *names[-2:], "photo.png"]


def test_what_was_left_half_written_goes_when_it_can_not_be_written_any_more(tmp_path: Path) -> None:
    ended = tmp_path / "fuwutai-20260305-030000.tar.gz"
    others = [tmp_path / f".fuwutai-2026030{day}-030000.tar.gz.part" for day in (3, 4)]
    foreign = tmp_path / ".video.part"
    for path in [*others, foreign, tmp_path / f".{ended.name}.part"]:
        path.touch()
    os.utime(others[0], (0, 0))
    os.utime(foreign, (0, 0))
    planned.remove_halves(ended)
    assert {*tmp_path.iterdir()} == {others[1], foreign}


def test_one_that_takes_too_long_is_told_like_any_failure(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_plan(tmp_path)
    monkeypatch.setattr(planned, "_LONGEST", timedelta(milliseconds=1))
    with clock.at(NIGHT):
        due = planned.claim()
        assert due
        planned.keep(due, planned.make(due))
    assert "20" in planned.plan().error
    assert Notice.objects.filter(kind="backup.failed", person=cast.ada).exists()


def test_what_became_of_it_is_kept_when_the_database_is_back(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, keep, away = a_plan(tmp_path), planned.keep, [OperationalError("server closed the connection")]

    def sometimes(due: BackupPlan, outcome: planned.Outcome) -> None:
        if away:
            raise away.pop()
        keep(due, outcome)

    monkeypatch.setattr(planned, "keep", sometimes)
    # The connection is the test's own: its transaction must outlive the pause.
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(planned, "close_old_connections", lambda: None)
    monkeypatch.setattr(planned, "_LOOK_EVERY", 0.01)
    planned.keep_at_last(due, planned.Outcome(tmp_path / "x.tar.gz", "No space left"), threading.Event())
    assert planned.plan().error == "No space left"


def _seen(client: Client) -> str:
    page = html.fromstring(client.get(PAGE).content)
    return str(page.xpath("string(//input[@name='seen']/@value)"))
