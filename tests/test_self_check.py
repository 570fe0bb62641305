"""`--self-check` in a process of its own, as a fresh build is asked: all of it, and exit 0."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.timeout(300)
def test_self_check_goes_through_and_leaves_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-m", "app", "--self-check"],
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    steps = done.stdout.splitlines()
    assert [step.split(":")[0] for step in steps[1:4]] == ["one import", "one PDF", "one workbook"]
    assert steps[-1].startswith("all is well")
    assert not list(tmp_path.glob("self-check-*"))
    assert not home.exists()
