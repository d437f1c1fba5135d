"""Mail as it comes in the wild goes in without a crash, whatever becomes of it."""

from collections import Counter
from pathlib import Path

import pytest

from fuwutai.channels.mailboxes import arrivals
from fuwutai.channels.tests.post import Post
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import ContactState
from fuwutai.tickets.models import Contact
from fuwutai.tickets.services import placement
from fuwutai.timeline import verification

WILD = Path(__file__).resolve().parents[5] / "shared" / "data" / "mail"


def test_every_message_in_the_wild_is_settled(cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [path for path in sorted(WILD.rglob("*")) if path.is_file() and "LICEN" not in path.name]
    if not paths:
        pytest.skip(f"the real messages are not on this machine (looked in {WILD})")
    monkeypatch.setattr(placement, "MOST_AT_ONCE", len(paths))
    for path in paths:
        arrivals.store(post.mailbox, path.read_bytes())
    post.work()
    states = Counter(Contact.objects.values_list("state", flat=True))
    assert states[ContactState.RECEIVED] == 0
    assert states[ContactState.DONE] > len(paths) / 2
    assert list(verification.findings()) == []
