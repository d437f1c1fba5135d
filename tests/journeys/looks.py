"""How a page may be shown, and what it must never show: sideways scrolling, English left in Chinese, empty icons."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from playwright.sync_api import Page

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
LANGUAGES, THEMES, WIDTHS = ("zh-hans", "zh-hant", "en"), ("light", "dark"), (DESKTOP["width"], PHONE["width"])
_CATALOGUE = Path(__file__).parents[2] / "src/fuwutai/locale/zh_Hans/LC_MESSAGES/django.po"
# Of a sentence in which something is put; of fewer words too much could be one.
_WORDS = 3


@dataclass(frozen=True)
class Look:
    language: str
    theme: str
    width: int

    @property
    def size(self) -> Any:
        return PHONE if self.width == PHONE["width"] else DESKTOP

    def __str__(self) -> str:
        return f"{self.language} {self.theme} {self.width}"


LOOKS = tuple(Look(*each) for each in product(LANGUAGES, THEMES, WIDTHS))


def dress(page: Page, look: Look) -> None:
    """Give the page a look as a reader chooses one: what the system prefers is not asked."""
    page.set_viewport_size(look.size)
    chosen = {"django_language": look.language, "theme": look.theme}
    place = {"domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([{"name": name, "value": value, **place} for name, value in chosen.items()])  # type: ignore[list-item]


def faults(page: Page, look: Look) -> list[str]:
    """Everything that is wrong with what the page shows now."""
    return [*too_wide(page), *without_icon(page), *(left_in_english(page) if look.language != "en" else [])]


def too_wide(page: Page) -> list[str]:
    """What makes the page wider than the screen. Menus and tables may scroll inside frames of their own."""
    found: list[str] = page.evaluate(
        """() => {
          const frames = [document.documentElement, ...document.querySelectorAll("main, .fw-scroll:not(nav)")];
          return frames.filter((frame) => frame.scrollWidth > frame.clientWidth)
            .map((frame) => `${frame.tagName}.${frame.className}: ${frame.scrollWidth} > ${frame.clientWidth}`);
        }"""
    )
    return found


def without_icon(page: Page) -> list[str]:
    """Icons that the sheet of icons does not hold, and pictures that did not come."""
    found: list[str] = page.evaluate(
        """async () => {
          const used = new Set([...document.querySelectorAll("svg use")].map((use) => use.getAttribute("href")));
          const missing = [];
          for (const href of used) {
            const [sheet, name] = href.split("#");
            const answer = await fetch(sheet, { cache: "force-cache" });
            if (!answer.ok || !(await answer.text()).includes(`id="${name}"`)) missing.push(`icon ${href}`);
          }
          const pictures = [...document.images].filter((image) => image.complete && !image.naturalWidth);
          return [...missing, ...pictures.map((image) => `picture ${image.src}`)];
        }"""
    )
    return found


def left_in_english(page: Page) -> list[str]:
    """Texts of ours that a Chinese page shows as they stand in the code."""
    shown: list[str] = page.evaluate(
        """() => {
          const seen = (element) => element.checkVisibility({ visibilityProperty: true });
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const texts = [];
          while (walk.nextNode()) {
            const inside = walk.currentNode.parentElement;
            if (!inside.closest("script, style, template, textarea") && seen(inside)) {
              texts.push(walk.currentNode.data);
            }
          }
          for (const name of ["placeholder", "title", "aria-label"]) {
            for (const element of document.querySelectorAll(`[${name}]`)) {
              if (seen(element)) texts.push(element.getAttribute(name));
            }
          }
          return [...new Set(texts.map((text) => text.replace(/\\s+/g, " ").trim()))];
        }"""
    )
    return [f"English: {text}" for text in shown if text in _short() or _long().fullmatch(text)]


@cache
def _short() -> set[str]:
    """What is said otherwise in Chinese, or not at all yet. Some names are the same everywhere."""
    return {id_ for message in _catalogue() for id_ in _ids(message) if "%" not in id_ and message.string != id_}


@cache
def _long() -> re.Pattern[str]:
    """Sentences in which something is put, with anything there."""
    texts = {id_ for message in _catalogue() for id_ in _ids(message) if "%" in id_ and len(id_.split()) >= _WORDS}
    return re.compile("|".join(re.sub(r"%\\\(\w+\\\)[sd]|%s", ".+", re.escape(text)) for text in texts))


def _catalogue() -> Catalog:
    with _CATALOGUE.open("rb") as file:
        return read_po(file)


def _ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,) if message.id else ()
