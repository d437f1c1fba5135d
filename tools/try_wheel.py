"""Installs the wheel of dist/ as an administrator would, in an empty folder, and asks for its first page.

Only what the wheel brings and what requirements.txt locks is there: no source tree, no Node, no developer's tools.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[1]
FOUNDING = [
    "--organisation", "Lanjiang", "--language", "en", "--time-zone", "Asia/Shanghai", "--country", "CN",
    "--administrator", "Ada", "--username", "ada", "--mail", "ada@lanjiang.example",
    "--desk-mail", "desk@lanjiang.example",
]  # fmt: skip


def main() -> int:
    [wheel] = (ROOT / "dist").glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="fuwutai-wheel-") as folder:
        place = Path(folder)
        fuwutai = _install(wheel, place)
        port = _free_port()
        environment = {
            "HOME": folder, "PATH": "/usr/bin:/bin", "FUWUTAI_HOME": str(place / "home"), "FUWUTAI_SMTP_BIND": "",
            "FUWUTAI_BIND": f"127.0.0.1:{port}", "FUWUTAI_URL": f"http://127.0.0.1:{port}",
        }  # fmt: skip
        subprocess.run([fuwutai, "init", *FOUNDING], env=environment, cwd=place, check=True, stdin=subprocess.DEVNULL)
        serving = subprocess.Popen([fuwutai, "serve"], env=environment, cwd=place, stderr=subprocess.DEVNULL)
        try:
            page = _wait_for(f"http://127.0.0.1:{port}/account/login/")
            style = re.findall(r'href="(/static/built/assets/[^"]+\.css)"', page)[0]
            _wait_for(f"http://127.0.0.1:{port}{style}")
            chinese = _wait_for(f"http://127.0.0.1:{port}/account/login/", language="zh-CN")
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(timeout=30)
    if "登录" not in chinese:
        print("!! The wheel holds no translations.", file=sys.stderr)
        return 1
    print(f"{wheel.name} installs, founds a desk and serves its sign-in page.")
    return 0


def _install(wheel: Path, place: Path) -> str:
    """A fresh environment with the wheel; returns the path of its command."""
    uv = str(Path(sys.executable).with_name("uv"))
    environment = {**os.environ, "VIRTUAL_ENV": str(place / "venv")}
    environment.pop("PYTHONPATH", None)
    for arguments in (
        ["venv", "-q", "--python", sys.executable, str(place / "venv")],
        ["pip", "install", "-q", "--require-hashes", "-r", str(ROOT / "requirements.txt")],
        ["pip", "install", "-q", "--no-deps", str(wheel)],
    ):
        subprocess.run([uv, *arguments], env=environment, cwd=place, check=True)
    return str(place / "venv" / "bin" / "fuwutai")


def _wait_for(url: str, *, language: str = "en", seconds: float = 60) -> str:
    deadline = time.monotonic() + seconds
    while True:
        try:
            answer = requests.get(url, headers={"Accept-Language": language}, timeout=10)
            answer.raise_for_status()
            return answer.text
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
