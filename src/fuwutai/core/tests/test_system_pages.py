"""What the worker does and who changed which setting, for those who look after the system."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.channels.models import Mailbox
from fuwutai.core import clock
from fuwutai.core.configuration import changes
from fuwutai.core.jobs import schedule
from fuwutai.core.jobs.models import Job
from fuwutai.people import services as people
from fuwutai.people.models import Role
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def a_dead_job() -> Job:
    return Job.objects.create(
        task="fuwutai.notices.tasks.deliver", attempts=10, dead_at=clock.now(), error="Traceback\nOSError: <b>away</b>"
    )


def test_a_job_that_was_given_up_is_shown_with_its_error_and_starts_again(cast: Cast, browse: Browse) -> None:
    job, mona = a_dead_job(), browse("mona")
    page = mona.get("/system/jobs/").content.decode()
    assert "OSError: &lt;b&gt;away&lt;/b&gt;" in page
    mona.post("/system/jobs/restart", {"job": job.pk})
    job.refresh_from_db()
    assert (job.dead_at, job.attempts) == (None, 0)


def test_all_start_again_at_once(cast: Cast, browse: Browse) -> None:
    a_dead_job()
    a_dead_job()
    browse("mona").post("/system/jobs/restart")
    assert not Job.objects.filter(dead_at__isnull=False).exists()


def test_routines_say_when_they_run_next(cast: Cast, browse: Browse) -> None:
    schedule.enqueue_due()
    mona = browse("mona")
    mona.cookies["django_language"] = "en"
    page = mona.get("/system/jobs/").content.decode()
    assert "Take up tickets whose waiting is over" in page
    assert "every 10 minutes" in page
    assert "resume_due" not in page


@pytest.mark.parametrize("job", ["0", "abc", "9" * 30, "-1"])
def test_a_job_that_is_not_there_is_passed_over(cast: Cast, browse: Browse, job: str) -> None:
    dead = a_dead_job()
    assert browse("mona").post("/system/jobs/restart", {"job": job}).status_code == 302
    dead.refresh_from_db()
    assert dead.dead_at


def test_an_auditor_reads_who_changed_what(cast: Cast, browse: Browse) -> None:
    people.hold_role(cast.lee, role=Role.objects.get(key="auditor"))
    people.set_members(cast.actor("mona"), cast.network, persons=[cast.ben])
    page = browse("lee").get("/system/changes/").content.decode()
    assert "周启明" in page
    assert "网络组" in page
    assert "<del>吴桐" in page
    lee = browse("lee")
    assert "网络组" in lee.get("/system/changes/", {"subject": "people.team", "who": "周"}).content.decode()
    assert "<del>吴桐" not in lee.get("/system/changes/", {"who": "nobody"}).content.decode()
    assert lee.get("/system/changes/", {"cursor": "rubbish"}).status_code == 422


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [
        ("/system/jobs/", "mona", 200), ("/system/jobs/", "amy", 403), ("/system/jobs/", "rita", 404),
        ("/system/jobs/", "otto", 404), ("/system/changes/", "ada", 200), ("/system/changes/", "mona", 403),
        ("/system/changes/", "amy", 403), ("/system/changes/", "rita", 404), ("/system/changes/", "otto", 404),
    ],
)  # fmt: skip
def test_who_may_look(cast: Cast, browse: Browse, address: str, name: str, status: int) -> None:
    assert browse(name).get(address).status_code == status


@pytest.mark.parametrize("name", ["amy", "rita", "otto"])
def test_who_may_not_restart(cast: Cast, browse: Browse, name: str) -> None:
    job = a_dead_job()
    assert browse(name).post("/system/jobs/restart", {"job": job.pk}).status_code in {403, 404}
    job.refresh_from_db()
    assert job.dead_at


def test_visitors_sign_in_first(db: None, client: Client) -> None:
    for address in ("/system/jobs/", "/system/changes/"):
        assert client.get(address).headers["Location"].startswith("/account/login/")


def test_what_a_setting_keeps_as_a_code_is_read_in_words(cast: Cast, browse: Browse) -> None:
    changes.save(cast.actor("ada"), Mailbox(name="Desk", address="desk@lanjiang.example", desk=cast.desk))
    ada = browse("ada")
    ada.cookies["django_language"] = "en"
    page = ada.get("/system/changes/").content.decode()
    assert "Incident" in page
    assert ">incident<" not in page
