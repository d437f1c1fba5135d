"""Everything that is measured, on each size and each database: `python -m bench 10000 100000 1000000`.

Sizes may be followed by `sqlite` or `postgresql` to measure on one of them only.
"""

import os
import sys
from datetime import UTC, datetime

from bench import afterwards, api_create, datasets, history_in, machine, mail_in, reading, table
from bench.peers.django_helpdesk import __main__ as django_helpdesk
from bench.table import Column, Line

DATABASES = ("sqlite", "postgresql")


def main(wanted: list[str]) -> None:
    sizes = [int(word) for word in wanted if word.isdecimal()] or [datasets.SIZES[0]]
    databases = [word for word in wanted if word in DATABASES] or DATABASES
    columns = []
    for database in databases:
        for size in sorted(sizes):
            column = measure(size, database)
            table.keep(column)
            columns.append(column)
    columns += peers(min(sizes))
    print(table.markdown(columns))


def peers(size: int) -> list[Column]:
    """The same questions to those of our peers that somebody installed under `var/bench/peers`."""
    found = [django_helpdesk.measure(size)] if django_helpdesk.is_installed() else []
    for column in found:
        table.keep(column)
    return found


def measure(size: int, database: str) -> Column:
    load = os.getloadavg()[0]
    lines: list[Line] = []
    with datasets.opened(size, postgresql=database == "postgresql") as made:
        with machine.serving(made, workers=2):
            print(f"Measuring {size} tickets on {database}", flush=True)
            cast = reading.gather(made)
            lines += reading.measure(made, cast)
            lines.append(api_create.measure(made))
            lines.append(afterwards.measure(made))
        lines.append(afterwards.held(made, cast))
        lines.append(mail_in.measure(made))
        lines.append(history_in.measure(made))
        lines += afterwards.routines(made)
    now = datetime.now(UTC)
    surroundings = f"{now:%Y-%m-%d %H:%M} UTC, load {load:.1f} before and {os.getloadavg()[0]:.1f} after"
    return Column(database=database, size=size, surroundings=surroundings, lines=lines)


if __name__ == "__main__":
    main(sys.argv[1:])
