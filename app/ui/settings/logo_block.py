"""The logo as it will stand on paper, with the buttons that choose it and take it away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import tokens
from app.errors import FileRefusedError
from app.services.logo import (
    LogoView,
    find_logo,
    prepare_logo,
    printed_millimetres,
    remove_logo,
    set_logo,
)
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label

PICTURES = "Pictures (*.png *.jpg *.jpeg)"
SHOWN = QSize(360, 120)
SENTENCE = (
    "Stands beside the title on the first page of the visit report and the market quality report. "
    "PNG or JPEG; only its pixels are kept."
)
SMALL_MM = 8


class LogoBlock(QWidget):
    """Shows the logo on white, as on paper, in light and dark alike."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(SENTENCE, "second", wrap=True))
        self.frame = QFrame()
        self.frame.setObjectName("logo_frame")
        self.frame.setStyleSheet(
            f"QFrame#logo_frame {{ background: {tokens.LIGHT.surface};"
            f" border: 1px solid {tokens.LIGHT.line_strong}; }}"
        )
        inside = QHBoxLayout(self.frame)
        inside.setContentsMargins(16, 16, 16, 16)
        self.picture = QLabel()
        self.picture.setObjectName("logo_picture")
        inside.addWidget(self.picture)
        self.frame.hide()
        column.addWidget(self.frame, 0, Qt.AlignmentFlag.AlignLeft)
        self.words = label("", wrap=True, name="logo_words")
        column.addWidget(self.words)
        self.trouble = label("", tone="danger", wrap=True, name="logo_trouble")
        self.trouble.hide()
        column.addWidget(self.trouble)
        row = FlowLayout(gap=8)
        self.choose_button = button("Choose a picture", name="logo_choose", on_click=self.choose)
        self.remove_button = button("Remove", "quiet", name="logo_remove", on_click=self.remove)
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)
        column.addLayout(row)

    def reload(self) -> None:
        """Read the logo in force."""
        acts.read(self.context, self, find_logo, on_result=self._show)

    def choose(self) -> None:
        """Ask for a picture, check it off the GUI thread, store it."""
        start = self.context.settings.current.last_folder
        chosen, _kind = QFileDialog.getOpenFileName(self, "Choose the logo", start, PICTURES)
        if chosen:
            self.trouble.hide()
            self.context.background.read(
                lambda _progress: prepare_logo(Path(chosen)),
                owner=self, on_result=self._store, on_error=self._on_refused,
            )  # fmt: skip

    def remove(self) -> None:
        """Print no logo any more; Undo brings it back."""
        acts.write(self.context, self, remove_logo, on_done=self._on_stored, offers_undo=True)

    def _store(self, logo: Any) -> None:
        acts.write(
            self.context, self, set_logo, logo,
            on_done=self._on_stored, on_error=self._on_refused, offers_undo=True,
        )  # fmt: skip

    def _on_stored(self, _result: object) -> None:
        self.trouble.hide()
        self.reload()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FileRefusedError):
            self.trouble.setText(str(error))
            self.trouble.show()
        else:
            self.context.messages.tell_error(error)

    def _show(self, logo: LogoView | None) -> None:
        self.choose_button.setText("Choose another" if logo else "Choose a picture")
        self.remove_button.setVisible(logo is not None)
        image = QImage.fromData(logo.content) if logo and logo.content else QImage()
        self.frame.setVisible(not image.isNull())
        if logo is None:
            self.words.setText("No logo is chosen. Reports are printed without one.")
        elif logo.problem:
            self.words.setText(logo.problem)
        else:
            self._show_picture(logo, image)

    def _show_picture(self, logo: LogoView, image: QImage) -> None:
        ratio = self.devicePixelRatioF()
        most = SHOWN * ratio
        fitted = image.size().scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
        shown = fitted if fitted.width() < image.width() else image.size()
        pixmap = QPixmap.fromImage(
            image.scaled(
                shown.expandedTo(QSize(1, 1)),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
        pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)
        self.picture.setAccessibleName(f"The logo, {logo.name}")
        wide, tall = printed_millimetres(image.width(), image.height())
        small = max(wide, tall) < SMALL_MM
        hint = " It is small: a larger picture prints better." if small else ""
        self.words.setText(f"{logo.name}: {wide} by {tall} mm on paper.{hint}")
