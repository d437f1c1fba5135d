"""Setting up mailboxes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fuwutai.channels.choices import Consent, Fetched, Incoming, Outgoing, SignIn
from fuwutai.channels.mailboxes import imap, lines, pop3, smtp_out, tokens
from fuwutai.channels.models import Grant, Mailbox
from fuwutai.core import clock, vault
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Refusal
from fuwutai.core.rounds import Round
from fuwutai.people.permissions import SYSTEM, Actor

log = structlog.get_logger(__name__)

# Seconds that somebody who presses "test" is kept waiting for each direction at most.
_PATIENCE = 5.0
_ALLOWED = Round("channels.allowed", gettext_lazy("Keep the permission to read mailboxes alive"))

Look = Callable[[], str]


def save_mailbox(
    actor: Actor, mailbox: Mailbox, *, in_password: str = "", out_password: str = "", client_secret: str = ""
) -> Mailbox:
    """Save a mailbox and keep who changed what; an empty password or secret leaves the stored one.

    It becomes the default sender if it says so or nobody else is. Raises Forbidden, or Invalid with the fields.
    """
    actor.must("channels.mailboxes")
    if in_password:
        mailbox.in_secret = vault.conceal(in_password)
    if out_password:
        mailbox.out_secret = vault.conceal(out_password)
    if client_secret:
        mailbox.client_secret = vault.conceal(client_secret)
    with transaction.atomic():
        mailbox.version = (mailbox.version + 1) if mailbox.pk else 1
        sends = mailbox.active and mailbox.outgoing != Outgoing.NONE
        others = Mailbox.objects.filter(default=True, active=True).exclude(pk=mailbox.pk)
        mailbox.default = sends and (mailbox.default or not others.exists())
        if mailbox.default:
            others.update(default=False)
        mailbox.last_error = mailbox.out_error = ""
        changes.save(actor, mailbox)
        # The token of the moment may have been given to another client.
        tokens.forget(mailbox)
        return mailbox


def allow(actor: Actor, mailbox: Mailbox, *, code: str, verifier: str) -> None:
    """Keep what an authority gave to whoever signed in there; whoever waits to fetch or send tries again at once.

    Raises Forbidden, and Refusal with a sentence when the authority does not accept the code.
    """
    actor.must("channels.mailboxes")
    try:
        tokens.redeem(mailbox, code=code, verifier=verifier)
    except tokens.SignInFailed as failure:
        log.warning("mailbox.not_allowed", mailbox=mailbox.pk, error=repr(failure))
        raise Refusal(str(failure)) from None
    with transaction.atomic():
        Mailbox.objects.filter(pk=mailbox.pk).update(version=F("version") + 1, last_error="", out_error="")
        changes.note(actor, mailbox, {"grant": (None, clock.now().isoformat())})


def keep_allowed() -> None:
    """Renew what people allowed: authorities forget a consent that nobody used for some months.

    A mailbox whose consent has ended says so on its page before anybody misses its mail.
    """
    found = Mailbox.objects.filter(active=True, sign_in=SignIn.OAUTH, consent=Consent.PERSON)
    _ALLOWED.each_outside(list(found.values_list("pk", flat=True)), _keep_allowed).must_be_whole()


def _keep_allowed(pk: int) -> None:
    mailbox = Mailbox.objects.get(pk=pk)
    try:
        tokens.renew(mailbox, Grant.objects.filter(mailbox=mailbox).first())
    except tokens.SignInFailed as failure:
        log.warning("mailbox.not_allowed", mailbox=mailbox.pk, error=repr(failure))
        with translation.override(settings.LANGUAGE_CODE):
            Mailbox.objects.filter(pk=mailbox.pk).update(out_error=str(failure))


@dataclass(frozen=True)
class Finding:
    """What trying one direction of a mailbox showed."""

    works: bool
    sentence: str


def try_out(mailbox: Mailbox) -> list[Finding]:
    """Sign in both ways, without fetching or sending anything."""
    findings = []
    match mailbox.incoming:
        case Incoming.IMAP:
            findings.append(_try(lambda: _look_by_imap(mailbox), mailbox.in_host, mailbox.in_port))
        case Incoming.POP3:
            findings.append(_try(lambda: _look_by_pop3(mailbox), mailbox.in_host, mailbox.in_port))
        case _:
            findings.append(Finding(works=True, sentence=_listening()))
    if mailbox.outgoing == Outgoing.SMTP:
        findings.append(_try(lambda: _sign_in_to_send(mailbox), mailbox.out_host, mailbox.out_port))
    elif mailbox.outgoing == Outgoing.FOLDER:
        findings.append(Finding(works=True, sentence=_("Mail is written to %(path)s.") % {"path": mailbox.pickup_path}))
    return findings


def _try(look: Look, host: str, port: int | None) -> Finding:
    try:
        return Finding(works=True, sentence=look())
    except lines.FAILURES as error:
        return Finding(works=False, sentence=lines.why(error, host=host, port=port or 0))


def _look_by_imap(mailbox: Mailbox) -> str:
    with imap.connect(mailbox, patience=_PATIENCE) as box:
        status = box.folder.status(mailbox.folder or "INBOX", ["MESSAGES", "UNSEEN"])
        if mailbox.fetched == Fetched.MOVE and not box.folder.exists(mailbox.move_to):
            return _("Signed in. The folder to move to is not there yet; it will be made.")
    waiting = status["UNSEEN"] if mailbox.fetched == Fetched.SEEN else status["MESSAGES"]
    return _waiting(waiting)


def _look_by_pop3(mailbox: Mailbox) -> str:
    with pop3.connect(mailbox, patience=_PATIENCE) as box:
        return _waiting(box.stat()[0])


def _waiting(count: int) -> str:
    if not count:
        return _("Signed in. No mail is waiting.")
    return ngettext("Signed in. %d message is waiting.", "Signed in. %d messages are waiting.", count) % count


def _sign_in_to_send(mailbox: Mailbox) -> str:
    connection = smtp_out.connect(mailbox, patience=_PATIENCE)
    connection.quit()
    return _("%(host)s is ready to take mail.") % {"host": mailbox.out_host}


def _listening() -> str:
    bind = settings.OPTIONS.smtp_bind
    if not bind:
        return _("The inbound SMTP listener is turned off in the options of this installation.")
    return _("Mail handed over by SMTP to %(bind)s is taken.") % {"bind": bind}


def pickup_outbox(folder: Path, *, address: str, name: str) -> Mailbox:
    """The mailbox of a trial or a test: takes mail by SMTP, writes its own into `folder`, sends by default."""
    mailbox = Mailbox.objects.filter(address=address).first() or Mailbox(address=address)
    mailbox.name = name
    mailbox.outgoing = Outgoing.FOLDER
    mailbox.pickup_folder = str(folder.resolve().relative_to(settings.HOME))
    mailbox.default = True
    return save_mailbox(SYSTEM, mailbox)
