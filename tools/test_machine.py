"""Gets what the tests need from the operating system: installs it where it may, and says loudly what stays missing.

Tests that need something missing skip with the same name; nothing is skipped silently.
"""

import os
import shutil
import subprocess
import sys

# What is looked for, the Debian packages that bring it, and what can't be tested without it.
NEEDS = [
    ("chromium", ["chromium"], "pages in a real browser"),
    ("dovecot", ["dovecot-imapd", "dovecot-pop3d"], "fetching mail from a real server"),
    ("redis-server", ["redis-server"], "several machines that do live work"),
]
FONT = ("/usr/share/fonts/opentype/noto", ["fonts-noto-cjk"], "screenshots with Chinese text")


def main() -> int:
    missing = [need for need in NEEDS if not shutil.which(need[0]) and not shutil.which(f"/usr/sbin/{need[0]}")]
    if not os.path.isdir(FONT[0]):
        missing.append(FONT)
    packages = [package for need in missing for package in need[1]]
    if packages and _install(packages):
        return 0
    for name, brings, purpose in missing:
        print(f"!! NOT TESTED: {purpose}: {name} is missing (Debian: {' '.join(brings)})", file=sys.stderr)
    return 0


def _install(packages: list[str]) -> bool:
    """Install with the system's package manager; False where there is none or it may not be used."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, check=False, **quiet).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
