"""Data sets that are kept between runs under var/bench, made anew when the schema or the way they are made changed."""

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import machine
from bench.machine import Machine

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench"
SIZES = (10_000, 100_000, 1_000_000)
# So much disk is taken by a set and by the copy of it that is measured, for each ticket.
_BYTES = 30_000


@contextlib.contextmanager
def opened(size: int, *, postgresql: bool) -> Iterator[Machine]:
    """A copy of the data set in an installation that may be changed; it is gone afterwards."""
    kept = _made(size, postgresql=postgresql)
    with tempfile.TemporaryDirectory(prefix="copy-", dir=KEPT) as folder:
        # Copied by the file system where it can share what is not changed.
        subprocess.run(["/bin/cp", "-a", "--reflink=auto", f"{kept}/.", folder], check=True)
        with machine.running(Path(folder), postgresql=postgresql) as running:
            yield running


def _made(size: int, *, postgresql: bool) -> Path:
    kept = KEPT / f"{'postgresql' if postgresql else 'sqlite'}-{size}"
    stamp = kept / "stamp"
    if stamp.exists() and stamp.read_text() == _stamp():
        return kept
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    if shutil.disk_usage(KEPT).free < size * _BYTES:
        raise SystemExit(f"There is not enough room under {KEPT} for {size} tickets: {size * _BYTES / 1e9:.0f} GB.")
    build = ["bench.data.build", str(size)]
    if postgresql:
        # What seals the timeline belongs to it, and so do the files.
        source = _made(size, postgresql=False)
        for folder in ("secrets", "files"):
            shutil.copytree(source / folder, kept / folder)
        build = ["bench.data.transfer", str(source / "fuwutai.sqlite3")]
    print(f"Making {kept.name}", flush=True)
    with machine.running(kept, postgresql=postgresql) as running:
        for module in (["fuwutai", "migrate", "-v0"], build):
            subprocess.run([sys.executable, "-m", *module], env=running.environment, check=True)
    stamp.write_text(_stamp())
    return kept


def _stamp() -> str:
    """A digest of the schema and of how sets are made."""
    files = [*(ROOT / "src").glob("fuwutai/*/migrations/*.py"), *(ROOT / "bench" / "data").glob("*.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ["10000"]:
        for on_postgresql in (False, True):
            _made(int(wanted), postgresql=on_postgresql)
