"""One pass of the sweep with a million open clocks of which a thousand are due: `python -m bench.due [open] [due]`.

The clocks are made in bulk in a database of their own under var/bench, which is gone afterwards.
"""

import subprocess
import sys
import tempfile

from bench import datasets, machine

# A clock like any other, and copies of it that differ in what is due when.
_MAKE = """
import uuid
from django.db import connection
from fuwutai.core import clock
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.models import Clock
from fuwutai.service_levels.queries import in_force
from fuwutai.service_levels.services.clocks import Book, Wanted
book = Book(SYSTEM, number=1, record=uuid.uuid4())
terms = in_force().by_kind["sla"][0].terms(Metric.SOLUTION, 4)
first = book.begin(Wanted(AgreementKind.SLA, Metric.SOLUTION, terms), at=clock.now())
book.write()
own = {{"record": "lower(hex(randomblob(16)))", "number": "n", "due_at": "due", "next_alarm_at": "due"}}
names = [field.column for field in Clock._meta.concrete_fields if not field.primary_key]
taken = ", ".join(own.get(name, f'"{{name}}"') for name in names)
with connection.cursor() as cursor:
    cursor.execute(f'''
        WITH RECURSIVE every(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM every WHERE n <= %s),
        copies AS (
            SELECT n, datetime(%s, CASE WHEN n %% %s THEN '+' ELSE '-' END || (60 + n %% 80000) || ' seconds') AS due
            FROM every
        )
        INSERT INTO service_levels_clock ({{", ".join(names)}})
        SELECT {{taken}} FROM copies CROSS JOIN (SELECT * FROM service_levels_clock WHERE id = {{first.pk}})
    ''', [{count}, str(clock.now().replace(microsecond=0, tzinfo=None)), {count} // {due}])
    cursor.execute("ANALYZE")
"""
_SWEEP = """
import time
from fuwutai.service_levels.models import Clock
from fuwutai.service_levels.services import sweeping
for what in ("with all that is due", "with nothing due"):
    began = time.process_time(), time.monotonic()
    rung = sweeping.sweep()
    spent = time.process_time() - began[0], time.monotonic() - began[1]
    print(f"A pass {what}: {rung} of {Clock.objects.count():,} clocks, {spent[0]:.3f} s CPU, {spent[1]:.3f} s")
"""


def main(count: int, due: int) -> None:
    datasets.KEPT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="due-", dir=datasets.KEPT) as folder,
        machine.running(datasets.Path(folder), postgresql=False) as made,
    ):
        subprocess.run([sys.executable, "-m", "fuwutai", "migrate", "-v0"], env=made.environment, check=True)
        made.python(_MAKE.format(count=count, due=due))
        print(made.python(_SWEEP))


if __name__ == "__main__":
    main(*[int(word) for word in [*sys.argv[1:], "1000000", "1000"][:2]])
