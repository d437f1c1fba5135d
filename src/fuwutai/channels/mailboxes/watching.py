"""One thread for each mailbox that we fetch from, started, stopped and restarted as the settings say."""

import threading
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import translation

from fuwutai.channels.choices import Incoming
from fuwutai.channels.mailboxes import arrivals, imap, lines, pop3
from fuwutai.channels.models import Mailbox
from fuwutai.core import clock

log = structlog.get_logger(__name__)

# Seconds: how soon a changed setting is noticed; the first and the longest wait after a lost connection.
LOOK_EVERY = 5.0
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 300.0
_NOTE_EVERY = 60.0

_FOLLOW = {Incoming.IMAP: imap.follow, Incoming.POP3: pop3.follow}


def run_forever(stop: threading.Event, *, look_every: float = LOOK_EVERY) -> None:
    """Follow every active mailbox until `stop` is set, and all threads have ended."""
    followers: dict[int, _Follower] = {}
    try:
        while not stop.is_set():
            _adjust(followers)
            stop.wait(look_every)
    finally:
        for follower in followers.values():
            follower.stop.set()
        for follower in followers.values():
            follower.thread.join()


@dataclass
class _Follower:
    mailbox: Mailbox
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=_follow, args=(self.mailbox, self.stop), name=f"{self.mailbox.source}")
        self.thread.start()


def _adjust(followers: dict[int, _Follower]) -> None:
    """Stop who follows a mailbox that changed or is no longer fetched from, start who is missing."""
    try:
        wanted = {box.pk: box for box in Mailbox.objects.filter(active=True).exclude(incoming=Incoming.NONE)}
    except DatabaseError:
        # The worker of the same process says what is wrong with the database.
        log.warning("mailboxes.database_away")
        return
    finally:
        arrivals.done()
    for pk, follower in list(followers.items()):
        same = pk in wanted and wanted[pk].version == follower.mailbox.version
        if not same or not follower.thread.is_alive():
            follower.stop.set()
            follower.thread.join()
            del followers[pk]
    for pk in wanted.keys() - followers.keys():
        followers[pk] = _Follower(wanted[pk])


def _follow(mailbox: Mailbox, stop: threading.Event) -> None:
    """Follow one mailbox through lost connections, waiting longer each time it can't be reached."""
    noted = _Noted(mailbox)
    wait = _FIRST_WAIT
    while not stop.is_set():
        try:
            _FOLLOW[Incoming(mailbox.incoming)](mailbox, stop, noted.success)
        except (*lines.FAILURES, DatabaseError) as error:
            wait = _FIRST_WAIT if noted.worked else min(wait * 2, _LONGEST_WAIT)
            log.warning("mailbox.lost", mailbox=mailbox.pk, error=repr(error), again_in=wait)
            noted.failure(error)
            stop.wait(wait)
    arrivals.done()


class _Noted:
    """Keeps on the mailbox when it was last looked into and what went wrong, without writing at every look."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._row = Mailbox.objects.filter(pk=mailbox.pk)
        self.worked = False

    def success(self) -> None:
        now = clock.now()
        before = self._mailbox.polled_at
        if not self.worked or before is None or (now - before).total_seconds() > _NOTE_EVERY:
            self._mailbox.polled_at = now
            self._row.update(polled_at=now, last_error="")
        self.worked = True
        arrivals.done()

    def failure(self, error: Exception) -> None:
        self.worked = False
        with translation.override(settings.LANGUAGE_CODE):
            sentence = lines.why(error, host=self._mailbox.in_host, port=self._mailbox.in_port or 0)
        try:
            self._row.update(last_error=sentence)
        except DatabaseError:
            log.warning("mailbox.not_noted", mailbox=self._mailbox.pk)
        arrivals.done()
