"""Shows and prints the very PDF that is saved. Pages are drawn by pypdfium2 when they come into
view; printing renders them at 300 dpi."""

from __future__ import annotations

import atexit
from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from app.errors import FileRefusedError
from app.ui.theme import colours

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

GAP: Final = 16
PRINT_DPI: Final = 300
POINTS_PER_INCH: Final = 72
ZOOMS: Final = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
KEPT_PAGES: Final = 8


_open: WeakSet[Any] = WeakSet()


def _kept(document: Any) -> Any:
    """Remember an open document, so that it is closed before pypdfium2 ends with the program."""
    _close_at_exit()
    _open.add(document)
    return document


@cache
def _close_at_exit() -> None:
    """Registered once, after pypdfium2 was imported, and so called before it lets go."""
    atexit.register(close_documents)


def close_documents() -> None:
    """Close every document that some view still holds; the program ends."""
    for document in list(_open):
        document.close()


def render_page(document: Any, place: int, scale: float) -> QImage:
    """Page `place` (from 0) of a pypdfium2 document as a picture; scale 1 is 72 dpi."""
    page = document[place]
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    found = QImage(
        bitmap.buffer,
        bitmap.width,
        bitmap.height,
        bitmap.stride,
        QImage.Format.Format_RGB888 if bitmap.n_channels == 3 else QImage.Format.Format_RGBX8888,
    ).copy()
    page.close()
    return found


class PdfView(QAbstractScrollArea):
    """Pages under each other. Ctrl+wheel, + and - zoom; 0 fits the width. `page_changed(n)`."""

    page_changed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("The report as it will be printed")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._document: Any = None
        self._sizes: list[tuple[float, float]] = []
        self._zoom = 0.0  # 0 fits the width
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._page = 0
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in view, from 1; 0 without a document."""
        return self._page

    def load(self, source: Path | bytes) -> None:
        """Show a PDF from a file or from memory. Raises FileRefusedError when it is none."""
        import pypdfium2

        try:
            document = _kept(pypdfium2.PdfDocument(source))
        except (pypdfium2.PdfiumError, FileNotFoundError) as error:
            raise FileRefusedError(
                "This file could not be shown: it is not a PDF, or it is damaged."
            ) from error
        self.clear()
        self._document = document
        self._sizes = [document.get_page_size(place) for place in range(len(document))]
        self._lay_out()

    def clear(self) -> None:
        """Show nothing and let go of the file."""
        if self._document is not None:
            self._document.close()
        self._document = None
        self._sizes = []
        self._pictures.clear()
        self._lay_out()

    def set_zoom(self, zoom: float) -> None:
        """1 is the true size; 0 fits the width of the window."""
        self._zoom = zoom
        self._lay_out()

    def zoom_by(self, step: int) -> None:
        """One step nearer (1) or further (-1)."""
        now = self._scale() / self._true_scale()
        choices = (
            [z for z in ZOOMS if z > now + 0.01]
            if step > 0
            else [z for z in reversed(ZOOMS) if z < now - 0.01]
        )
        if choices:
            self.set_zoom(choices[0])

    def print_to(self, printer: QPrinter) -> None:
        """Draw every page in the printer's range on `printer` at 300 dpi.

        More takes four times as long, which the window waits for, and shows on no paper.
        """
        first = printer.fromPage() or 1
        last = printer.toPage() or self.page_count
        painter = QPainter(printer)
        for place in range(first - 1, min(last, self.page_count)):
            if place > first - 1:
                printer.newPage()
            picture = render_page(self._document, place, PRINT_DPI / POINTS_PER_INCH)
            paper = printer.pageRect(printer.Unit.DevicePixel)
            fitted = picture.size().scaled(
                paper.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            painter.drawImage(QRect(0, 0, fitted.width(), fitted.height()), picture)
        painter.end()

    def print_with_dialog(self) -> bool:
        """Ask for a printer and print; False when the user thought better of it."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.page_count)
        if dialog.exec() != QPrintDialog.DialogCode.Accepted:
            return False
        QApplication.processEvents()  # the dialog goes before the pages are drawn
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self.print_to(printer)
        finally:
            QApplication.restoreOverrideCursor()
        return True

    def sizeHint(self) -> QSize:
        return QSize(700, 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = colours()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(palette.nav))
        for place, box in self._boxes():
            if not box.intersects(QRectF(self.viewport().rect())):
                continue
            painter.drawImage(box, self._picture(place))
            painter.setPen(QColor(palette.line))
            painter.drawRect(box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("+", "="):
            self.zoom_by(1)
        elif event.text() == "-":
            self.zoom_by(-1)
        elif event.text() == "0":
            self.set_zoom(0.0)
        else:
            super().keyPressEvent(event)

    def _true_scale(self) -> float:
        return self.logicalDpiX() / POINTS_PER_INCH

    def _scale(self) -> float:
        """Widget px for each point of the page."""
        if self._zoom:
            return self._zoom * self._true_scale()
        widest = max((width for width, _ in self._sizes), default=595.0)
        fitted = (self.viewport().width() - 2 * GAP) / widest
        return float(max(0.2, min(fitted, 2 * self._true_scale())))

    def _boxes(self) -> list[tuple[int, QRectF]]:
        scale = self._scale()
        y = float(GAP - self.verticalScrollBar().value())
        boxes = []
        for place, (width, height) in enumerate(self._sizes):
            x = max(GAP, (self.viewport().width() - width * scale) / 2)
            x -= self.horizontalScrollBar().value()
            boxes.append((place, QRectF(x, y, width * scale, height * scale)))
            y += height * scale + GAP
        return boxes

    def _picture(self, place: int) -> QImage:
        ratio = self.devicePixelRatioF()
        key = (place, round(self._scale() * ratio * 100))
        if key not in self._pictures:
            picture = render_page(self._document, place, self._scale() * ratio)
            self._pictures[key] = picture
            while len(self._pictures) > KEPT_PAGES:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return self._pictures[key]

    def _lay_out(self) -> None:
        scale = self._scale()
        height = sum(h * scale + GAP for _, h in self._sizes) + GAP
        width = max((w * scale for w, _ in self._sizes), default=0.0) + 2 * GAP
        view = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, round(height - view.height())))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(0, round(width - view.width())))
        self.horizontalScrollBar().setPageStep(view.width())
        self._on_scrolled()
        self.viewport().update()

    def _on_scrolled(self) -> None:
        third = self.viewport().height() / 3
        seen = [place for place, box in self._boxes() if box.top() <= third]
        page = (seen[-1] + 1) if seen else 0
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
