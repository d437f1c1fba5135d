"""Agreements change with a hundred thousand open tickets: `python -m bench.policy [open]`.

The tickets, their clocks and ledgers are made in bulk in a database of their own under var/bench, which is gone
afterwards. Told is what it costs to say what the change does, to let every ticket follow it, and to find all as it is.
Meanwhile samples are read: the clocks of a ticket must all be by the old targets or all by the new ones, and each what
its ledger says.
"""

import subprocess
import sys
import tempfile

from bench import datasets, machine

# One ticket like any other, and copies of it with clocks and ledgers of their own.
_MAKE = """
import uuid
from django.db import connection
from fuwutai.people.models import Organisation, Person
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels.models import Clock, ClockEvent
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.facts import TicketLogged
from fuwutai.tickets.promises import following
where = Organisation(code="BENCH", name_en="Bench")
where.save()
where.place()
who = Person.objects.create(name="Bench", organisation=where)
first = Ticket.objects.create(
    pk=1, timeline=uuid.uuid4(), kind="incident", title="Bench", channel="web", requester=who, reporter=who,
    organisation=where,
)
following.ticket_logged(TicketLogged(first, None, SYSTEM))
columns = lambda model: [field.column for field in model._meta.concrete_fields]
every = "WITH RECURSIVE every(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM every WHERE n < {count} - 1)"
def copy(cursor, model, own):
    names = columns(model)
    taken = ", ".join(own.get(name, f'"{{name}}"') for name in names)
    table = model._meta.db_table
    quoted = ", ".join(f'"{{name}}"' for name in names)
    into = f"INSERT INTO {{table}} ({{quoted}}) SELECT {{taken}}"
    cursor.execute(f"{{every}} {{into}} FROM every CROSS JOIN (SELECT * FROM {{table}})")
with connection.cursor() as cursor:
    cursor.execute("PRAGMA foreign_keys = OFF")
    most = max(Clock.objects.values_list("pk", flat=True))
    lines = max(ClockEvent.objects.values_list("pk", flat=True))
    copy(cursor, ClockEvent, {{"id": f"id + n * {{lines}}", "clock_id": f"clock_id + n * {{most}}"}})
    copy(cursor, Clock, {{"id": f"id + n * {{most}}", "number": "n + 1", "record": "lower(hex(randomblob(16)))"}})
    key = Ticket._meta.pk.column
    long_ago = "'2026-01-01 00:00:00'"
    copy(cursor, Ticket, {{key: "n + 1", "timeline": "lower(hex(randomblob(16)))", "changed_at": long_ago}})
    cursor.execute("ANALYZE")
"""
_CHANGE = """
import random, time, orjson
from collections import Counter
from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.service_levels.choices import Progress, Purpose
from fuwutai.service_levels import queries
from fuwutai.service_levels.models import Agreement, Clock, Proposal, Target
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises import moving, weighing
one = Agreement.objects.get()
times = {{f"{{metric}} {{level}}": 77 for metric in ("response", "solution") for level in range(1, 6)}}
changes = orjson.dumps({{str(one.pk): {{"targets": times}}}}).decode()
made = Proposal.objects.create(asked_by=Person.objects.first(), purpose=Purpose.PREVIEW, changes_json=changes)
old = {{(c.metric, c.target_s) for c in Clock.objects.filter(number=1)}}
new = {{(metric, 77 * 60) for metric, _seconds in old}}
seen = Counter()
def look():
    for ticket in Ticket.objects.filter(pk__in=random.sample(range(1, {count} + 1), {sample})):
        clocks = list(Clock.objects.filter(number=ticket.pk))
        shown = {{(c.metric, c.target_s) for c in clocks}}
        seen["old" if shown == old else "new" if shown == new else "mixed"] += 1
        due = min(c.due_at for c in clocks)
        # The copies of the first ticket have no cache of their own before they follow.
        seen["wrong due"] += shown == new and ticket.due_at != due
        for c in clocks:
            found = queries.standing(list(c.ledger.all()), until=c.reckoned_at)
            known = (found.state, found.used_s, found.due_at, found.terms.target_s)
            seen["wrong"] += known != (c.state, c.used_s, c.due_at, c.target_s)
def told(what, work):
    spent = 0
    more = True
    while more:
        began = time.process_time()
        more = work()
        spent += time.process_time() - began
        look()
    made.refresh_from_db()
    print(f"{{what}}: {{made.looked_at:,}} tickets, {{spent:.1f}} s CPU, {{1000 * spent / made.looked_at:.2f}} ms each")
told("Said before", lambda: weighing.work(made.pk, seconds=5))
print(made.result["clocks"])
Target.objects.update(minutes=77)
def again():
    Proposal.objects.filter(pk=made.pk).update(
        progress=Progress.MOVING, in_force_at=clock.now(), position=0, looked_at=0)
again()
told("Followed", lambda: moving.follow_agreements(made.pk, seconds=5))
print(f"{{Clock.objects.filter(target_s=77 * 60).count():,}} of {{Clock.objects.count():,}} clocks moved")
again()
told("Looked at again", lambda: moving.follow_agreements(made.pk, seconds=5))
print("Samples meanwhile:", dict(seen))
"""
_SAMPLE = 100


def main(count: int) -> None:
    datasets.KEPT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="policy-", dir=datasets.KEPT) as folder,
        machine.running(datasets.Path(folder), postgresql=False) as made,
    ):
        subprocess.run([sys.executable, "-m", "fuwutai", "migrate", "-v0"], env=made.environment, check=True)
        made.python(_MAKE.format(count=count))
        print(made.python(_CHANGE.format(count=count, sample=_SAMPLE)))


if __name__ == "__main__":
    main(*[int(word) for word in [*sys.argv[1:], "100000"][:1]])
