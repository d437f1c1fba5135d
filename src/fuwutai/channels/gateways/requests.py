"""Puts a message into the request that a gateway wants."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import orjson

from fuwutai.channels.gateways.choices import BodyForm, Signing
from fuwutai.channels.gateways.models import PLACES, Hook
from fuwutai.core import clock

_HIDDEN = "•••"
_TYPES = {
    BodyForm.JSON: "application/json; charset=utf-8",
    BodyForm.FORM: "application/x-www-form-urlencoded; charset=utf-8",
}


@dataclass(frozen=True)
class Request:
    """What is sent. `secrets` stand in it and must not be shown."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def hidden(self, text: str) -> str:
        """`text` without our secrets, should an answer repeat them."""
        for secret in self.secrets:
            for written in {secret, quote(secret, safe=""), quote_plus(secret)}:
                text = text.replace(written, _HIDDEN)
        return text

    @property
    def shown(self) -> str:
        """The request as people may read it."""
        lines = [f"{self.method} {self.url}", *(f"{name}: {value}" for name, value in self.headers.items())]
        return self.hidden("\n".join([*lines, "", self.body.decode()]).strip())


def filled(hook: Hook, values: Mapping[str, str]) -> Request:
    """The request of `hook` with `values` in its places. Raises `vault.Unreadable`."""
    secret, signing_secret = hook.clear_secrets
    values = {**values, "secret": secret}
    lines = [line.partition(":") for line in hook.header_lines]
    headers = {name.strip(): _put(value.strip(), _on_one_line(values)) for name, _colon, value in lines}
    content = {} if hook.body_form == BodyForm.NONE else _put_inside(orjson.loads(hook.body), values)
    url = _put(hook.url, {name: quote(value, safe="") for name, value in values.items()})
    url, content, signature = _signed(hook, url, content, signing_secret)
    if hook.body_form != BodyForm.NONE:
        headers = {"Content-Type": _TYPES[BodyForm(hook.body_form)], **headers}
    body = _body(hook, content)
    kept = tuple(sorted(filter(None, (secret, signing_secret, signature)), key=len, reverse=True))
    return replace(Request(hook.method, url, headers, body), secrets=kept)


def _put(text: str, values: Mapping[str, str]) -> str:
    return PLACES.sub(lambda place: values.get(place[1], place[0]), text)


def _put_inside(content: Any, values: Mapping[str, str]) -> Any:
    """Into the strings of a JSON value, so that no message can break out of its string."""
    if isinstance(content, dict):
        return {name: _put_inside(value, values) for name, value in content.items()}
    if isinstance(content, list):
        return [_put_inside(value, values) for value in content]
    return _put(content, values) if isinstance(content, str) else content


def _on_one_line(values: Mapping[str, str]) -> dict[str, str]:
    """For headers, which hold neither line ends nor letters beyond Latin ones."""
    return {name: quote(re.sub(r"\s+", " ", value), safe=" !#$%&'()*+,/:;=?@[]") for name, value in values.items()}


def _signed(hook: Hook, url: str, content: Any, secret: str) -> tuple[str, Any, str]:
    """Address and content with the proof that a robot asks for, and that proof.

    Both sign the moment with HMAC-SHA256; DingTalk has the secret as key and wants milliseconds, Feishu has moment and
    secret as key of an empty message.
    """
    now = clock.now().timestamp()
    if hook.signing == Signing.DINGTALK:
        moment = str(int(now * 1000))
        sign = _digest(secret, f"{moment}\n{secret}")
        joint = "&" if "?" in url else "?"
        return f"{url}{joint}{urlencode({'timestamp': moment, 'sign': sign})}", content, sign
    if hook.signing == Signing.FEISHU:
        moment = str(int(now))
        sign = _digest(f"{moment}\n{secret}", "")
        return url, {"timestamp": moment, "sign": sign, **content}, sign
    return url, content, ""


def _digest(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _body(hook: Hook, content: dict[str, Any]) -> bytes:
    match hook.body_form:
        case BodyForm.JSON:
            return orjson.dumps(content)
        case BodyForm.FORM:
            return urlencode({name: _plain(value) for name, value in content.items()}).encode()
    return b""


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
