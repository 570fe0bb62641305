"""`make bench`: prints figures, never asserts. `--sample FILE` spares making the sample anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.benchmarks import everyday, import_bench


def main() -> None:
    """Run every benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sample", type=Path, help="a sample that was made before")
    chosen = parser.parse_args()
    everyday.main(chosen.sample)
    import_bench.main()


if __name__ == "__main__":
    main()
