"""What the frame around every page shows: menus, bell, own menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from fuwutai.core import clock, navigation
from fuwutai.notices import queries as notices
from fuwutai.people.models import Organisation, Team
from fuwutai.portal.queries import reach
from fuwutai.search import names
from fuwutai.site import ways

# More than these are a directory, not a line at the foot of the sign-in page.
_MOST_HOTLINES = 4


def frame(request: HttpRequest) -> dict[str, Any]:
    """Lazy throughout: a fragment that draws no frame pays for none of it."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request, in_portal=_in_portal(request))),
        "nav": SimpleLazyObject(lambda: _nav(request, in_portal=_in_portal(request))),
        "config_menu": SimpleLazyObject(lambda: _settings(request)),
        "own_menu": SimpleLazyObject(lambda: navigation.menu("own", request)),
        "sign_in_url": reverse("account_login"),
        "ways": SimpleLazyObject(lambda: ways.on(request, in_portal=_in_portal(request))),
    }


def _in_portal(request: HttpRequest) -> bool:
    """Whoever is no staff stays in the portal's frame everywhere, on their settings too."""
    return request.path.startswith("/portal/") or not request.actor.is_staff  # type: ignore[attr-defined]


def _nav(request: HttpRequest, *, in_portal: bool) -> list[dict[str, Any]]:
    if in_portal:
        return [link for group in navigation.menu("portal", request) for link in group["links"]]
    return navigation.menu("rail", request)


def _settings(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu of settings, each line with how it is read: whoever types `gd` means 工单 as well."""
    menu = navigation.menu("settings", request)
    for group in menu:
        for link in group["links"]:
            link["spelt"] = " ".join(names.spelling(str(link["label"])))
    return menu


def _shell(request: HttpRequest, *, in_portal: bool) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    person = actor.person if actor.person_id else None
    shell = {
        "desk": _("Service desk"),
        "organisation": person.organisation.name if person else "",
        "home_url": reverse("portal:home" if in_portal else "home"),
        "language_url": reverse("set_language"),
    }
    if person:
        shell |= {"profile_url": reverse("people:profile"), "sign_out_url": reverse("account_logout")}
    if person is None:
        shell["hotlines"] = SimpleLazyObject(_hotlines)
    if person and in_portal:
        shell |= _reach(person.organisation)
    if person and not in_portal:
        shell |= {
            "search_url": reverse("search:find"),
            "palette_url": reverse("search:palette"),
            "new_url": reverse("tickets:new") if actor.can("tickets.log") else "",
            "notices_url": reverse("notices:list"),
            "unread": notices.unread_count(actor),
            # From here on an open page asks for what is new.
            "now": clock.now().isoformat(),
        }
    return shell


def _reach(organisation: Organisation) -> dict[str, str]:
    """By which number, and when, the desk of this organisation is reached."""
    desk = reach.desk_of(organisation)
    if desk is None:
        return {}
    return _line_of(desk)


def _hotlines() -> list[dict[str, str]]:
    return [{"desk": str(desk), **_line_of(desk)} for desk in reach.hotlines()[:_MOST_HOTLINES]]


def _line_of(desk: Team) -> dict[str, str]:
    return {"hotline": desk.hotline, "hotline_url": f"tel:{reach.number_to_dial(desk.hotline)}", "hours": desk.hours}
