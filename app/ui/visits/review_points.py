"""The points of the peer review, by check; a point that changes is mended where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.review import ReviewKind
from app.services.visit_signing import PointView
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

MOST_OPENED = 3  # standards of one point that have a link of their own


class ReviewPoints(QWidget):
    """`question_asked(question key)`, `clear_asked(point)`, `remark_asked(points)`."""

    question_asked = Signal(str)
    clear_asked = Signal(object)
    remark_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._shown: tuple[object, ...] = ()
        self._lines: dict[str, _PointLine] = {}
        self._groups: dict[ReviewKind, _GroupHead] = {}

    def show_points(self, points: Sequence[PointView], *, is_read_only: bool) -> None:
        """Show these. Where only what was said of them changed, focus and place stay."""
        shown = (is_read_only, *(view.key for view in points))
        if shown != self._shown:
            self._shown = shown
            self._build(points, is_read_only=is_read_only)
        for view in points:
            self._lines[view.key].show_point(view)
        for kind, head in self._groups.items():
            head.show_points([view for view in points if view.point.kind is kind])

    def _build(self, points: Sequence[PointView], *, is_read_only: bool) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._lines, self._groups = {}, {}
        for kind in ReviewKind:
            found = [view for view in points if view.point.kind is kind]
            if found:
                head = _GroupHead(kind, is_read_only=is_read_only)
                head.reason_asked.connect(self.remark_asked)
                self._groups[kind] = head
                self._column.addWidget(head)
            for view in found:
                line = _PointLine(view, is_read_only=is_read_only)
                line.question_asked.connect(self.question_asked)
                line.clear_asked.connect(self.clear_asked)
                line.remark_asked.connect(self.remark_asked)
                self._lines[view.key] = line
                self._column.addWidget(line)


class _GroupHead(QWidget):
    """The check's name, how many points it found, and one reason for those left."""

    reason_asked = Signal(object)

    def __init__(self, kind: ReviewKind, *, is_read_only: bool) -> None:
        super().__init__()
        self._kind, self._is_read_only = kind, is_read_only
        self._left: tuple[PointView, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        self._words = label("", "strong")
        row.addWidget(self._words)
        row.addStretch(1)
        self._all = button("", "quiet", name=f"reason_{kind.value}", small=True)
        self._all.clicked.connect(self._on_all)
        row.addWidget(self._all)

    def show_points(self, points: Sequence[PointView]) -> None:
        self._words.setText(f"{self._kind.words}: {len(points)}")
        self._left = tuple(view for view in points if not view.is_cleared and not view.remark)
        self._all.setText(f"One reason for the {len(self._left)} left…")
        self._all.setVisible(len(self._left) > 1 and not self._is_read_only)

    def _on_all(self) -> None:
        self.reason_asked.emit(self._left)


class _PointLine(QWidget):
    question_asked = Signal(str)
    clear_asked = Signal(object)
    remark_asked = Signal(object)

    def __init__(self, view: PointView, *, is_read_only: bool) -> None:
        super().__init__()
        self._view = view
        self._buttons: tuple[QPushButton, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(view.point.words, wrap=True), 1)
        point = view.point
        for key, number in zip(point.question_keys[:MOST_OPENED], point.numbers, strict=False):
            go = button(f"Open {number}", "link", name=f"point_open_{number}")
            go.clicked.connect(partial(self.question_asked.emit, key))
            row.addWidget(go)
        self._clear = button("Clear", "quiet", name=f"clear_{view.key}", small=True)
        self._clear.clicked.connect(self._on_clear)
        self._remark = button("", "quiet", name=f"remark_{view.key}", small=True)
        self._remark.clicked.connect(self._on_remark)
        for found in (self._clear, self._remark):
            found.setVisible(not is_read_only)
            row.addWidget(found)
        column.addLayout(row)
        self._said = label("", "second", wrap=True)
        column.addWidget(self._said)

    def show_point(self, view: PointView) -> None:
        """What was said of it by now."""
        self._view = view
        self._clear.setText("Put back" if view.is_cleared else "Clear")
        self._remark.setText("Change the reason…" if view.remark else "Say why it stands…")
        said = "Cleared." if view.is_cleared else ""
        if view.remark:
            said = f"Cleared: {view.remark}" if view.is_cleared else view.remark
        self._said.setText(said)
        self._said.setVisible(bool(said))

    def _on_clear(self) -> None:
        self.clear_asked.emit(self._view)

    def _on_remark(self) -> None:
        self.remark_asked.emit((self._view,))
