"""The one stylesheet, written from the tokens. Widgets choose their look by properties:

`kind` of a button (primary, secondary, quiet, link, danger, segment, filter, tab),
`role` of a label (title, heading, strong, second), `tone` (danger, warn, ok, accent) of either,
`area` of a frame (nav, subtle, status, card, foot, problem), `state` of a field (error).
"""

from __future__ import annotations

from app import tokens as t
from app.tokens import Palette


def stylesheet(p: Palette, theme: str) -> str:
    """All rules for palette `p`; `theme` (light or dark) names the pictures of small marks."""
    buttons = (_buttons(p), _bare_buttons(p), _choice_buttons(p), _way_buttons(p))
    fields = (_fields(p, theme), _ticks(p, theme))
    return "\n".join((_frames(p), _labels(p), *buttons, *fields, _views(p)))


def _frames(p: Palette) -> str:
    return f"""
QMainWindow, QDialog, QWidget[area="surface"] {{ background: {p.surface}; }}
QWidget[area="nav"] {{ background: {p.nav}; border: 0; border-right: 1px solid {p.line}; }}
QWidget[area="status"] {{ background: {p.nav}; border: 0; border-top: 1px solid {p.line}; }}
QWidget[area="head"] {{ background: {p.nav}; border: 0; border-bottom: 1px solid {p.line}; }}
QWidget[area="subtle"] {{ background: {p.subtle}; border: 0; }}
QWidget[area="side"] {{ background: {p.subtle}; border: 0; border-left: 1px solid {p.line}; }}
QWidget[area="foot"] {{ background: {p.subtle}; border: 0; border-top: 1px solid {p.line}; }}
QFrame[area="card"] {{ background: {p.surface}; border: 1px solid {p.line};
  border-radius: {t.RADIUS_CONTROL}px; }}
QFrame[area="danger"] {{ background: {p.danger_tint}; border: 1px solid {p.danger};
  border-radius: {t.RADIUS_CONTROL}px; }}
QFrame[area="tag"] {{ background: {p.surface}; border: 1px solid {p.line_strong};
  border-radius: {t.RADIUS_CHIP}px; }}
QFrame[area="problem"] {{ background: {p.surface}; border: 2px solid {p.ratings[1].outline};
  border-radius: {t.RADIUS_CHIP}px; }}
QFrame[area="toast"] {{ background: {p.text}; border: 0; border-radius: {t.RADIUS_CONTROL}px; }}
QFrame[area="toast"] QLabel {{ color: {p.surface}; }}
QFrame[area="toast"] QPushButton {{ color: {p.surface}; background: transparent;
  border: 1px solid {p.line_strong}; }}
QFrame[area="toast"] QPushButton:focus {{ border: 2px solid {p.surface}; }}
QFrame[line="true"] {{ background: {p.line}; border: 0; }}
QScrollArea {{ background: transparent; border: 0; }}
QToolTip {{ background: {p.surface}; color: {p.text}; border: 1px solid {p.line_strong};
  padding: 3px 6px; }}
QProgressBar {{ background: {p.line}; border: 0; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {p.accent_text}; }}
QSplitter::handle {{ background: {p.line}; }}
"""


def _labels(p: Palette) -> str:
    tones = "".join(
        f'QLabel[tone="{name}"] {{ color: {colour}; }}\n'
        for name, colour in (
            ("second", p.text_2),
            ("danger", p.danger),
            ("warn", p.warn),
            ("ok", p.ok),
            ("accent", p.accent_text),
        )
    )
    return f"""
QLabel {{ background: transparent; border: 0; color: {p.text}; }}
QLabel:disabled {{ color: {p.disabled}; }}
QLabel[role="title"] {{ font-size: {t.TITLE_PT}pt; font-weight: {t.SEMIBOLD}; }}
QLabel[role="heading"] {{ font-size: {t.HEADING_PT}pt; font-weight: {t.SEMIBOLD}; }}
QLabel[role="strong"] {{ font-weight: {t.SEMIBOLD}; }}
QLabel[role="second"] {{ color: {p.text_2}; }}
QLabel[role="keycap"] {{ color: {p.text_2}; background: transparent;
  border: 1px solid {p.line}; border-radius: {t.RADIUS_CHIP}px; padding: 0 4px; }}
QLabel[role="tag"] {{ border: 1px solid {p.line_strong}; border-radius: {t.RADIUS_CHIP}px;
  padding: 0 6px; min-height: 20px; max-height: 20px; }}
{tones}"""


def _buttons(p: Palette) -> str:
    return f"""
QPushButton {{ min-height: {t.BUTTON - 2}px; padding: 0 12px; color: {p.text};
  background: {p.surface}; border: 1px solid {p.line_strong};
  border-radius: {t.RADIUS_CONTROL}px; }}
QPushButton:hover {{ background: {p.subtle}; }}
QPushButton:pressed {{ background: {p.accent_tint}; }}
QPushButton:focus {{ border: {t.FOCUS_RING}px solid {p.accent_text}; padding: 0 11px;
  min-height: {t.BUTTON - 4}px; }}
QPushButton:disabled {{ color: {p.disabled}; background: {p.subtle};
  border: 1px solid {p.line}; }}
QPushButton[small="true"] {{ min-height: {t.BUTTON_SMALL - 2}px; padding: 0 9px; }}
QPushButton[small="true"]:focus {{ min-height: {t.BUTTON_SMALL - 4}px; padding: 0 8px; }}
QPushButton[touch="true"] {{ min-height: {t.TOUCH - 2}px; padding: 0 14px; }}
QPushButton[touch="true"]:focus {{ min-height: {t.TOUCH - 4}px; padding: 0 13px; }}
QPushButton::menu-indicator {{ width: 0; image: none; }}
QPushButton[keyed="true"] {{ text-align: left; }}
QPushButton[kind="primary"] {{ color: {p.on_accent}; background: {p.accent};
  border: 1px solid {p.accent}; font-weight: {t.SEMIBOLD}; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{
  background: {p.accent_down}; border-color: {p.accent_down}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {p.accent_text}; }}
QPushButton[kind="primary"]:disabled {{ color: {p.disabled}; background: {p.subtle};
  border: 1px solid {p.line}; }}
QPushButton[kind="danger"] {{ color: {p.danger}; }}
"""


def _bare_buttons(p: Palette) -> str:
    return f"""
QPushButton[kind="quiet"] {{ color: {p.accent_text}; background: transparent;
  border: 1px solid transparent; padding: 0 6px; }}
QPushButton[kind="quiet"]:hover {{ background: {p.accent_tint}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {p.accent_text}; padding: 0 5px; }}
QPushButton[kind="quiet"]:disabled {{ color: {p.disabled}; }}
QPushButton[kind="quiet"][slim="true"] {{ min-height: 18px; padding: 0 4px 0 0; }}
QPushButton[kind="quiet"][slim="true"]:focus {{ min-height: 16px; padding: 0 4px 0 0; }}
QPushButton[kind="quiet"][tone="second"] {{ color: {p.text_2}; }}
QPushButton[kind="link"] {{ color: {p.accent_text}; background: transparent; padding: 0;
  border: 1px solid transparent; text-decoration: underline; min-height: 20px;
  text-align: left; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {p.accent_text}; padding: 0;
  min-height: 18px; }}
QPushButton[kind="link"][tone="danger"] {{ color: {p.danger}; }}
QPushButton[kind="link"][tone="second"] {{ color: {p.text_2}; }}
QPushButton[kind="icon"] {{ padding: 0; min-width: {t.BUTTON - 2}px; max-width: {t.BUTTON - 2}px;
  background: transparent; border: 1px solid transparent; }}
QPushButton[kind="icon"][edged="true"] {{ border: 1px solid {p.line_strong};
  background: {p.surface}; }}
QPushButton[kind="icon"]:hover {{ background: {p.accent_tint}; }}
QPushButton[kind="icon"]:focus {{ border: 2px solid {p.accent_text}; padding: 0;
  min-width: {t.BUTTON - 4}px; max-width: {t.BUTTON - 4}px; }}
QPushButton[kind="icon"][bordered="true"] {{ border: 1px solid {p.line_strong};
  background: {p.surface}; }}
"""


def _choice_buttons(p: Palette) -> str:
    return f"""
QPushButton[kind="filter"] {{ padding: 0 30px 0 8px; text-align: left; }}
QPushButton[kind="filter"]:focus {{ padding: 0 29px 0 7px; }}
QPushButton[kind="filter"][inUse="true"] {{ background: {p.accent_tint};
  border-color: {p.accent_text}; }}
QPushButton[kind="segment"] {{ border-radius: 0; margin: 0; padding: 0 12px; }}
QPushButton[kind="segment"]:focus {{ padding: 0 11px; }}
QPushButton[kind="segment"][place="first"] {{ border-top-left-radius: 4px;
  border-bottom-left-radius: 4px; }}
QPushButton[kind="segment"][place="last"] {{ border-top-right-radius: 4px;
  border-bottom-right-radius: 4px; border-left: 0; }}
QPushButton[kind="segment"][place="middle"] {{ border-left: 0; }}
QPushButton[kind="segment"]:checked {{ background: {p.accent_tint}; color: {p.accent_text};
  font-weight: {t.SEMIBOLD}; }}
QPushButton[kind="segment"][place="last"]:focus,
QPushButton[kind="segment"][place="middle"]:focus {{ border: 2px solid {p.accent_text}; }}
"""


def _way_buttons(p: Palette) -> str:
    return f"""
QPushButton[kind="nav"] {{ min-height: {t.NAV_ITEM}px; padding: 0 8px 0 12px; border: 0;
  border-left: {t.NAV_MARK}px solid transparent; border-radius: 0; background: transparent;
  text-align: left; }}
QPushButton[kind="nav"]:hover {{ background: {p.subtle}; }}
QPushButton[kind="nav"]:checked {{ background: {p.accent_tint}; font-weight: {t.SEMIBOLD};
  border-left: {t.NAV_MARK}px solid {p.accent_text}; }}
QPushButton[kind="nav"]:focus {{ border: 2px solid {p.accent_text}; padding: 0 6px 0 13px;
  min-height: {t.NAV_ITEM - 4}px; }}
QPushButton[kind="nav"][tone="second"] {{ color: {p.text_2}; }}
QPushButton[kind="goto"] {{ text-align: left; padding: 0 8px; color: {p.text_2}; }}
QPushButton[kind="goto"]:focus {{ padding: 0 7px; }}
QPushButton[kind="tab"] {{ min-height: {t.TAB_HEIGHT - 3}px; padding: 0 12px; border: 0;
  border-radius: 0; border-bottom: 3px solid transparent; background: transparent;
  color: {p.text_2}; }}
QPushButton[kind="tab"]:hover {{ color: {p.text}; }}
QPushButton[kind="tab"]:checked {{ color: {p.text}; font-weight: {t.SEMIBOLD};
  border-bottom: 3px solid {p.accent_text}; }}
QPushButton[kind="tab"]:focus {{ min-height: {t.TAB_HEIGHT - 5}px; padding: 0 10px;
  border: 2px solid {p.accent_text}; border-bottom: 3px solid {p.accent_text}; }}
"""


def _fields(p: Palette, theme: str) -> str:
    error = p.ratings[1].outline
    return f"""
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {t.BUTTON - 2}px; padding: 0 8px;
  color: {p.text}; background: {p.surface}; border: 1px solid {p.line_strong};
  border-radius: {t.RADIUS_CONTROL}px; selection-background-color: {p.accent};
  selection-color: {p.on_accent}; }}
QPlainTextEdit, QTextEdit {{ padding: 4px 6px; color: {p.text}; background: {p.surface};
  border: 1px solid {p.line_strong}; border-radius: {t.RADIUS_CONTROL}px;
  selection-background-color: {p.accent}; selection-color: {p.on_accent}; }}
QListWidget[area="sections"]::item {{ padding: 0 8px; }}
QListWidget[boxed="true"] {{ padding: 2px 4px; background: {p.surface};
  border: 1px solid {p.line_strong}; border-radius: {t.RADIUS_CONTROL}px; }}
QListWidget[boxed="true"]:focus {{ padding: 1px 3px; border: 2px solid {p.accent_text}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ padding: 0 7px;
  min-height: {t.BUTTON - 4}px; border: 2px solid {p.accent_text}; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 3px 5px; border: 2px solid {p.accent_text}; }}
QLineEdit[state="error"], QComboBox[state="error"] {{ padding: 0 7px;
  min-height: {t.BUTTON - 4}px; border: 2px solid {error}; }}
QPlainTextEdit[state="error"] {{ padding: 3px 5px; border: 2px solid {error}; }}
QLineEdit:focus[state="error"], QComboBox:focus[state="error"],
QPlainTextEdit:focus[state="error"] {{ border: 2px solid {p.accent_text}; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QLineEdit:read-only {{
  color: {p.text_2}; background: {p.subtle}; border-color: {p.line}; }}
QPlainTextEdit[readOnly="true"] {{ color: {p.text}; background: {p.subtle};
  border-color: {p.line}; }}
QLineEdit[bare="true"] {{ border: 0; background: transparent; padding: 0; }}
QComboBox[inUse="true"] {{ background: {p.accent_tint}; border-color: {p.accent_text}; }}
QComboBox::drop-down {{ width: 26px; border: 0; }}
QComboBox::down-arrow {{ image: url(icons:caret-down-{theme}.svg); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ background: {p.surface}; border: 1px solid {p.line_strong};
  outline: 0; padding: 2px; }}
QListView[area="popup"] {{ background: {p.surface}; border: 1px solid {p.line_strong};
  padding: 2px; }}
QListView[area="popup"]::item {{ min-height: {t.BUTTON_SMALL}px; padding: 0 6px; }}
QComboBox QAbstractItemView::item {{ min-height: {t.BUTTON_SMALL}px; padding: 0 6px; }}
"""


def _ticks(p: Palette, theme: str) -> str:
    return f"""
QCheckBox, QRadioButton {{ spacing: 8px; min-height: 28px; color: {p.text};
  background: transparent; }}
QCheckBox:focus, QRadioButton:focus {{ outline: 0; }}
QCheckBox::indicator, QRadioButton::indicator, QListWidget::indicator {{
  width: 16px; height: 16px;
  border: 1px solid {p.line_strong}; background: {p.surface}; border-radius: 3px; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
  border: 2px solid {p.accent_text}; width: 14px; height: 14px; }}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{
  background: {p.accent}; border-color: {p.accent};
  image: url(icons:tick-{theme}.svg); }}
QRadioButton::indicator:checked {{ background: {p.accent}; border-color: {p.accent};
  image: url(icons:radio-dot.svg); }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: {p.subtle};
  border-color: {p.line}; }}
"""


def _views(p: Palette) -> str:
    return f"""
QAbstractItemView {{ background: {p.surface}; border: 0; outline: 0;
  selection-background-color: {p.accent_tint}; selection-color: {p.text}; }}
QHeaderView {{ background: {p.subtle}; border: 0; }}
QHeaderView::section {{ background: {p.subtle}; color: {p.text}; border: 0;
  border-bottom: 1px solid {p.line}; padding: 0 8px; font-weight: {t.SEMIBOLD}; }}
QTableCornerButton::section {{ background: {p.subtle}; border: 0; }}
QMenu {{ background: {p.surface}; border: 1px solid {p.line_strong}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: {t.RADIUS_CHIP}px; }}
QMenu::item:selected {{ background: {p.accent_tint}; color: {p.text}; }}
QMenu::item:disabled {{ color: {p.disabled}; }}
QMenu::separator {{ height: 1px; background: {p.line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 8px; }}
QScrollBar {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {p.line_strong}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {p.surface}; }}
QCalendarWidget QToolButton {{ color: {p.text}; background: {p.surface}; padding: 4px; }}
QCalendarWidget QToolButton:hover {{ background: {p.accent_tint}; }}
QCalendarWidget QAbstractItemView {{ selection-background-color: {p.accent};
  selection-color: {p.on_accent}; }}
"""
