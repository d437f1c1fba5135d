"""The portal as an app: its manifest, its service worker, and what they need while there is no network (mission A7)."""

import hashlib
from functools import lru_cache
from pathlib import Path

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import etag, require_http_methods, require_safe

from fuwutai.core import clock, pages
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import NOBODY
from fuwutai.portal import permissions
from fuwutai.portal.forms import ReportForm
from fuwutai.portal.views.sending import send
from fuwutai.tickets import lifecycle

_WORKER = (Path(__file__).resolve().parents[1] / "worker.js").read_text(encoding="utf-8")
# What an installed app shows around its pages and before the first, by theme: the frame, and the ground.
_COLOURS = {"dark": ("#0d1a1f", "#0d1a1f")}
_LIGHT = ("#0f6478", "#ffffff")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a device shows when the portal is put onto it (W3C Web Application Manifest)."""
    icons = [("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable")]
    frame, ground = _COLOURS.get(request.COOKIES.get("theme", ""), _LIGHT)
    shortcuts = [(_("Report"), "portal:report"), (_("My tickets"), "portal:tickets")]
    told = {
        "name": _("Service desk"),
        "short_name": _("Service desk"),
        "description": _("Report, follow and confirm"),
        "lang": translation.get_language(),
        "id": reverse("portal:home"),
        "start_url": reverse("portal:home"),
        # Signing in and one's settings belong to the app as well; outside of the scope they would open in a browser.
        "scope": "/",
        "display": "standalone",
        "background_color": ground,
        "theme_color": frame,
        "icons": [
            {"src": static(f"built/app/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in icons
        ],
        "shortcuts": [
            {
                "name": label,
                "url": reverse(name),
                "icons": [{"src": static("built/app/icon-192.png"), "sizes": "192x192"}],
            }
            for label, name in shortcuts
        ],
    }
    return _by_language(HttpResponse(orjson.dumps(told), content_type="application/manifest+json"))


def _etag(_request: HttpRequest) -> str:
    return f'"{_version()}"'


@require_safe
@etag(_etag)
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker. It is another one as soon as the build, a word of its page or the language changes."""
    built = {
        "version": _version(),
        "files": _files(),
        "page": reverse("portal:offline"),
        "language": translation.get_language(),
        "said": {
            "large": _("Its pictures are too large. Report it again with fewer."),
            "refused": _("It was not taken. Try again, or report it anew."),
        },
    }
    text = f"const BUILT = {orjson.dumps(built).decode()};\n{_WORKER}"
    return _by_language(HttpResponse(text, content_type="text/javascript; charset=utf-8"))


def _version() -> str:
    """Browsers ask at every page, and the answer changes a few times a year: it is found out anew every minute."""
    return _version_in(translation.get_language() or "", int(clock.now().timestamp() // 60))


@lru_cache(maxsize=8)
def _version_in(_language: str, _minute: int) -> str:
    content = "\n".join([_WORKER, _page(), *_files()])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


@require_safe
def offline(_request: HttpRequest) -> HttpResponse:
    """The page that stands in for every other one while there is no network; it is the same for everybody."""
    return _by_language(HttpResponse(_page()))


def _page() -> str:
    """Drawn without the request: what is kept on a device must say nothing about whoever asked for it."""
    here = translation.get_language() or ""
    nav = [("portal:home", _("Home"), "home"), ("portal:report", _("Report"), "circle-plus")]
    nav += [("portal:tickets", _("My tickets"), "ticket")]
    context = {
        "lang": {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(here, "en"),
        "theme": "light",
        "density": "normal",
        "csrf_token": "",
        "actor": NOBODY,
        "shell": {"desk": _("Service desk"), "home_url": reverse("portal:home")},
        "nav": [{"label": label, "url": reverse(name), "icon": icon} for name, label, icon in nav],
        "kinds": lifecycle.kinds(),
        "form": ReportForm(None, permissions.colleagues(NOBODY)),
    }
    return pages.load("portal/offline.html").render(context)


def _files() -> list[str]:
    """What the build made for the portal: its script with what that imports, its styles, and the icons."""
    built = orjson.loads(Path(str(settings.DJANGO_VITE["default"]["manifest_path"])).read_bytes())
    found: list[str] = [built["icons.svg"]["file"]]
    waiting, seen = ["frontend/portal.js"], set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            found += [built[name]["file"], *built[name].get("css", ())]
            waiting += built[name].get("imports", ())
    return [static(f"built/{file}") for file in dict.fromkeys(found)]


def _by_language(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def outbox(request: ActorRequest) -> HttpResponse:
    """Where the service worker sends what waited: GET says who is signed in, POST takes one report."""
    if not request.user.is_authenticated:
        return _json({"errors": [_("Please sign in.")]}, status=401)
    if request.method != "POST":
        return _json({"csrf": get_token(request), "person": request.actor.person_id})
    form, ticket = send(request)
    if ticket:
        said = _("We have your report “%(title)s”. Its number is %(number)s.")
        said = said % {"title": ticket.title, "number": ticket.pk}
        return _json({"number": ticket.pk, "url": reverse("portal:ticket", args=[ticket.pk]), "said": said}, status=201)
    errors = [str(error) for several in form.errors.values() for error in several]
    return _json({"errors": errors}, status=422)


def _json(value: dict[str, object], *, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(value), status=status, content_type="application/json")
