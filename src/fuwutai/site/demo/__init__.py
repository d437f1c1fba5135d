"""The demo company: a made-up energy group with two months of tickets, made by driving the services.

Nothing is written past the services but what no service is for, so timelines, counters and notices are all true. All
of it is one transaction: killed half-way there is nothing, and the next start begins anew.
"""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from fuwutai.core import clock
from fuwutai.people.models import Organisation
from fuwutai.site.demo import alarms, company, days, desks, friday, past, post, promises, rosters, routes
from fuwutai.site.demo.company import PASSWORD
from fuwutai.site.demo.stage import Stage
from fuwutai.suggestions.services import bursts

__all__ = ["PASSWORD", "accounts", "build", "is_complete"]

DAYS = 62
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
    with _undisturbed(), transaction.atomic():
        dice = Random(seed)  # noqa: S311 - keeps no secret; the same seed must give the same company
        watch(0, "founding")
        with clock.at(begins - timedelta(days=400)):
            founded, service = company.found(dice), company.read("service.toml")
            post.open_mailboxes(founded)
            promises.agree(founded, service)
            rosters.found(founded, service)
        stage = Stage(company=founded, dice=dice, begins=begins, ends=ends)
        days.fill(stage)
        rosters.plan(stage)
        routes.plan(stage, service)
        friday.plan(stage)
        stage.plan(begins, alarms.answer(stage))
        with _hushed("fuwutai.service_levels.services.sweeping"):
            stage.play(lambda moment: watch(_share(moment, begins, ends), f"{moment:%Y-%m-%d}"))
        watch(1, "settling")
        with clock.at(ends):
            past.settle(ends)
            desks.furnish(founded)
            bursts.look()
    past.write_back()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Look seldom for rings of objects that nobody holds: what lives so briefly hardly leaves any."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _hushed(name: str) -> Iterator[None]:
    """Leave out of the log what was not done today but in the days that are played."""
    log = logging.getLogger(name)
    before = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(before)


def _share(moment: datetime, begins: datetime, ends: datetime) -> float:
    return _FOUNDED + (1 - _FOUNDED) * ((moment - begins) / (ends - begins))
