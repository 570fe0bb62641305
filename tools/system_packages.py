"""Install the system packages that Qt needs, or print the one line to ask an administrator for.

Debian and Ubuntu only; elsewhere Qt's wheels bring what they need and this does nothing.
Uses only the standard library, because it runs before the virtual environment exists.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

QT = ["libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0",
      "fonts-dejavu-core"]  # fmt: skip
WINDOW = ["libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxkbcommon-x11-0",
          "libxcb-shape0", "libxcb-image0", "libxcb-render-util0", "libxcb-randr0"]  # fmt: skip
TESTS = ["xvfb", "xauth", "poppler-utils", "fonts-open-sans", "binutils"]  # the last for make build


def packages_for(purpose: str) -> list[str]:
    """Return the Debian packages needed to `run` the program or to `test` it."""
    venv = [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]
    needs_venv = not _has_ensurepip()
    base = (venv if needs_venv else []) + QT + WINDOW
    return base + TESTS if purpose == "test" else base


def _has_ensurepip() -> bool:
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def missing(packages: list[str]) -> list[str]:
    """Return those of the packages that dpkg does not report as installed.

    A library renamed by a newer release (libglib2.0-0t64 for libglib2.0-0) counts as installed.
    """
    found = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line.split() for line in found.stdout.splitlines()]
    installed = {line[1] for line in lines if len(line) > 1 and line[0].startswith("ii")}
    return [name for name in packages if not {name, f"{name}t64"} & installed]


def main() -> int:
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    if not Path("/etc/debian_version").exists() or not shutil.which("dpkg-query"):
        return 0
    wanted = missing(packages_for(purpose))
    if not wanted:
        return 0
    install = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
    if os.geteuid() != 0:
        print("Some system packages are missing. Ask an administrator to run:")
        print("  sudo apt-get update && sudo " + " ".join(install))
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing system packages: " + " ".join(wanted), flush=True)
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    return subprocess.run([*install, "-qq"], check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
