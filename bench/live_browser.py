"""What a browser has to do while a desk is busy: `python -m bench.live_browser [seconds] [changes a minute]`.

A real Chromium holds the list of an agent open, then the pool, while real changes are made for half of the time and
signals fill them up to the number wanted; meanwhile somebody types into the search box. Each line is of one page.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

from bench import datasets, machine
from bench.machine import Machine

SIZE = 10_000
_PAGES = ("/tickets/all", "/tickets/pool")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# One word as it is typed, taken away letter by letter, typed again; so many seconds between two keys.
_WORD = "printer"
_BETWEEN_KEYS = 0.15
_SETTLED = 4.0

_HEAD = """\
| page | changes + signals a minute | longest task | over 50 ms | questions a second, live + search \
| key to frame, p50 / p95 / max | CPU of the browser | of the servers |
|---|---|---|---|---|---|---|---|"""
_SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from fuwutai.people.models import Account
from bench.at_work import at_the_desk
person = at_the_desk()[0]
account = Account.objects.filter(person=person).first() or Account(person=person, username="reads", password="!")
account.is_active = True
account.save()
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.save()
print(session.session_key)
"""

# Runs in the page before its own scripts: tasks of more than 50 ms, and how long after its key each frame came.
_WATCH = """
window.watched = { tasks: [], keys: [] };
new PerformanceObserver((list) => watched.tasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: "longtask" });
addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => watched.keys.push(performance.now() - timeStamp);
  port2.postMessage(0);
}), true);
"""


@dataclass
class Seen:
    """What one page did, in milliseconds and in seconds of CPU."""

    address: str
    seconds: float = 0.0
    tasks: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    asked: int = 0
    searched: int = 0
    browser: float = 0.0
    server: float = 0.0
    changes: str = ""

    def line(self) -> str:
        shares = quantiles(self.keys, n=20)
        return (
            f"| {self.address} | {self.changes} | {max(self.tasks, default=0):.0f} ms | {len(self.tasks)} "
            f"| {self.asked / self.seconds:.2f} + {self.searched / self.seconds:.2f} "
            f"| {shares[9]:.0f} / {shares[18]:.0f} / {max(self.keys):.0f} ms "
            f"| {self.browser / self.seconds:.0%} | {self.server / self.seconds:.0%} |"
        )


def main(seconds: int, rate: int) -> None:
    with datasets.opened(SIZE, postgresql=False) as made:
        made.environment["FUWUTAI_URL"] = url = f"http://127.0.0.1:{made.port}"
        session = made.python(_SIGN_IN).split()[-1]
        with machine.serving_all(made, workers=2), _browsing(url, session) as browser:
            print(_HEAD)
            for address in _PAGES:
                print(_watch(made, browser.new_page(), address, seconds, rate).line(), flush=True)


@contextlib.contextmanager
def _browsing(url: str, session: str) -> Iterator[BrowserContext]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        context.add_init_script(_WATCH)
        yield context
        browser.close()


def _watch(made: Machine, page: Page, address: str, seconds: int, rate: int) -> Seen:
    """Type into the search box of an open page while changes come, and close it."""
    seen = Seen(address)
    page.goto(address)
    page.wait_for_load_state("load")
    time.sleep(_SETTLED)
    page.keyboard.press("/")
    page.wait_for_selector("dialog.fw-palette[open]")
    page.on("request", lambda request: _count(seen, request))
    work = [sys.executable, "-m", "bench.at_work", str(seconds), str(rate)]
    change = subprocess.Popen(work, env=made.environment, stdout=subprocess.PIPE, text=True)
    assert change.stdout  # noqa: S101 - it was asked to be piped
    # It says that it begins, and in the end what it did.
    change.stdout.readline()
    page.evaluate("watched.tasks.length = watched.keys.length = 0")
    began, browser, server = time.monotonic(), _browser_cpu(), made.cpu()[0]
    _type(page, seconds)
    seen.seconds = time.monotonic() - began
    seen.browser, seen.server = _browser_cpu() - browser, made.cpu()[0] - server
    seen.tasks, seen.keys = page.evaluate("[watched.tasks, watched.keys]")
    seen.changes = change.communicate()[0].strip()
    page.close()
    return seen


def _type(page: Page, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for key in [*_WORD, *["Backspace"] * len(_WORD)]:
            page.keyboard.press(key)
            page.wait_for_timeout(1000 * _BETWEEN_KEYS)


def _count(seen: Seen, request: Request) -> None:
    if "/palette" in request.url:
        seen.searched += 1
    elif "/stream" not in request.url:
        seen.asked += 1


def _browser_cpu() -> float:
    """CPU seconds of all processes of the browser that this process started."""
    found = [pid for pid in machine.tree(os.getpid()) if _name(pid).startswith("chrom")]
    return machine.cpu_of(found[0]) if found else 0.0


def _name(pid: int) -> str:
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/comm").read_text()
    return ""


if __name__ == "__main__":
    main(*[int(word) for word in [*sys.argv[1:], "60", "10000"][:2]])
