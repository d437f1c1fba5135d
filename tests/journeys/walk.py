"""One story of an agent and a requester, told by what is on the page and not by words: it runs in every language.

She reports, he takes it from the pool, asks, is answered, solves it; she confirms and rates. Then he takes down a call.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.journeys.looks import Look, dress, faults

TITLE, CALL = "投影仪没有信号", "VPN 又连不上了"
# What is told of a step: its name, and the page as it is then.
Seen = Callable[[str, Page], None]
_COMPLAINTS_OF_NONE = r"status of 4(09|22)|htmx:(sendAbort|afterRequest)"


class Walk:
    """Both are signed in. `found` collects what is wrong on the way, by step."""

    def __init__(self, requester: Page, agent: Page, *, caller: str, look: Look, seen: Seen) -> None:
        self.requester, self.agent, self.caller, self.look = requester, agent, caller, look
        self.found: dict[str, list[str]] = {}
        self._seen = seen
        self._title = f"{TITLE} {look}"

    def run(self) -> None:
        with self._listening(self.requester), self._listening(self.agent):
            number = self._report()
            self._claim_and_ask(number)
            self._answer(number)
            self._solve(number)
            self._confirm_and_rate(number)
            self._take_down_a_call()

    def _report(self) -> int:
        page = self.requester
        self._open(page, "/portal/")
        self._look_at("portal", page)
        self._open(page, "/portal/report?kind=incident")
        page.locator("#id_title").fill(self._title)
        page.locator("#id_description").fill("从今天早上开始，换了线也不行。")
        self._look_at("report", page)
        page.locator("form[data-draft=report] button.btn-primary").click()
        page.wait_for_url(re.compile(r"/portal/tickets/\d+"))
        return int(re.findall(r"/tickets/(\d+)", page.url)[0])

    def _claim_and_ask(self, number: int) -> None:
        page = self.agent
        self._open(page, "/tickets/pool")
        self._look_at("pool", page)
        self._open(page, f"/tickets/{number}")
        press(page, f"form[action='/tickets/{number}/claim'] button")
        expect(page.locator(f"form[action='/tickets/{number}/claim']")).to_have_count(0)
        composer = page.locator("#composer")
        composer.locator("[data-compose=reply]").click()
        composer.get_by_role("textbox").fill("请问是哪间会议室？")
        composer.locator(".fw-reply-only button").click()
        expect(page.locator("#ticket-story")).to_contain_text("请问是哪间会议室？")
        self._look_at("asked", page)

    def _answer(self, number: int) -> None:
        page = self.requester
        self._open(page, f"/portal/tickets/{number}")
        page.locator("form.fw-say textarea").fill("三楼 301。")
        page.locator("form.fw-say button[type=submit]").last.click()
        expect(page.locator(".fw-talks")).to_contain_text("三楼 301。")
        self._look_at("answered", page)

    def _solve(self, number: int) -> None:
        page = self.agent
        self._open(page, f"/tickets/{number}")
        press(page, f"[hx-get='/tickets/{number}/resolution']")
        dialog = page.locator("#dialog")
        dialog.locator("[name=solution]").fill("更换了连接线。")
        code = dialog.locator("[name=code]").first
        if code.evaluate("field => field.tagName") == "SELECT":
            code.select_option(index=1)
        else:
            code.check(force=True)
        self._look_at("solving", page)
        dialog.locator(".fw-dialog-foot [type=submit]").click()
        expect(dialog).not_to_be_visible()
        expect(page.locator("#ticket-story")).to_contain_text("更换了连接线。")
        self._look_at("solved", page)

    def _confirm_and_rate(self, number: int) -> None:
        page = self.requester
        self._open(page, f"/portal/tickets/{number}")
        self._look_at("confirming", page)
        page.locator("form[action$='/confirmation'] button").click()
        page.locator("#rating button[value='5']").click()
        expect(page.locator("#rating-words")).to_be_visible()
        self._look_at("rated", page)

    def _take_down_a_call(self) -> None:
        page = self.agent
        self._open(page, "/tickets/new")
        page.locator("#id_person").press_sequentially(self.caller)
        page.locator("#person-found [role=option]").first.click()
        expect(page.locator("#caller .fw-card")).to_be_visible()
        page.locator("#id_title").fill(CALL)
        page.locator("#id_description").fill("换了无线也不行。")
        self._look_at("call", page)
        press(page, ".fw-intake .fw-aside-foot .btn-primary")
        page.wait_for_url(lambda address: "/new" not in address)
        expect(page.locator("#ticket-head")).to_contain_text(CALL)
        self._look_at("taken_down", page)

    def _open(self, page: Page, address: str) -> None:
        dress(page, self.look)
        page.goto(address)
        _settle(page)

    def _look_at(self, step: str, page: Page) -> None:
        _settle(page)
        if found := faults(page, self.look):
            self.found.setdefault(step, []).extend(found)
        self._seen(step, page)

    @contextmanager
    def _listening(self, page: Page) -> Iterator[None]:
        def hear(said: object) -> None:
            text = getattr(said, "text", str(said))
            if getattr(said, "type", "error") == "error" and not re.search(_COMPLAINTS_OF_NONE, text):
                self.found.setdefault("console", []).append(f"{page.url}: {text}")

        page.on("console", hear)
        page.on("pageerror", hear)
        yield
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", hear)


def press(page: Page, selector: str) -> None:
    """Press what is shown, or what stands in the menu of further actions."""
    shown = page.locator(selector).filter(visible=True)
    page.locator(selector).first.wait_for(state="attached")
    if not shown.count():
        page.locator("[popovertarget=more-actions]").click()
    shown.first.click()


def _settle(page: Page) -> None:
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)
