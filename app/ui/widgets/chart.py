"""A chart on a page: title, Chart / Table, a menu (copy, save), the chart, its source.

Charts are data from `app.domain.charts`; the table twin has the same order and the same words.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.domain.charts import (
    HorizontalBars,
    LineChart,
    RatingBars,
    RatingTimeline,
    TableCell,
)
from app.domain.rating_lanes import RatingLanes
from app.services.table_export import save_csv
from app.ui import theme
from app.ui.widgets.buttons import more_button
from app.ui.widgets.chart_canvas import ChartCanvas
from app.ui.widgets.labels import label
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

Chart = RatingBars | LineChart | RatingTimeline | RatingLanes | HorizontalBars
LEAST_COLUMN, MOST_COLUMN = 64, 260
LEAST_TABLE = 200
ChartRow = tuple[int, tuple[TableCell, ...]]
_KINDS = {
    "png": "PNG picture (*.png)",
    "svg": "SVG picture (*.svg)",
    "csv": "Table (*.csv)",
    "xlsx": "Excel workbook (*.xlsx)",
}


def make_canvas(name: str, chart: Chart) -> ChartCanvas:
    """The widget that draws `chart`; its library is imported when first needed."""
    match chart:
        case RatingBars():
            from app.ui.widgets.chart_bars import RatingBarsCanvas

            return RatingBarsCanvas(name, chart)
        case HorizontalBars():
            from app.ui.widgets.chart_bars import HorizontalBarsCanvas

            return HorizontalBarsCanvas(name, chart)
        case LineChart():
            from app.ui.widgets.chart_lines import LineCanvas

            return LineCanvas(name, chart)
        case RatingTimeline():
            from app.ui.widgets.chart_timeline import TimelineCanvas

            return TimelineCanvas(name, chart)
        case RatingLanes():
            from app.ui.widgets.chart_lanes import LanesCanvas

            return LanesCanvas(name, chart)


class ChartPanel(QWidget):
    """Shows one chart; `set_chart` replaces it. `opened(data)` follows Enter on a mark (see the
    canvas for what data is). T turns chart into table and back while the panel has the focus."""

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.chart: Chart | None = None
        self.canvas: ChartCanvas = ChartCanvas(f"{name}_canvas", "")
        self.table: TableView[ChartRow] | None = None
        self._title = label("", "heading", name=f"{name}_title")
        self._unit = label("", "second")
        self._source = label("", "second", wrap=True, name=f"{name}_source")
        self.segment = Segmented(
            f"{name}_view",
            "Show as",
            (("chart", "Chart", "ph.chart-bar"), ("table", "Table", "ph.table")),
        )
        self.segment.chosen.connect(self._on_view_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._make_head(name))
        self._stack = QStackedLayout()
        column.addLayout(self._stack)
        column.addWidget(self._source)
        column.addStretch(1)
        shortcut = QShortcut(QKeySequence("T"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_turned)

    def set_chart(self, chart: Chart) -> None:
        """Show another chart; chart or table stays as chosen."""
        if chart == self.chart:
            return
        self.chart = chart
        while (item := self._stack.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._title.setText(chart.title)
        unit = chart.unit if isinstance(chart, LineChart) else ""
        self._unit.setText(f"{unit} of rated" if unit == "%" else unit)
        self._source.setText(chart.caption)
        self.canvas = make_canvas(f"{self.objectName()}_canvas", chart)
        self.canvas.opened.connect(self.opened)
        self.table = _table(f"{self.objectName()}_table", chart)
        # hidden behind a low chart, the table keeps no room of its own
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.table)
        QWidget.setTabOrder(self._more, self.canvas)
        QWidget.setTabOrder(self.canvas, self.table)
        self._on_view_chosen(self.segment.value)

    def copy_picture(self) -> None:
        """Put the chart with title and source on the clipboard as a picture."""
        if self.chart is not None:
            picture = self.canvas.picture(self._whole_title(), self.chart.caption)
            QGuiApplication.clipboard().setImage(picture)

    def copy_data(self) -> None:
        """Put the table twin on the clipboard as text."""
        if self.table is not None:
            QGuiApplication.clipboard().setText(self.table.as_text(self.table.shown_rows()))

    def save(self, path: Path) -> None:
        """Save as SVG or PNG, by the name's ending. Raises NotSavedError."""
        assert self.chart is not None
        if path.suffix.lower() == ".svg":
            self.canvas.save_svg(path, self._whole_title(), self.chart.caption)
        else:
            self.canvas.save_png(path, self._whole_title(), self.chart.caption)

    def _whole_title(self) -> str:
        """The title with its unit, as it stands over the chart."""
        title = self.chart.title if self.chart is not None else ""
        return ", ".join(part for part in (title, self._unit.text()) if part)

    def save_data(self, path: Path) -> None:
        """Save the table twin as CSV. Raises CircumstanceError or NotSavedError."""
        assert self.chart is not None
        save_csv(path, *self.chart.table())

    def ask_and_save(self, ending: str) -> None:
        """Ask where to, and save as "png", "svg" or "csv"."""
        assert self.chart is not None
        chosen = ask_where(self, self.chart.title, ending)
        if chosen is not None:
            self.save_data(chosen) if ending == "csv" else self.save(chosen)

    def _make_head(self, name: str) -> QHBoxLayout:
        menu = QMenu(self)
        menu.setObjectName(f"{name}_menu")
        menu.addAction("Copy the picture", self.copy_picture)
        menu.addAction("Save as PNG…", partial(self.ask_and_save, "png"))
        menu.addAction("Save as SVG…", partial(self.ask_and_save, "svg"))
        menu.addSeparator()
        menu.addAction("Copy the data", self.copy_data)
        menu.addAction("Save the data as CSV…", partial(self.ask_and_save, "csv"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._unit)
        row.addStretch(1)
        row.addWidget(self.segment)
        self._more = more_button(menu, name=f"{name}_more", text="Copy or save this chart")
        row.addWidget(self._more)
        return row

    def _on_view_chosen(self, key: str) -> None:
        is_table = key == "table"
        self._stack.setCurrentIndex(int(is_table))
        if self.table is not None:
            least = max(self.canvas.minimumHeight(), LEAST_TABLE)
            self.table.setMinimumHeight(least if is_table else 0)

    def _on_turned(self) -> None:
        self.segment.choose("chart" if self.segment.value == "table" else "table")
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus(Qt.FocusReason.TabFocusReason)


def ask_where(owner: QWidget, title: str, ending: str) -> Path | None:
    """Ask where to save something of this title; None when the user thinks better of it."""
    start = QDir.home().filePath(f"{title}.{ending}")
    chosen, _ = QFileDialog.getSaveFileName(owner, f"Save “{title}”", start, _KINDS[ending])
    return Path(chosen).with_suffix(f".{ending}") if chosen else None


def _table(name: str, chart: Chart) -> TableView[ChartRow]:
    headings, rows = chart.table()
    columns = [_column(place, heading, rows) for place, heading in enumerate(headings)]
    found: TableView[ChartRow] = TableView(name, chart.title, columns, _key)
    found.set_rows(list(enumerate(rows)))
    return found


def _key(row: ChartRow) -> str:
    return str(row[0])


def _column(place: int, heading: str, rows: tuple[tuple[TableCell, ...], ...]) -> Column[ChartRow]:
    values = [row[place] for row in rows]
    is_number = any(isinstance(value, int | float) for value in values)
    is_date = any(isinstance(value, date) for value in values)
    is_whole = all(not isinstance(value, float) or value == round(value) for value in values)
    kind = Kind.NUMBER if is_number else Kind.DATE if is_date else Kind.TEXT

    def value(row: ChartRow) -> Any:
        cell = row[1][place]
        return None if isinstance(cell, str) and (is_number or is_date) else cell

    def text(row: ChartRow) -> str:
        cell = row[1][place]
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}"
        if isinstance(cell, float):
            return f"{cell:.0f}" if is_whole else f"{cell:.1f}"
        return f"{cell:,}" if isinstance(cell, int) else cell or ""

    metrics = QFontMetricsF(theme.font(weight=tokens.SEMIBOLD))
    words = [metrics.horizontalAdvance(one) for one in (heading, *map(text, enumerate(rows)))]
    width = max(LEAST_COLUMN, int(max(words)) + 2 * tokens.CELL_PADDING + 6)
    width = min(width, MOST_COLUMN)
    return Column(
        str(place), heading, value, kind, width, text=text, is_stretched=kind is Kind.TEXT
    )
