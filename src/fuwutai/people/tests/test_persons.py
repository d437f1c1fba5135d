"""The directory: found, entered, changed, let in, and two entries of one person made one."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.people import services
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Account, Person, Role
from fuwutai.site.tests.cast import Cast
from fuwutai.timeline import verification
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]


def values(cast: Cast, **other: object) -> dict[str, object]:
    return {
        "name": "许宁", "other_name": "Xu Ning", "organisation": cast.group.pk, "department": cast.finance.pk,
        "level": "vip", "known": "on", "addresses_kind": ["mobile", "email", "phone"],
        "addresses_value": ["138 0013 8000", "xu@lanjiang.example", ""], **other,
    }  # fmt: skip


def test_somebody_is_entered_with_several_ways_to_reach_them(cast: Cast, browse: Browse) -> None:
    answer = browse("mona").post("/people/persons/new", values(cast))
    person = Person.objects.get(name="许宁")
    assert answer.headers["Location"] == f"/people/persons/{person.pk}"
    assert [one.value for one in person.addresses.all()] == ["138 0013 8000", "xu@lanjiang.example"]
    page = browse("amy").get(f"/people/persons/{person.pk}").content.decode()
    assert "138 0013 8000" in page
    assert "VIP" in page


@pytest.mark.parametrize("words", ["许", "xu", "1380013", "xu@lanjiang", "许 ning"])
def test_the_directory_finds_by_whatever_one_knows(cast: Cast, browse: Browse, words: str) -> None:
    browse("mona").post("/people/persons/new", values(cast))
    page = browse("amy").get("/people/persons/", {"q": words}).content.decode()
    assert "许宁" in page
    assert "钱立" not in page


def test_filters_narrow_and_add_up(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    assert "钱立" in amy.get("/people/persons/", {"department": cast.finance.pk}).content.decode()
    assert "陈思远" not in amy.get("/people/persons/", {"department": cast.finance.pk}).content.decode()
    assert "钱立" not in amy.get("/people/persons/", {"who": "staff"}).content.decode()
    assert "白露" in amy.get("/people/persons/", {"who": "key_users"}).content.decode()
    odd = {"organisation": "x", "department": "9" * 40, "level": "king", "who": "!", "q": "%_"}
    assert amy.get("/people/persons/", odd).status_code == 200
    assert amy.get("/people/persons/", {"q": "\x00"}).status_code == 400


def test_long_lists_go_on_page_by_page(cast: Cast, browse: Browse) -> None:
    Person.objects.bulk_create(Person(name=f"甲{number:03}", organisation=cast.group) for number in range(120))
    amy = browse("amy")
    seen: list[str] = []
    address = "/people/persons/?q=甲"
    while address:
        page = amy.get(address).content.decode()
        seen += [f"甲{number:03}" for number in range(120) if f">甲{number:03}</a>" in page]
        address = (
            page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
            if 'rel="next"' in page
            else ""
        )
    assert seen == [f"甲{number:03}" for number in range(120)]
    assert amy.get("/people/persons/?cursor=rubbish").status_code == 422


def test_the_directory_costs_the_same_however_many_there_are(
    cast: Cast, browse: Browse, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    Person.objects.bulk_create(Person(name=f"甲{number}", organisation=cast.group) for number in range(60))
    amy = browse("amy")
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        amy.get("/people/persons/")


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"addresses_kind": ["email"], "addresses_value": ["not a mail"]}, "not a mail"),
        ({"addresses_kind": ["email"], "addresses_value": ["Rita@lanjiang.example"]}, "钱立"),
        ({"addresses_kind": ["fax"], "addresses_value": ["123"]}, "123"),
        ({"addresses_kind": ["phone"] * 30, "addresses_value": ["1234"] * 30}, "20"),
        ({"name": ""}, ""),
        ({"time_zone": "Mars/Olympus"}, ""),
        ({"level": "king"}, "king"),
        ({"organisation": "999999"}, ""),
    ],
)
def test_odd_input_is_refused_with_its_text_kept(
    cast: Cast, browse: Browse, other: dict[str, object], sentence: str
) -> None:
    answer = browse("mona").post("/people/persons/new", values(cast, title="会计", **other))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "会计" in answer.content.decode()
    assert not Person.objects.filter(name="许宁").exists()


def test_a_department_of_another_company_is_refused(cast: Cast, browse: Browse) -> None:
    answer = browse("mona").post("/people/persons/new", values(cast, organisation=cast.elsewhere.pk))
    assert answer.status_code == 422


def test_a_change_stands_on_the_persons_page(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    address = f"/people/persons/{cast.rita.pk}"
    seen = mona.get(f"{address}/edit").content.decode().split('name="seen" value="')[1].split('"')[0]
    mona.post(f"{address}/edit", values(cast, name="钱立", seen=seen))
    change = ConfigurationChange.objects.get(subject="people.person", record=cast.rita.pk)
    assert change.changes["level"] == ["normal", "vip"]
    assert change.changes["addresses"] == [["rita@lanjiang.example"], ["138 0013 8000", "xu@lanjiang.example"]]
    assert "<del>rita@lanjiang.example</del>" in mona.get(address).content.decode()


def test_an_account_is_given_and_a_password_mail_sent(
    cast: Cast, browse: Browse, mailoutbox: list[EmailMessage]
) -> None:
    mona = browse("mona")
    mona.post(f"/people/persons/{cast.rita.pk}/account", {"username": "rita"})
    account = Account.objects.get(person=cast.rita)
    assert (account.username, account.email, account.has_usable_password()) == ("rita", "rita@lanjiang.example", False)
    mona.post(f"/people/persons/{cast.rita.pk}/password-mail")
    assert mailoutbox[0].to == ["rita@lanjiang.example"]
    assert "/account/password/reset/key/" in mailoutbox[0].body


def test_whoever_is_shut_out_is_out_at_the_next_click(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    assert amy.get("/people/persons/").status_code == 200
    browse("mona").post(f"/people/persons/{cast.amy.pk}/account/end")
    assert amy.get("/people/persons/").status_code == 302


def test_whoever_left_cannot_sign_in_and_stays_in_the_history(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    services.open_account(cast.rita, username="rita", password=None)
    rita = browse("rita")
    browse("mona").post(f"/people/persons/{cast.rita.pk}/use", {"active": "no"})
    assert rita.get("/portal/").status_code == 302
    ticket.refresh_from_db()
    assert ticket.requester == cast.rita
    assert "钱立" not in browse("amy").get("/people/persons/").content.decode()
    assert "钱立" in browse("amy").get("/people/persons/?who=former").content.decode()


def test_nobody_takes_over_the_account_of_somebody_who_may_do_more(cast: Cast, browse: Browse) -> None:
    browse("ada")
    mona = cast.actor("mona")
    redirected = [(AddressKind.EMAIL, "mona@evil.example")]
    for act in (
        lambda: services.edit_person(mona, cast.ada, addresses=redirected),
        lambda: services.allow_sign_in(mona, cast.ada, username="mine"),
        lambda: services.close_account(mona, cast.ada),
        lambda: services.set_person_active(mona, cast.ada, active=False),
        lambda: services.merge(mona, cast.rita, into=cast.ada),
    ):
        with pytest.raises(Forbidden):
            act()
    assert browse("mona").post(f"/people/persons/{cast.ada.pk}/password-mail").status_code == 302
    assert not ConfigurationChange.objects.exists()


def test_a_duplicate_becomes_the_person_it_is(cast: Cast) -> None:
    stranger = services.meet(email="q.li@private.example", name="Q. Li")
    cast.persons["stranger"] = stranger
    ticket = cast.ticket(by="stranger")
    services.merge(cast.actor("mona"), stranger, into=cast.rita)
    ticket.refresh_from_db()
    stranger.refresh_from_db()
    assert (ticket.requester, stranger.active) == (cast.rita, False)
    assert [one.value for one in cast.rita.addresses.all()] == ["rita@lanjiang.example", "q.li@private.example"]
    told = Entry.objects.filter(record=ticket.timeline)
    assert told[0].actor_name == "Q. Li"
    assert told[1].details["changes"]["requester"][0]["name"] == "Q. Li"
    assert list(verification.findings()) == []


def test_whoever_can_do_something_here_is_not_merged_away(cast: Cast) -> None:
    with pytest.raises(Conflict):
        services.merge(cast.actor("ada"), cast.sam, into=cast.rita)
    with pytest.raises(Invalid):
        services.merge(cast.actor("ada"), cast.rita, into=cast.rita)


def test_a_key_user_sees_their_department_from_now_on(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    mona.post(f"/people/persons/{cast.rita.pk}/key-user", {"department": cast.finance.pk})
    assert cast.finance.pk in cast.actor("rita").key_departments
    mona.post(f"/people/persons/{cast.rita.pk}/key-user/{cast.finance.pk}/end")
    assert not cast.actor("rita").key_departments


EDITS = ("/people/persons/new", "edit", "account", "merge", "key-user")


@pytest.mark.parametrize("page", EDITS)
@pytest.mark.parametrize(("name", "status"), [("amy", 403), ("rita", 404), ("otto", 404), ("mona", 200)])
def test_who_may_change_people(cast: Cast, browse: Browse, page: str, name: str, status: int) -> None:
    address = page if page.startswith("/") else f"/people/persons/{cast.kay.pk}/{page}"
    assert browse(name).get(address).status_code == status


@pytest.mark.parametrize(("name", "status"), [("amy", 200), ("sam", 200), ("rita", 404), ("otto", 404)])
def test_who_may_look_people_up(cast: Cast, browse: Browse, name: str, status: int) -> None:
    client = browse(name)
    assert client.get("/people/persons/").status_code == status
    assert client.get(f"/people/persons/{cast.kay.pk}").status_code == status


def test_people_elsewhere_are_looked_up_and_changed_only_there(cast: Cast, browse: Browse) -> None:
    person = Person.objects.create(name="子公司坐席", organisation=cast.elsewhere)
    services.hold_role(person, role=Role.objects.get(key="desk_manager"), organisation=cast.elsewhere)
    cast.persons["eve"] = person
    eve = browse("eve")
    assert eve.get(f"/people/persons/{cast.rita.pk}").status_code == 404
    assert eve.get(f"/people/persons/{cast.otto.pk}").status_code == 200
    with pytest.raises(Forbidden):
        services.edit_person(cast.actor("eve"), cast.rita, addresses=[])
    cast.otto.organisation = cast.group
    with pytest.raises(Forbidden):
        services.edit_person(cast.actor("eve"), cast.otto, addresses=[])
