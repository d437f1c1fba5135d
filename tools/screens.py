"""Takes the pictures of README.md and docs/screens from the demo company. FUWUTAI_HOME names one that is there already.

Without it a demo company is founded in a temporary folder first, which takes a minute or two.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
PASSWORD = "fuwutai-demo"  # noqa: S105 - printed at every start of the demo company
AGENT, ADMINISTRATOR, REQUESTER = "agent", "admin", "requester"
LARGEST = 250_000  # bytes
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOCALES = {"zh": "zh-CN", "hant": "zh-TW", "en": "en-US"}
# Cookies name languages as Django does.
LANGUAGES = {"zh": "zh-hans", "hant": "zh-hant", "en": "en"}


@dataclass(frozen=True)
class Picture:
    """A name says what is shown, in which language and light: `pool-zh-dark`, `ticket-zh-light-phone`."""

    name: str
    user: str
    address: str

    @property
    def language(self) -> str:
        return self.name.split("-")[1]

    @property
    def scheme(self) -> str:
        return self.name.split("-")[2]

    @property
    def size(self) -> dict[str, int]:
        return PHONE if self.name.endswith("-phone") else DESKTOP


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _served() as (url, numbers), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(FLAGS))
        for picture in _pictures(*numbers):
            path = FOLDER / f"{picture.name}.png"
            _take(browser, url, picture, path)
            size = path.stat().st_size
            print(f"{size / 1000:6.0f} kB  {path.name}{'  TOO LARGE' if size > LARGEST else ''}")
        browser.close()


def _pictures(ticket: str, own: str) -> list[Picture]:
    """What is shown; `ticket` has a long story, `own` is one that a requester follows."""
    return [
        Picture("mine-zh-light", AGENT, "/tickets/mine"),
        Picture("ticket-zh-light", AGENT, f"/tickets/{ticket}"),
        Picture("ticket-en-light", AGENT, f"/tickets/{ticket}"),
        Picture("ticket-hant-light", AGENT, f"/tickets/{ticket}"),
        Picture("ticket-zh-light-phone", AGENT, f"/tickets/{ticket}"),
        Picture("pool-zh-dark", AGENT, "/tickets/pool"),
        Picture("list-zh-light", AGENT, "/tickets/all"),
        Picture("intake-zh-light", AGENT, "/tickets/new"),
        Picture("lifecycle-zh-light", AGENT, "/tickets/lifecycle/"),
        Picture("permissions-zh-light", ADMINISTRATOR, "/people/permissions/"),
        Picture("priorities-zh-light", ADMINISTRATOR, "/tickets/settings/priorities/"),
        Picture("portal-zh-light", REQUESTER, "/portal/"),
        Picture("portal_ticket-zh-light", REQUESTER, f"/portal/tickets/{own}"),
    ]


# Runs inside the installation: the liveliest open ticket of the agent's desk, and the requester's own.
_CHOOSE = """
import django
django.setup()
from fuwutai.people.models import Account
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket
agent, requester = (Account.objects.get(username=name).person for name in {users!r})
lively = Ticket.objects.filter(state__in=OPEN).order_by("-timeline_length")
print((lively.filter(owner=agent).first() or lively[0]).pk)
own = Ticket.objects.filter(requester=requester).order_by("-timeline_length")
print((own.exclude(state="closed").first() or own[0]).pk)
"""


@contextmanager
def _served() -> Iterator[tuple[str, list[str]]]:
    """The address of a running demo company, and the numbers of the tickets to show."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get("FUWUTAI_HOME")
        address = f"127.0.0.1:{_free_port()}"
        environment = {
            **os.environ, "FUWUTAI_HOME": given or folder, "FUWUTAI_BIND": address, "FUWUTAI_URL": f"http://{address}",
            "DJANGO_SETTINGS_MODULE": "fuwutai.site.settings",
        }  # fmt: skip
        if not given:
            for command in ("migrate", "createcachetable", "demo"):
                subprocess.run([sys.executable, "-m", "fuwutai", command], env=environment, check=True)
        chosen = subprocess.run(
            [sys.executable, "-c", _CHOOSE.format(users=(AGENT, REQUESTER))],
            env=environment, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout.split()  # fmt: skip
        web = subprocess.Popen([sys.executable, "-m", "fuwutai", "web"], env=environment)
        try:
            _wait_for(f"http://{address}/readyz")
            yield f"http://{address}", chosen
        finally:
            web.terminate()
            web.wait(timeout=30)


def _take(browser: Browser, url: str, picture: Picture, path: Path) -> None:
    context = browser.new_context(
        base_url=url, locale=LOCALES[picture.language], timezone_id="Asia/Shanghai", viewport=picture.size,  # type: ignore[arg-type]
        color_scheme=picture.scheme, reduced_motion="reduce",  # type: ignore[arg-type]
    )  # fmt: skip
    page = context.new_page()
    _sign_in(page, picture.user)
    context.add_cookies([{"name": "django_language", "value": LANGUAGES[picture.language], "url": url}])
    page.goto(picture.address)
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur()")
    page.screenshot(path=path)
    context.close()


def _sign_in(page: Page, user: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(user)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    sys.exit("No Chromium is installed (Debian: chromium).")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(url: str, *, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"{url} does not answer.")


if __name__ == "__main__":
    main()
