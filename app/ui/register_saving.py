"""Saves the register, or what a list shows of it, as a workbook under a name the user chooses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.register_export import RegisterChoice, save_register
from app.ui.context import Context


def file_name(today: date, words: str) -> str:
    """A sensible name for the workbook: "Register 2026-11-17 filtered.xlsx"."""
    return f"Register {today.isoformat()}{' filtered' if words else ''}.xlsx"


def ask_and_save(context: Context, owner: QWidget, choice: RegisterChoice) -> None:
    """Ask where to, write on a reading lane with progress, and say how much was written."""
    folder = Path(context.settings.current.last_folder or Path.home())
    offered = str(folder / file_name(context.today(), choice.words))
    chosen, _ = QFileDialog.getSaveFileName(
        owner, "Save the register", offered, "Excel workbook (*.xlsx)"
    )
    if not chosen:
        return
    path = Path(chosen)
    path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    context.settings.change(last_folder=str(path.parent))
    context.background.read(
        lambda _progress: context.services.read(save_register, path, choice),
        owner=owner,
        on_result=lambda count: context.messages.say(f"Saved {count:,} records to {path.name}."),
        words="Saving the register",
    )
