"""Who is at the other end of a stream, found as the pages find them."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from fuwutai.live import subjects
from fuwutai.people.models import Account
from fuwutai.people.permissions import Actor, actor_of_account

_SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True)
class Reader:
    """A person whose page is open, the session it lives in, and the record it follows, if any."""

    session: str
    person: int
    name: str
    follows: str = ""


def session_in(cookies: str) -> str:
    """The session that a `Cookie` header names; empty without one."""
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def reader_of(session: str, follows: str = "") -> Reader | None:
    """Who reads with this session, or None when they are signed out, out of use or no staff.

    What they may not follow is left out.
    """
    close_old_connections()
    try:
        actor = _actor_of(session)
        if actor is None or not actor.is_staff or actor.person is None:
            return None
        allowed = follows if follows and subjects.may_follow(actor, follows) else ""
        return Reader(session=session, person=actor.person.pk, name=actor.person.name, follows=allowed)
    finally:
        close_old_connections()


def _actor_of(session: str) -> Actor | None:
    if not session:
        return None
    request = HttpRequest()
    request.session = _SessionStore(session)
    account = get_user(request)
    return actor_of_account(account) if isinstance(account, Account) else None
