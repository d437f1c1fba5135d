"""The same call twice is carried out once (header Idempotency-Key)."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, rows
from fuwutai.core.api.models import IdempotencyKey
from fuwutai.core.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
LONGEST = 200
PATTERN = "[!-~]+"
KEPT = timedelta(hours=24)
_KEY = re.compile(f"(?=.{{1,{LONGEST}}}$){PATTERN}", re.ASCII)
# What belongs to an answer besides its body.
_HEADERS = ("Content-Type", "Location", "ETag")


def once(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run the call, or answer as it was answered before under its key. Without a key it is simply run.

    Only what was carried out is remembered; a refused call changed nothing, and may be sent again corrected under the
    same key. Of an answer with a secret (no-store) we keep only that it was given. Two calls at once under one key:
    the second waits for the first (PostgreSQL at the unique index, SQLite at BEGIN). Raises Conflict when the key
    stands for another call.
    """
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None:
        return run()
    _check(key)
    with transaction.atomic():
        fresh = IdempotencyKey(
            caller=request.actor.person_id,  # type: ignore[attr-defined]
            key=key,
            fingerprint=fingerprint(request),
        )
        if not rows.insert_new(fresh):
            return _replay(fresh)
        response = run()
        if response.status_code < 400:
            _keep(fresh, response)
        else:
            transaction.set_rollback(True)
    return response


def fingerprint(request: HttpRequest) -> str:
    """What makes two calls the same: method, address, body and files. The boundary of a multipart body is no part."""
    sum_ = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    sum_.update(orjson.dumps(request.sent, option=orjson.OPT_SORT_KEYS))  # type: ignore[attr-defined]
    files = request.FILES.getlist("files") if request.content_type == "multipart/form-data" else []
    for file in files:
        sum_.update(b"\n" + (file.name or "").encode() + b"\n")
        for chunk in file.chunks():
            sum_.update(chunk)
        file.seek(0)
    return sum_.hexdigest()


def sweep() -> int:
    """Forget keys that are older than a day; returns how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]


def _check(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise Invalid.at(HEADER, _("A key is 1 to 200 visible ASCII characters, best a UUID."))


def _keep(fresh: IdempotencyKey, response: HttpResponseBase) -> None:
    told = "no-store" not in response.headers.get("Cache-Control", "")
    body = response.content if told and isinstance(response, HttpResponse) else b""
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    IdempotencyKey.objects.filter(caller=fresh.caller, key=fresh.key).update(
        status=response.status_code if told else 0, body=body, headers_json=orjson.dumps(headers).decode()
    )


def _replay(fresh: IdempotencyKey) -> HttpResponse:
    before = IdempotencyKey.objects.get(caller=fresh.caller, key=fresh.key)
    if before.fingerprint != fresh.fingerprint:
        raise Conflict(_("This key was used for another call. Choose a new one for each call."))
    if not before.status:
        raise Conflict(_("This was done before. The answer held a secret, which is told only once."))
    headers = {**orjson.loads(before.headers_json), "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(before.body), status=before.status, headers=headers)
