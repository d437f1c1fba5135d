"""Everybody can use every page: nothing serious for axe, no error in the console, no sideways scrolling."""

import json
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.installation import Installation
from tests.journeys.looks import LOOKS, Look, dress, too_wide
from tests.journeys.people import Agent, Requester, Visitor

pytestmark = pytest.mark.journey
# From whoever may least to whoever may most: a page is looked at by the first who may open it.
PEOPLE = {"": Visitor, "rita": Requester, "amy": Agent, "mona": Agent, "ada": Agent}

# Runs inside the installation: one of what there is none of yet, then every address that answers with a whole page.
_PAGES = """
import django, json
django.setup()
from django.test import Client
from fuwutai.channels.models import Gateway, Room
from fuwutai.dispatch.models import DispatchRule, Trial
from fuwutai.people.models import Account, Team
from fuwutai.service_levels.choices import Progress, Purpose
from fuwutai.service_levels.models import Proposal
from fuwutai.site.tests.test_who_may_what import NAMES, fill
ada = Account.objects.get(username="ada").person
hook = dict(name="SMS", url="http://127.0.0.1:9/", body='{{"text": "{{text}}"}}')
for kind in (Gateway, Room):
    kind.objects.get_or_create(pk=1, defaults=hook)
DispatchRule.objects.get_or_create(pk=1, defaults=dict(name_en="Network", team=Team.objects.first(), active=False))
Proposal.objects.get_or_create(
    pk=1, defaults=dict(asked_by=ada, purpose=Purpose.BACK_TEST, months=1, progress=Progress.READY, changes_json="{{}}")
)
unfit = {{"account_logout", "set_language"}}
seen = {{}}
for name in {names}:
    client = Client(headers={{"accept-language": "zh-hans", "host": "127.0.0.1"}}, raise_request_exception=False)
    if name:
        client.force_login(Account.objects.get(username=name), backend="fuwutai.people.backends.AccountBackend")
    boards = ["/tickets/all?layout=state", "/tickets/mine?layout=assignee"]
    for address in [*(fill(route, {number}) for key, route in NAMES if key not in unfit), *boards]:
        answer = client.get(address) if address not in seen else None
        if answer and answer.status_code == 200 and not answer.streaming:
            if b"<!doctype html" in answer.content[:99].lower():
                seen[address] = name
print(json.dumps(seen))
"""


def test_pages_hinder_nobody(at_browser: Callable[..., Any], desk: Installation, number: int) -> None:
    """Each page once, in a language, a light and on a screen by turns."""
    pages = json.loads(desk.python(_PAGES.format(names=list(PEOPLE), number=number)))
    # As many as there were when this was written, but for a few that may go.
    assert len(pages) > 120
    persons = {name: at_browser(kind, name, reduced_motion="reduce") for name, kind in PEOPLE.items()}
    hindrances = {}
    for (address, name), look in zip(sorted(pages.items()), cycle(LOOKS), strict=False):
        person = persons[name]
        dress(person.page, look)
        person.opens_page(address)
        person.is_ready()
        if found := [*serious(person.page), *too_wide(person.page)]:
            hindrances[f"{address} ({name}, {look})"] = found
    assert hindrances == {}


@pytest.mark.parametrize("look", [Look("zh-hans", "light", 1440), Look("en", "dark", 390)], ids=str)
def test_dialogs_hinder_nobody(at_browser: Callable[..., Any], number: int, look: Look) -> None:
    """Everything that opens over the page of a ticket."""
    amy = at_browser(Agent, "amy", reduced_motion="reduce")
    page: Page = amy.page
    dress(page, look)
    amy.opens(number)
    amy.is_ready()
    hindrances = {}
    opening = page.locator("[hx-get][hx-target='#dialog']")
    sheets = opening.evaluate_all("all => [...new Set(all.map(each => each.getAttribute('hx-get')))]")
    assert len(sheets) > 8
    for sheet in sheets:
        # Some of them stand in menus; that they are reached there by hand and by keys is tested elsewhere.
        page.locator(f"[hx-get='{sheet}'][hx-target='#dialog']").first.evaluate("button => button.click()")
        expect(amy.dialog).to_be_visible()
        amy.is_ready()
        if found := serious(page, within="#dialog"):
            hindrances[sheet] = found
        # Where the cursor stands in a field that offers something, the first one closes what it offers.
        page.keyboard.press("Escape")
        if amy.dialog.get_by_role("combobox").count():
            page.keyboard.press("Escape")
        expect(amy.dialog).not_to_be_visible()
    page.keyboard.press("Control+k")
    palette = page.locator(".fw-palette")
    expect(palette).to_be_visible()
    page.keyboard.type("财务")
    expect(palette.get_by_role("option").first).to_be_visible()
    hindrances |= {"palette": found} if (found := serious(page, within=".fw-palette")) else {}
    assert hindrances == {}


@pytest.fixture
def number(at_browser: Callable[..., Any]) -> int:
    """A ticket on which something has happened."""
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    reported: int = rita.reports("财务系统打开很慢")
    amy.claims(reported)
    amy.replies(reported, "我们正在查。")
    return reported


def serious(page: Page, *, within: str = "html") -> list[str]:
    found = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]} ({len(each['nodes'])})"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
