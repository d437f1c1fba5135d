"""Lets an agent and a requester do their work in all twelve looks: three languages, light and dark, wide and narrow.

Each step becomes a sheet in docs/screens/variants that shows it in all of them. Fails where anything is wrong on the
way: an error in the console, a page wider than its screen, English left in Chinese, an icon that is not there.
FUWUTAI_HOME names a demo company that is there already; tickets are added to it. Names of steps as arguments keep those
sheets only.
"""

import io
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import screens
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.journeys.looks import LANGUAGES, LOOKS, Look
from tests.journeys.walk import Walk

FOLDER = screens.FOLDER / "variants"
LOCALES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-US"}
HEIGHT, GAP = 340, 8  # of one look on a sheet, in pixels
QUALITY = 60
GREY = (128, 134, 142)
PATIENCE = 120_000  # milliseconds; machines have other things to do
expect.set_options(timeout=PATIENCE)
Shots = dict[str, dict[Look, Image.Image]]


def main() -> None:
    shots: Shots = defaultdict(dict)
    found: dict[str, list[str]] = {}
    with screens.demo_company() as environment, screens.served(environment) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=screens.chromium(), args=list(screens.FLAGS))
        caller = _name_of(screens.REQUESTER, Path(environment["FUWUTAI_HOME"]))
        for language in LANGUAGES:
            with _signed_in(browser, url, language, screens.REQUESTER) as requester, \
                    _signed_in(browser, url, language, screens.AGENT) as agent:  # fmt: skip
                for look in (each for each in LOOKS if each.language == language):
                    print(f"{look} ...", flush=True)
                    walk = Walk(requester, agent, caller=caller, look=look, seen=_keep(shots, look))
                    walk.run()
                    found |= {f"{look}, {step}": faults for step, faults in walk.found.items()}
        browser.close()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for step, looks in shots.items():
        if step in sys.argv[1:] or not sys.argv[1:]:
            path = FOLDER / f"{step}.webp"
            _sheet(looks).save(path, quality=QUALITY, method=6)
            print(f"{path.stat().st_size / 1000:6.0f} kB  {path.name}")
    for place, faults in found.items():
        print(f"!! {place}:", *faults, sep="\n     ", file=sys.stderr)
    sys.exit(bool(found))


def _keep(shots: Shots, look: Look):  # type: ignore[no-untyped-def]
    def seen(step: str, page: Page) -> None:
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        shots[step][look] = picture.resize((picture.width * HEIGHT // picture.height, HEIGHT), Image.Resampling.LANCZOS)

    return seen


def _sheet(looks: dict[Look, Image.Image]) -> Image.Image:
    """A row for each language: light and dark on a desk, then light and dark on a phone."""
    rows = [
        sorted((look for look in looks if look.language == language), key=lambda look: -look.width)
        for language in LANGUAGES
    ]
    width = max(sum(looks[look].width + GAP for look in row) for row in rows) + GAP
    sheet = Image.new("RGB", (width, len(rows) * (HEIGHT + GAP) + GAP), GREY)
    for line, row in enumerate(rows):
        x = GAP
        for look in row:
            sheet.paste(looks[look], (x, GAP + line * (HEIGHT + GAP)))
            x += looks[look].width + GAP
    return sheet


@contextmanager
def _signed_in(browser: Browser, url: str, language: str, user: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=url, locale=LOCALES[language], timezone_id="Asia/Shanghai", reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    screens.sign_in(page, user)
    yield page
    context.close()


def _name_of(user: str, home: Path) -> str:
    asked = "SELECT name FROM people_person p JOIN people_account a ON a.person_id = p.id WHERE a.username = ?"
    with closing(sqlite3.connect(home / "fuwutai.sqlite3")) as file:
        [name] = file.execute(asked, [user]).fetchone()
    return str(name)


if __name__ == "__main__":
    main()
