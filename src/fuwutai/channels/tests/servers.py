"""Real mail servers for tests, on loopback ports of their own: dovecot for IMAP and POP3, aiosmtpd for what we send.

with Dovecot.running() as dovecot: ...      skips the test, saying why, where dovecot is not installed
with Receiver() as receiver: ...
"""

import contextlib
import email.policy
import getpass
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fuwutai.core import clock

PASSWORD = "opensesame"
_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
listen = 127.0.0.1
protocols = imap pop3
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
disable_plaintext_auth = no
auth_mechanisms = plain login {mechanisms}
auth_failure_delay = 0
ssl = yes
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.pem
mail_location = maildir:{home}/mail/%u
mail_uid = {owner}
mail_gid = {owner_group}
first_valid_uid = 1
mail_max_userip_connections = 50
mailbox_idle_check_interval = 1 secs
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {home}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={home}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
"""
_TOKENS = """
introspection_mode = get
introspection_url = http://127.0.0.1:{authority}/introspection?token=
active_attribute = active
active_value = true
username_attribute = user
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Dovecot:
    """A dovecot of our own; every user name exists, with the one password or a token that `authority` knows."""

    home: Path
    authority: int = 1
    mechanisms: str = "xoauth2 oauthbearer"
    imap: int = field(default_factory=free_port)
    imaps: int = field(default_factory=free_port)
    pop3: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    @staticmethod
    @contextmanager
    def running(**values: Any) -> Iterator["Dovecot"]:
        if shutil.which("dovecot") is None:
            pytest.skip("dovecot is not installed (Debian: dovecot-imapd, dovecot-pop3d): no real mail server to test")
        # Not below pytest's own folder, which the unprivileged half of dovecot may not enter.
        home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        home.chmod(0o755)
        dovecot = Dovecot(home, **values)
        try:
            dovecot.start()
            yield dovecot
        finally:
            dovecot.stop()
            shutil.rmtree(home, ignore_errors=True)

    def start(self) -> None:
        """Start, or start again after `stop` with the same ports and mail."""
        as_root = os.geteuid() == 0
        me = getpass.getuser()
        owner = pwd.getpwnam("nobody") if as_root else pwd.getpwuid(os.getuid())
        mail = self.home / "mail"
        mail.mkdir(exist_ok=True)
        os.chown(mail, owner.pw_uid, owner.pw_gid)
        (self.home / "server.pem").write_bytes(certificate())
        configuration = self.home / "dovecot.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                home=self.home, password=PASSWORD, mechanisms=self.mechanisms,
                imap=self.imap, imaps=self.imaps, pop3=self.pop3,
                owner=owner.pw_uid, owner_group=owner.pw_gid, group=owner.pw_gid if not as_root else "dovecot",
                internal="dovecot" if as_root else me, login="dovenull" if as_root else me,
            )
        )  # fmt: skip
        (self.home / "oauth2.conf").write_text(_TOKENS.format(authority=self.authority))
        # Its output goes to a file: a pipe that is held open would hang whoever reads it.
        with (self.home / "dovecot.out").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603
                ["dovecot", "-F", "-c", str(configuration)],  # noqa: S607
                stdout=output,
                stderr=output,
            )
        for port in (self.imap, self.imaps, self.pop3):
            # On a machine with other work to do its many processes take their time.
            _wait_until(lambda port=port: _listens(port), "dovecot does not start", self._log, seconds=60)

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=20)
            self._process = None

    def append(self, raw: bytes, *, user: str = "desk", folder: str = "INBOX") -> None:
        """Put a message into a folder, as a mail server that delivers would."""
        with self.signed_in(user) as box:
            box.append(folder, "", "", raw)

    def count(self, criteria: str = "ALL", *, user: str = "desk", folder: str = "INBOX") -> int:
        with self.signed_in(user) as box:
            if box.select(f'"{folder}"', readonly=True)[0] != "OK":
                return 0
            return len(box.search(None, criteria)[1][0].split())

    @contextmanager
    def signed_in(self, user: str = "desk") -> Iterator[imaplib.IMAP4]:
        box = imaplib.IMAP4("127.0.0.1", self.imap, timeout=10)
        try:
            box.login(user, PASSWORD)
            yield box
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                box.logout()

    def _log(self) -> str:
        said = [self.home / "dovecot.out", self.home / "dovecot.log"]
        ended = self._process.poll() if self._process else None
        return "".join(path.read_text() for path in said if path.exists()) + f"exit code: {ended}"


def certificate(name: str = "127.0.0.1") -> bytes:
    """Key and certificate that nobody signed, as one PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=30)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + made.public_bytes(pem)


@dataclass
class Received:
    """One message that a server of ours was handed."""

    sender: str
    to: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class Receiver:
    """An SMTP server that takes mail. `refusals` maps an address to the answer that it gets."""

    def __init__(self, **options: Any) -> None:
        self.received: list[Received] = []
        self.refusals: dict[str, str] = {}
        self.connections = 0
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), **options)

    @property
    def port(self) -> int:
        port: int = self._controller.port
        return port

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop(no_assert=True)

    async def handle_EHLO(  # noqa: N802 - the library calls it so
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        refusal = self.refusals.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        with self._lock:
            self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return "250 OK"

    def wait(self, count: int, *, seconds: float = 15) -> list[Received]:
        """What was received, once there are `count` or more."""
        _wait_until(lambda: len(self.received) >= count, f"{count} messages did not arrive", seconds=seconds)
        return self.received


def wait_until(condition: Any, *, seconds: float = 15) -> None:
    """Wait for something that another thread or process brings about."""
    _wait_until(condition, "It did not happen in time", seconds=seconds)


def _wait_until(condition: Any, what: str, explain: Any = str, *, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"{what}\n{explain()}"
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def unique() -> str:
    """A user name that no other test has."""
    return uuid.uuid4().hex[:12]
