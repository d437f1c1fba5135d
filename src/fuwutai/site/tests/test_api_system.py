"""Jobs, contacts and mailboxes by program."""

from collections.abc import Callable

from fuwutai.channels.models import Mailbox
from fuwutai.core import clock
from fuwutai.core.jobs.models import Job
from fuwutai.files.services import keep
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel, ContactState
from fuwutai.tickets.models import Contact

Call = Callable[..., Program]


def test_dead_job_gets_another_life(cast: Cast, call: Call) -> None:
    job = Job.objects.create(task="fuwutai.timeline.tasks.drop_anchor", attempts=10, dead_at=clock.now(), error="boom")
    ada = call("ada")
    assert [(row["id"], row["error"]) for row in ada.get("/jobs").json()["items"]] == [(job.pk, "boom")]
    assert ada.post("/jobs/restarts", {"ids": [job.pk, 999]}).json() == {"restarted": 1}
    assert ada.get("/jobs").json()["items"] == []
    assert [row["attempts"] for row in ada.get("/jobs", dead="false").json()["items"]] == [0]


def test_quarantined_contact_is_seen_taken_in_again_and_put_away(cast: Cast, call: Call) -> None:
    raw = b"From: x@y.example\r\nSubject: ?\r\n\r\nhello"
    contact = Contact.objects.create(
        channel=Channel.MAIL, source="mail", key="1", raw=keep(raw), state=ContactState.QUARANTINED, reason="failed|x"
    )
    mona, at = call("mona"), f"/contacts/{contact.pk}"
    assert [row["reason"] for row in mona.get("/contacts").json()["items"]] == ["failed|x"]
    assert mona.get(f"{at}/raw").content == raw
    assert mona.post(f"{at}/intake", {"wish": "as_report"}).status_code == 202
    assert mona.get(at).json()["state"] == "received"
    assert mona.post(f"{at}/discard").json() == {"done": 1}


def test_password_of_a_mailbox_is_set_and_never_told(call: Call) -> None:
    ada = call("ada")
    body = {
        "name": "IT", "address": "it@lanjiang.example", "incoming": "imap", "in_host": "mail.lanjiang.example",
        "in_security": "tls", "in_port": 993, "in_user": "it", "in_password": "hunter2hunter2",
    }  # fmt: skip
    made = ada.post("/mailboxes", body)
    assert made.status_code == 201, made.content
    assert "hunter2" not in made.content.decode()
    stored = Mailbox.objects.get()
    assert stored.in_secret
    ada.patch(f"/mailboxes/{stored.pk}", {"name": "Desk"})
    assert Mailbox.objects.get().in_secret == stored.in_secret
