"""The same jobs without a window: sample, import, lists, reports, export, check.

With `--json` one JSON document goes to standard output and nothing else. On trouble: a non-zero
exit and one plain sentence on standard error. Reads run beside an open window; writes are refused
with the name of whoever has the file open. What a command does is in cli_register, cli_reports and
cli_protection.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from app import cli_protection, cli_register, cli_reports
from app.cli_file import EXIT_TROUBLE, Answer
from app.errors import QualityMonitorError, RulesError
from app.log import keep_log
from app.paths import Places
from app.services.opening import HeldError

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

_log = logging.getLogger(__name__)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, f"{message[0].upper()}{message[1:]}. Try --help.\n")


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    chosen = build_parser().parse_args(arguments)
    try:
        answer: Answer = chosen.run(chosen)
        _say(answer, as_json=chosen.json)
    except BrokenPipeError:  # whoever read our output has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return EXIT_TROUBLE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except HeldError as error:
        return _told(f"{error.told} Close it there first; commands that only read work beside it.")
    except RulesError as error:
        return _told("; ".join(str(problem).rstrip(".") for problem in error.problems) + ".")
    except QualityMonitorError as error:
        return _told(str(error))
    except OSError as error:
        return _told(f"{error.strerror or 'The disk reports an error'}: {error.filename or ''}.")
    except Exception as error:  # noqa: BLE001  the edge: whoever typed the command sees no traceback
        keep_log(Places.of_this_user().logs)
        _log.exception("a command failed")
        return _told(
            f"Something went wrong that nobody foresaw ({type(error).__name__}). What was saved "
            "before is safe. Please report what you did."
        )
    return answer.exit_code


def _told(sentence: str) -> int:
    """Say on standard error, in one line whatever the sentence holds, that it did not work."""
    print(" ".join(sentence.split()), file=sys.stderr)
    return EXIT_TROUBLE


def _say(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        json.dump(answer.data, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
        sys.stdout.write("\n")
    else:
        print(answer.words)
    sys.stdout.flush()


def build_parser() -> argparse.ArgumentParser:
    """The command line, `--database` and `--key-file` before the command."""
    parser = _Parser(prog="contract-quality-monitor", description=__doc__)
    parser.add_argument("--database", type=Path, metavar="PATH", help="the file to work on")
    parser.add_argument("--key-file", type=Path, metavar="PATH", help="its key, code or passphrase")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _add_writers(commands)
    _add_readers(commands)
    _add_reports(commands)
    _add_protection(commands)
    return parser


def _add(commands: Any, name: str, run: Callable[..., Answer], about: str) -> Any:
    made = commands.add_parser(name, help=about, description=about)
    made.add_argument("--json", action="store_true", help="one JSON document on standard output")
    made.set_defaults(run=run)
    return made


def _add_writers(commands: Any) -> None:
    sample = _add(commands, "sample", cli_register.make_sample, "make the sample database")
    sample.add_argument("path", type=Path, metavar="PATH")
    take = _add(commands, "import", cli_register.import_file, "bring in a file that CQC publishes")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--authority", action="append", default=[], metavar="NAME")
    take.add_argument(
        "--add-services", action="store_true", help="add services not in the register"
    )
    take.add_argument(
        "--sector",
        choices=("social-care", "health", "all"),
        default="all",
        help="which places --add-services adds; all without it",
    )
    take.add_argument("--with-names", action="store_true", help="keep managers’ names")
    take.add_argument("--date", type=_day, metavar="ISO", help="the file’s date")
    take.add_argument("--dates", choices=("day-first", "month-first"), help="how its dates read")
    take.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )


def _add_readers(commands: Any) -> None:
    _add(commands, "services", cli_register.list_services, "list the services of the register")
    ratings = _add(commands, "ratings", cli_register.list_ratings, "list the ratings")
    ratings.add_argument("--history", action="store_true", help="all, not only the current ones")
    _add(commands, "changes", cli_register.list_changes, "list what the last import changed")
    visit = commands.add_parser("visit", help="QA visits").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    _add(visit, "list", cli_register.list_visits, "list the visits")
    _add(commands, "check", cli_protection.check, "check the file from end to end")


def _add_reports(commands: Any) -> None:
    report = commands.add_parser("report", help="reports").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    visit = _add(report, "visit", cli_reports.report_visit, "the report and audit of a visit")
    visit.add_argument("reference", metavar="REF")
    market = _add(report, "market", cli_reports.report_market, "the market quality report")
    for one in (visit, market):
        one.add_argument("--pdf", type=Path, metavar="OUT")
        one.add_argument("--xlsx", type=Path, metavar="OUT")
    register = commands.add_parser("register", help="the register").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    export = _add(
        register, "export", cli_register.export_register, "the whole register as a workbook"
    )
    export.add_argument("out", type=Path, metavar="OUT.xlsx")
    own = _add(
        register, "import", cli_register.import_register, "bring in the council’s own spreadsheet"
    )
    own.add_argument("file", type=Path, metavar="FILE")
    own.add_argument("--mapping", default="", metavar="NAME", help="a mapping saved in the window")
    own.add_argument("--dates", choices=("day-first", "month-first"), help="how its dates read")
    own.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")


def _add_protection(commands: Any) -> None:
    about = "erase every text and file that holds these words; without --why they are only listed"
    erase = _add(commands, "erase", cli_protection.erase, about)
    erase.add_argument("words", metavar="WORDS")
    erase.add_argument("--why", default="", metavar="TEXT", help="why it is erased")
    erase.add_argument("--ground", default="", metavar="TEXT", help="the legal ground")
    retention = commands.add_parser("retention", help="how long is kept").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    _add(
        retention,
        "list",
        cli_protection.list_retention,
        "list the records past their retention period",
    )
    reference = commands.add_parser("reference", help="data protection").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    export = _add(
        reference, "export", cli_protection.export_under_reference, "everything under a reference"
    )
    export.add_argument("reference", metavar="REF")
    export.add_argument("out", type=Path, metavar="OUT", help="a folder, or a name ending in .zip")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write the date as 2026-06-01, not {text}") from None


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
