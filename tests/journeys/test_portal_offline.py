"""Reporting without a network: kept with pictures, sent by itself, counted once, with its true time (mission A7)."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fuwutai.channels.tests.servers import wait_until
from tests.journeys.looks import Look, dress, too_wide
from tests.journeys.people import PATIENCE, Requester
from tests.journeys.test_pages_accessible import serious

pytestmark = pytest.mark.journey
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def rita(at_browser: Callable[..., Any]) -> Requester:
    """At the portal, whose service worker is at work."""
    person: Requester = at_browser(Requester, "rita", reduced_motion="reduce")
    person.opens_page("/portal/report?kind=incident")
    person.page.evaluate(
        """() => navigator.serviceWorker.controller
          || new Promise((settle) => navigator.serviceWorker.addEventListener("controllerchange", () => settle(1)))"""
    )
    return person


def write(page: Page, title: str) -> None:
    page.locator("#id_title").fill(title)
    picture = {"name": "screen.png", "mimeType": "image/png", "buffer": PICTURE}
    page.locator("input[name=files]").set_input_files(picture)  # type: ignore[arg-type]


def send(page: Page) -> None:
    page.locator("form[data-draft=report] button[type=submit]").last.click()


def without_network(rita: Requester) -> None:
    rita.page.context.set_offline(True)


def with_network(rita: Requester) -> None:
    rita.page.context.set_offline(False)
    # What the browser says of the lines that were cut is no fault of a page.
    rita.complaints[:] = [
        said for said in rita.complaints if not re.search("ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:sendError", said)
    ]


def fail_once(rita: Requester) -> None:
    """A browser says that it is online before a name can be looked up."""
    (worker,) = rita.page.context.service_workers
    worker.evaluate(
        """() => {
          const reach = self.fetch;
          self.fetch = () => { self.fetch = reach; return Promise.reject(new TypeError("no name")); };
        }"""
    )


def forget(rita: Requester, expected: str) -> None:
    rita.complaints[:] = [said for said in rita.complaints if not re.search(expected, said)]


def waiting(page: Page) -> Any:
    return page.locator("[data-outbox-list] li")


def test_a_report_waits_and_sends_itself(rita: Requester) -> None:
    write(rita.page, "断网时写的")
    without_network(rita)
    send(rita.page)
    rita.page.wait_for_url("**/portal/offline**")
    expect(waiting(rita.page)).to_have_count(1)
    # The form works there, too, and any other page leads to it.
    rita.page.goto("/portal/tickets")
    write(rita.page, "离线再写一张")
    send(rita.page)
    expect(waiting(rita.page)).to_have_count(2)

    fail_once(rita)
    with_network(rita)
    expect(waiting(rita.page)).to_have_count(0)
    expect(rita.page.locator("h1 [data-offline-done]")).to_be_visible()
    rita.opens_page("/portal/tickets")
    for title in ("断网时写的", "离线再写一张"):
        expect(rita.page.get_by_role("link", name=title)).to_have_count(1)
    rita.page.get_by_role("link", name="断网时写的").click()
    expect(rita.page.get_by_role("img", name="screen.png")).to_be_visible()


def test_whoever_was_signed_out_signs_in_and_it_is_sent(rita: Requester) -> None:
    write(rita.page, "登录过期时写的")
    rita.page.context.clear_cookies(name="sessionid")
    send(rita.page)
    rita.page.wait_for_url("**/portal/offline**")
    expect(rita.page.locator("[data-offline-signed-out]")).to_be_visible()
    forget(rita, "status of 401")
    rita.signs_in("rita")

    def listed() -> int:
        # Whichever page is open while it is sent says so, maybe one that is just being left.
        rita.opens_page("/portal/")
        return rita.page.get_by_role("link", name="登录过期时写的").count()

    wait_until(lambda: listed() == 1, seconds=PATIENCE)


def test_what_is_said_on_a_ticket_outlives_a_cut_line_and_a_lost_sign_in(rita: Requester) -> None:
    number = rita.reports("图纸打不开")
    page, address = rita.page, f"/portal/tickets/{number}"
    box = page.locator("form.fw-say textarea")

    def says_in_vain() -> None:
        box.fill("还是不行")
        page.locator("form.fw-say button").last.click()

    without_network(rita)
    says_in_vain()
    expect(page.locator("[data-offline-unsent]")).to_be_visible()
    with_network(rita)
    page.locator("[data-offline-unsent] a").click()
    expect(box).to_have_value("还是不行")

    page.context.clear_cookies(name="sessionid")
    says_in_vain()
    page.wait_for_url("**/account/login/**")
    rita.signs_in("rita")
    rita.opens_page(address)
    expect(box).to_have_value("还是不行")
    page.locator("form.fw-say button").last.click()
    expect(page.locator(".fw-bubble").last).to_contain_text("还是不行")
    expect(box).to_have_value("")


def test_a_device_without_room_keeps_the_words_without_the_pictures(rita: Requester) -> None:
    (worker,) = rita.page.context.service_workers
    worker.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (value) {
            if (value.fields?.some(([, field]) => field.size)) throw new DOMException("full", "QuotaExceededError");
            return put.call(this, value);
          };
        }"""
    )
    write(rita.page, "手机存满了")
    without_network(rita)
    send(rita.page)
    expect(rita.page.locator("[data-offline-kept=words]")).to_be_visible()
    expect(waiting(rita.page)).to_have_count(1)
    with_network(rita)
    expect(waiting(rita.page)).to_have_count(0)


def test_the_page_without_a_network_hinders_nobody(rita: Requester) -> None:
    rita.opens_page("/portal/offline")
    rita.is_ready()
    for look in (Look("zh-hans", "light", 1440), Look("en", "dark", 390)):
        dress(rita.page, look)
        assert [*serious(rita.page), *too_wide(rita.page)] == []


def test_nothing_personal_is_kept_on_the_device(rita: Requester) -> None:
    for address in ("/portal/", "/portal/tickets", "/people/me"):
        rita.opens_page(address)
    kept = rita.page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
          (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"""
    )
    assert "/portal/offline" in kept
    assert [path for path in kept if not path.startswith("/static/built/assets/")] == ["/portal/offline"]
    page = rita.page.evaluate("async () => (await caches.match('/portal/offline')).text()")
    assert "钱立" not in page


def test_a_new_worker_waits_while_somebody_looks(rita: Requester) -> None:
    dress(rita.page, Look("zh-hant", "light", 1440))
    rita.opens_page("/portal/")
    waits = "async () => Boolean((await navigator.serviceWorker.getRegistration('/portal/')).waiting)"
    wait_until(lambda: rita.page.evaluate(waits))
    rita.page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistration('/portal/')).waiting.postMessage({ ask: 'renew' })"
    )
    rita.opens_page("/portal/tickets")
    assert rita.page.evaluate(waits)

    # To a browser without a screen every page is seen.
    [new] = [each for each in rita.page.context.service_workers if each.evaluate("BUILT.language") == "zh-hant"]
    new.evaluate("() => { self.clients.matchAll = async () => [{ visibilityState: 'hidden' }]; }")
    rita.page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    wait_until(lambda: not rita.page.evaluate(waits))
