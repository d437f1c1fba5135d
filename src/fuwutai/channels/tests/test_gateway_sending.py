"""Notices leave by SMS and chat through a gateway that speaks HTTP; each kind of answer means what it says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.gateways import services
from fuwutai.channels.gateways.models import Gateway, Room
from fuwutai.channels.tests.gateway import Provider, listening
from fuwutai.core import clock
from fuwutai.core.jobs.models import Job
from fuwutai.core.jobs.worker import run_due
from fuwutai.notices import kinds
from fuwutai.notices.choices import Channel, DeliveryState
from fuwutai.notices.kinds import NoticeKind
from fuwutai.notices.models import Delivery, Notice
from fuwutai.notices.services import Message, tell, tell_room
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Address
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SECRET = "s3cret/+key"
BODY = '{"to": "{international}", "text": "【蓝江】{text}"}'


@pytest.fixture
def provider() -> Iterator[Provider]:
    with listening() as found:
        yield found


@pytest.fixture(autouse=True)
def noon(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kind = NoticeKind(
        "test.alarm", _("Alarm"), "tickets/notices/assigned.txt", channels=tuple(Channel), can_be_declined=False,
        page=lambda data: f"/tickets/{data['number']}",
    )  # fmt: skip
    monkeypatch.setitem(kinds._declared, kind.key, kind)
    Address.objects.create(person=cast.sam, kind=AddressKind.MOBILE, value="139 1234 5678", key="13912345678")
    with clock.at(NOW):
        yield


def a_gateway(provider: Provider, **values: Any) -> Gateway:
    fields = {"url": f"{provider.url}/sms", "body": BODY, "headers": "Authorization: Bearer {secret}"}
    fields |= {"answer_path": "code", "answer_value": "0", "later_values": "-1"}
    return services.save_gateway(SYSTEM, Gateway(name="短信", **{**fields, **values}), secret=SECRET)


def a_message(cast: Cast, **data: Any) -> Message:
    values = {"number": 7, "title": "VPN 连不上", "by": "周启明", "text": ""}
    return Message("test.alarm", cast.ticket().timeline, {**values, **data})


def told(cast: Cast, *ways: Channel) -> Delivery:
    """A text message to Sam, after one attempt to send it."""
    Job.objects.all().delete()
    [notice] = tell(a_message(cast), persons=[cast.sam], ways=ways or (Channel.SMS,))
    Job.objects.exclude(arguments__contains=str(notice.deliveries.get().pk)).delete()
    run_due()
    return Delivery.objects.get(notice=notice)


def test_text_message_goes_out_as_the_gateway_wants_it(cast: Cast, provider: Provider) -> None:
    a_gateway(provider)
    assert told(cast).state == DeliveryState.SENT
    [got] = provider.received
    assert got.json["to"] == "+8613912345678"
    assert got.json["text"].startswith("【蓝江】[#7] ")
    assert "VPN 连不上" in got.json["text"]
    assert got.headers["Authorization"] == f"Bearer {SECRET}"


def test_form_fields_and_addresses_are_encoded(cast: Cast, provider: Provider) -> None:
    body = '{"mobile": "{mobile}", "content": "{text}&x=1", "key": "{secret}"}'
    a_gateway(provider, body_form="form", body=body, url=f"{provider.url}/a?k={{secret}}", headers="")
    told(cast)
    [got] = provider.received
    assert got.query["k"] == [SECRET]
    assert got.form["mobile"] == ["13912345678"]
    assert got.form["content"][0].endswith("&x=1")


def test_everything_can_stand_in_the_address(cast: Cast, provider: Provider) -> None:
    a_gateway(
        provider, method="GET", body_form="none", body="", headers="", url=f"{provider.url}/?n={{digits}}&t={{text}}"
    )
    assert told(cast).state == DeliveryState.SENT
    [got] = provider.received
    assert (got.method, got.query["n"], got.body) == ("GET", ["13912345678"], b"")


def test_words_cannot_break_out_of_their_place(cast: Cast, provider: Provider) -> None:
    a_gateway(provider)
    tell(a_message(cast, title='a", "to": "1{secret}'), persons=[cast.sam], ways=[Channel.SMS])
    run_due()
    assert set(provider.received[0].json) == {"to", "text"}
    assert "{secret}" in provider.received[0].json["text"]
    assert SECRET not in provider.received[0].json["text"]


def test_trouble_of_the_server_is_tried_again(cast: Cast, provider: Provider) -> None:
    gateway = a_gateway(provider)
    provider.answers = [(500, b"oops"), (200, b'{"code": 0}')]
    delivery = told(cast)
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 1)
    assert "500" in delivery.error
    gateway.refresh_from_db()
    assert "500" in gateway.last_error
    with clock.at(NOW + timedelta(minutes=1)):
        run_due()
    delivery.refresh_from_db()
    gateway.refresh_from_db()
    assert (delivery.state, delivery.attempts, gateway.last_error) == (DeliveryState.SENT, 2, "")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, b"no such number"),
        (200, b'{"code": 17, "message": "bad number"}'),
        (200, b"<html>welcome"),
        (200, b'{"other": 0}'),
        (200, b'{"code": {"a": 0}}'),
        (302, b""),
    ],
)
def test_refusal_is_final(cast: Cast, provider: Provider, status: int, said: bytes) -> None:
    a_gateway(provider)
    provider.answers = [(status, said)]
    provider.headers = {"Location": f"{provider.url}/elsewhere"} if status == 302 else {}
    delivery = told(cast)
    assert delivery.state == DeliveryState.FAILED
    assert not Job.objects.filter(arguments__contains=str(delivery.pk)).exists()
    assert len(provider.received) == 1


@pytest.mark.parametrize(("status", "said"), [(200, b'{"code": -1}'), (400, b'{"code": "-1"}'), (429, b""), (503, b"")])
def test_not_now_is_not_final(cast: Cast, provider: Provider, status: int, said: bytes) -> None:
    a_gateway(provider)
    provider.answers = [(status, said)]
    delivery = told(cast)
    assert Job.objects.filter(arguments__contains=str(delivery.pk)).exists()


def test_gateway_that_hangs_is_given_up_and_tried_again(cast: Cast, provider: Provider) -> None:
    a_gateway(provider, patience=1)
    provider.hangs = True
    delivery = told(cast)
    assert "127.0.0.1" in delivery.error
    assert Job.objects.filter(arguments__contains=str(delivery.pk)).exists()


def test_secret_is_in_no_error_and_in_no_job(cast: Cast, provider: Provider) -> None:
    a_gateway(provider, url=f"{provider.url}/{{secret}}?k={{secret}}")
    provider.answers = [(500, f"key {SECRET} s3cret%2F%2Bkey".encode())]
    first = told(cast)
    Gateway.objects.update(url="http://127.0.0.1:9/{secret}?k={secret}")
    second = told(cast)
    kept = " ".join([first.error, second.error, *Job.objects.values_list("error", flat=True)])
    assert "s3cret" not in kept
    assert "can't be reached" in second.error or "127.0.0.1" in second.error


def test_long_text_is_shortened_to_what_may_be_paid_for(cast: Cast, provider: Provider) -> None:
    a_gateway(provider, most_segments=1)
    Job.objects.all().delete()
    tell(a_message(cast, title="很长的标题" * 40), persons=[cast.sam], ways=[Channel.SMS])
    run_due()
    text = provider.received[0].json["text"]
    assert len(text) == 70
    assert text.endswith("…")


def test_numbers_go_to_the_first_gateway_that_takes_them(cast: Cast, provider: Provider) -> None:
    a_gateway(provider, prefixes="+852 +886", url=f"{provider.url}/abroad")
    a_gateway(provider, prefixes="+86", url=f"{provider.url}/home")
    told(cast)
    assert [got.path for got in provider.received] == ["/home"]


def test_person_without_a_mobile_number_is_reached_by_what_is_left(cast: Cast, provider: Provider) -> None:
    a_gateway(provider)
    notices = tell(a_message(cast), persons=[cast.sam, cast.lee], ways=[Channel.SMS, Channel.MAIL])
    ways = {notice.receiver: {delivery.channel for delivery in notice.deliveries.all()} for notice in notices}
    assert ways[cast.sam] == {"sms", "mail"}
    assert ways[cast.lee] == {"mail"}
    assert tell(a_message(cast), persons=[cast.lee], ways=[Channel.SMS]) == []


def test_without_a_gateway_nothing_is_queued_for_it(cast: Cast) -> None:
    [notice] = tell(a_message(cast), persons=[cast.sam])
    assert {delivery.channel for delivery in notice.deliveries.all()} == {"mail"}


def test_chat_reaches_a_person_by_the_address_that_the_gateway_takes(cast: Cast, provider: Provider) -> None:
    a_gateway(provider, kind="im", reaches="email", body='{"user": "{address}", "text": "{text}"}')
    assert told(cast, Channel.IM).state == DeliveryState.SENT
    said = provider.received[0].json
    assert "@" in said["user"]
    assert said["text"].endswith("/tickets/7")


def a_room(provider: Provider, **values: Any) -> Room:
    fields = {"url": f"{provider.url}/hook?key={{secret}}", "body": '{"text": {"content": "{text}"}}'}
    room = Room(name="网络组", **{**fields, **values})
    return services.save_room(SYSTEM, room, secret="room-key", signing_secret="SECxyz")


def test_room_is_told_in_its_teams_language(cast: Cast, provider: Provider) -> None:
    room = a_room(provider, team=cast.network)
    Job.objects.all().delete()
    [notice] = tell_room(a_message(cast), rooms=[room.key, room.key, "999"])
    assert (notice.person, notice.room) == (None, room.key)
    Job.objects.exclude(arguments__contains=str(notice.deliveries.get().pk)).delete()
    run_due()
    [got] = provider.received
    assert got.query["key"] == ["room-key"]
    assert "VPN 连不上" in got.json["text"]["content"]
    assert notice.deliveries.get().state == DeliveryState.SENT


def test_room_out_of_use_is_not_told(cast: Cast, provider: Provider) -> None:
    room = a_room(provider, active=False)
    assert tell_room(a_message(cast), rooms=[room.key]) == []
    assert not Notice.objects.filter(room=room.key).exists()


def test_dingtalk_robot_gets_its_signature_in_the_address(cast: Cast, provider: Provider) -> None:
    room = a_room(provider, signing="dingtalk")
    tell_room(a_message(cast), rooms=[room.key])
    run_due()
    query = provider.received[0].query
    assert query["timestamp"] == ["1795143600000"]
    assert query["sign"] == ["sOADaXFEE8Yb2yWe+LMxKG9KCfi5kFTHk6yMLT2VMtI="]


def test_feishu_robot_gets_its_signature_in_the_body(cast: Cast, provider: Provider) -> None:
    room = a_room(provider, signing="feishu")
    tell_room(a_message(cast), rooms=[room.key])
    run_due()
    said = provider.received[0].json
    assert (said["timestamp"], said["sign"]) == ("1795143600", "wz0q8qxwgJlpKuYxs2pBGGLY9tOlTXgKGok45mWtO84=")
