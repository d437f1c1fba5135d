"""Backups by plan: once a day, the oldest go, a failure is told to whoever answers for it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
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
    # The process that was started has a home of its own, in which nothing was ever founded.
    assert planned.plan().error == "There is no installation here yet."
    assert [notice.person for notice in Notice.objects.filter(kind="backup.failed")] == [cast.ada]
    assert gettext(planned.plan().error) in browse("ada").get(PAGE).content.decode()


def test_the_oldest_go_and_foreign_files_stay(tmp_path: Path) -> None:
    names = [f"fuwutai-2026030{day}-030000.tar.gz" for day in range(1, 6)]
    for name in [*names, "fuwutai-2026.tar.gz", "photo.png", f".{names[0]}.part"]:
        (tmp_path / name).touch()
    planned.remove_old(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fuwutai-2026.tar.gz", *names[-2:], "photo.png"]


def _seen(client: Client) -> str:
    page = html.fromstring(client.get(PAGE).content)
    return str(page.xpath("string(//input[@name='seen']/@value)"))
