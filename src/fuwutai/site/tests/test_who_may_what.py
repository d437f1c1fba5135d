"""Every address of the product, asked for by every role and by strangers.

The table below is the whole answer to "who may open what"; a new page has to take its place in it.
"""

from collections.abc import Callable, Container, Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]

# Open to everybody, signed in or not.
PUBLIC = {"exports:xes", "set_language", "account_login", "account_logout", "account_inactive", "portal:answer"}
PUBLIC |= {"notices:acknowledge-by-link"}
# What the portal is as an app says nothing about anybody.
PUBLIC |= {"portal:manifest", "portal:worker", "portal:offline"}
PUBLIC_PREFIXES = ("account_reset_password", "account_signup", "api-1:")
# Open to everybody who is signed in: what it shows is only ever their own.
# Paper shows what is public of a ticket, to whoever may see that ticket.
OWN_PREFIXES = (
    "portal:",
    "people:profile",
    "people:tokens",
    "people:token-",
    "account_",
    "usersessions",
    "notices:preferences",
    "notices:quiet_hours",
    "home",
    "files:",
    "tickets:paper_",
    "suggestions:portal",
)
# For staff whatever their role; what they see on it is asked row by row.
STAFF_PREFIXES: tuple[str, ...] = ("tickets:", "major:", "notices:", "people:lookup", "people:person", "rules:")
# A view is open to whom it is meant for; who changes it is asked view by view.
STAFF_PREFIXES += ("workspace:view",)
# Everybody's own: what changed around an open page, their tabs and drafts.
STAFF_PREFIXES += ("now", "workspace:tab", "workspace:draft", "workspace:repl", "workspace:macro", "workspace:bulk")
# They ask the permission to log tickets, or row by row; how they are set up is for those who configure.
STAFF_PREFIXES += ("suggestions:intake", "suggestions:beside", "suggestions:hints")
# What is found is asked row by row.
STAFF_PREFIXES += ("search:",)
# Rosters are open to colleagues; who plans them is asked team by team.
STAFF_PREFIXES += ("duty:now", "duty:mine", "duty:week", "duty:month", "duty:team-skills", "duty:absence-new")


def addresses() -> Iterator[tuple[str, str]]:
    """Name and route of every address, the libraries' included, without those of the API (it has a walk of its own)."""
    yield from _below(get_resolver().url_patterns, prefix="", namespace="")


def _below(patterns: list[URLPattern | URLResolver], *, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern.url_patterns, prefix=route, namespace=inner)
        elif pattern.name and not route.startswith(("api/", "^static")) and "(?P<" not in route:
            yield namespace + pattern.name, route


NAMES = sorted(addresses())
_PLACES = {"int": "1", "": "1", "uuid": "00000000-0000-4000-8000-000000000000"}


def fill(route: str, number: int) -> str:
    """An address with something in its places: the ticket's number, otherwise 1 or a word."""
    parts = []
    for part in route.replace("^", "").replace("$", "").split("/"):
        if part.startswith("<"):
            kind, _colon, name = part.strip("<>").rpartition(":")
            parts.append(str(number) if name == "number" else _PLACES.get(kind, "incident"))
        else:
            parts.append(part)
    return "/" + "/".join(parts)


def ask_all(client: Client, number: int) -> dict[tuple[str, str], int]:
    """The status of every address, each asked for as if it were the first."""
    return {(name, route): _ask(client, fill(route, number)) for name, route in NAMES}


def _ask(client: Client, address: str) -> int:
    cookies = dict(client.cookies)
    with transaction.atomic():
        status = client.get(address).status_code
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    return status


def is_public(name: str) -> bool:
    return name in PUBLIC or name.startswith(PUBLIC_PREFIXES)


def is_own(name: str) -> bool:
    return name.startswith(OWN_PREFIXES)


def is_for_staff(name: str) -> bool:
    return is_public(name) or is_own(name) or name.startswith(STAFF_PREFIXES)


def test_stranger_is_asked_to_sign_in(cast: Cast, client: Client) -> None:
    found = ask_all(client, cast.ticket().pk)
    assert not_in({302, 401, 403, 404, 405}, found, unless=is_public) == {}


def test_requester_finds_nothing_of_the_workspace(cast: Cast, browse: Browse) -> None:
    found = ask_all(browse("rita"), cast.ticket().pk)
    assert not_in(range(500), found) == {}
    assert not_in({403, 404, 405}, found, unless=lambda name: is_public(name) or is_own(name)) == {}


@pytest.mark.parametrize("who", ["amy", "sam", "mona"])
def test_staff_open_settings_only_with_the_permission(cast: Cast, browse: Browse, who: str) -> None:
    found = ask_all(browse(who), cast.ticket().pk)
    assert not_in(range(500), found) == {}
    if who != "mona":
        assert not_in({302, 403, 404, 405}, found, unless=is_for_staff) == {}


def test_administrator_meets_no_error(cast: Cast, browse: Browse) -> None:
    found = ask_all(browse("ada"), cast.ticket().pk)
    # Whoever has no password can't be asked for it again.
    expected = {200, 204, 302, 400, 404, 405, 409}
    assert not_in(expected, found, unless=lambda name: name == "account_reauthenticate") == {}


def not_in(
    expected: Container[int], found: dict[tuple[str, str], int], *, unless: Callable[[str], bool] = lambda _name: False
) -> dict[tuple[str, str], int]:
    """What was answered in another way than it should."""
    return {key: status for key, status in found.items() if status not in expected and not unless(key[0])}
