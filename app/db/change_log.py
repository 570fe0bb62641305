"""Generates the triggers: the change log, the locks of signed-off visits, the search lines.

The triggers are generated from the models and compared with the file by `check`; an upgrade drops
all of ours and makes them anew, because rebuilding a table loses its triggers silently (SAFETY).
Who and why come from the one-row table `change_context`, written in the same transaction.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, PrimaryKeyConstraint, Table, UniqueConstraint, text

from app.models.base import UNLOGGED, Base

PREFIX = "cqm_"

# Tables below a visit version, with the column that leads to it.
LOCKED_BELOW_VERSION: dict[str, str] = {
    "visit_version": "id",
    "visit_section": "version_id",
    "visit_question": "version_id",
    "answer": "version_id",
    "evidence": "version_id",
    "finding": "version_id",
    "quick_note": "version_id",
    "result_override": "version_id",
    "review_check": "version_id",
    "previous_action_check": "version_id",
}

# Tables whose insert is logged by these columns only: the rest is copied from the framework's
# kept text. A later change or removal is logged in full, so undo loses nothing.
BRIEF_INSERTS: dict[str, tuple[str, ...]] = {
    "visit_section": ("id", "row_version", "version_id", "section_key"),
    "visit_question": ("id", "row_version", "version_id", "question_key"),
}

# Table -> kind, title and body expressions of its line in the search (`r` is the row).
SEARCHED: dict[str, tuple[str, str, str]] = {
    "provider": (
        "provider", "r.name",
        "r.cqc_provider_id || ' ' || r.brand || ' ' || r.postcode || ' ' || r.company_number",
    ),
    "service": (
        "service", "r.name",
        "r.cqc_location_id || ' ' || r.ofsted_urn || ' ' || r.postcode || ' ' || r.authority",
    ),
    "contract": ("contract", "r.title", "r.reference || ' ' || r.theme"),
    "contact": ("contact", "r.name", "r.role || ' ' || r.email || ' ' || r.phone"),
    "visit": (
        "visit", "r.reference",
        "coalesce((SELECT name FROM service WHERE id = r.service_id), '')",
    ),
    "action": ("action", "substr(r.text, 1, 120)", "r.owner"),
}  # fmt: skip


def logged_tables() -> list[Table]:
    """Return the tables whose changes are logged, in dependency order."""
    return [table for table in Base.metadata.sorted_tables if table.name not in UNLOGGED]


def trigger_statements() -> dict[str, str]:
    """Return every trigger of ours as name -> CREATE statement."""
    triggers: dict[str, str] = {}
    for table in logged_tables():
        triggers |= _log_triggers(table)
    for table_name, column in LOCKED_BELOW_VERSION.items():
        triggers |= _lock_triggers(table_name, column)
    triggers |= _append_only_triggers()
    for table_name in SEARCHED:
        triggers |= _search_triggers(table_name)
    return triggers


def drop_triggers(connection: Connection) -> None:
    """Drop every trigger of ours in the file."""
    for name in stored_triggers(connection):
        connection.execute(text(f'DROP TRIGGER "{name}"'))


def create_triggers(connection: Connection) -> None:
    """Create every trigger of ours and the full-text table beside the search lines."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5("
        "title, body, content='search_entry', content_rowid='id', prefix='2 3')"
    )
    connection.exec_driver_sql(
        "INSERT INTO search_text (search_text, rank) VALUES ('secure-delete', 1)"
    )
    for statement in trigger_statements().values():
        connection.exec_driver_sql(statement)


def stored_triggers(connection: Connection, *, also_foreign: bool = False) -> dict[str, str]:
    """Return our triggers as the file holds them, name -> statement; or every trigger in it."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    found = {str(name): str(sql) for name, sql in rows}
    return {name: sql for name, sql in found.items() if also_foreign or name.startswith(PREFIX)}


def trigger_differences(connection: Connection) -> list[str]:
    """Return a sentence for each trigger that is missing, changed or not ours; empty when equal."""
    wanted, found = trigger_statements(), stored_triggers(connection, also_foreign=True)
    missing = [f"Trigger {name} is missing." for name in wanted.keys() - found.keys()]
    extra = [f"Trigger {name} is not one of ours." for name in found.keys() - wanted.keys()]
    changed = [
        f"Trigger {name} was changed."
        for name in wanted.keys() & found.keys()
        if wanted[name] != found[name]
    ]
    return sorted(missing + extra + changed)


def _log_triggers(table: Table) -> dict[str, str]:
    columns = [column.name for column in table.columns]
    return {
        f"{PREFIX}log_{table.name}_{operation}": _log_trigger(table.name, columns, operation)
        for operation in ("insert", "update", "delete")
    }


def _log_trigger(table: str, columns: list[str], operation: str) -> str:
    row = "OLD" if operation == "delete" else "NEW"
    if operation == "insert":
        columns = list(BRIEF_INSERTS.get(table, columns))
    before = _json(columns, "OLD", operation) if operation != "insert" else "NULL"
    after = _json(columns, "NEW", operation) if operation != "delete" else "NULL"
    return (
        f"CREATE TRIGGER {PREFIX}log_{table}_{operation} AFTER {operation.upper()} ON {table}\n"
        "BEGIN\n"
        "  INSERT INTO change (at, act_id, officer_id, device_id, reason, table_name, row_id,"
        " operation, before, after)\n"
        "  SELECT coalesce(c.at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), c.act_id, c.officer_id,"
        f" c.device_id, c.reason,\n    '{table}', {row}.id, '{operation}',\n"
        f"    {before},\n    {after}\n"
        "  FROM (SELECT 1) LEFT JOIN change_context c ON c.id = 1;\n"
        "END"
    )


def _json(columns: list[str], row: str, operation: str) -> str:
    if operation != "update":
        pairs = ", ".join(f"'{name}', {row}.{name}" for name in columns)
        return f"json_object({pairs})"
    changed = "\n      UNION ALL ".join(
        f"SELECT '{name}' AS k, {row}.{name} AS v WHERE OLD.{name} IS NOT NEW.{name}"
        for name in columns
    )
    return f"(SELECT json_group_object(k, v) FROM ({changed}))"


def _lock_triggers(table: str, column: str) -> dict[str, str]:
    def sealed(row: str) -> str:
        if table == "visit_version":
            return f"{row}.sealed_at IS NOT NULL"
        return (
            "EXISTS (SELECT 1 FROM visit_version v"
            f" WHERE v.id = {row}.{column} AND v.sealed_at IS NOT NULL)"
        )

    lawful = (
        "NOT EXISTS (SELECT 1 FROM change_context c JOIN erasure_target t"
        " ON t.erasure_id = c.erasure_id"
        f" WHERE t.table_name = '{table}' AND t.row_id = OLD.id AND NEW.id = OLD.id)"
    )
    refuse = "SELECT RAISE(ABORT, 'signed off: this version of the visit is locked')"
    displaced = f"EXISTS (SELECT 1 FROM {table} o WHERE ({_same_place(table)}) AND {sealed('o')}"
    update = f"{sealed('OLD')} AND {lawful}"
    insert = f"{displaced})"
    if table != "visit_version":
        update = f"({sealed('OLD')} OR {sealed('NEW')}) AND {lawful}"
        insert = f"{sealed('NEW')} OR {displaced})"
    conditions = {
        "insert": insert,
        "update": f"({update}) OR {displaced} AND o.id IS NOT OLD.id)",
        "delete": sealed("OLD"),
    }
    return {
        f"{PREFIX}lock_{table}_{operation}": (
            f"CREATE TRIGGER {PREFIX}lock_{table}_{operation} BEFORE {operation.upper()} ON {table}"
            f"\nWHEN {condition}\nBEGIN\n  {refuse};\nEND"
        )
        for operation, condition in conditions.items()
    }


def _append_only_triggers() -> dict[str, str]:
    triggers = {}
    rules = {
        "change": "OLD.row_id IN (SELECT t.row_id FROM change_context c JOIN erasure_target t"
        " ON t.erasure_id = c.erasure_id WHERE t.table_name = OLD.table_name)"
        f" AND {_unchanged('change', 'reason', 'before', 'after')}",
        "seal": "OLD.version_id IN (SELECT t.row_id FROM change_context c JOIN erasure_target t"
        " ON t.erasure_id = c.erasure_id WHERE t.table_name = 'seal')"
        f" AND NEW.erased_at IS NOT NULL AND {_unchanged('seal', 'content', 'erased_at')}",
        "act": "OLD.id IN (SELECT t.row_id FROM change_context c JOIN erasure_target t"
        " ON t.erasure_id = c.erasure_id WHERE t.table_name = 'act')"
        f" AND {_unchanged('act', 'label', 'reason')}",
        "erasure": "0",
        "erasure_target": "0",
    }
    for table, lawful in rules.items():
        for operation in ("update", "delete"):
            allowed = f"NOT ({lawful})" if operation == "update" else "1"
            name = f"{PREFIX}keep_{table}_{operation}"
            triggers[name] = (
                f"CREATE TRIGGER {name} BEFORE {operation.upper()} ON {table}\n"
                f"WHEN {allowed}\nBEGIN\n"
                f"  SELECT RAISE(ABORT, 'the record of what was done cannot be changed');\nEND"
            )
        triggers[f"{PREFIX}keep_{table}_insert"] = (
            f"CREATE TRIGGER {PREFIX}keep_{table}_insert BEFORE INSERT ON {table}\n"
            f"WHEN EXISTS (SELECT 1 FROM {table} o WHERE {_same_place(table)})\nBEGIN\n"
            f"  SELECT RAISE(ABORT, 'the record of what was done cannot be changed');\nEND"
        )
    return triggers


def _unchanged(table_name: str, *but: str) -> str:
    """SQL that is true when an update leaves every column but these as it was."""
    names = [column.name for column in Base.metadata.tables[table_name].columns]
    return " AND ".join(f"NEW.{name} IS OLD.{name}" for name in names if name not in but)


def _same_place(table_name: str) -> str:
    """SQL that is true when row `o` would have to give way to NEW: same key or unique columns.

    REPLACE removes such a row, and without a delete trigger when recursive_triggers is off.
    """
    table = Base.metadata.tables[table_name]
    unique = [
        [column.name for column in rule.columns]
        for rule in table.constraints
        if isinstance(rule, PrimaryKeyConstraint | UniqueConstraint)
    ]
    unique += [[column.name for column in index.columns] for index in table.indexes if index.unique]
    return " OR ".join(
        " AND ".join(f"o.{name} = NEW.{name}" for name in names) for names in sorted(unique)
    )


def _search_triggers(table: str) -> dict[str, str]:
    kind, title, body = SEARCHED[table]
    values = f"'{kind}', NEW.id, {title}, {body}".replace("r.", "NEW.")
    write = (
        f"INSERT INTO search_entry (kind, record_id, title, body) VALUES ({values})"
        " ON CONFLICT (record_id) DO UPDATE SET title = excluded.title, body = excluded.body"
        " WHERE title IS NOT excluded.title OR body IS NOT excluded.body"
    )
    remove = "DELETE FROM search_entry WHERE record_id = OLD.id"
    prefix = f"{PREFIX}search_{table}"
    statements = {"insert": write, "update": write, "delete": remove}
    return {
        f"{prefix}_{operation}": (
            f"CREATE TRIGGER {prefix}_{operation} AFTER {operation.upper()} ON {table}\n"
            f"BEGIN\n  {statement};\nEND"
        )
        for operation, statement in statements.items()
    } | _full_text_triggers()


def _full_text_triggers() -> dict[str, str]:
    add = "INSERT INTO search_text (rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body)"
    drop = (
        "INSERT INTO search_text (search_text, rowid, title, body)"
        " VALUES ('delete', OLD.id, OLD.title, OLD.body)"
    )
    bodies = {"insert": f"{add};", "update": f"{drop};\n  {add};", "delete": f"{drop};"}
    return {
        f"{PREFIX}text_{operation}": (
            f"CREATE TRIGGER {PREFIX}text_{operation} AFTER {operation.upper()} ON search_entry\n"
            f"BEGIN\n  {body}\nEND"
        )
        for operation, body in bodies.items()
    }


def set_context(connection: Connection, values: dict[str, Any]) -> None:
    """Write who and why of this transaction for the triggers to read."""
    names = ("act_id", "officer_id", "device_id", "reason", "at", "erasure_id")
    connection.execute(
        text(
            "INSERT INTO change_context (id, act_id, officer_id, device_id, reason, at, erasure_id)"
            " VALUES (1, :act_id, :officer_id, :device_id, :reason, :at, :erasure_id)"
            " ON CONFLICT (id) DO UPDATE SET act_id = excluded.act_id,"
            " officer_id = excluded.officer_id, device_id = excluded.device_id,"
            " reason = excluded.reason, at = excluded.at, erasure_id = excluded.erasure_id"
        ),
        {name: values.get(name) for name in names},
    )


def clear_context(connection: Connection) -> None:
    """Remove who and why before commit, so that no later write borrows them."""
    connection.execute(text("DELETE FROM change_context"))
