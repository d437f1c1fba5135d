"""Signing in, choosing a password, and where one is signed in."""

import re

import pytest
from django.core import mail
from django.test import Client

from fuwutai.people import services
from fuwutai.people.models import Account
from fuwutai.site.tests.cast import PASSWORD, Cast

LOGIN = "/account/login/"


@pytest.fixture
def amy(cast: Cast) -> Account:
    return services.open_account(cast.amy, username="amy", password=PASSWORD)


def sign_in(client: Client, name: str = "amy", password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": name, "password": password}).status_code


@pytest.mark.parametrize("name", ["amy", "AMY@lanjiang.example"])
def test_name_or_mail_address_signs_in(amy: Account, client: Client, name: str) -> None:
    assert sign_in(client, name) == 302
    assert "_auth_user_id" in client.session


def test_sign_in_goes_on_to_where_one_wanted(amy: Account, client: Client) -> None:
    answer = client.get("/portal/report")
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'name="next" value="/portal/report"' in page
    answer = client.post(LOGIN, {"login": "amy", "password": PASSWORD, "next": "/portal/report"})
    assert answer.headers["Location"] == "/portal/report"


def test_foreign_address_is_not_gone_to(amy: Account, client: Client) -> None:
    answer = client.post(LOGIN, {"login": "amy", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_wrong_password_is_told_without_saying_which_was_wrong(amy: Account, client: Client) -> None:
    known = client.post(LOGIN, {"login": "amy", "password": "nothing"}).content.decode()
    unknown = client.post(LOGIN, {"login": "nobody", "password": "nothing"}).content.decode()
    sentence = re.compile(r'role="alert".*?</div></div>', re.DOTALL)
    assert sentence.search(known).group() == sentence.search(unknown).group()  # type: ignore[union-attr]


def test_sixth_wrong_password_has_to_wait(amy: Account, client: Client) -> None:
    assert [sign_in(client, password="wrong") for _attempt in range(6)] == [200, 200, 200, 200, 200, 429]
    answer = client.post(LOGIN, {"login": "amy", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert re.search(r"\d\d:\d\d:\d\d", answer.content.decode())
    # The limit stands in the database, so another process, here another client, knows of it.
    assert sign_in(Client()) == 429


def test_wrong_passwords_of_one_do_not_lock_out_another(amy: Account, cast: Cast, client: Client) -> None:
    services.open_account(cast.ben, username="ben", password=PASSWORD)
    for _attempt in range(6):
        sign_in(client, password="wrong")
    assert sign_in(Client(REMOTE_ADDR="10.9.8.7"), "ben") == 302


def test_whoever_left_cannot_sign_in(amy: Account, cast: Cast, client: Client) -> None:
    Account.objects.filter(pk=amy.pk).update(is_active=False)
    client.post(LOGIN, {"login": "amy", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_accounts_are_not_made_by_passers_by(cast: Cast, client: Client) -> None:
    values = {"username": "x", "email": "x@x.example", "password1": PASSWORD}
    client.post("/account/signup/", values)
    assert not Account.objects.exists()
    for path in ("/account/email/", "/account/confirm-email/", "/account/login/code/confirm/"):
        assert client.get(path).status_code == 404


def reset_link(client: Client, address: str) -> str:
    answer = client.post("/account/password/reset/", {"email": address})
    assert answer.headers["Location"] == "/account/password/reset/done/"
    mails = "".join(str(message.body) for message in mail.outbox)
    found = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", mails)
    return found.group(1) if found else ""


def test_password_is_chosen_by_mail(amy: Account, client: Client) -> None:
    link = reset_link(client, "amy@lanjiang.example")
    page = client.get(link, follow=True)
    address = page.request["PATH_INFO"]
    short = client.post(address, {"password1": "short", "password2": "short"})
    assert "fw-error" in short.content.decode()
    client.post(address, {"password1": "quite another one", "password2": "quite another one"})
    assert sign_in(client, password="quite another one") == 302
    assert "fw-thanks" in client.get("/account/password/reset/key/done/").content.decode()


def test_link_works_once(amy: Account, client: Client) -> None:
    link = reset_link(client, "amy@lanjiang.example")
    address = client.get(link, follow=True).request["PATH_INFO"]
    client.post(address, {"password1": "quite another one", "password2": "quite another one"})
    assert 'name="password1"' not in Client().get(link, follow=True).content.decode()


def test_unknown_address_gets_no_mail_and_the_same_answer(amy: Account, client: Client) -> None:
    assert reset_link(client, "stranger@elsewhere.example") == ""
    assert mail.outbox == []


def test_other_devices_are_signed_out(amy: Account, client: Client) -> None:
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1"})
    sign_in(client)
    sign_in(phone)
    page = client.get("/account/sessions/").content.decode()
    assert page.count("fw-device") == 2
    assert "iPhone" in page
    client.post("/account/sessions/")
    assert phone.get("/account/sessions/").status_code == 302
    assert client.get("/account/sessions/").content.decode().count("fw-device") == 1


def test_password_is_changed_and_the_old_one_asked_for(amy: Account, client: Client) -> None:
    sign_in(client)
    values = {"oldpassword": "wrong", "password1": "quite another one", "password2": "quite another one"}
    assert "fw-error" in client.post("/account/password/change/", values).content.decode()
    client.post("/account/password/change/", {**values, "oldpassword": PASSWORD})
    assert sign_in(Client(), password="quite another one") == 302


def test_signing_out_by_address_asks_first(amy: Account, client: Client) -> None:
    sign_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    [LOGIN, "/account/password/reset/", "/account/password/reset/done/", "/account/signup/", "/account/inactive/"],
)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_pages_before_sign_in_open_in_every_language(cast: Cast, path: str, language: str) -> None:
    page = Client(headers={"accept-language": language}).get(path)
    assert page.status_code == 200
    assert "fw-plain" in page.content.decode()
