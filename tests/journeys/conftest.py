"""One installation with real mail servers and one Chromium for all journeys in a browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, sync_playwright

from fuwutai.channels.tests.servers import PASSWORD, Dovecot, Receiver
from tests.journeys.installation import Installation, installed
from tests.journeys.people import DESK, Visitor

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # A context's own language is not that in which the browser itself asks for a service worker.
    "--accept-lang=zh-CN",
)  # fmt: skip
Who = TypeVar("Who", bound=Visitor)
# Runs inside the installation: the desk's mailbox is fetched from one server and sends through another.
_SET_UP = """
import django
django.setup()
from fuwutai.channels import services
from fuwutai.channels.models import Mailbox
from fuwutai.people.permissions import SYSTEM
box = Mailbox(
    name="IT 服务台", address={address!r}, incoming="imap", in_host="127.0.0.1", in_port={imap}, in_security="none",
    in_user="desk", outgoing="smtp", out_host="127.0.0.1", out_port={smtp}, out_security="none", default=True,
)
services.save_mailbox(SYSTEM, box, in_password={password!r})
"""


# The library keeps an event loop running in this thread, which Django's own tests must not meet: no wider than here.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium is installed (Debian: chromium): no journey in a real browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot.running() as running:
        yield running


@pytest.fixture(scope="package")
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running installation whose people have accounts."""
    with installed(Path(tmp_path_factory.mktemp("desk"))) as installation:
        installation.start()
        yield installation


@pytest.fixture(scope="package")
def mailbox(desk: Installation, dovecot: Dovecot, receiver: Receiver) -> None:
    desk.python(_SET_UP.format(address=DESK, imap=dovecot.imap, smtp=receiver.port, password=PASSWORD))


@pytest.fixture
def at_browser(chromium: Browser, desk: Installation) -> Iterator[Callable[..., Any]]:
    """Put somebody at a browser: `at_browser(Agent, "amy")` signs her in. No browser may have complained in the end."""
    there: list[Visitor] = []

    def sit_down(who: type[Who], name: str = "", **context: object) -> Who:
        person = who(chromium, desk.url, **context)
        there.append(person)
        if name:
            person.signs_in(name)
        return person

    yield sit_down
    for person in there:
        person.leaves()
    assert [complaint for person in there for complaint in person.complaints] == []
