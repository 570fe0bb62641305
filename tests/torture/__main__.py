"""Runs every fault in full and prints the table: `python -m tests.torture [NAME…] [--seed N]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.torture import (
    backups,
    concurrent_edits,
    damaged_files,
    hostile_files,
    kills,
    migration_kills,
    paper,
    power_cuts,
    signed_off,
)
from tests.torture.results import Result, Run, as_table


@dataclass(frozen=True, slots=True)
class Fault:
    """A run with its full count (SAFETY "Figures to reach"); 0 means every point there is."""

    name: str
    run: Run
    count: int


# A further fault is a module with `run(count, seed, directory) -> Result`, and a line here.
FAULTS = (
    Fault("kills", kills.run, 200),
    Fault("power-cuts", power_cuts.run, 300),
    Fault("migration-kills", migration_kills.run, migration_kills.ALL),
    Fault("concurrent-edits", concurrent_edits.run, 600),
    Fault("backups", backups.run, 100),
    Fault("damaged-files", damaged_files.run, 400),
    Fault("hostile-files", hostile_files.run, 0),
    Fault("pdf-payloads", paper.run_pdf, 200),
    Fault("workbook-payloads", paper.run_xlsx, 60),
    Fault("signed-off", signed_off.run, 0),
)


def main() -> int:
    """Run the faults asked for, or all; 1 when any failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    names = [fault.name for fault in FAULTS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(names)
    if unknown:
        parser.error(
            f"there is no fault {', '.join(sorted(unknown))}; there are {', '.join(names)}"
        )
    results = [
        _run(fault, chosen.seed)
        for fault in FAULTS
        if not chosen.names or fault.name in chosen.names
    ]
    sys.stdout.write(as_table(results) + "\n")
    return 1 if any(result.failures for result in results) else 0


def _run(fault: Fault, seed: int) -> Result:
    sys.stderr.write(f"{fault.name} …\n")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as directory:
        result = fault.run(fault.count, seed, Path(directory))
    return replace(result, note=f"{result.note}; {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
