from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fuwutai.site.tests.cast import Cast
from fuwutai.workspace.drafts import services
from fuwutai.workspace.drafts.models import Draft

Browse = Callable[[str], Client]


def test_a_draft_is_there_at_the_next_machine_too_and_gone_when_sent(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    assert amy.get("/workspace/drafts/204397").json() == {}
    assert _keep(amy, {"text": "请先重启"}) == {"version": 1, "replaced": None}
    assert amy.get("/workspace/drafts/204397").json() == {"version": 1, "body": {"text": "请先重启"}}
    assert amy.delete("/workspace/drafts/204397").status_code == 204
    assert amy.get("/workspace/drafts/204397").json() == {}


def test_the_newer_window_wins_and_gets_the_other_text(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    _keep(amy, {"text": "a"})
    assert _keep(amy, {"text": "ab"}, seen=1) == {"version": 2, "replaced": None}
    assert _keep(amy, {"text": "c"}, seen=1) == {"version": 3, "replaced": {"text": "ab"}}
    assert _keep(amy, {"text": "c"}, seen=1) == {"version": 3, "replaced": None}


def test_nobody_reads_what_others_are_writing(cast: Cast, browse: Browse) -> None:
    _keep(browse("amy"), {"text": "a"})
    ben = browse("ben")
    assert ben.get("/workspace/drafts/204397").json() == {}
    ben.delete("/workspace/drafts/204397")
    assert Draft.objects.count() == 1


def test_the_fifty_newest_are_kept(cast: Cast) -> None:
    amy = cast.actor("amy")
    for number in range(services.MOST + 1):
        services.keep(amy, str(number), body=b'{"text": "x"}', seen=0)
    assert Draft.objects.count() == services.MOST
    assert services.find(amy, "0") is None


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"1", b'"x"', b'{"text": "' + b"x" * services.MOST_BYTES + b'"}'])
def test_what_is_no_draft_is_refused_in_a_sentence(cast: Cast, browse: Browse, body: bytes) -> None:
    answer = browse("amy").post("/workspace/drafts/1", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.content


def test_a_text_may_hold_anything(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    _keep(amy, {"text": "\x00 \U0001f600"})
    assert amy.get("/workspace/drafts/204397").json()["body"]["text"] == "\x00 \U0001f600"


def _keep(client: Client, body: dict[str, Any], *, seen: int = 0) -> Any:
    return client.post(f"/workspace/drafts/204397?seen={seen}", body, content_type="application/json").json()
