"""Runs services from a page: a query beside the write lane, an act on it, with its undo bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from app.services import history, large_undo
from app.ui.background import Task
from app.ui.context import Context

OnResult = Callable[[Any], object]
OnError = Callable[[Exception], object]


def read(
    context: Context,
    owner: QObject,
    function: Callable[..., Any],
    *args: Any,
    on_result: OnResult,
    on_error: OnError | None = None,
    **kwargs: Any,
) -> Task:
    """Run a reading service off the GUI thread; without `on_error` the window tells an error."""
    return context.background.read(
        lambda _progress: context.services.read(function, *args, **kwargs),
        owner=owner,
        on_result=_dropping(on_result),
        on_error=_dropping(on_error) if on_error else None,
    )


def write(
    context: Context,
    owner: QObject,
    function: Callable[..., Any],
    *args: Any,
    on_done: OnResult | None = None,
    on_error: OnError | None = None,
    offers_undo: bool = False,
) -> Task:
    """Run a writing service as one act on the write lane.

    With `offers_undo` the act is named at the foot of the window with Undo beside it.
    """
    services = context.services

    def act(_progress: object) -> tuple[Any, Any]:
        before = services.last_outcome
        result = services.write(function, *args)
        after = services.last_outcome
        return result, None if after is before else after

    def done(found: tuple[Any, Any]) -> None:
        result, outcome = found
        if offers_undo and outcome is not None:
            context.messages.offer_undo(
                f"{outcome.label}.", lambda: undo(context, owner, outcome.act_id)
            )
        if on_done is not None:
            on_done(result)

    return context.background.write(
        act, owner=owner, on_result=done, on_error=_dropping(on_error) if on_error else None
    )


def undo(context: Context, owner: QObject, act_id: str) -> None:
    """Undo an act and say what came of it."""

    def said(result: history.UndoResult) -> None:
        left = f" {len(result.left)} rows changed since and were left." if result.left else ""
        context.messages.say(f"Undone: {result.act_label}.{left}")

    write(context, owner, history.undo_act, act_id, on_done=said)


def undo_import(context: Context, owner: QObject, act_id: str, on_done: OnResult) -> Task:
    """Undo an import beside the write lane: it goes in parts, and answers are saved meanwhile."""
    return context.background.read(
        lambda _progress: large_undo.undo(context.services, act_id),
        owner=owner,
        on_result=_dropping(on_done),
    )


def _dropping(callback: Callable[[Any], object]) -> Callable[[Any], None]:
    def call(value: Any) -> None:
        callback(value)

    return call
