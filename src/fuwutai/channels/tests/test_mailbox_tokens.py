"""Mailboxes that ask for OAuth 2 instead of a password: allowed once, renewed in time, and told when it ends (B1)."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from fuwutai.channels import services
from fuwutai.channels.choices import Consent, Incoming, Outgoing, Provider, Security, SignIn
from fuwutai.channels.mailboxes import authorities, imap, pop3, smtp_out, tokens
from fuwutai.channels.models import Grant, Mailbox
from fuwutai.channels.tests.authority import CLIENT, SECRET, Authority, TokenReceiver
from fuwutai.channels.tests.post import DESK, write
from fuwutai.channels.tests.servers import Dovecot, free_port, wait_until
from fuwutai.channels.tests.test_mailbox_fetching import followed
from fuwutai.core import clock, vault
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.jobs.models import Job
from fuwutai.core.jobs.worker import run_due
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Contact

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[[str], Client]


@pytest.fixture
def authority() -> Iterator[Authority]:
    with Authority() as running:
        yield running


@pytest.fixture(params=["xoauth2 oauthbearer", "oauthbearer"])
def dovecot(authority: Authority, request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    with Dovecot.running(authority=authority.port, mechanisms=request.param) as running:
        yield running


@pytest.fixture
def receiver(authority: Authority) -> Iterator[TokenReceiver]:
    with TokenReceiver(authority) as running:
        yield running
        smtp_out.hang_up()


def with_tokens(authority: Authority, **values: object) -> Mailbox:
    """A mailbox of the user `desk`, for which this installation may ask by itself unless said otherwise."""
    usual = {
        "name": "IT", "address": DESK, "in_host": "127.0.0.1", "in_security": Security.NONE, "in_user": "desk",
        "out_host": "127.0.0.1", "out_security": Security.NONE, "out_user": "desk", "sign_in": SignIn.OAUTH,
        "provider": Provider.OTHER, "client_id": CLIENT, "consent": Consent.PROGRAM,
        "authorize_url": f"{authority.url}/authorize", "token_url": f"{authority.url}/token", "scopes": "mail",
    }  # fmt: skip
    return services.save_mailbox(SYSTEM, Mailbox(**{**usual, **values}), client_secret=SECRET)


def allowed(mailbox: Mailbox, authority: Authority) -> Mailbox:
    refresh = vault.conceal(authority.grant(user="desk"))
    Grant.objects.create(mailbox=mailbox, refresh_secret=refresh, granted_at=clock.now())
    return mailbox


def test_imap_is_signed_in_with_a_token_and_mail_fetched(cast: Cast, authority: Authority, dovecot: Dovecot) -> None:
    mailbox = with_tokens(authority, incoming=Incoming.IMAP, in_port=dovecot.imap)
    dovecot.append(write().as_bytes())
    with imap.connect(mailbox) as box:
        assert imap.fetch(box, mailbox) == 1
    assert Contact.objects.filter(source=mailbox.source).count() == 1


def test_pop3_is_signed_in_with_a_token_and_mail_fetched(cast: Cast, authority: Authority, dovecot: Dovecot) -> None:
    mailbox = with_tokens(authority, incoming=Incoming.POP3, in_port=dovecot.pop3)
    dovecot.append(write().as_bytes())
    with pop3.connect(mailbox) as box:
        assert pop3.fetch(box, mailbox, set()) == 1


@pytest.mark.parametrize(("incoming", "port"), [(Incoming.IMAP, "imap"), (Incoming.POP3, "pop3")])
def test_revoked_token_is_told_then_replaced_and_no_mail_is_lost(
    cast: Cast, authority: Authority, dovecot: Dovecot, incoming: Incoming, port: str, settings: Settings
) -> None:
    settings.LANGUAGE_CODE = "en"
    mailbox = with_tokens(authority, incoming=incoming, in_port=getattr(dovecot, port))
    tokens.access_token(mailbox)
    authority.revoke_all()
    dovecot.append(write().as_bytes())
    [finding] = services.try_out(mailbox)
    assert (finding.works, "does not accept the token for desk" in finding.sentence) == (False, True)
    with followed():
        wait_until(lambda: Contact.objects.count() == 1)
        wait_until(lambda: Mailbox.objects.get().last_error == "")


def test_ended_consent_is_told_on_the_page_and_in_the_log_and_mail_waits(
    cast: Cast, browse: Browse, authority: Authority, dovecot: Dovecot, settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    settings.LANGUAGE_CODE = "en"
    values = {"incoming": Incoming.IMAP, "in_port": dovecot.imap, "consent": Consent.PERSON}
    mailbox = allowed(with_tokens(authority, **values), authority)
    authority.refusal = "invalid_grant"
    dovecot.append(write().as_bytes())
    with followed():
        wait_until(lambda: Mailbox.objects.get().last_error)
        sentence = Mailbox.objects.get().last_error
        assert "no longer allows this mailbox: The test wants it so. Sign in there again" in sentence
        assert sentence in browse("ada").get(f"/channels/mailboxes/{mailbox.pk}").content.decode()
        assert "SignInFailed('invalid_grant', 'The test wants it so.')" in caplog.text
        authority.refusal = ""
        wait_until(lambda: Contact.objects.count() == 1, seconds=20)
    assert Mailbox.objects.get().last_error == ""


def test_token_is_renewed_before_it_ends_and_kept_until_then(cast: Cast, authority: Authority) -> None:
    mailbox = allowed(with_tokens(authority, consent=Consent.PERSON), authority)
    first = tokens.access_token(mailbox)
    assert tokens.access_token(mailbox) == first
    with clock.at(clock.now() + timedelta(minutes=54)):
        assert tokens.access_token(mailbox) == first
    with clock.at(clock.now() + timedelta(minutes=56)):
        assert tokens.access_token(mailbox) != first
    # The authority changes its refresh token each time; the second renewal had to come with the new one.
    assert [asked["grant_type"] for asked in authority.asked] == ["refresh_token", "refresh_token"]


def test_secrets_and_tokens_are_encrypted_and_never_logged(
    cast: Cast, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mailbox = allowed(with_tokens(authority, consent=Consent.PERSON), authority)
    tokens.access_token(mailbox)
    secret = [SECRET, *authority.given, authority.asked[0]["refresh_token"]]
    grant = Grant.objects.get()
    kept = f"{mailbox.client_secret} {grant.access_secret} {grant.refresh_secret} {list(_changes())}"
    assert [each for each in secret if each in caplog.text or each in kept] == []


def _changes() -> list[str]:
    return list(ConfigurationChange.objects.order_by("-id").values_list("changes_json", flat=True))


def test_mail_leaves_with_a_token_and_waits_while_none_is_given(
    cast: Cast, authority: Authority, receiver: TokenReceiver, settings: Settings
) -> None:
    settings.LANGUAGE_CODE = "en"
    with_tokens(authority, outgoing=Outgoing.SMTP, out_port=receiver.port)
    authority.refusal = "invalid_client"
    cast.ticket()
    _work()
    assert "gives no token" in Mailbox.objects.get().out_error
    authority.refusal = ""
    Job.objects.update(due_at=clock.now())
    _work()
    assert len(receiver.received) == 1
    assert Mailbox.objects.get().out_error == ""


def test_smtp_server_that_refuses_a_token_gets_a_new_one(
    cast: Cast, authority: Authority, receiver: TokenReceiver
) -> None:
    mailbox = with_tokens(authority, outgoing=Outgoing.SMTP, out_port=receiver.port)
    tokens.access_token(mailbox)
    authority.revoke_all()
    with pytest.raises(tokens.SignInFailed, match="535"):
        smtp_out.connect(mailbox)
    smtp_out.connect(mailbox).quit()


def _work() -> None:
    while run_due():
        pass


def test_administrator_allows_a_mailbox_at_its_provider(cast: Cast, browse: Browse, authority: Authority) -> None:
    mailbox = with_tokens(authority, incoming=Incoming.IMAP, in_port=993, consent=Consent.PERSON)
    ada = browse("ada")
    away = ada.get(f"/channels/mailboxes/{mailbox.pk}/consent").headers["Location"]
    assert away.startswith(f"{authority.url}/authorize?")
    assert "code_challenge_method=S256" in away
    back = urlsplit(authority.is_visited(away, user="desk"))
    assert ada.get(f"{back.path}?{back.query}").headers["Location"] == f"/channels/mailboxes/{mailbox.pk}"
    assert authority.users[tokens.access_token(mailbox)] == "desk"
    assert Mailbox.objects.get().version == 2
    assert '"grant"' in _changes()[0]
    assert ada.get(f"{back.path}?{back.query}").status_code == 400


@pytest.mark.parametrize("said", ["code=guessed&state=guessed", "code=guessed", "error=access_denied"])
def test_answer_that_nobody_asked_for_is_refused(cast: Cast, browse: Browse, authority: Authority, said: str) -> None:
    mailbox = with_tokens(authority, consent=Consent.PERSON)
    ada = browse("ada")
    ada.get(f"/channels/mailboxes/{mailbox.pk}/consent")
    assert ada.get(f"/channels/mailboxes/consent?{said}").status_code == 400
    assert not Grant.objects.exists()


def test_refusal_at_the_provider_is_told(cast: Cast, browse: Browse, authority: Authority) -> None:
    mailbox = with_tokens(authority, consent=Consent.PERSON)
    ada = browse("ada")
    ada.get(f"/channels/mailboxes/{mailbox.pk}/consent")
    state = ada.session["mailbox_visit"]["state"]
    page = ada.get(f"/channels/mailboxes/consent?error=access_denied&state={state}", follow=True).content.decode()
    assert "access_denied" in page
    assert not Grant.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("mona", 403), ("rita", 404)])
def test_others_allow_nothing(cast: Cast, browse: Browse, authority: Authority, name: str, status: int) -> None:
    mailbox = with_tokens(authority, consent=Consent.PERSON)
    assert browse(name).get(f"/channels/mailboxes/{mailbox.pk}/consent").status_code == status


def test_weekly_renewal_tells_of_an_ended_consent(cast: Cast, authority: Authority) -> None:
    allowed(with_tokens(authority, consent=Consent.PERSON), authority)
    services.keep_allowed()
    assert Mailbox.objects.get().out_error == ""
    authority.refusal = "invalid_grant"
    services.keep_allowed()
    assert Mailbox.objects.get().out_error


def test_authority_that_is_away_is_told_in_words(cast: Cast, authority: Authority) -> None:
    mailbox = with_tokens(authority, token_url=f"http://127.0.0.1:{free_port()}/token")
    with pytest.raises(tokens.SignInFailed, match="127"):
        tokens.access_token(mailbox)


def test_form_asks_for_what_a_provider_needs_and_knows_its_servers(cast: Cast, browse: Browse) -> None:
    typed = {
        "name": "IT", "address": DESK, "kind": "incident", "incoming": "imap", "in_security": "tls",
        "outgoing": "smtp", "out_security": "starttls", "sign_in": "oauth", "provider": "microsoft",
        "consent": "person",
    }  # fmt: skip
    headers = {"HX-Request": "true", "HX-Target": "ways"}
    part = browse("ada").post("/channels/mailboxes/new", typed, headers=headers).content.decode()
    assert all(f'value="{host}"' in part for host in ("outlook.office365.com", "smtp.office365.com"))
    assert all(f'name="{name}"' in part for name in ("tenant", "client_id", "client_secret"))
    assert not any(f'name="{name}"' in part for name in ("in_password", "out_password", "token_url"))
    assert "http://127.0.0.1:8000/channels/mailboxes/consent" in part
    answer = browse("ada").post("/channels/mailboxes/new", {**typed, "in_user": "desk"})
    assert 'id="id_tenant_error"' in answer.content.decode()


def test_secrets_go_only_where_nobody_listens(cast: Cast, browse: Browse) -> None:
    typed = {
        "name": "IT", "address": DESK, "kind": "incident", "incoming": "none", "outgoing": "none", "sign_in": "oauth",
        "provider": "other", "consent": "program", "client_id": CLIENT, "token_url": "http://login.example/token",
    }  # fmt: skip
    answer = browse("ada").post("/channels/mailboxes/new", typed)
    assert answer.status_code == 422
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("consent", "scopes"),
    [(Consent.PROGRAM, "https://outlook.office365.com/.default"), (Consent.PERSON, "offline_access ")],
)
def test_what_microsoft_documents_is_known(consent: Consent, scopes: str) -> None:
    authority = authorities.of(Mailbox(provider=Provider.MICROSOFT, tenant="lanjiang.example", consent=consent))
    assert authority.token_url == "https://login.microsoftonline.com/lanjiang.example/oauth2/v2.0/token"
    assert authority.scopes.startswith(scopes)


@pytest.mark.parametrize("life", ["soon", [3600], 10**30])
def test_a_life_that_is_no_number_of_seconds_is_no_failure_of_ours(
    cast: Cast, authority: Authority, life: object
) -> None:
    authority.life = life
    mailbox = with_tokens(authority)
    if isinstance(life, int):
        assert tokens.renew(mailbox, None)
    else:
        with pytest.raises(tokens.SignInFailed):
            tokens.renew(mailbox, None)
