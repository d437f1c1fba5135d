"""What is done behind the requests: the queue they left, memory of all processes, routines over the whole desk."""

import time

import orjson

from bench import machine
from bench.machine import Machine
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


def measure(made: Machine) -> list[Line]:
    """Work off what the requests before left, beside the web server that still runs."""
    left = int(made.python(_LEFT))
    before, database = made.cpu()
    with machine.working(made):
        began = time.monotonic()
        while int(made.python(_LEFT)) and time.monotonic() - began < _LONGEST:
            time.sleep(2)
        taken = time.monotonic() - began
        after, database_after = made.cpu()
        memory, database_memory = made.memory()
    cpu = (after - before + database_after - database) / max(left, 1) * 1000
    held = f"{memory:.0f} MiB" + (f" + {database_memory:.0f}" if database_memory else "")
    return [
        Line("work left behind", figure=f"{left} jobs and marks in {taken:.0f} s, {cpu:.1f} ms CPU each"),
        Line("memory, web (2) + work", figure=held),
    ]


def routines(made: Machine) -> list[Line]:
    found = orjson.loads(made.python(_ROUTINES).splitlines()[-1])
    return [
        Line(name, figure=f"{wall:.1f} s, {cpu:.1f} s CPU, {most:.0f} MiB") for name, (cpu, wall, most) in found.items()
    ]
