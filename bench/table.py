"""What was measured, kept by database and size, and the one table of it: `python -m bench.table` prints it again."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

KEPT = Path(__file__).resolve().parents[1] / "var" / "bench" / "measured"


@dataclass(frozen=True)
class Line:
    """One thing that was measured. Times are in milliseconds; CPU is of the application and of the database server."""

    name: str
    p50: float | None = None
    p95: float | None = None
    application: float | None = None
    database: float | None = None
    figure: str = ""

    @property
    def cpu(self) -> float | None:
        return None if self.application is None else self.application + (self.database or 0)

    def cell(self) -> str:
        """`p50 / p95 (CPU)`, or the figure."""
        if self.p50 is None or self.p95 is None:
            return self.figure
        return (
            f"{_short(self.p50)} / {_short(self.p95)} ({_short(self.cpu or 0)}){' ' * bool(self.figure)}{self.figure}"
        )


def line(name: str, times: Sequence[float], *, application: float, database: float, figure: str = "") -> Line:
    """A line out of the seconds that each request took and the CPU seconds that all of them burnt."""
    cuts = statistics.quantiles(times, n=20)
    each = 1000 / len(times)
    return Line(name, cuts[9] * 1000, cuts[18] * 1000, application * each, database * each, figure)


@dataclass(frozen=True)
class Column:
    """Everything of one data set on one database. `surroundings` tells when it was and how busy the machine."""

    database: str
    size: int
    surroundings: str
    lines: Sequence[Line]


def keep(column: Column) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{column.database}-{column.size}.json").write_bytes(orjson.dumps(asdict(column)))


def kept() -> list[Column]:
    """All columns that were kept, by database and size."""
    found = [orjson.loads(path.read_bytes()) for path in KEPT.glob("*.json")]
    columns = [Column(**{**each, "lines": [Line(**line) for line in each["lines"]]}) for each in found]
    return sorted(columns, key=lambda column: (column.database, column.size))


def markdown(columns: Sequence[Column]) -> str:
    """One table; what grew from the smallest to the largest set of a database stands in a column of its own."""
    databases = list(dict.fromkeys(column.database for column in columns))
    heads, readers = [""], []
    for database in databases:
        own = [column for column in columns if column.database == database]
        heads += [f"{database}, {column.size:,}" for column in own]
        readers += [lambda name, column=column: _find(column, name) for column in own]
        if len(own) > 1:
            heads.append("grew")
            readers.append(lambda name, first=own[0], last=own[-1]: _growth(first, last, name))
    names = list(dict.fromkeys(line.name for column in columns for line in column.lines))
    rows = [heads, ["---"] * len(heads), *([name, *(read(name) for read in readers)] for name in names)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    notes = "\n".join(f"- {column.database}, {column.size:,}: {column.surroundings}" for column in columns)
    return f"{table}\n\n{notes}\n"


def _find(column: Column, name: str) -> str:
    return next((line.cell() for line in column.lines if line.name == name), "")


def _growth(first: Column, last: Column, name: str) -> str:
    small, large = ({line.name: line for line in column.lines}.get(name) for column in (first, last))
    if not small or not large or not small.p95 or not large.p95 or not small.cpu or not large.cpu:
        return ""
    return f"p95 x{large.p95 / small.p95:.1f}, CPU x{large.cpu / small.cpu:.1f}"


def _short(number: float) -> str:
    return f"{number:.1f}" if number < 10 else f"{number:.0f}"


if __name__ == "__main__":
    print(markdown(kept()))
