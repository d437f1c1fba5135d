"""The demo company: a made-up energy group with three months of tickets, made by driving the services.

Nothing is written past the services but what no service is for, so timelines, counters and notices are all true. All
of it is one transaction: killed half-way there is nothing, and the next start begins anew.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from fuwutai.core import clock
from fuwutai.people.models import Organisation
from fuwutai.site.demo import company, days, past, post
from fuwutai.site.demo.company import PASSWORD
from fuwutai.site.demo.stage import Stage

__all__ = ["PASSWORD", "accounts", "build", "is_complete"]

DAYS = 92
_SEED = 20  # any number; another one gives another company

# Told how much is done (0 to 1) and what is being done.
Watch = Callable[[float, str], None]
# Founding the company takes about as long as this share of all.
_FOUNDED = 0.08


def is_complete() -> bool:
    """Whether the demo company lives in this database."""
    return Organisation.objects.filter(code=company.ROOT).exists()


def accounts() -> list[tuple[str, str, str]]:
    """User name, role and what is worth looking at, of each account to try the product with."""
    return [
        (entry["username"], " ".join(reversed(entry["label"])), entry["look"]) for entry in company.plan()["account"]
    ]


def build(*, length: int = DAYS, seed: int = _SEED, watch: Watch = lambda _share, _what: None) -> None:
    """Found the company and let it live for `length` days up to now, in one transaction on an empty database."""
    ends = clock.now().replace(microsecond=0)
    begins = ends - timedelta(days=length)
    past.spare_memory()
    with transaction.atomic():
        dice = Random(seed)  # noqa: S311 - keeps no secret; the same seed must give the same company
        watch(0, "founding")
        with clock.at(begins - timedelta(days=400)):
            founded = company.found(dice)
            post.open_mailboxes(founded)
        stage = Stage(company=founded, dice=dice, begins=begins, ends=ends)
        days.fill(stage)
        stage.play(lambda moment: watch(_share(moment, begins, ends), f"{moment:%Y-%m-%d}"))
        watch(1, "settling")
        past.settle(ends)
    past.write_back()


def _share(moment: datetime, begins: datetime, ends: datetime) -> float:
    return _FOUNDED + (1 - _FOUNDED) * ((moment - begins) / (ends - begins))
