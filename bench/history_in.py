"""The history of another tool brought in: a log of 4,000 cases with five or six rows each, beside what is there."""

import orjson

from bench.machine import Machine
from bench.table import Line

_BRING_IN = """
import csv, io, json, resource, time
from datetime import datetime, timedelta, timezone
from fuwutai.history import services, working
from fuwutai.history.mapping import shipped
from fuwutai.people.permissions import SYSTEM
STEPS = ("Create", "Dispatch", "Accept", "Resolve", "Confirm")
text = io.StringIO()
log = csv.writer(text)
log.writerow(["case_id", "activity", "time", "resource", "title", "requester", "group", "priority"])
rows = 0
for case in range(4000):
    began = datetime(2024, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=37 * case)
    for place, step in enumerate(STEPS + (("Reopen",) if case % 9 == 0 else ())):
        log.writerow([f"OLD{case}", step, (began + timedelta(minutes=50 * place)).isoformat(), f"Engineer {case % 40}",
                      f"打印机卡纸 {case}", f"Caller {case % 500}", f"Old group {case % 12}", 1 + case % 4])
        rows += 1
began, burnt = time.monotonic(), time.process_time()
found = services.take(SYSTEM, io.BytesIO(text.getvalue().encode()), name="log.csv")
services.choose(SYSTEM, found, text=shipped()["event-log"].text, name="event-log")
services.begin_check(SYSTEM, found)
working.check(found.pk)
found.refresh_from_db()
assert found.state == "checked", found.reason
services.ask_run(SYSTEM, found)
while working.run(found.pk):
    pass
found.refresh_from_db()
assert found.state == "done", found.reason
print(json.dumps([rows, time.monotonic() - began, time.process_time() - burnt,
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measure(made: Machine) -> Line:
    _application, before = made.cpu()
    rows, seconds, burnt, most = orjson.loads(made.python(_BRING_IN).splitlines()[-1])
    _application, after = made.cpu()
    cpu = (burnt + after - before) / rows * 1000
    return Line("import of a history", figure=f"{rows / seconds:.0f} rows/s, {cpu:.2f} ms CPU a row, {most:.0f} MiB")
