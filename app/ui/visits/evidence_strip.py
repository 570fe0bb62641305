"""What supports an answer: photos as small pictures, documents and observations as cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from app import tokens
from app.domain.vocabulary import EvidenceKind
from app.domain.words import count, joined
from app.services.visit_views import EvidenceView
from app.ui import theme
from app.ui.icons import paint_icon
from app.ui.theme import colours
from app.ui.widgets.flow_layout import FlowLayout

_ICONS = {
    EvidenceKind.PHOTO: "ph.image",
    EvidenceKind.DOCUMENT: "ph.file-text",
    EvidenceKind.SAMPLE: "ph.table",
    EvidenceKind.OBSERVATION: "ph.eye",
    EvidenceKind.CONVERSATION: "ph.chats",
}
_HEIGHT = 56
_PHOTO_WIDTH = 76
_WIDEST = 250


def evidence_words(evidence: Sequence[EvidenceView]) -> str:
    """ "2 photos, 1 document"; what there is, in words."""
    kinds = Counter(one.kind for one in evidence)
    said = [count(kinds[kind], kind.words.lower()) for kind in EvidenceKind if kinds[kind]]
    return joined(said, ",").replace(" , ", ", ") if said else "None yet"


class EvidenceTile(QAbstractButton):
    """One piece of evidence; a click opens it, the menu (Shift+F10) changes or removes it."""

    remove_requested = Signal(str)
    change_requested = Signal(str)

    def __init__(self, evidence: EvidenceView, picture: QPixmap | None, *, is_open: bool) -> None:
        super().__init__()
        self.evidence = evidence
        self._picture = picture
        self._can_change = is_open
        self.setObjectName(f"evidence_{evidence.id}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{evidence.kind.words}: {self.title}. {self.second}")
        self.setToolTip("\n".join(part for part in (self.title, evidence.text, "Open") if part))

    @property
    def title(self) -> str:
        """First line: the document's name, or the words."""
        return self.evidence.file_name or self.evidence.text.replace("\n", " ")

    @property
    def second(self) -> str:
        """Second line: what it is."""
        kind = self.evidence.kind.words
        if not self.evidence.size:
            return kind
        size = self.evidence.size
        said = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"
        return f"{kind}, {said}"

    def sizeHint(self) -> QSize:
        if self._picture is not None:
            return QSize(_PHOTO_WIDTH, _HEIGHT)
        metrics = self.fontMetrics()
        width = max(metrics.horizontalAdvance(self.title) + 8, 120) + 48
        return QSize(min(_WIDEST, width), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        palette = colours()
        if self._picture is not None:
            painter.drawPixmap(self.rect(), self._picture, _middle_of(self._picture, self.size()))
        else:
            self._paint_card(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent_text), tokens.FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 3, 3)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._can_change:
            return
        menu = QMenu(self)
        menu.setObjectName("evidence_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Change the words…", self._ask_change)
        menu.addAction("Remove from this question", self._ask_remove)
        menu.popup(event.globalPos())

    def _ask_change(self) -> None:
        self.change_requested.emit(self.evidence.id)

    def _ask_remove(self) -> None:
        self.remove_requested.emit(self.evidence.id)

    def _paint_card(self, painter: QPainter) -> None:
        palette = colours()
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.setBrush(QColor(palette.subtle if self.underMouse() else palette.surface))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        paint_icon(painter, QRectF(10, 9, 16, 16), _ICONS[self.evidence.kind], palette.text_2)
        left, room = 34, self.width() - 44
        painter.setFont(theme.font(weight=tokens.SEMIBOLD))
        painter.setPen(QColor(palette.text))
        shown = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, 7, room, 20), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setFont(theme.font())
        painter.setPen(QColor(palette.text_2))
        painter.drawText(QRect(left, 28, room, 20), int(Qt.AlignmentFlag.AlignVCenter), self.second)


def _middle_of(picture: QPixmap, size: QSize) -> QRect:
    """The part of the picture, as large as can be, that has the shape of the tile."""
    scaled = size.scaled(picture.size(), Qt.AspectRatioMode.KeepAspectRatio)
    x = (picture.width() - scaled.width()) // 2
    y = (picture.height() - scaled.height()) // 2
    return QRect(QPoint(x, y), scaled)


class EvidenceStrip(QWidget):
    """The tiles of one question. `opened`, `remove_requested`, `change_requested` carry the id."""

    opened = Signal(str)
    remove_requested = Signal(str)
    change_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("evidence")
        self.setAccessibleName("Evidence")
        self._flow = FlowLayout(self, gap=8)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.tiles: list[EvidenceTile] = []

    def show_evidence(
        self,
        evidence: Sequence[EvidenceView],
        pictures: Mapping[str, QPixmap],
        *,
        is_open: bool,
    ) -> None:
        """Show these; `pictures` by attachment id."""
        self._flow.clear()
        self.tiles = []
        for one in evidence:
            tile = EvidenceTile(one, pictures.get(one.attachment_id or ""), is_open=is_open)
            tile.clicked.connect(self._on_clicked)
            tile.remove_requested.connect(self.remove_requested)
            tile.change_requested.connect(self.change_requested)
            self._flow.addWidget(tile)
            self.tiles.append(tile)
        self.setVisible(bool(self.tiles))
        self.updateGeometry()

    def _on_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, EvidenceTile):
            self.opened.emit(tile.evidence.id)
