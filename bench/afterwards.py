"""What is done behind the requests: the queue they left, memory of all processes, routines over the whole desk."""

import time

import orjson

from bench import machine, reading
from bench.machine import Machine
from bench.reading import Cast
from bench.table import Line

_LEFT = """
from fuwutai.core.jobs.models import Job
from fuwutai.search.models import Stale
print(Job.objects.filter(dead_at=None, attempts=0).count() + Stale.objects.count())
"""
_LONGEST = 180

# CPU seconds of each routine and the most memory that the process ever had (MiB).
_ROUTINES = """
import json, resource, time
from fuwutai.core import clock
from fuwutai.tickets.services import sweeping
from fuwutai.timeline import services, verification
def burnt(call):
    began = time.process_time(), time.monotonic()
    call()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [time.process_time() - began[0], time.monotonic() - began[1], most]
def verify():
    found = list(verification.findings())
    assert not found, found[:5]
found = {"resume what is due": burnt(sweeping.resume_due), "chase unanswered": burnt(sweeping.chase_unanswered)}
found["drop an anchor"] = burnt(services.drop_anchor)
found["verify timeline"] = burnt(verify)
print(json.dumps(found))
"""


def measure(made: Machine) -> Line:
    """Work off what the requests before left, beside the web server that still runs."""
    left = int(made.python(_LEFT))
    before, database = made.cpu()
    with machine.working(made):
        began = time.monotonic()
        while int(made.python(_LEFT)) and time.monotonic() - began < _LONGEST:
            time.sleep(2)
        taken = time.monotonic() - began
        after, database_after = made.cpu()
    cpu = (after - before + database_after - database) / max(left, 1) * 1000
    return Line("work left behind", figure=f"{left} jobs and marks in {taken:.0f} s, {cpu:.1f} ms CPU each")


def held(made: Machine, cast: Cast) -> Line:
    """What all processes of `fuwutai serve` hold when every page was asked for again, with two web processes."""
    with machine.serving_all(made, workers=2):
        reading.measure(made, cast)
        memory, database = made.memory()
    return Line("memory, all processes", figure=f"{memory:.0f} MiB" + (f" + {database:.0f}" if database else ""))


def routines(made: Machine) -> list[Line]:
    found = orjson.loads(made.python(_ROUTINES).splitlines()[-1])
    return [
        Line(name, figure=f"{wall:.1f} s, {cpu:.1f} s CPU, {most:.0f} MiB") for name, (cpu, wall, most) in found.items()
    ]
