"""python -m app: with a command the command line, without one the window."""

from __future__ import annotations

import multiprocessing
import sys

from app.imports.child import run_if_child
from app.screen import can_show_window

EXIT_USAGE = 2
NO_SCREEN = "There is no screen here to open the window on. Give a command instead; see --help."


def main() -> int:
    """Read the command line, call bootstrap or the command line, run; return the exit code."""
    multiprocessing.freeze_support()
    run_if_child()
    arguments = sys.argv[1:]
    if arguments and arguments[0] == "--self-check":
        from app.bootstrap import self_check

        return self_check()
    if _is_for_the_window(arguments):
        if not can_show_window():
            sys.stderr.write(f"{NO_SCREEN}\n")
            return EXIT_USAGE
        from app.bootstrap import run_window

        return run_window(arguments)
    from app.cli import main as run_command

    return run_command(arguments)


def _is_for_the_window(arguments: list[str]) -> bool:
    """True when no command is given: nothing at all, or only `--database PATH`."""
    return not arguments or (arguments[0] == "--database" and len(arguments) == 2)


if __name__ == "__main__":
    sys.exit(main())
