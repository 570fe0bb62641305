"""Runs services from a page: a query beside the write lane, an act on it, with its undo bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MethodType
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject

from app.domain.words import count
from app.services import history, large_undo
from app.services.undo_words import left_in_words
from app.ui.background import Task
from app.ui.context import Context

OnResult = Callable[[Any], object]
OnError = Callable[[Exception], object]

_NAMES_TOLD = 8


def read(
    context: Context,
    owner: QObject,
    function: Callable[..., Any],
    *args: Any,
    on_result: OnResult,
    on_error: OnError | None = None,
    **kwargs: Any,
) -> Task:
    """Run a reading service off the GUI thread; without `on_error` the window tells an error.

    Reads run side by side and may end in another order than they were asked for. A method that
    shows what was read is told the newest only: what a page asked for another record, or before
    the last change, never covers it. A function made for one question is always told.
    """
    return context.background.read(
        lambda _progress: context.services.read(function, *args, **kwargs),
        owner=owner,
        on_result=_newest_only(owner, on_result),
        on_error=_dropping(on_error) if on_error else None,
    )


_asked: WeakKeyDictionary[QObject, dict[tuple[object, ...], int]] = WeakKeyDictionary()


def _newest_only(owner: QObject, on_result: OnResult) -> Callable[[Any], None]:
    receiver = _receiver(on_result)
    if receiver is None:
        return _dropping(on_result)
    times = _asked.setdefault(owner, {})
    number = times[receiver] = times.get(receiver, 0) + 1

    def call(value: Any) -> None:
        if times[receiver] == number:
            on_result(value)

    return call


def _receiver(on_result: OnResult) -> tuple[object, ...] | None:
    """Names the method, and what is bound to it, that shows a result; None for any other."""
    if isinstance(on_result, partial):
        inner = _receiver(on_result.func)
        return None if inner is None else (*inner, *map(id, on_result.args))
    if isinstance(on_result, MethodType):
        return (on_result.__func__, id(on_result.__self__))
    return None


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
        if offers_undo:
            offer_undo(context, owner, outcome)
        if on_done is not None:
            on_done(result)

    return context.background.write(
        act, owner=owner, on_result=done, on_error=_dropping(on_error) if on_error else None
    )


def offer_undo(context: Context, owner: QObject, outcome: Any) -> None:
    """Name an act (its `Outcome`) at the foot of the window with Undo beside it; None was none."""
    if outcome is not None:
        context.messages.offer_undo(
            f"{outcome.label}.", lambda: undo(context, owner, outcome.act_id)
        )


def undo(context: Context, owner: QObject, act_id: str) -> None:
    """Undo an act and say what came of it.

    A large act is undone beside the write lane, in parts, with progress and Cancel in the status
    line; answers are saved meanwhile.
    """

    def start(is_large: bool) -> None:
        if is_large:
            _undo_in_parts(context, owner, act_id, lambda found: _say_undone(context, owner, found))
            return
        write(
            context, owner, history.undo_act, act_id,
            on_done=lambda found: _say_undone(context, owner, found),
        )  # fmt: skip

    read(context, owner, large_undo.is_large, act_id, on_result=start)


def _undo_in_parts(context: Context, owner: QObject, act_id: str, on_done: OnResult) -> Task:
    task = context.background.read(
        lambda progress: large_undo.undo_after_backup(context.services, act_id, progress),
        owner=owner,
        on_result=_dropping(on_done),
        words="Undoing",
    )
    stopped = "The undo was stopped. Everything is as it was before it."
    task.cancelled.connect(partial(context.messages.say, stopped))
    return task


def _say_undone(context: Context, owner: QObject, result: history.UndoResult) -> None:
    """A passing word when all went back; a dialog that names what could not be undone."""
    if not result.left:
        context.messages.say(f"Undone: {result.act_label}.")
        return

    def tell(names: tuple[str, ...]) -> None:
        heading = "Undone in part" if result.put_back else "This could not be undone"
        is_one = len(result.left) == 1
        as_they_are = "was left as it is" if is_one else "were left as they are"
        them = "it" if is_one else "them"
        said = (
            f"{result.act_label}: {count(len(result.left), 'record')} {as_they_are}, changed since "
            f"or needed by other records. Open {them} to change {them} by hand."
            f"\n\n{_listed(names)}"
        )
        context.messages.tell(heading, said, details="\n".join(names))

    read(context, owner, left_in_words, result.left, on_result=tell)


def _listed(names: tuple[str, ...]) -> str:
    """The first of them, one a line; the rest is copied with the details."""
    more = len(names) - _NAMES_TOLD
    lines = [*names[:_NAMES_TOLD], *([f"and {more:,} more"] if more > 0 else [])]
    return "\n".join(lines)


def undo_import(context: Context, owner: QObject, act_id: str, on_done: OnResult) -> Task:
    """Undo an import beside the write lane: it goes in parts, and answers are saved meanwhile."""
    return _undo_in_parts(context, owner, act_id, on_done)


def _dropping(callback: Callable[[Any], object]) -> Callable[[Any], None]:
    def call(value: Any) -> None:
        callback(value)

    return call
