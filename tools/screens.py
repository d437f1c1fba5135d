"""Takes the pictures of README.md and docs/screens from the demo company. FUWUTAI_HOME names one that is there already.

Without it a demo company is founded in a temporary folder first, which takes a minute or two.
"""

import json
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

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
PASSWORD = "fuwutai-demo"  # noqa: S105 - printed at every start of the demo company
AGENT, ADMINISTRATOR, MANAGER, REQUESTER = "agent", "admin", "manager", "requester"
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
    """A name says what is shown, in which language and light: `pool-zh-dark`, `ticket-zh-light-phone`.

    `press` is a key for the page, and `type` what is typed after it.
    """

    name: str
    user: str
    address: str
    press: str = ""
    type: str = ""

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
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for picture in _pictures(numbers):
            path = FOLDER / f"{picture.name}.png"
            _take(browser, url, picture, path)
            _lighten(path)
            size = path.stat().st_size
            print(f"{size / 1000:6.0f} kB  {path.name}{'  TOO LARGE' if size > LARGEST else ''}")
        browser.close()


def _pictures(numbers: dict[str, int]) -> list[Picture]:
    """What is shown, see `_CHOOSE` for what the numbers are."""
    ticket, room = f"/tickets/{numbers['ticket']}", f"/incidents/major/{numbers['room']}"
    roster, back_test = f"/duty/teams/{numbers['team']}", f"/service-levels/proposals/{numbers['back_test']}"
    own = f"/portal/tickets/{numbers['own']}"
    return [
        Picture("mine-zh-light", AGENT, "/tickets/mine"),
        Picture("ticket-zh-light", AGENT, ticket),
        Picture("ticket-en-light", AGENT, ticket),
        Picture("ticket-en-dark", AGENT, ticket),
        Picture("ticket-hant-light", AGENT, ticket),
        Picture("ticket-zh-light-phone", AGENT, ticket),
        Picture("pool-zh-light", AGENT, "/tickets/pool"),
        Picture("pool-zh-dark", AGENT, "/tickets/pool"),
        Picture("list-zh-light", AGENT, "/tickets/all"),
        Picture("view-zh-light", MANAGER, "/workspace/views/1"),
        Picture("view_form-en-light", MANAGER, "/workspace/views/1/edit"),
        Picture("search-zh-light", AGENT, "/search/?q=VPN"),
        Picture("palette-zh-light", AGENT, "/tickets/mine", press="Control+k", type="VPN"),
        Picture("palette-en-dark", AGENT, "/tickets/mine", press="Control+k", type="VPN"),
        Picture("keys-zh-light", AGENT, ticket, press="?"),
        Picture("intake-zh-light", AGENT, "/tickets/new"),
        Picture("room-zh-light", ADMINISTRATOR, room),
        Picture("room-en-dark", ADMINISTRATOR, room),
        Picture("roster-zh-light", MANAGER, roster),
        Picture("roster-en-dark", MANAGER, roster),
        Picture("back_test-zh-light", MANAGER, back_test),
        Picture("lifecycle-zh-light", AGENT, "/tickets/lifecycle/"),
        Picture("permissions-zh-light", ADMINISTRATOR, "/people/permissions/"),
        Picture("priorities-zh-light", ADMINISTRATOR, "/tickets/settings/priorities/"),
        Picture("portal-zh-light", REQUESTER, "/portal/"),
        Picture("portal-zh-light-phone", REQUESTER, "/portal/"),
        Picture("portal_report-zh-light-phone", REQUESTER, "/portal/report"),
        Picture("portal_ticket-zh-light", REQUESTER, own),
        Picture("portal_ticket-zh-dark-phone", REQUESTER, own),
    ]


# Runs inside the installation: the liveliest open ticket of the agent's desk, the requester's own, the room of the
# latest major incident, a team with a roster, and what a tighter promise would have done to the last month.
_CHOOSE = """
import django, json
django.setup()
from fuwutai.core.jobs.worker import run_due
from fuwutai.duty.models import Roster
from fuwutai.incidents.models import MajorIncident
from fuwutai.people.models import Account
from fuwutai.people.permissions import actor_of
from fuwutai.service_levels import drafts
from fuwutai.service_levels.choices import Purpose
from fuwutai.service_levels.models import Agreement
from fuwutai.service_levels.services import proposing
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket
agent, requester, manager = (Account.objects.get(username=name).person for name in {users!r})
lively = Ticket.objects.filter(state__in=OPEN).order_by("-timeline_length")
own = Ticket.objects.filter(requester=requester).order_by("-timeline_length")
usual = Agreement.objects.filter(kind="sla", active=True).order_by("position").last()
tighter = {{f"{{metric}} {{level}}": minutes * 3 // 4 for (metric, level), minutes in drafts.targets_of(usual).items()}}
test = proposing.propose(
    actor_of(manager), {{usual.pk: {{"targets": tighter}}}}, purpose=Purpose.BACK_TEST, months=1
)
while test.is_busy and run_due():
    test.refresh_from_db()
print(json.dumps(dict(
    ticket=(lively.filter(owner=agent).first() or lively[0]).pk,
    own=(own.exclude(state="closed").first() or own[0]).pk,
    room=MajorIncident.objects.latest("opened_at").ticket_id,
    team=Roster.objects.first().team_id,
    back_test=test.pk,
)))
"""


@contextmanager
def _served() -> Iterator[tuple[str, dict[str, int]]]:
    """The address of a running demo company, and the numbers of what to show."""
    with demo_company() as environment:
        chosen = subprocess.run(
            [sys.executable, "-c", _CHOOSE.format(users=(AGENT, REQUESTER, MANAGER))],
            env=environment, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip
        subprocess.run([sys.executable, "-m", "fuwutai", "search", "rebuild"], env=environment, check=True)
        with served(environment) as url:
            yield url, json.loads(chosen.splitlines()[-1])


@contextmanager
def demo_company() -> Iterator[dict[str, str]]:
    """The environment of a demo company: of the one that FUWUTAI_HOME names, or of one founded for this."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get("FUWUTAI_HOME")
        address, smtp, live = (f"127.0.0.1:{_free_port()}" for _ in range(3))
        environment = {
            **os.environ, "FUWUTAI_HOME": given or folder, "FUWUTAI_BIND": address, "FUWUTAI_URL": f"http://{address}",
            "FUWUTAI_SMTP_BIND": smtp, "FUWUTAI_LIVE_BIND": live, "DJANGO_SETTINGS_MODULE": "fuwutai.site.settings",
        }  # fmt: skip
        if not given:
            for command in ("migrate", "createcachetable", "demo"):
                subprocess.run([sys.executable, "-m", "fuwutai", command], env=environment, check=True)
        yield environment


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The address at which its pages are while this lasts."""
    web = subprocess.Popen([sys.executable, "-m", "fuwutai", "serve"], env=environment)
    try:
        _wait_for(f"{environment['FUWUTAI_URL']}/readyz")
        yield environment["FUWUTAI_URL"]
    finally:
        web.terminate()
        web.wait(timeout=60)


def _take(browser: Browser, url: str, picture: Picture, path: Path) -> None:
    context = browser.new_context(
        base_url=url, locale=LOCALES[picture.language], timezone_id="Asia/Shanghai", viewport=picture.size,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    sign_in(page, picture.user)
    chosen = {"django_language": LANGUAGES[picture.language], "theme": picture.scheme}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in chosen.items()])
    page.goto(picture.address)
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur()")
    if picture.press:
        page.keyboard.press(picture.press)
        expect(page.locator("dialog[open]")).to_be_visible()
        page.keyboard.type(picture.type)
        # What is typed is asked for a moment later.
        page.wait_for_timeout(1000)
    page.screenshot(path=path)
    context.close()


def _lighten(path: Path) -> None:
    """A picture of many letters is kept in 256 colours, which nobody sees and which takes a third of the room."""
    if path.stat().st_size > LARGEST:
        Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def sign_in(page: Page, user: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(user)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)


def chromium() -> str:
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
