"""Hands a request to a gateway, and judges its answer."""

import time
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from fuwutai.channels.gateways.choices import Verdict
from fuwutai.channels.gateways.models import Hook
from fuwutai.channels.gateways.requests import Request, filled
from fuwutai.core import vault

_MOST_BYTES = 64_000
_EXCERPT = 300
# Statuses by which a server says that the same request may be taken later (RFC 9110, RFC 6585, RFC 8470).
_LATER = {408, 425, 429}


@dataclass(frozen=True)
class Answer:
    """What a gateway said. Without a status it said nothing, and `trouble` says why."""

    status: int = 0
    text: str = ""
    milliseconds: int = 0
    trouble: str = ""
    passes: bool = True


@dataclass(frozen=True)
class Call:
    """One attempt: what was sent, what came back, and what that means. Nothing in it shows a secret."""

    verdict: Verdict
    sentence: str
    request: str
    answer: Answer


def call(hook: Hook, values: dict[str, str]) -> Call:
    """Send `values` through `hook`. Never raises for what a gateway does: the verdict tells."""
    try:
        request = filled(hook, values)
    except vault.Unreadable:
        sentence = _("Its secret can't be read: the key of this installation has changed. Enter the secret again.")
        return Call(Verdict.REFUSED, sentence, "", Answer())
    answer = _ask(hook, request)
    verdict, sentence = _judged(hook, answer)
    return Call(verdict, sentence, request.shown, answer)


def _ask(hook: Hook, request: Request) -> Answer:
    # The library takes a while to load, which only installations with gateways should wait for.
    import requests  # noqa: PLC0415

    begun = time.monotonic()
    try:
        with requests.Session() as session:
            # Neither a password of another program's file nor a cookie belongs to what was set up.
            session.auth = _as_it_is
            with session.request(
                request.method, request.url, headers=dict(request.headers), data=request.body or None,
                timeout=hook.patience, allow_redirects=False, stream=True,
            ) as answered:  # fmt: skip
                text = _read(answered, until=begun + hook.patience)
                status = answered.status_code
    except requests.Timeout:
        sentence = _("%(host)s did not answer within %(seconds)d seconds.")
        return Answer(trouble=sentence % {"host": hook.host, "seconds": hook.patience})
    except requests.exceptions.SSLError:
        return Answer(trouble=_("The certificate of %(host)s can't be trusted.") % {"host": hook.host})
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader, UnicodeError):
        return Answer(trouble=_("Its address or a header can't be sent like that."), passes=False)
    except requests.RequestException:
        # What the library says would repeat the address, and with it the secret.
        return Answer(trouble=_("%(host)s can't be reached.") % {"host": hook.host})
    return Answer(status, request.hidden(text), round((time.monotonic() - begun) * 1000))


def _as_it_is(prepared: Any) -> Any:
    return prepared


def _read(answered: Any, *, until: float) -> str:
    """The beginning of an answer. Raises `requests.Timeout` where it trickles in for too long."""
    import requests  # noqa: PLC0415 - as above
    from urllib3.exceptions import HTTPError, ReadTimeoutError  # noqa: PLC0415

    found = b""
    try:
        while len(found) < _MOST_BYTES:
            part = answered.raw.read1(8192, decode_content=True)
            if not part:
                break
            found += part
            if time.monotonic() > until:
                raise requests.Timeout
    except ReadTimeoutError:
        raise requests.Timeout from None
    except HTTPError:
        raise requests.ConnectionError from None
    return found.decode(answered.encoding if answered.encoding in {"gbk", "gb2312", "gb18030"} else "utf-8", "replace")


def _judged(hook: Hook, answer: Answer) -> tuple[Verdict, str]:
    if not answer.status:
        return (Verdict.LATER if answer.passes else Verdict.REFUSED), answer.trouble
    said = {"host": hook.host, "status": answer.status, "text": " ".join(answer.text.split())[:_EXCERPT]}
    value = _value(hook, answer.text)
    if value is not None and value in hook.later_values.split():
        return Verdict.LATER, _("%(host)s asks to try again later: %(text)s") % said
    if not _is_accepted(hook, answer.status):
        return _judged_by_status(answer.status, said)
    if not hook.answer_path or (value is not None and value == hook.answer_value):
        return Verdict.TAKEN, _("%(host)s took it.") % said
    if value is None:
        sentence = _("%(host)s gave an answer without “%(path)s”: %(text)s")
        return Verdict.REFUSED, sentence % {**said, "path": hook.answer_path}
    return Verdict.REFUSED, _("%(host)s refused it: %(text)s") % said


def _judged_by_status(status: int, said: dict[str, Any]) -> tuple[Verdict, str]:
    if 300 <= status < 400:
        return Verdict.REFUSED, _("%(host)s points to another address (%(status)d), which is not followed.") % said
    later = status >= 500 or status in _LATER
    return (Verdict.LATER if later else Verdict.REFUSED), _("%(host)s answered %(status)d: %(text)s") % said


def _is_accepted(hook: Hook, status: int) -> bool:
    return str(status) in hook.statuses.split() if hook.statuses else 200 <= status < 300


def _value(hook: Hook, text: str) -> str | None:
    """What stands in the answer where the hook looks; None where there is nothing to compare."""
    if not hook.answer_path:
        return None
    try:
        found = orjson.loads(text)
        for step in hook.answer_path.split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError):
        return None
    if isinstance(found, dict | list):
        return None
    return found if isinstance(found, str) else orjson.dumps(found).decode()
