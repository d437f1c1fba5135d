"""How our pages are made: the Jinja2 environment, and one function that answers with a page or a piece of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_vite.templatetags.django_vite import vite_asset
from jinja2 import Environment, StrictUndefined

from fuwutai.core import words

# Other apps add what every template of theirs needs; called once when the environment is made.
_additions: list[Callable[[Environment], None]] = []


def environment(**options: Any) -> Environment:
    """The environment named in the settings. Undefined names are errors: a typo must not print nothing."""
    made = Environment(  # noqa: S701 - Django's backend passes autoescape=True in the options
        **{**options, "undefined": StrictUndefined},
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True,
        pgettext=translation.pgettext, npgettext=translation.npgettext,
    )  # fmt: skip
    made.globals.update(url=_url, static=static, icon=_icon, vite_asset=vite_asset, languages=settings.LANGUAGES)
    made.filters.update(
        ago=words.ago, exact=words.exact, filesize=words.file_size, duration=words.duration, paragraphs=words.paragraphs
    )
    for add in _additions:
        add(made)
    return made


def extend(add: Callable[[Environment], None]) -> None:
    """Let `add` put its globals and filters into the environment. Called from `AppConfig.ready` only."""
    _additions.append(add)


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, block: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the whole of `template`, or with only its `block` for an htmx swap."""
    page = engines["jinja2"].get_template(template)
    if not block:
        return HttpResponse(page.render(dict(context or {}), request), status=status)
    values = dict(context or {})
    for process in page.backend.template_context_processors:
        values.update(process(request))
    inner = page.template
    scope = inner.new_context({**values, "request": request, "csrf_token": get_token(request)})
    return HttpResponse("".join(_block(inner, block)(scope)), status=status)


def _block(template: Any, name: str) -> Callable[[Any], Any]:
    found: Callable[[Any], Any] = template.blocks[name]
    return found


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What every layout reads: language, theme, whether this is a piece."""
    language = translation.get_language() or "zh-hans"
    return {
        "lang": {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(language, "en"),
        "theme": _chosen(request, "theme", ("light", "dark", "auto")),
        "density": _chosen(request, "density", ("normal", "compact", "roomy")),
    }


def _chosen(request: HttpRequest, cookie: str, allowed: tuple[str, ...]) -> str:
    value = request.COOKIES.get(cookie, "")
    return value if value in allowed else allowed[0]


def _icon(name: str) -> SafeString:
    """An icon of the sprite that the front-end build makes; it is decoration, words or a label stand beside it."""
    address = f"{static('built/icons.svg')}#{name}"
    return format_html('<svg class="fw-icon" aria-hidden="true"><use href="{}"></use></svg>', address)


def _url(name: str, *args: Any, **parts: Any) -> str:
    return reverse(name, args=args or None, kwargs=parts or None)
