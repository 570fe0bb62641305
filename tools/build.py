"""Builds the one-folder program with PyInstaller and starts it once with `--self-check`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "contract-quality-monitor"
SELF_CHECK_SECONDS = 300
MEGABYTE = 1_000_000


def main() -> int:
    started = time.monotonic()
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
               "build.spec"]  # fmt: skip
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        print("PyInstaller could not build the program; what it said stands above.")
        return 1
    folder = ROOT / "dist" / NAME
    size = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
    print(f"Built {folder.relative_to(ROOT)}: {size / MEGABYTE:.0f} MB, "
          f"{time.monotonic() - started:.0f} s.")  # fmt: skip
    return _self_check(folder)


def _self_check(folder: Path) -> int:
    """Start the console program once, away from the source, and pass on what it says."""
    ending = ".exe" if sys.platform == "win32" else ""
    program = folder / f"{NAME}{ending}"
    plain = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    print(f"Starting {program.name} --self-check:", flush=True)
    done = subprocess.run(
        [str(program), "--self-check"], cwd=folder, env=plain, timeout=SELF_CHECK_SECONDS,
        check=False,
    )  # fmt: skip
    print("The build is sound." if done.returncode == 0 else "The build does not pass its check.")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
