"""Any process may be killed at any moment: what was acknowledged is there, once; what was not can be sent again."""

import json
import random
import smtplib
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests

from fuwutai.core.jobs.worker import LEASE
from tests.journeys.installation import Installation, installed

pytestmark = pytest.mark.journey

ROUNDS = 6

_PREPARE = """
import django
django.setup()
from fuwutai.channels import services as channels
from fuwutai.people import services as people
from fuwutai.people.choices import Scope
from fuwutai.people.models import Person
from django.conf import settings
channels.pickup_outbox(settings.HOME / "outbox", address="desk@lanjiang.example", name="Desk")
amy = Person.objects.get(name="林晚秋")
print(people.issue_token(amy, name="killed", scope=Scope.WRITE)[1])
"""

_COUNT = """
import django, json
django.setup()
from collections import Counter
from fuwutai.notices.models import Notice
from fuwutai.tickets.models import Contact, Ticket
from fuwutai.timeline.models import Entry
print(json.dumps({
    "tickets": Counter(Ticket.objects.values_list("title", flat=True)),
    "notes": Counter(Entry.objects.filter(verb="note").values_list("text", flat=True)),
    "receipts": Counter(notice.data["title"] for notice in Notice.objects.filter(kind="ticket.logged")),
    "unsettled": Contact.objects.exclude(state__in=["done", "ignored"]).count(),
}))
"""


@dataclass
class Sent:
    """What was sent under one key, and what of it the installation acknowledged."""

    asked: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)


@dataclass
class Crowd:
    """Several people who keep sending whatever happens to the other side."""

    installation: Installation
    token: str
    mails: Sent = field(default_factory=Sent)
    tickets: Sent = field(default_factory=Sent)
    notes: Sent = field(default_factory=Sent)
    number: int = 0

    def keep_sending(self, stop: threading.Event) -> list[threading.Thread]:
        jobs = ((self.mails, self.send_mail), (self.tickets, self.create_ticket), (self.notes, self.write_note))
        threads = [threading.Thread(target=_until, args=(stop, sent, send)) for sent, send in jobs]
        for thread in threads:
            thread.start()
        return threads

    def send_again(self) -> None:
        """Repeat what was not acknowledged, under the same key, as a mail server or a careful program does."""
        for sent, send in (
            (self.mails, self.send_mail), (self.tickets, self.create_ticket), (self.notes, self.write_note),
        ):  # fmt: skip
            for key in sent.asked - sent.acknowledged:
                send(key)
                sent.acknowledged.add(key)

    def send_mail(self, key: str) -> None:
        mail = EmailMessage()
        # A sender each: somebody who writes this much alone is taken for a loop.
        mail["From"], mail["To"] = f"{key}@lanjiang.example", "desk@lanjiang.example"
        mail["Subject"], mail["Message-ID"] = key, f"<{key}@lanjiang.example>"
        mail.set_content("打印机又卡纸了。")
        with smtplib.SMTP("127.0.0.1", self.installation.smtp_port, timeout=60) as server:
            server.send_message(mail)

    def create_ticket(self, key: str) -> None:
        body = {"kind": "incident", "title": key, "description": "VPN 连不上", "requester": self.number}
        self._post("tickets", key, body)

    def write_note(self, key: str) -> None:
        self._post(f"tickets/{self.first_ticket}/notes", key, {"text": key})

    first_ticket = 0

    def _post(self, path: str, key: str, body: dict[str, object]) -> dict[str, object]:
        answer = requests.post(
            f"{self.installation.url}/api/v1/{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": key},
            timeout=60,
        )
        assert answer.status_code in {200, 201}, answer.text
        found: dict[str, object] = answer.json()
        return found


def _until(stop: threading.Event, sent: Sent, send: Callable[[str], None]) -> None:
    while not stop.is_set():
        key = str(uuid.uuid4())
        sent.asked.add(key)
        try:
            send(key)
        except (OSError, smtplib.SMTPException, AssertionError):
            stop.wait(0.05)
        else:
            sent.acknowledged.add(key)


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    with installed(tmp_path) as installation:
        crowd = Crowd(installation, token=installation.python(_PREPARE).strip())
        installation.start()
        crowd.number = _number_of(crowd, "rita@lanjiang.example")
        crowd.first_ticket = int(str(crowd._post("tickets", "first", _first(crowd.number))["number"]))
        for _round in range(ROUNDS):
            stop = threading.Event()
            threads = crowd.keep_sending(stop)
            time.sleep(chance.uniform(0.1, 1.5))
            installation.kill()
            stop.set()
            for thread in threads:
                thread.join()
            _leases_end(installation)
            installation.start()
        crowd.send_again()
        counted = _settled(installation)

        assert "Nothing was changed" in installation.run("verify", "timeline")
        for sent, found in (
            (crowd.mails, counted["tickets"]), (crowd.tickets, counted["tickets"]), (crowd.notes, counted["notes"]),
        ):  # fmt: skip
            assert len(sent.acknowledged) >= ROUNDS
            assert {key: found.get(key, 0) for key in sent.asked} == dict.fromkeys(sent.asked, 1)
        reported = crowd.mails.asked | crowd.tickets.asked
        assert {key: counted["receipts"].get(key, 0) for key in reported} == dict.fromkeys(reported, 1)
        assert counted["unsettled"] == 0


def _first(requester: int) -> dict[str, object]:
    return {"kind": "incident", "title": "第一张", "description": "", "requester": requester}


def _number_of(crowd: Crowd, mail: str) -> int:
    answer = requests.get(
        f"{crowd.installation.url}/api/v1/persons",
        params={"text": mail},
        headers={"Authorization": f"Bearer {crowd.token}"},
        timeout=60,
    )
    return int(answer.json()["items"][0]["id"])


def _leases_end(installation: Installation) -> None:
    """Let the minute pass, while nothing runs, for which killed workers keep their jobs from others."""
    passing = "UPDATE core_job SET due_at = strftime('%Y-%m-%d %H:%M:%f', due_at, ?) WHERE worker <> ''"
    with closing(sqlite3.connect(installation.home / "fuwutai.sqlite3")) as file, file:
        file.execute(passing, [f"-{LEASE.seconds} seconds"])


def _settled(installation: Installation) -> dict[str, dict[str, int]]:
    """What is there once every job has run."""
    deadline = time.monotonic() + 180
    while installation.count("core_job") and time.monotonic() < deadline:
        time.sleep(0.2)
    counted: dict[str, dict[str, int]] = json.loads(installation.python(_COUNT))
    return counted
