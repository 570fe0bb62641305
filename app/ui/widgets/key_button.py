"""A button that shows its key in a cap at the right; for visit mode, where every act has a key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app import tokens
from app.ui import icons, theme
from app.ui.theme import colours

_GAP = 8
_EDGE = 10
_TIGHT = 5  # inside quiet buttons


class KeyButton(QPushButton):
    """`cap` is shown and spoken, never bound here: the page owns its keys."""

    def __init__(
        self,
        text: str,
        cap: str,
        *,
        name: str,
        icon: str = "",
        touch: bool = False,
        is_quiet: bool = False,
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(text)
        self._cap = cap
        self._shows_cap = True
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({cap})" if cap else text)
        self._edge = _TIGHT if is_quiet else _EDGE
        self.setProperty("kind", "quiet" if is_quiet else "secondary")
        self.setProperty("keyed", True)
        self.setProperty("touch", touch)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if icon:
            self.setIcon(icons.icon(icon))
            self.setIconSize(QSize(tokens.ICON_BUTTON, tokens.ICON_BUTTON))
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_cap_shown(self, is_shown: bool) -> None:
        """Hide the cap where there is no room; the tooltip keeps it."""
        self._shows_cap = is_shown
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._cap_room(), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._cap or not self._shows_cap:
            return
        width = cap_width(self._cap)
        box = QRectF(self.width() - width - self._edge, self.height() / 2 - 10, width, 20)
        painter = QPainter(self)
        paint_cap(painter, box, self._cap)

    def _cap_room(self) -> int:
        return (
            round(cap_width(self._cap)) + (_GAP if self._edge == _EDGE else 3)
            if self._cap and self._shows_cap
            else 0
        )


def cap_width(cap: str) -> float:
    """The width of a key cap, in px."""
    from PySide6.QtGui import QFontMetricsF

    return float(QFontMetricsF(theme.font()).horizontalAdvance(cap)) + 10


def paint_cap(painter: QPainter, box: QRectF, cap: str, edge: str = "") -> None:
    """Paint a key cap; `edge` replaces the quiet border."""
    palette = colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge or palette.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(
        box.adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS_CHIP, tokens.RADIUS_CHIP
    )
    painter.setFont(theme.font())
    painter.setPen(QColor(edge or palette.text_2))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cap)
