"""`make bench`: prints figures, never asserts. Each module here has a `main()`."""

from __future__ import annotations

from tests.benchmarks import import_bench


def main() -> None:
    """Run every benchmark."""
    import_bench.main()


if __name__ == "__main__":
    main()
