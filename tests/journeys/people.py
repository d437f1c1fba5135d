"""The people of a journey, each at a browser or mail program of their own, doing what their verbs say.

A verb ends when its outcome can be seen on the page, so the next one never has to wait.
"""

import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import make_msgid

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route, expect

from fuwutai.channels.tests.servers import Dovecot, Receiver, wait_until
from fuwutai.site.tests.cast import PASSWORD

DESK = "desk@lanjiang.example"
DESKTOP = {"width": 1440, "height": 900}
# Seconds for whatever needs a trip through the mail servers, or a machine with other work to do.
PATIENCE = 30
expect.set_options(timeout=PATIENCE * 1000)


class Visitor:
    """Somebody at a browser who has not signed in. `complaints` are the errors that the browser reported."""

    def __init__(self, browser: Browser, url: str, **context: object) -> None:
        usual = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESKTOP}
        self._context = browser.new_context(base_url=url, **{**usual, **context})  # type: ignore[arg-type]
        self._context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._hear)

    def _hear(self, said: ConsoleMessage) -> None:
        # A refused form is an answer like any other; browsers report its status as an error all the same. So does htmx
        # with a question that a newer one replaced.
        if said.type == "error" and not re.search(r"status of 4(09|22)|htmx:(sendAbort|afterRequest)", said.text):
            self.complaints.append(f"{self.page.url}: {said.text}")

    def leaves(self) -> None:
        self._context.close()

    def opens_page(self, address: str) -> None:
        self.page.goto(address)

    def is_ready(self) -> None:
        """Wait until the page has everything, its scripts run, and what they asked for is there."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def signs_in(self, name: str) -> None:
        if not self.page.url.startswith("http") or "/account/login" not in self.page.url:
            self.page.goto("/account/login/")
        self.page.get_by_label("用户名或邮件地址").fill(name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/account/login" not in url)

    def says_not_solved(self, link: str, *, why: str) -> None:
        """Follow the link of a mail and tell what is still wrong, without signing in."""
        self.page.goto(link)
        self.page.get_by_label("还有什么问题").fill(why)
        self.page.get_by_role("button", name="还没解决，提交").click()
        expect(self.page.get_by_role("heading", name="谢谢您告诉我们")).to_be_visible()


class Requester(Visitor):
    """Somebody at the portal."""

    def opens(self, number: int) -> None:
        self.page.goto(f"/portal/tickets/{number}")

    def reports(self, title: str, text: str = "从今天早上开始。") -> int:
        """Report that something does not work, and return the number of the ticket."""
        self.page.goto("/portal/report?kind=incident")
        self.page.get_by_label("一句话说明").fill(title)
        self.page.get_by_label("详细说明").fill(text)
        self.page.get_by_role("button", name="提交").click()
        self.page.wait_for_url(re.compile(r"/portal/tickets/\d+"))
        return int(re.findall(r"/tickets/(\d+)", self.page.url)[0])

    def writes(self, number: int, text: str) -> None:
        self.opens(number)
        self.page.get_by_role("textbox", name="补充说明").fill(text)
        self.page.get_by_role("button", name="发送").click()
        self.sees(text)

    def confirms(self) -> None:
        self.page.get_by_role("button", name="已经好了").click()
        expect(self.page.get_by_role("button", name="已经好了")).to_have_count(0)


class Agent(Visitor):
    """Somebody at the workspace: of the service desk or of a support group."""

    @property
    def head(self) -> Locator:
        return self.page.locator("#ticket-head")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("#dialog")

    def finds_in_pool(self, title: str) -> int:
        """Open the ticket of that title from the pool, and return its number."""
        self.page.get_by_role("link", name="请求池").first.click()
        self.page.wait_for_url("**/tickets/pool")
        self.page.locator("#pool-pressing, #pool-later").get_by_role("link", name=title).first.click()
        self.page.wait_for_url(re.compile(r"/tickets/\d+$"))
        return int(self.page.url.rpartition("/")[2])

    def opens(self, number: int) -> None:
        self.page.goto(f"/tickets/{number}")

    def sees_picture(self, name: str) -> tuple[int, int]:
        """Wait until a picture of the open ticket is drawn, and return its size."""
        picture = self.page.locator("#ticket-story").get_by_role("img", name=name)
        picture.scroll_into_view_if_needed()
        self.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
        width, height = picture.evaluate("image => [image.naturalWidth, image.naturalHeight]")
        return width, height

    def claims(self, number: int) -> None:
        self.opens(number)
        self.presses("领取")
        self.sees_state("处理中")

    def classifies(self, number: int, *, category: str) -> None:
        with self._dialog_of(number, "修改分类") as dialog:
            dialog.get_by_text(category, exact=True).click()
        expect(self.page.locator("#ticket-side")).to_contain_text(category)

    def sets_impact_and_urgency(self, number: int, *, impact: str, urgency: str, priority: str) -> None:
        with self._dialog_of(number, "设定影响度和紧急度") as dialog:
            _choose(dialog, "影响度", impact)
            _choose(dialog, "紧急度", urgency)
        expect(self.head).to_contain_text(priority)

    def dispatches(self, number: int, *, team: str, to: str = "", note: str = "") -> None:
        with self._dialog_of(number, "派单") as dialog:
            dialog.get_by_label("支持组").select_option(label=_option(dialog, "支持组", team))
            expect(dialog.get_by_label("人员").locator("option").first).to_have_text("谁先接单谁处理")
            if to:
                person = dialog.get_by_label("人员")
                expect(person.locator("option", has_text=to)).to_have_count(1)
                person.select_option(label=_option(dialog, "人员", to))
            dialog.get_by_label("备注").fill(note)
        self.sees_state("待接单")

    def accepts(self, number: int) -> None:
        self.opens(number)
        self.presses("接单")
        self.sees_state("二线处理中")

    def returns(self, number: int, *, reason: str, note: str) -> None:
        with self._dialog_of(number, "转回") as dialog:
            dialog.get_by_text(reason, exact=True).click()
            dialog.get_by_label("备注").fill(note)
        self.sees_state("已转回")

    def plans_visit(self, number: int, *, engineer: str, place: str) -> None:
        with self._dialog_of(number, "安排上门") as dialog:
            # Key by key, as people type: what is filled in before the dialog listens would be looked up by nobody.
            dialog.get_by_role("combobox", name="工程师").press_sequentially(engineer, delay=100)
            dialog.get_by_role("option", name=engineer).click()
            dialog.get_by_label("计划时间").fill(f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT14:00}")
            dialog.get_by_label("地点").fill(place)
        self.sees_in_story(f"安排上门：{engineer}")

    def arrives(self, number: int) -> None:
        with self._dialog_of(number, "登记到场"):
            pass
        self.sees_in_story("到达")

    def leaves_site(self, number: int, *, report: str) -> None:
        with self._dialog_of(number, "登记离场") as dialog:
            dialog.get_by_label("上门情况").fill(report)
        self.sees_in_story(report)

    def resolves(self, number: int, *, solution: str, code: str) -> None:
        with self._dialog_of(number, "解决") as dialog:
            dialog.get_by_label("解决方案").fill(solution)
            dialog.get_by_text(code, exact=True).click()
        self.sees_state("已解决")

    def replies(self, number: int, text: str) -> None:
        self.opens(number)
        self.writes_reply(text)
        self.sends_reply()
        self.sees_in_story(text)

    def writes_reply(self, text: str) -> None:
        composer = self.page.locator("#composer")
        composer.get_by_text("公开回复").click()
        composer.get_by_role("textbox").fill(text)

    def sends_reply(self) -> None:
        self.page.locator("#composer").get_by_role("button", name="发送", exact=True).click()

    def waits_for_answer(self, number: int, text: str) -> None:
        """Look at the ticket again until the requester's words are there."""

        def there() -> bool:
            self.opens(number)
            return text in self.reads_story()

        wait_until(there, seconds=PATIENCE)

    def sees_state(self, state: str) -> None:
        expect(self.head.locator(".fw-state")).to_have_text(state)

    def sees_in_story(self, text: str) -> None:
        expect(self.page.locator("#ticket-story")).to_contain_text(text)

    def reads_story(self) -> str:
        """Everything that the story of the open ticket shows, as one reads it."""
        return self.page.locator("#ticket-story").inner_text()

    def presses(self, verb: str) -> None:
        shown = self.page.locator("#ticket-head, #ticket-side").locator(".btn", has_text=verb).filter(visible=True)
        listed = self.head.locator(".fw-menu-item").filter(has_text=re.compile(rf"^\s*{verb}"))
        shown.or_(listed).first.wait_for(state="attached")
        if not shown.count():
            self.head.get_by_role("button", name="更多").click()
        shown.or_(listed).first.click()

    def starts(self, number: int, verb: str) -> Locator:
        """Open the ticket and the dialog of a verb."""
        self.opens(number)
        self.presses(verb)
        expect(self.dialog.get_by_role("heading", name=verb)).to_be_visible()
        return self.dialog

    def sends(self, verb: str) -> None:
        self.dialog.locator(".fw-dialog-foot").get_by_role("button", name=verb).click()

    @property
    def told_too_late(self) -> Locator:
        """What a dialog says when somebody was faster."""
        return self.dialog.locator("[data-stale]")

    def gets_it(self) -> bool:
        """Wait for the answer to a claim, and tell whether it is now theirs."""
        expect(self.told_too_late.or_(self.head.locator(".fw-state", has_text="处理中")).first).to_be_visible()
        return not self.told_too_late.count()

    @contextmanager
    def _dialog_of(self, number: int, verb: str) -> Iterator[Locator]:
        """The dialog of a verb, filled in within `with` and sent after it."""
        yield self.starts(number, verb)
        self.sends(verb)
        expect(self.dialog).not_to_be_visible()


@contextmanager
def together(*visitors: Visitor, address: str) -> Iterator[None]:
    """Hold back what each of them sends to an address, and let all of it go at once."""
    held: list[Route] = []
    for visitor in visitors:
        visitor.page.route(address, lambda route: held.append(route))
    yield
    while len(held) < len(visitors):
        visitors[-1].page.wait_for_timeout(20)
    for route in held:
        route.continue_()


def _choose(dialog: Locator, label: str, value: str) -> None:
    """Choose in whatever way the dialog asks: a select, or radio buttons under a legend."""
    asked = dialog.get_by_label(label, exact=True)
    if asked.evaluate_all("found => found.some(each => each.tagName == 'SELECT')"):
        asked.select_option(label=value)
    else:
        dialog.get_by_role("group", name=label).get_by_text(value, exact=True).click()


def _option(dialog: Locator, label: str, name: str) -> str:
    """The whole label of the option that starts with a name; the number of open tickets may follow it."""
    return dialog.get_by_label(label).locator("option", has_text=name).first.inner_text()


@dataclass
class Correspondent:
    """Somebody who writes to the desk and reads its answers in a mail program."""

    name: str
    address: str
    dovecot: Dovecot
    receiver: Receiver
    _read: set[int] = field(default_factory=set)

    def mails(self, subject: str, text: str, *, picture: bytes) -> None:
        mail = self._written(subject, text)
        mail.add_attachment(picture, maintype="image", subtype="png", filename="截图.png")
        self.dovecot.append(mail.as_bytes(policy=email.policy.SMTP))

    def answers(self, received: EmailMessage, text: str) -> None:
        quoted = "\n".join(f"> {line}" for line in text_of(received).splitlines())
        mail = self._written(
            f"回复：{received['Subject']}", f"{text}\n\n在 2026-11-22，服务台 <{DESK}> 写道：\n{quoted}"
        )
        mail["In-Reply-To"] = mail["References"] = received["Message-ID"]
        self.dovecot.append(mail.as_bytes(policy=email.policy.SMTP))

    def gets(self, *words: str) -> EmailMessage:
        """The next mail, not read before, that has all these words in its subject or text."""
        found: list[EmailMessage] = []

        def arrived() -> bool:
            for index, received in enumerate(list(self.receiver.received)):
                message = message_from_bytes(received.raw, policy=email.policy.default)
                assert isinstance(message, EmailMessage)
                shown = f"{message['Subject']}\n{text_of(message)}"
                if index not in self._read and self.address in received.to and all(word in shown for word in words):
                    self._read.add(index)
                    found.append(message)
                    return True
            return False

        wait_until(arrived, seconds=PATIENCE)
        return found[0]

    def _written(self, subject: str, text: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"], mail["Subject"] = DESK, subject
        mail["Message-ID"] = make_msgid(domain="lanjiang.example")
        mail.set_content(text)
        return mail


def text_of(mail: EmailMessage) -> str:
    """The plain words of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def link_in(mail: EmailMessage, *, after: str) -> str:
    """The address that follows some words in a mail."""
    found = re.search(re.escape(after) + r"\s*(https?://\S+)", text_of(mail))
    assert found, f"No link after {after!r} in:\n{text_of(mail)}"
    return found.group(1)
