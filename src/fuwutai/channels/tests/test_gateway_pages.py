"""An administrator sets gateways and chat rooms up, and sees exactly what they answer."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from fuwutai.channels.gateways.models import Gateway, Room
from fuwutai.channels.tests.gateway import Provider, listening
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.notices import rooms
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
FIELDS = {
    "name": "短信", "active": "on", "kind": "sms", "reaches": "mobile", "country_code": "86", "most_segments": "2",
    "method": "POST", "body_form": "json", "body": '{"to": "{mobile}", "text": "{text}"}', "signing": "none",
    "headers": "X-Key: {secret}", "answer_path": "code", "answer_value": "0", "patience": "5", "secret": "hunter2",
}  # fmt: skip


@pytest.fixture
def provider() -> Iterator[Provider]:
    with listening() as found:
        yield found


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def set_up(ada: Client, provider: Provider, **values: str) -> Gateway:
    ada.post("/channels/gateways/new", {"name": "短信", "preset": "sms-json"})
    gateway = Gateway.objects.get()
    where = f"/channels/gateways/{gateway.pk}"
    page = ada.get(where).content.decode()
    answer = ada.post(where, {**FIELDS, "url": f"{provider.url}/sms", "seen": seen(page), **values})
    assert answer.status_code == 302, answer.content.decode()
    gateway.refresh_from_db()
    return gateway


def test_new_gateway_begins_with_a_shape_and_out_of_use(cast: Cast, browse: Browse) -> None:
    answer = browse("ada").post("/channels/gateways/new", {"name": "短信", "preset": "sms-form"})
    gateway = Gateway.objects.get()
    assert answer.headers["Location"] == f"/channels/gateways/{gateway.pk}"
    assert (gateway.active, gateway.body_form) == (False, "form")
    assert "{mobile}" in gateway.body


def test_secret_is_encrypted_and_never_shown(cast: Cast, browse: Browse, provider: Provider) -> None:
    ada = browse("ada")
    gateway = set_up(ada, provider)
    page = ada.get(f"/channels/gateways/{gateway.pk}").content.decode()
    kept = "".join(ConfigurationChange.objects.values_list("changes_json", flat=True))
    assert "hunter2" not in page + gateway.secret + kept
    again = {**FIELDS, "url": gateway.url, "seen": seen(page), "secret": "", "name": "短信二"}
    ada.post(f"/channels/gateways/{gateway.pk}", again)
    gateway.refresh_from_db()
    assert (gateway.name, gateway.clear_secrets[0]) == ("短信二", "hunter2")


def test_trial_shows_exactly_what_came_back(cast: Cast, browse: Browse, provider: Provider) -> None:
    ada = browse("ada")
    gateway = set_up(ada, provider)
    provider.answers = [(200, '{"code": 17, "message": "号码无效 hunter2"}'.encode())]
    page = ada.post(f"/channels/gateways/{gateway.pk}/trial", {"address": "13912345678"}).content.decode()
    assert "号码无效 •••" in page
    assert "X-Key: •••" in page
    assert "hunter2" not in page
    assert provider.received[0].json["to"] == "13912345678"
    assert "<html" not in page


def test_trial_asks_for_a_number(cast: Cast, browse: Browse, provider: Provider) -> None:
    ada = browse("ada")
    gateway = set_up(ada, provider)
    assert ada.post(f"/channels/gateways/{gateway.pk}/trial", {"address": " "}).status_code == 200
    assert provider.received == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "ftp://x.example"}, "url"),
        ({"url": "https://{secret}.example"}, "url"),
        ({"url": "http://[::1"}, "url"),
        ({"url": "https://x.example/{nothing}"}, "url"),
        ({"body": "{"}, "body"),
        ({"body": "[]"}, "body"),
        ({"body": '{"a": "b"}'}, "body"),
        ({"body": '{"a": {"b": "{text}"}}', "body_form": "form"}, "body"),
        ({"headers": "no header"}, "headers"),
        ({"method": "GET"}, "body_form"),
        ({"statuses": "ok"}, "statuses"),
        ({"patience": "0"}, "patience"),
        ({"signing": "feishu"}, "signing_secret"),
        ({"country_code": "+86"}, "country_code"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast: Cast, browse: Browse, values: dict[str, str], field: str) -> None:
    ada = browse("ada")
    gateway = Gateway.objects.create(name="x", active=False)
    where = f"/channels/gateways/{gateway.pk}"
    sent = {**FIELDS, "url": "https://x.example", "seen": seen(ada.get(where).content.decode()), **values}
    answer = ada.post(where, sent)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_room_is_known_by_its_team_once_it_is_in_use(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    ada.post("/channels/rooms/new", {"name": "网络组", "preset": "wecom", "team": cast.network.pk})
    room = Room.objects.get()
    assert rooms.listed() == []
    where = f"/channels/rooms/{room.pk}"
    page = ada.get(where).content.decode()
    fields = {
        "name": "网络组", "active": "on", "team": cast.network.pk, "url": room.url, "body": room.body, "method": "POST",
        "body_form": "json", "signing": "none", "patience": "5", "secret": "k", "seen": seen(page),
    }  # fmt: skip
    assert ada.post(where, fields).status_code == 302
    [found] = rooms.of_team(cast.network.pk)
    assert (found.key, found.name, found.language) == (room.key, "网络组", "zh-hans")


@pytest.mark.parametrize(("who", "status"), [("amy", 403), ("rita", 404)])
def test_nobody_else_gets_near(cast: Cast, browse: Browse, who: str, status: int) -> None:
    gateway = Gateway.objects.create(name="x", active=False)
    reader = browse(who)
    for address in ("", "new", str(gateway.pk)):
        assert reader.get(f"/channels/gateways/{address}").status_code == status
    assert reader.post(f"/channels/gateways/{gateway.pk}/trial", {"address": "1"}).status_code == status
