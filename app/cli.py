"""The same jobs without a window: sample, import, lists, reports, export, check.

With `--json` one JSON document goes to standard output and nothing else. On trouble: a non-zero
exit and one plain sentence on standard error. Reads run beside an open window; writes are refused
with the name of whoever has the file open.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from app.errors import CircumstanceError, FileRefusedError, QualityMonitorError
from app.log import keep_log
from app.paths import SUFFIX, Places, framework_texts, resources
from app.progress import Progress
from app.services import opening
from app.services.office import Office

EXIT_TROUBLE = 1
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


class Answer:
    """What a command found: `data` for --json, `words` for people."""

    def __init__(self, data: Any, words: str, exit_code: int = 0) -> None:
        self.data, self.words, self.exit_code = data, words, exit_code


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
    sample = _add(commands, "sample", _sample, "make the sample database")
    sample.add_argument("path", type=Path, metavar="PATH")
    take = _add(commands, "import", _import, "bring in a file that CQC publishes")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--authority", action="append", default=[], metavar="NAME")
    take.add_argument(
        "--add-services", action="store_true", help="add services not in the register"
    )
    take.add_argument("--with-names", action="store_true", help="keep managers’ names")
    take.add_argument("--date", type=_day, metavar="ISO", help="the file’s date")
    take.add_argument("--dates", choices=("day-first", "month-first"), help="how its dates read")
    take.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )


def _add_readers(commands: Any) -> None:
    _add(commands, "services", _services, "list the services of the register")
    ratings = _add(commands, "ratings", _ratings, "list the ratings")
    ratings.add_argument("--history", action="store_true", help="all, not only the current ones")
    _add(commands, "changes", _changes, "list what the last import changed")
    visit = commands.add_parser("visit", help="QA visits").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    _add(visit, "list", _visit_list, "list the visits")
    _add(commands, "check", _check, "check the file from end to end")


def _add_reports(commands: Any) -> None:
    report = commands.add_parser("report", help="reports").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    visit = _add(report, "visit", _report_visit, "the report and audit of a visit")
    visit.add_argument("reference", metavar="REF")
    market = _add(report, "market", _report_market, "the market quality report")
    for one in (visit, market):
        one.add_argument("--pdf", type=Path, metavar="OUT")
        one.add_argument("--xlsx", type=Path, metavar="OUT")
    register = commands.add_parser("register", help="the register").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    export = _add(register, "export", _register_export, "the whole register as a workbook")
    export.add_argument("out", type=Path, metavar="OUT.xlsx")
    own = _add(register, "import", _register_import, "bring in the council’s own spreadsheet")
    own.add_argument("file", type=Path, metavar="FILE")
    own.add_argument("--mapping", default="", metavar="NAME", help="a mapping saved in the window")
    own.add_argument("--dates", choices=("day-first", "month-first"), help="how its dates read")
    own.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")


def _add_protection(commands: Any) -> None:
    about = "erase every text and file that holds these words; without --why they are only listed"
    erase = _add(commands, "erase", _erase, about)
    erase.add_argument("words", metavar="WORDS")
    erase.add_argument("--why", default="", metavar="TEXT", help="why it is erased")
    erase.add_argument("--ground", default="", metavar="TEXT", help="the legal ground")
    retention = commands.add_parser("retention", help="how long is kept").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    _add(retention, "list", _retention_list, "list the records past their retention period")
    reference = commands.add_parser("reference", help="data protection").add_subparsers(
        required=True, metavar="COMMAND", parser_class=_Parser
    )
    export = _add(reference, "export", _reference_export, "everything under a reference")
    export.add_argument("reference", metavar="REF")
    export.add_argument("out", type=Path, metavar="OUT", help="a folder, or a name ending in .zip")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write the date as 2026-06-01, not {text}") from None


# --- the open file -------------------------------------------------------------------------------


def surroundings() -> opening.Surroundings:
    """This computer as the command line sees it."""
    return opening.Surroundings(device_id=_device_id(), frameworks=framework_texts())


def _device_id() -> str:
    from app.settings import SettingsFile, device_id_of

    return device_id_of(SettingsFile(Places.of_this_user().settings))


def _database(chosen: argparse.Namespace) -> Path:
    if chosen.database is None:
        raise FileRefusedError("Say which file to work on: --database PATH before the command.")
    return Path(chosen.database)


def _reading(chosen: argparse.Namespace) -> Office:
    path = _database(chosen)
    return opening.open_beside(path, surroundings(), key=_key(chosen, path))


def _writing(chosen: argparse.Namespace) -> Office:
    path = _database(chosen)
    if not path.exists():
        if chosen.key_file is not None:
            return opening.create_with_key_file(path, chosen.key_file, surroundings())
        return opening.create_file(path, surroundings())
    office = opening.open_file(path, surroundings(), key=_key(chosen, path))
    opening.sign_in_as_last(office)
    return office


@contextmanager
def _taking_in(chosen: argparse.Namespace) -> Iterator[Office]:
    """The file to import into. A dry run only reads, and a new file is of no use after trouble."""
    path = _database(chosen)
    is_new = not path.exists()
    if chosen.dry_run and is_new:
        with TemporaryDirectory() as folder, closing(_nowhere(Path(folder))) as office:
            yield office
        return
    with closing(_reading(chosen) if chosen.dry_run else _writing(chosen)) as office:
        try:
            yield office
        except BaseException:
            office.close()
            if is_new:
                opening.remove_file(path)
            raise


def _nowhere(folder: Path) -> Office:
    return opening.create_file(folder / "dry-run.cqm", surroundings())


def _key(chosen: argparse.Namespace, path: Path) -> bytes | None:
    return opening.key_from_file(chosen.key_file, path) if chosen.key_file else None


# --- commands ------------------------------------------------------------------------------------


def _sample(chosen: argparse.Namespace) -> Answer:
    from app.services.sample import build_sample

    if chosen.database or chosen.key_file:
        raise CircumstanceError(
            "The sample is made under the PATH after the command and is not encrypted: leave out "
            "--database and --key-file."
        )
    summary = build_sample(chosen.path, surroundings(), Progress())
    return Answer(summary.as_json(), f"{summary.words} It is in {chosen.path}.")


def _import(chosen: argparse.Namespace) -> Answer:
    from app.services.cqc_import import DateOrder, ImportOptions, import_cqc_file

    options = ImportOptions(
        authorities=tuple(chosen.authority),
        add_services=chosen.add_services,
        with_names=chosen.with_names,
        file_date=chosen.date,
        date_order=DateOrder(chosen.dates) if chosen.dates else None,
        dry_run=chosen.dry_run,
    )
    with _taking_in(chosen) as office:
        report = import_cqc_file(office, chosen.file, options, Progress())
    words = _import_words(report.as_json(), chosen.dry_run)
    return Answer(report.as_json(), "\n".join([words, *report.notes]))


def _import_words(report: dict[str, Any], is_dry: bool) -> str:
    would = "would be " if is_dry else ""
    brought = (
        f"{report['services_added']} services {would}added, {report['services_updated']} {would}"
        f"updated, {report['ratings_added']:,} ratings {would}added, {len(report['changes'])} "
        f"current ratings {would}changed."
    )
    lines = [
        f"{report['kind']}, {report['file_date']}: {report['rows_read']:,} rows read.",
        brought,
        f"{len(report['absent'])} of the register’s services are not in this file.",
    ]
    lines += [
        f"Row {row['row']} {row['sheet']}: {row['reason']}" for row in report["rows_skipped"][:20]
    ]
    return "\n".join(lines)


def _services(chosen: argparse.Namespace) -> Answer:
    from app.services.service_rows import list_service_facts

    return _listed(chosen, list_service_facts, ("location_id", "name", "provider_name", "type"))


def _ratings(chosen: argparse.Namespace) -> Answer:
    from app.services import ratings

    function = ratings.list_history if chosen.history else ratings.list_current
    return _listed(chosen, function, ("location_id", "group", "area", "published", "date"))


def _changes(chosen: argparse.Namespace) -> Answer:
    from app.services.cqc_import import last_changes

    return _listed(chosen, last_changes, ("location_id", "group", "area", "from", "to"))


def _visit_list(chosen: argparse.Namespace) -> Answer:
    from app.services.visit_list import list_visit_facts

    columns = ("reference", "service", "status", "planned_on", "visited_on", "overall")
    return _listed(chosen, list_visit_facts, columns)


def _listed(
    chosen: argparse.Namespace, function: Callable[..., Any], columns: tuple[str, ...]
) -> Answer:
    office = _reading(chosen)
    try:
        found = office.read(function)
    finally:
        office.close()
    rows = [row if isinstance(row, dict) else asdict(row) for row in found]
    lines = ["  ".join(str(row[name] if row[name] is not None else "-") for name in columns)
             for row in rows]  # fmt: skip
    return Answer(rows, "\n".join([*lines, f"{len(rows):,} in all"]))


def _report_visit(chosen: argparse.Namespace) -> Answer:
    from app.services.reporting import write_visit_reports

    _needs_a_target(chosen)
    office = _reading(chosen)
    try:
        written = write_visit_reports(
            office, chosen.reference, resources(), pdf=chosen.pdf, xlsx=chosen.xlsx
        )
    finally:
        office.close()
    return _written(written)


def _report_market(chosen: argparse.Namespace) -> Answer:
    from app.services.reporting import write_market_reports

    _needs_a_target(chosen)
    office = _reading(chosen)
    try:
        written = write_market_reports(office, resources(), pdf=chosen.pdf, xlsx=chosen.xlsx)
    finally:
        office.close()
    return _written(written)


def _register_export(chosen: argparse.Namespace) -> Answer:
    from app.services.register_export import save_register

    _spare_databases(chosen, chosen.out)
    office = _reading(chosen)
    try:
        office.read(save_register, chosen.out)
    finally:
        office.close()
    return _written([chosen.out])


def _register_import(chosen: argparse.Namespace) -> Answer:
    from app.services.own_import import import_own_file

    with _taking_in(chosen) as office:
        report = import_own_file(
            office, chosen.file, mapping=chosen.mapping, date_order=chosen.dates,
            dry_run=chosen.dry_run, progress=Progress(),
        )  # fmt: skip
    return Answer(report.as_json(), report.words)


def _erase(chosen: argparse.Namespace) -> Answer:
    from app.services import protection

    is_listing = not (chosen.why or chosen.ground)
    office = _reading(chosen) if is_listing else _writing(chosen)
    try:
        found = office.read(protection.find_texts, chosen.words, 100_000)
        data = [
            {"kind": one.record, "field": one.field, "id": one.place.row_id, "text": one.text}
            for one in found
        ]
        lines = [f"{one.record}, {one.field}: {one.text}" for one in found]
        if is_listing:
            lines.append(f"{len(found):,} in all. Nothing was erased: add --why and --ground.")
            return Answer({"is_erased": False, "texts": data}, "\n".join(lines))
        places = tuple(one.place for one in found)
        done = protection.erase(office, protection.ErasureDraft(places, chosen.why, chosen.ground))
    finally:
        office.close()
    return Answer({"is_erased": True, "texts": data, "erasure_id": done.erasure_id}, done.words)


def _retention_list(chosen: argparse.Namespace) -> Answer:
    from app.services.retention import list_past

    office = _reading(chosen)
    try:
        rows = office.read(list_past)
    finally:
        office.close()
    data = [
        {"kind": row.kind, "id": row.record_id, "label": row.label,
         "ended_on": row.ended_on, "kept_until": row.kept_until}
        for row in rows
    ]  # fmt: skip
    lines = [f"{row.kept_until}  {row.kind_words}: {row.label}" for row in rows]
    return Answer(data, "\n".join([*lines, f"{len(rows):,} past their period"]))


def _reference_export(chosen: argparse.Namespace) -> Answer:
    from app.services.subject_export import export_reference

    _spare_databases(chosen, chosen.out)
    office = _reading(chosen)
    try:
        done = export_reference(office, chosen.reference, chosen.out)
    finally:
        office.close()
    data = {"written": str(done.path), "records": done.records, "history": done.history,
            "files": done.files, "missing_files": done.missing_files}  # fmt: skip
    return Answer(data, f"{done.words} It is in {done.path}.")


def _needs_a_target(chosen: argparse.Namespace) -> None:
    if chosen.pdf is None and chosen.xlsx is None:
        raise CircumstanceError("Say where the report goes: --pdf OUT, --xlsx OUT or both.")
    if chosen.pdf == chosen.xlsx:
        raise CircumstanceError("The PDF and the workbook need two different names.")
    _spare_databases(chosen, chosen.pdf, chosen.xlsx)


def _spare_databases(chosen: argparse.Namespace, *targets: Path | None) -> None:
    """Refuse to write over the open file, what belongs to it, or another file of the program."""
    own = _database(chosen).resolve()
    for target in filter(None, targets):
        place = target.resolve()
        belongs = place.parent == own.parent and place.name.startswith(
            (own.name + ".", own.name + "-")
        )
        if place == own or belongs or place.suffix.lower() == SUFFIX:
            raise CircumstanceError(
                f"{target.name} is the name of a database or belongs to one. Nothing was written. "
                "Choose another name."
            )


def _written(paths: Sequence[Path]) -> Answer:
    return Answer(
        {"written": [str(path) for path in paths]},
        "\n".join(f"Written: {path}" for path in paths),
    )


def _check(chosen: argparse.Namespace) -> Answer:
    from app.services.check import check_file

    office = _reading(chosen)
    try:
        results = office.read(check_file)
    finally:
        office.close()
    is_well = not any(result.problems for result in results)
    data = {
        "is_well": is_well,
        "checks": [
            {"name": r.name, "words": r.words, "problems": list(r.problems)} for r in results
        ],
    }
    lines = []
    for result in results:
        lines.append(f"{'problem' if result.problems else 'ok':8} {result.name}: {result.words}")
        lines += [f"         {problem}" for problem in result.problems]
    return Answer(data, "\n".join(lines), 0 if is_well else EXIT_TROUBLE)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
