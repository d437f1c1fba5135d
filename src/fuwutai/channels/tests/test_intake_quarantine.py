"""What can't be taken in waits with its reason, and can be run again (mission A1)."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from fuwutai.channels.mailboxes import arrivals
from fuwutai.channels.tests.post import RITA, Post, taken, write
from fuwutai.core import clock
from fuwutai.core.jobs.models import Job
from fuwutai.core.jobs.worker import run_due
from fuwutai.people import services as people
from fuwutai.people.models import Person, Role
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel, ContactState
from fuwutai.tickets.models import Contact, Ticket
from fuwutai.tickets.services import contacts
from fuwutai.tickets.services.letters import Letter, Wish

Browse = Callable[[str], Client]


def test_unreadable_message_is_quarantined_with_its_reason(cast: Cast, post: Post) -> None:
    contact = post.take(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an Outlook file")
    assert (contact.state, contact.reason, Ticket.objects.count()) == (ContactState.QUARANTINED, "outlook-file", 0)


def test_sender_that_is_no_address_is_quarantined_at_once(cast: Cast, post: Post) -> None:
    contact = post.take(write("root <root>"))
    assert contact.state == ContactState.QUARANTINED
    assert contact.reason.startswith("failed|root ")
    assert not Job.objects.exists()


def test_crash_while_understanding_loses_nothing_and_runs_again(cast: Cast, post: Post) -> None:
    before = contacts._understand[Channel.MAIL]
    contacts.register(Channel.MAIL, _crash)
    contact = post.take(write())
    for _ in range(contacts.MOST_ATTEMPTS):
        Job.objects.update(due_at=clock.now())
        run_due()
    contacts.register(Channel.MAIL, before)
    contact.refresh_from_db()
    assert (contact.state, contact.reason) == (ContactState.QUARANTINED, "failed|ValueError: a bug of ours")

    contacts.run_again(cast.actor("mona"), contacts=[contact])
    post.work()
    contact.refresh_from_db()
    assert taken(contact).requester == cast.rita


def test_nothing_is_left_of_what_fails_half_way(cast: Cast, post: Post) -> None:
    """The stranger is entered before the ticket is made, which here can't be."""
    post.mailbox.kind = "no-such-kind"
    post.mailbox.save()
    contact = post.take(write("Wang <wang@yuanshan.example>"))
    assert contact.state == ContactState.RECEIVED
    assert not Person.objects.filter(known=False).exists()


def test_taking_in_twice_makes_one_ticket(cast: Cast, post: Post) -> None:
    contact = post.take(write())
    contacts.take_in(contact.pk)
    Contact.objects.filter(pk=contact.pk).update(ticket=None)
    contacts.take_in(contact.pk)
    assert Ticket.objects.count() == 1


def test_contact_and_job_are_one_transaction(cast: Cast, post: Post) -> None:
    with transaction.atomic():
        arrivals.store(post.mailbox, write().as_bytes())
        transaction.set_rollback(True)
    assert (Contact.objects.count(), Job.objects.count()) == (0, 0)


def test_vacation_note_can_be_taken_in_as_a_report_after_all(cast: Cast, post: Post) -> None:
    contact = post.take(write(Auto_Submitted="auto-replied"))
    contacts.run_again(cast.actor("mona"), contacts=[contact], wish=Wish.AS_REPORT)
    post.work()
    contact.refresh_from_db()
    assert taken(contact).requester == cast.rita
    assert post.sent == []


def test_manager_runs_again_and_discards_many_on_the_page(cast: Cast, post: Post, browse: Browse) -> None:
    flood = [post.take(write(RITA, f"报警 {number}")) for number in range(23)][20:]
    mona = browse("mona")
    page = mona.get("/channels/contacts/").content.decode()
    assert page.count('name="contact"') == 3

    mona.post("/channels/contacts/again", {"contact": [flood[0].pk]})
    mona.post("/channels/contacts/discards", {"contact": [flood[1].pk, flood[2].pk]})
    post.work()
    assert [Contact.objects.get(pk=each.pk).state for each in flood] == ["done", "discarded", "discarded"]
    assert "周启明" in Contact.objects.get(pk=flood[1].pk).reason
    assert 'name="contact"' not in mona.get("/channels/contacts/").content.decode()


def test_raw_message_is_shown_as_text_and_given_as_a_file(cast: Cast, post: Post, browse: Browse) -> None:
    contact = post.take(b"<script>alert(1)</script>")
    mona = browse("mona")
    page = mona.get(f"/channels/contacts/{contact.pk}").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    raw = mona.get(f"/channels/contacts/{contact.pk}/raw")
    assert raw.content == b"<script>alert(1)</script>"
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in raw.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "status"), [("amy", 403), ("rita", 404), ("ada", 200)])
def test_others_do_not_read_raw_mail(cast: Cast, post: Post, browse: Browse, name: str, status: int) -> None:
    contact = post.take(write())
    reader = browse(name)
    for address in ("", f"{contact.pk}", f"{contact.pk}/raw"):
        assert reader.get(f"/channels/contacts/{address}").status_code == status


def test_manager_of_one_company_sees_its_own_only(cast: Cast, post: Post, browse: Browse) -> None:
    people.hold_role(cast.otto, role=Role.objects.get(key="desk_manager"), organisation=cast.elsewhere)
    theirs = post.take(write("Wang <wang@yuanshan.example>"))
    ours = post.take(write())
    waiting = post.take(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    otto = browse("otto")
    found = [otto.get(f"/channels/contacts/{each.pk}").status_code for each in (theirs, ours, waiting)]
    assert found == [200, 404, 404]


def test_hanging_contact_is_shown_to_a_person(cast: Cast, post: Post, browse: Browse) -> None:
    """A message that kills its worker each time never reaches its own quarantine."""
    arrivals.store(post.mailbox, write().as_bytes())
    Job.objects.all().delete()
    Contact.objects.update(received_at=clock.now().replace(year=2020))
    assert 'name="contact"' in browse("mona").get("/channels/contacts/").content.decode()


def _crash(_contact: Contact, _raw: bytes) -> Letter:
    raise ValueError("a bug of ours")
