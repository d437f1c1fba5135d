"""An administrator sets mailboxes up; nobody else gets near their passwords."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from fuwutai.channels import services
from fuwutai.channels.choices import Incoming, Outgoing
from fuwutai.channels.models import Mailbox
from fuwutai.channels.tests.post import DESK, Post
from fuwutai.channels.tests.servers import PASSWORD, Dovecot, Receiver
from fuwutai.core.configuration import queries as changes
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
GENERAL = {"name": "IT", "address": DESK, "active": "on", "kind": "incident", "checks_certificate": "on"}
IMAP = {
    "incoming": "imap", "in_host": "imap.example", "in_security": "tls", "in_port": "993", "in_user": "desk",
    "in_password": "hunter2", "folder": "INBOX", "fetched": "seen",
}  # fmt: skip


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot.running() as running:
        yield running


def test_mailbox_is_made_and_its_password_is_encrypted(cast: Cast, browse: Browse) -> None:
    answer = browse("ada").post("/channels/mailboxes/new", {**GENERAL, **IMAP, "outgoing": "none"})
    mailbox = Mailbox.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/channels/mailboxes/{mailbox.pk}")
    assert (mailbox.incoming, mailbox.in_password) == (Incoming.IMAP, "hunter2")
    assert "hunter2" not in mailbox.in_secret
    assert "hunter2" not in "".join(ConfigurationChange.objects.values_list("changes_json", flat=True))


def test_record_of_changes_tells_the_way_in_from_the_way_out(cast: Cast, browse: Browse) -> None:
    sends = {"outgoing": "smtp", "out_host": "smtp.example", "out_security": "starttls", "out_port": "587"}
    browse("ada").post("/channels/mailboxes/new", {**GENERAL, **IMAP, **sends})
    [change] = changes.of_record(Mailbox.objects.get())
    named = [line.field for line in changes.lines(change)]
    assert len(named) == len(set(named))


def test_password_is_never_shown_and_kept_when_left_empty(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    ada.post("/channels/mailboxes/new", {**GENERAL, **IMAP, "outgoing": "none"})
    mailbox = Mailbox.objects.get()
    page = ada.get(f"/channels/mailboxes/{mailbox.pk}").content.decode()
    assert "hunter2" not in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    changed = {**GENERAL, **IMAP, "outgoing": "none", "in_password": "", "in_host": "other.example", "seen": seen}
    ada.post(f"/channels/mailboxes/{mailbox.pk}", changed)
    mailbox.refresh_from_db()
    assert (mailbox.in_host, mailbox.in_password, mailbox.version) == ("other.example", "hunter2", 2)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"incoming": "imap", "fetched": "seen", "in_security": "tls", "outgoing": "none"}, "in_host"),
        ({**IMAP, "fetched": "move", "outgoing": "none"}, "move_to"),
        ({**IMAP, "incoming": "pop3", "fetched": "move", "outgoing": "none"}, "fetched"),
        ({"incoming": "none", "outgoing": "smtp", "out_security": "tls"}, "out_host"),
        ({"incoming": "none", "outgoing": "folder", "pickup_folder": "../../etc"}, "pickup_folder"),
        ({**IMAP, "in_port": "99999", "outgoing": "none"}, "in_port"),
    ],
)
def test_what_is_missing_is_said_at_its_field(cast: Cast, browse: Browse, values: dict[str, str], field: str) -> None:
    answer = browse("ada").post("/channels/mailboxes/new", {**GENERAL, **values})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Mailbox.objects.exists()


def test_another_way_in_asks_for_its_own_fields(cast: Cast, browse: Browse) -> None:
    headers = {"HX-Request": "true", "HX-Target": "ways"}
    typed = {**GENERAL, "incoming": "pop3", "in_security": "tls", "outgoing": "none"}
    part = browse("ada").post("/channels/mailboxes/new", typed, headers=headers).content.decode()
    assert 'name="in_host"' in part
    assert 'value="995"' in part
    assert 'name="folder"' not in part
    assert "<html" not in part


def test_newest_default_sender_takes_over(cast: Cast, post: Post) -> None:
    other = services.save_mailbox(
        SYSTEM,
        Mailbox(name="2", address="2@x.example", outgoing=Outgoing.FOLDER, pickup_folder="two", default=True),
    )
    post.mailbox.refresh_from_db()
    assert (post.mailbox.default, other.default) == (False, True)


def test_trial_of_the_connection_says_what_works(cast: Cast, browse: Browse, dovecot: Dovecot) -> None:
    with Receiver() as receiver:
        mailbox = Mailbox(
            name="IT", address=DESK, incoming=Incoming.IMAP, in_host="127.0.0.1", in_port=dovecot.imap,
            in_security="none", in_user="trial", outgoing=Outgoing.SMTP, out_host="127.0.0.1",
            out_port=receiver.port, out_security="none",
        )  # fmt: skip
        services.save_mailbox(SYSTEM, mailbox, in_password=PASSWORD)
        works = [finding.works for finding in services.try_out(mailbox)]
    fails = services.try_out(mailbox)
    assert works == [True, True]
    assert [finding.works for finding in fails] == [True, False]
    shown = browse("ada").post(f"/channels/mailboxes/{mailbox.pk}/trial").content.decode()
    assert fails[1].sentence.split()[0] in shown


@pytest.mark.parametrize(("name", "status"), [("mona", 403), ("amy", 403), ("rita", 404)])
def test_others_do_not_set_mailboxes_up(cast: Cast, post: Post, browse: Browse, name: str, status: int) -> None:
    reader = browse(name)
    for address in ("", "new", f"{post.mailbox.pk}"):
        assert reader.get(f"/channels/mailboxes/{address}").status_code == status
    assert reader.post(f"/channels/mailboxes/{post.mailbox.pk}/trial").status_code == status
