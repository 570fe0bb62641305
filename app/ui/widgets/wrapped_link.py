"""A link whose words break over lines: a button of Qt would ask for the width of all of them."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

_SIDES = 2  # the frame that shows the focus
_LEAST = 120
_ONE_LINE = 22


class WrappedLink(QPushButton):
    """As wide as it is given, as high as its words then need. `words` is the text unbroken."""

    def __init__(self, words: str, *, name: str) -> None:
        super().__init__(words)
        self.words = words
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.words) + 2 * _SIDES
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, self.heightForWidth(max(self.width(), _LEAST)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = self.fontMetrics()
        lines = _lines(self.words, metrics, width)
        return max(_ONE_LINE, len(lines) * metrics.lineSpacing() + 2 * _SIDES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        broken = "\n".join(_lines(self.words, self.fontMetrics(), self.width()))
        self.setText(broken.replace("&", "&&"))


def _lines(words: str, metrics: QFontMetrics, width: int) -> list[str]:
    """The words in lines that fit `width` px; a word longer than a line keeps its own."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width - 2 * _SIDES:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
