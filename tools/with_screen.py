"""Run a command with a real screen: the one that is there, or Xvfb for as long as the command runs.

    python tools/with_screen.py COMMAND [ARGUMENT]…

Uses only the standard library. Returns the command's exit code.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SIZE = "1366x768x24"
START_SECONDS = 15


def main(arguments: list[str]) -> int:
    if not arguments:
        print("Say which command to run: tools/with_screen.py COMMAND", file=sys.stderr)
        return 2
    environment = dict(os.environ)
    if platform.system() != "Linux" or environment.get("DISPLAY"):
        return _run(arguments, environment)
    if shutil.which("Xvfb") is None:
        print("There is no screen and no Xvfb: install the package xvfb.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="screen-") as folder:
        return _run_under_xvfb(arguments, environment, Path(folder) / "display")


def _run_under_xvfb(arguments: list[str], environment: dict[str, str], told: Path) -> int:
    """Xvfb finds a free display by itself and writes its number into the file `told`."""
    with told.open("wb") as number:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(number.fileno()), "-screen", "0", SIZE, "-nolisten", "tcp"],
            pass_fds=(number.fileno(),),
            stderr=subprocess.DEVNULL,
        )
    try:
        display = _wait_for(told, server)
        if not display:
            print("Xvfb did not start.", file=sys.stderr)
            return 1
        return _run(arguments, environment | {"DISPLAY": f":{display}"})
    finally:
        server.terminate()
        server.wait(timeout=START_SECONDS)


def _wait_for(told: Path, server: subprocess.Popen[bytes]) -> str:
    for _ in range(START_SECONDS * 20):
        text = told.read_text().strip()
        if text:
            return text
        try:
            server.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        return ""
    return ""


def _run(arguments: list[str], environment: dict[str, str]) -> int:
    if platform.system() == "Linux":
        environment["QT_QPA_PLATFORM"] = "xcb"
    return subprocess.run(arguments, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
