"""Choosing what one is told, and by which way."""

from collections.abc import Callable

from django.test import Client

from fuwutai.notices.models import Notice, Preference
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
ADDRESS = "/notices/preferences"


def test_requester_is_asked_only_about_what_requesters_are_told(cast: Cast, browse: Browse) -> None:
    page = browse("rita").get(ADDRESS).content.decode()
    assert 'value="ticket.closed:mail"' in page
    assert "ticket.assigned" not in page


def test_staff_are_asked_about_their_work_too(cast: Cast, browse: Browse) -> None:
    page = browse("sam").get(ADDRESS).content.decode()
    assert 'value="ticket.closed:mail"' in page
    assert 'value="ticket.assigned:mail"' in page
    assert 'value="ticket.accepted:mail"' not in page


def test_what_is_not_ticked_is_not_sent(cast: Cast, browse: Browse) -> None:
    client = browse("sam")
    client.post(ADDRESS, {"wanted": ["ticket.assigned:in_app"]})
    cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    notice = Notice.objects.get(person=cast.sam)
    assert notice.in_app
    assert not notice.deliveries.exists()
    assert 'value="ticket.assigned:mail" aria-label' in client.get(ADDRESS).content.decode()


def test_everything_can_be_wanted_again(cast: Cast, browse: Browse) -> None:
    client = browse("rita")
    client.post(ADDRESS, {"wanted": []})
    assert Preference.objects.filter(wanted=False).exists()
    client.post(ADDRESS, {"wanted": [f"ticket.{kind}:{way}" for kind in _DECLINABLE for way in ("mail", "in_app")]})
    assert not Preference.objects.filter(wanted=False).exists()


def test_receipts_and_answers_cannot_be_declined(cast: Cast, browse: Browse) -> None:
    browse("rita").post(ADDRESS, {"wanted": []})
    cast.ticket()
    assert Notice.objects.get(kind="ticket.logged").deliveries.exists()


def test_unknown_names_are_not_kept(cast: Cast, browse: Browse) -> None:
    browse("rita").post(ADDRESS, {"wanted": ["nothing:mail", "ticket.assigned:mail", ":", "x"]})
    assert set(Preference.objects.values_list("kind", flat=True)) == {f"ticket.{kind}" for kind in _DECLINABLE}


_DECLINABLE = ("reminded", "closed", "cancelled", "reopened", "visit_planned", "visit_called_off")


def test_requesters_have_no_bell_and_are_asked_about_mail_alone(cast: Cast, browse: Browse) -> None:
    page = browse("rita").get(ADDRESS).content.decode()
    assert 'value="ticket.closed:mail"' in page
    assert ":in_app" not in page
    assert "data-desktop-card" not in page
    page = browse("sam").get(ADDRESS).content.decode()
    assert ":in_app" in page
    assert "data-desktop-card" in page
