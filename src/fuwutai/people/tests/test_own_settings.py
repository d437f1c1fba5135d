"""What everybody sets for themselves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fuwutai.core import clock
from fuwutai.people import tokens
from fuwutai.people.models import Account, ApiToken
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
PAGES = ("/people/me", "/people/tokens", "/account/sessions/", "/account/password/set/")


@pytest.mark.parametrize("name", ["rita", "amy"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_open_for_staff_and_for_requesters(cast: Cast, browse: Browse, name: str, path: str) -> None:
    page = browse(name).get(path)
    assert page.status_code == 200
    assert ("fw-rail" in page.content.decode()) is (name == "amy")


@pytest.mark.parametrize("path", PAGES)
def test_visitor_signs_in_first(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/account/login/")


def test_language_and_zone_are_kept_and_used(cast: Cast, browse: Browse) -> None:
    client = browse("rita")
    client.cookies["django_language"] = "zh-hans"
    answer = client.post("/people/me", {"language": "en", "time_zone": "Asia/Tokyo"})
    # The client keeps even expired cookies; a browser drops it.
    assert answer.cookies["django_language"]["max-age"] == 0
    del client.cookies["django_language"]
    cast.rita.refresh_from_db()
    assert (cast.rita.language, cast.rita.time_zone) == ("en", "Asia/Tokyo")
    assert '<html lang="en"' in client.get("/people/me").content.decode()


@pytest.mark.parametrize("values", [{"language": "fr"}, {"time_zone": "Mars/Base"}])
def test_unknown_language_or_zone_is_told_at_its_field(cast: Cast, browse: Browse, values: dict[str, str]) -> None:
    answer = browse("rita").post("/people/me", values)
    assert answer.status_code == 422
    assert f'id="id_{next(iter(values))}_error"' in answer.content.decode()
    cast.rita.refresh_from_db()
    assert (cast.rita.language, cast.rita.time_zone) == ("", "")


def drawn(client: Client) -> str:
    return client.get("/people/me").content.decode().partition("<html")[2].partition(">")[0]


def test_the_look_follows_a_person_to_another_computer(cast: Cast, browse: Browse) -> None:
    here, there, other = browse("amy"), Client(), browse("otto")
    there.force_login(Account.objects.get(person=cast.amy), backend="fuwutai.people.backends.AccountBackend")
    there.cookies["theme"] = "light"
    sent = {"theme": "dark", "density": "compact", "keys": "off"}
    for name, value in sent.items():
        answer = here.patch("/api/v1/me", {name: value}, content_type="application/json")
        assert answer.json()[name] == value, answer.content
    for word in ('data-bs-theme="dark"', 'data-density="compact"', 'data-keys="off"'):
        assert word in drawn(here)
        assert word in drawn(there)
        assert word not in drawn(other)
    assert there.post("/people/me", {"theme": "auto", "density": "roomy"}).status_code == 302
    assert 'data-bs-theme="auto" data-density="roomy"' in drawn(here)
    assert "data-keys" not in drawn(here)


def test_without_a_choice_of_ones_own_the_browser_tells(cast: Cast, browse: Browse, client: Client) -> None:
    amy = browse("amy")
    for each in (amy, client):
        each.cookies["theme"] = "dark"
    assert 'data-bs-theme="dark"' in drawn(amy)
    amy.patch("/api/v1/me", {"theme": "light"}, content_type="application/json")
    assert 'data-bs-theme="light"' in drawn(amy)
    assert 'data-bs-theme="dark"' in client.get("/account/login/").content.decode()
    amy.patch("/api/v1/me", {"theme": ""}, content_type="application/json")
    assert 'data-bs-theme="dark"' in drawn(amy)


@pytest.mark.parametrize("value", ["pink", '"><script>', None, 7, ["dark"]])
def test_a_look_that_there_is_not_is_refused(cast: Cast, browse: Browse, value: object) -> None:
    client = browse("rita")
    for name in ("theme", "density", "keys"):
        answer = client.patch("/api/v1/me", {name: value}, content_type="application/json")
        assert answer.status_code == (200 if value is None else 422)
    assert client.post("/people/me", {"theme": str(value)}).status_code == 422
    assert 'data-bs-theme="light"' in drawn(client)


def test_token_is_shown_once_and_works(cast: Cast, browse: Browse) -> None:
    client = browse("rita")
    page = client.post("/people/tokens", {"name": "报表", "scope": "read", "lasts": "30"})
    secret = page.content.decode().partition('data-copy="')[2].partition('"')[0]
    assert tokens.actor_of_token(secret).person == cast.rita
    assert page.headers["Cache-Control"] == "no-store"
    again = client.get("/people/tokens").content.decode()
    assert "报表" in again
    assert secret not in again
    expires = ApiToken.objects.get().expires_at
    assert expires is not None
    assert abs(expires - clock.now() - timedelta(days=30)) < timedelta(minutes=1)


def test_token_needs_its_purpose(cast: Cast, browse: Browse) -> None:
    answer = browse("rita").post("/people/tokens", {"name": "", "scope": "read"})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_requester_cannot_make_a_token_that_configures(cast: Cast, browse: Browse) -> None:
    assert browse("rita").post("/people/tokens", {"name": "x", "scope": "admin"}).status_code == 422
    assert browse("amy").post("/people/tokens", {"name": "x", "scope": "admin"}).status_code == 200


def test_token_is_revoked_by_its_person_only(cast: Cast, browse: Browse) -> None:
    client = browse("rita")
    client.post("/people/tokens", {"name": "报表", "scope": "read", "lasts": ""})
    token = ApiToken.objects.get()
    assert browse("amy").post(f"/people/tokens/{token.pk}/end").status_code == 404
    assert client.get(f"/people/tokens/{token.pk}/end").status_code == 405
    client.post(f"/people/tokens/{token.pk}/end")
    token.refresh_from_db()
    assert token.revoked_at is not None
