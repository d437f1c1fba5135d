"""Mail is fetched from a real server by IMAP and POP3, and acknowledged only once it is stored (mission B1)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError
from pytest_django import Settings

from fuwutai.channels.choices import Fetched, Incoming, Security
from fuwutai.channels.mailboxes import arrivals, imap, pop3, watching
from fuwutai.channels.models import Mailbox
from fuwutai.channels.tests.post import DESK, write
from fuwutai.channels.tests.servers import PASSWORD, Dovecot, unique, wait_until
from fuwutai.core import vault
from fuwutai.files import services as files
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import ContactState
from fuwutai.tickets.models import Contact

pytestmark = pytest.mark.django_db(transaction=True)
CHINESE = "归档"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot.running() as running:
        yield running


def fetching(dovecot: Dovecot, **values: object) -> Mailbox:
    """A mailbox of its own on the server, fetched by IMAP unless said otherwise."""
    user = unique()
    port = dovecot.pop3 if values.get("incoming") == Incoming.POP3 else dovecot.imap
    usual = {
        "name": "IT", "address": f"{user}@lanjiang.example", "incoming": Incoming.IMAP, "in_host": "127.0.0.1",
        "in_port": port, "in_security": Security.NONE, "in_user": user, "in_secret": vault.conceal(PASSWORD),
    }  # fmt: skip
    return Mailbox.objects.create(**{**usual, **values})


def fetch(mailbox: Mailbox) -> int:
    if mailbox.incoming == Incoming.POP3:
        with pop3.connect(mailbox) as box:
            return pop3.fetch(box, mailbox, set())
    with imap.connect(mailbox) as box:
        return imap.fetch(box, mailbox)


@contextmanager
def followed() -> Iterator[None]:
    """All mailboxes followed by their threads, as in the background process, which is more patient."""
    stop = threading.Event()
    thread = threading.Thread(target=watching.run_forever, args=(stop,), kwargs={"look_every": 0.2})
    with pytest.MonkeyPatch.context() as hurry:
        hurry.setattr(imap, "_SLICE", 0.2)
        hurry.setattr(watching, "_FIRST_WAIT", 0.1)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=20)
            assert not thread.is_alive()


@pytest.mark.parametrize(
    ("fetched", "left", "unseen"), [(Fetched.SEEN, 1, 0), (Fetched.MOVE, 0, 0), (Fetched.DELETE, 0, 0)]
)
def test_message_is_stored_then_acknowledged(
    cast: Cast, dovecot: Dovecot, fetched: Fetched, left: int, unseen: int
) -> None:
    mailbox = fetching(dovecot, fetched=fetched, move_to="Done")
    raw = write(text="从早上开始" * 500).as_bytes()
    dovecot.append(raw, user=mailbox.in_user)
    fetch(mailbox)

    assert files.read(Contact.objects.get(source=mailbox.source).raw) == raw.replace(b"\n", b"\r\n")
    assert dovecot.count(user=mailbox.in_user) == left
    assert dovecot.count("UNSEEN", user=mailbox.in_user) == unseen
    if fetched == Fetched.MOVE:
        assert dovecot.count(user=mailbox.in_user, folder="Done") == 1


def test_killed_between_commit_and_acknowledgement_it_comes_again_and_is_one(
    cast: Cast, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = fetching(dovecot)
    dovecot.append(write().as_bytes(), user=mailbox.in_user)
    with monkeypatch.context() as killed:
        killed.setattr(imap, "_acknowledge", lambda *_: (_ for _ in ()).throw(ConnectionResetError()))
        with pytest.raises(ConnectionResetError):
            fetch(mailbox)
    assert (Contact.objects.count(), dovecot.count("UNSEEN", user=mailbox.in_user)) == (1, 1)
    fetch(mailbox)
    assert (Contact.objects.count(), dovecot.count("UNSEEN", user=mailbox.in_user)) == (1, 0)


def test_what_could_not_be_stored_stays_in_the_mailbox(
    cast: Cast, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = fetching(dovecot, fetched=Fetched.DELETE)
    dovecot.append(write().as_bytes(), user=mailbox.in_user)
    with monkeypatch.context() as away:
        away.setattr(arrivals, "store", lambda *_: (_ for _ in ()).throw(OperationalError("away")))
        with pytest.raises(OperationalError):
            fetch(mailbox)
    assert dovecot.count(user=mailbox.in_user) == 1


def test_pop3_deletes_what_is_stored(cast: Cast, dovecot: Dovecot) -> None:
    mailbox = fetching(dovecot, incoming=Incoming.POP3, fetched=Fetched.DELETE)
    long_line = "很长的一行" * 2000
    dovecot.append(write(text="a").as_bytes() + long_line.encode(), user=mailbox.in_user)
    dovecot.append(write(text=".\n..dots").as_bytes(), user=mailbox.in_user)
    assert fetch(mailbox) == 2
    assert dovecot.count(user=mailbox.in_user) == 0
    assert Contact.objects.filter(source=mailbox.source).count() == 2


def test_pop3_that_leaves_mail_knows_it_again(cast: Cast, dovecot: Dovecot) -> None:
    mailbox = fetching(dovecot, incoming=Incoming.POP3)
    dovecot.append(write().as_bytes(), user=mailbox.in_user)
    assert (fetch(mailbox), fetch(mailbox)) == (1, 1)
    assert (Contact.objects.count(), dovecot.count(user=mailbox.in_user)) == (1, 1)
    with pop3.connect(mailbox) as box:
        known: set[str] = set()
        assert (pop3.fetch(box, mailbox, known), pop3.fetch(box, mailbox, known)) == (1, 0)


def test_message_too_large_waits_in_quarantine_by_its_header(
    cast: Cast, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "MOST_BYTES", 2000)
    mailbox = fetching(dovecot, fetched=Fetched.DELETE)
    dovecot.append(write(text="x" * 5000).as_bytes(), user=mailbox.in_user)
    fetch(mailbox)
    contact = Contact.objects.get()
    assert (contact.state, contact.reason) == (ContactState.QUARANTINED, "too-large")
    assert dovecot.count(user=mailbox.in_user) == 1


def test_idle_brings_new_mail_at_once_and_survives_a_lost_server(cast: Cast, dovecot: Dovecot) -> None:
    mailbox = fetching(dovecot)
    with followed():
        wait_until(lambda: Mailbox.objects.get(pk=mailbox.pk).polled_at)
        dovecot.append(write(text="one").as_bytes(), user=mailbox.in_user)
        wait_until(lambda: Contact.objects.count() == 1, seconds=5)
        dovecot.stop()
        wait_until(lambda: "127.0.0.1" in Mailbox.objects.get(pk=mailbox.pk).last_error)
        dovecot.start()
        dovecot.append(write(text="two").as_bytes(), user=mailbox.in_user)
        wait_until(lambda: Contact.objects.count() == 2, seconds=20)
    assert Mailbox.objects.get(pk=mailbox.pk).last_error == ""


def test_changed_settings_take_effect_without_a_restart(cast: Cast, dovecot: Dovecot) -> None:
    mailbox = fetching(dovecot, in_user="nobody-reads-this")
    with followed():
        wait_until(lambda: Mailbox.objects.get(pk=mailbox.pk).polled_at)
        user = unique()
        dovecot.append(write().as_bytes(), user=user)
        Mailbox.objects.filter(pk=mailbox.pk).update(in_user=user, version=2)
        wait_until(lambda: Contact.objects.count() == 1)
        Mailbox.objects.filter(pk=mailbox.pk).update(active=False)
        wait_until(lambda: not any(each.name == mailbox.source for each in threading.enumerate()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"in_secret": vault.conceal("wrong")}, "refuses user name and password"),
        ({"in_secret": "gAAAAA-not-ours"}, "can't be read any more"),
        ({"in_port": 1}, "does not listen at port 1"),
        ({"in_host": "no-such-host.invalid"}, "no server called no-such-host.invalid"),
        ({"folder": "Nowhere"}, "can't open the folder"),
        ({"in_security": Security.TLS}, "TLS"),
    ],
)
def test_failure_is_told_in_words(
    cast: Cast, dovecot: Dovecot, change: dict[str, object], words: str, settings: Settings
) -> None:
    settings.LANGUAGE_CODE = "en"
    mailbox = fetching(dovecot, **change)
    with followed():
        wait_until(lambda: Mailbox.objects.get(pk=mailbox.pk).last_error)
    assert words in Mailbox.objects.get(pk=mailbox.pk).last_error


@pytest.mark.parametrize(("security", "port"), [(Security.TLS, "imaps"), (Security.STARTTLS, "imap")])
def test_certificate_that_nobody_signed_is_refused_unless_allowed(
    cast: Cast, dovecot: Dovecot, security: Security, port: str
) -> None:
    mailbox = fetching(dovecot, in_security=security, in_port=getattr(dovecot, port))
    with pytest.raises(OSError, match="certificate"):
        fetch(mailbox)
    mailbox.checks_certificate = False
    dovecot.append(write().as_bytes(), user=mailbox.in_user)
    assert fetch(mailbox) == 1


def test_folder_with_a_chinese_name(cast: Cast, dovecot: Dovecot) -> None:
    mailbox = fetching(dovecot, fetched=Fetched.MOVE, move_to=CHINESE)
    dovecot.append(write(to=DESK).as_bytes(), user=mailbox.in_user)
    fetch(mailbox)
    mailbox.folder, mailbox.fetched = CHINESE, Fetched.DELETE
    assert fetch(mailbox) == 1
