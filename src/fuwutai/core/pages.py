"""How our pages are made: the Jinja2 environment, and one function that answers with a page or a piece of it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_vite.templatetags.django_vite import vite_asset, vite_asset_url
from jinja2 import Environment, StrictUndefined, Template

from fuwutai.core import toasts, words

# Other apps add what every template of theirs needs; called once when the environment is made.
_additions: list[Callable[[Environment], None]] = []


def environment(**options: Any) -> Environment:
    """The environment named in the settings. Undefined names are errors: a typo must not print nothing."""
    made = Environment(  # noqa: S701 - only plain text is not escaped
        **{**options, "undefined": StrictUndefined, "autoescape": _is_page},
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True,
        pgettext=translation.pgettext, npgettext=translation.npgettext,
    )  # fmt: skip
    made.globals.update(url=_url, static=static, icon=_icon, vite_asset=vite_asset, languages=_languages())
    made.filters.update(
        ago=words.ago, exact=words.exact, day_and_time=words.day_and_time, filesize=words.file_size,
        duration=words.duration, paragraphs=words.paragraphs,
    )  # fmt: skip
    for add in _additions:
        add(made)
    return made


def _is_page(name: str | None) -> bool:
    """Whether what a template prints is HTML. A mail as plain text must not say `R&amp;D`."""
    return name is None or not name.endswith(".txt")


def extend(add: Callable[[Environment], None]) -> None:
    """Let `add` put its globals and filters into the environment. Called from `AppConfig.ready` only."""
    _additions.append(add)


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, block: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the whole of `template`, or with only its `block` for an htmx swap."""
    page: Any = engines["jinja2"].get_template(template)
    if not block:
        return HttpResponse(page.render(dict(context or {}), request), status=status)
    values: dict[str, Any] = {"request": request, "csrf_token": get_token(request), "csrf_input": csrf_input(request)}
    for process in page.backend.template_context_processors:
        values.update(process(request))
    return HttpResponse(render_block(page.template, block, {**values, **(context or {})}), status=status)


def load(template: str) -> Template:
    """The Jinja2 template itself, for texts that are no page."""
    page: Any = engines["jinja2"].get_template(template)
    found: Template = page.template
    return found


def render_block(template: Template, block: str, context: Mapping[str, Any]) -> str:
    """One block alone."""
    scope = template.new_context(dict(context))
    # What the template imports at its top becomes known by starting to render it; the first piece is enough.
    whole = template.root_render_func(scope)
    next(iter(whole), None)
    return "".join(template.blocks[block](scope))


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What every layout reads: language, theme, whether this is a piece."""
    language = translation.get_language() or "zh-hans"
    return {
        "lang": {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(language, "en"),
        "theme": _chosen(request, "theme", ("light", "dark", "auto")),
        "density": _chosen(request, "density", ("normal", "compact", "roomy")),
        "keys": _chosen(request, "keys", ("on", "off")),
        # Lazy: a fragment that draws no toasts leaves them to the next page.
        "toasts": SimpleLazyObject(lambda: toasts.waiting(request)),
    }


def _chosen(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    """As the account has it; the cookie tells of whoever has not signed in, or never chose."""
    value = getattr(request, "appearance", {}).get(name) or request.COOKIES.get(name, "")
    return value if value in allowed else allowed[0]


def _languages() -> list[tuple[str, str]]:
    """Each language under its own name, so that whoever reads no other finds it."""
    return [(code, translation.get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def _icon(name: str) -> SafeString:
    """An icon of the sprite that the front-end build makes; it is decoration, words or a label stand beside it."""
    drawing = '<svg class="fw-icon" width="16" height="16" aria-hidden="true"><use href="{}#{}"></use></svg>'
    return format_html(drawing, _sprite(), name)


@cache
def _sprite() -> str:
    address: str = vite_asset_url("icons.svg")
    return address


def _url(name: str, *args: Any, **parts: Any) -> str:
    return reverse(name, args=args or None, kwargs=parts or None)
