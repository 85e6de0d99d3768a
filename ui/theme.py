"""Colours, spaces and the one style sheet. Light and dark differ in their tokens only."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from assistant.wording import Language
from ui.tokens import DARK, LIGHT, Tokens

SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32 = 4, 8, 12, 16, 24, 32
COLUMN_WIDTH = 640
INSET = 6
"""What a quiet button has around its words: so far do other words stand in where they align."""
TOP_BAR_HEIGHT = 52
LINE_HEIGHT = 22
"""14 px text, 1.55 lines."""

_current = LIGHT


def current() -> Tokens:
    """Return the colours in use."""
    return _current


def colour(name: str) -> QColor:
    """Return one token as a colour."""
    return QColor(getattr(_current, name))


def is_dark(chosen: str) -> bool:
    """Tell whether the setting ("system", "light", "dark") means dark now."""
    if chosen == "system":
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return chosen == "dark"


def apply(app: QApplication, chosen: str) -> None:
    """Give the whole program the colours of the setting."""
    global _current
    _current = DARK if is_dark(chosen) else LIGHT
    app.setPalette(_palette(_current))
    app.setStyleSheet(_style_sheet(_current))


def set_font(app: QApplication, language: Language) -> None:
    """Take the system's own font, and on a bare system one that is good to read."""
    font = QFont(app.font())
    korean = ["Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo"]
    own = font.family()
    if own in ("Sans Serif", "Sans", "DejaVu Sans", "Bitstream Vera Sans", ""):
        latin = ["Inter", "Cantarell", "Ubuntu", "Noto Sans"]
        families = korean[:2] + latin if language == "ko" else latin + korean[:2]
        font.setFamilies([*families, "NanumGothic", own])
    else:
        font.setFamilies([own, *korean])
    font.setPixelSize(14)
    app.setFont(font)


def small(font: QFont, pixels: int = 13, *, strong: bool = False) -> QFont:
    """Return the font in another size or weight."""
    other = QFont(font)
    other.setPixelSize(pixels)
    other.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return other


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, value in (
        (role.Window, tokens.background), (role.WindowText, tokens.text),
        (role.Base, tokens.card), (role.AlternateBase, tokens.pane),
        (role.Text, tokens.text), (role.Button, tokens.card), (role.ButtonText, tokens.text),
        (role.Highlight, tokens.accent), (role.HighlightedText, tokens.on_accent),
        (role.PlaceholderText, tokens.soft), (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent), (role.ToolTipBase, tokens.card),
        (role.ToolTipText, tokens.text), (role.Mid, tokens.line), (role.Dark, tokens.soft),
        (role.Light, tokens.card), (role.Midlight, tokens.pane), (role.Shadow, tokens.line),
        (role.Accent, tokens.accent),
    ):  # fmt: skip
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.soft))
    return palette


def _style_sheet(tokens: Tokens) -> str:
    sheet = _SHEET.replace("$icons", (Path(__file__).parent / "icons").as_posix())
    for name in sorted(tokens._fields, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", getattr(tokens, name))
    return sheet


# A focus ring is 2 px and the resting border 1 px or none: the padding gives the difference back.
_SHEET = """
QToolTip { background: @card; color: @text; border: 1px solid @line; padding: 5px 8px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMenu { background: @card; border: 1px solid @line; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 6px 18px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: @accent_soft; color: @text; }

QLabel[tone="soft"] { color: @soft; }
QLabel[scale="small"] { font-size: 13px; }
QLabel[scale="tiny"] { font-size: 12px; }
QLabel[tone="strong"] { font-weight: 600; }
QLabel[tone="bad"] { color: @bad; }
QLabel[kind="key"] { color: @soft; font-size: 11px; border: 1px solid @line;
    border-radius: 4px; padding: 0 5px; }
QLabel[kind="folded"] { border: none; border-left: 2px solid @line; padding: 2px 0 2px 12px;
    margin-left: 13px; }
QLabel[kind="brand"] { font-size: 15px; font-weight: 600; }
QLabel[kind="welcome"] { font-size: 21px; font-weight: 600; }

QFrame[kind="pane"] { background: @pane; }
QFrame[kind="side"] { background: @pane; border: none; border-right: 1px solid @line; }
QFrame[kind="beside"] { background: @pane; border: none; border-left: 1px solid @line; }
QFrame[kind="top"] { background: @background; border: none; border-bottom: 1px solid @line; }
QFrame[kind="top-pane"] { background: @pane; border: none; border-bottom: 1px solid @line; }
QFrame[kind="foot"] { border: none; border-top: 1px solid @line; }
QFrame[kind="card"] { background: @card; border: 1px solid @line; border-radius: 12px; }
QFrame[kind="card"]:focus { border: 2px solid @accent; }
QFrame[kind="editing"] { background: @card; border: 2px solid @accent; border-radius: 14px; }
QFrame[kind="notice"] { background: @accent_soft; border: none;
    border-bottom: 1px solid @line; }
QFrame[kind="failure"] { background: @card; border: 1px solid @bad; border-radius: 12px; }

QPushButton { outline: none; background: @card; color: @text; border: 1px solid @line;
    border-radius: 8px; padding: 5px 13px; }
QPushButton:hover { border-color: @soft; }
QPushButton:focus { border: 2px solid @accent; padding: 4px 12px; }
QPushButton:disabled { color: @soft; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border: none;
    border-radius: 9px; padding: 6px 14px; font-weight: 600; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; padding: 4px 12px; }
QPushButton[kind="primary"]:disabled { background: @accent_soft; color: @soft; }
QPushButton[kind="quiet"] { background: transparent; color: @soft; border: 2px solid transparent;
    border-radius: 6px; padding: 1px 4px; font-size: 13px; }
QPushButton[kind="quiet"]:hover { color: @text; }
QPushButton[kind="quiet"]:focus { border: 2px solid @accent; padding: 1px 4px; }
QPushButton[kind="action"] { background: transparent; color: @accent; font-weight: 600;
    border: 2px solid transparent; border-radius: 6px; padding: 1px 6px; font-size: 13px; }
QPushButton[kind="action"]:hover { background: @card; }
QPushButton[kind="action"]:focus { border: 2px solid @accent; padding: 1px 6px; }
QPushButton[kind="chip"] { background: @card; color: @soft; border: 1px solid @line;
    border-radius: 13px; padding: 3px 11px; font-size: 12px; min-height: 18px; }
QPushButton[kind="chip"]:hover { color: @text; }
QPushButton[kind="chip"]:checked { background: @accent_soft; color: @accent;
    border-color: @accent; }
QPushButton[kind="chip"]:focus { border: 2px solid @accent; padding: 2px 10px; }
QPushButton[kind="pill"] { background: @accent; color: @on_accent; border: none;
    border-radius: 13px; padding: 4px 12px; font-size: 12px; font-weight: 600;
    min-height: 18px; }
QPushButton[kind="pill"]:focus { border: 2px solid @text; padding: 2px 10px; }
QPushButton[kind="nav"] { background: transparent; border: 1px solid transparent;
    border-radius: 8px; padding: 7px 9px; text-align: left; }
QPushButton[kind="nav"]:hover { background: @background; }
QPushButton[kind="nav"]:checked { background: @card; border-color: @line; }
QPushButton[kind="nav"]:focus { border: 2px solid @accent; padding: 6px 8px; }
QPushButton[kind="new"] { border-radius: 9px; padding: 8px 9px; text-align: left; }
QPushButton[kind="new"]:focus { padding: 7px 8px; }
QPushButton[kind="source"] { border-radius: 10px; padding: 0; }
QPushButton[kind="source"]:checked { border-color: @accent; }
QPushButton[kind="source"]:focus { border: 2px solid @accent; padding: 0; }
QPushButton[kind="choice"] { border-radius: 12px; padding: 0; }
QPushButton[kind="choice"]:focus { border: 2px solid @accent; padding: 0; }

QLineEdit { background: @card; border: 1px solid @line; border-radius: 8px; padding: 6px 9px; }
QLineEdit:focus { border: 2px solid @accent; padding: 5px 8px; }
QLineEdit[kind="search"] { background: transparent; border-color: transparent;
    padding: 6px 7px; }
QLineEdit[kind="search"]:hover { background: @background; }
QLineEdit[kind="search"]:focus { background: @card; border: 2px solid @accent;
    padding: 5px 6px; }
QComboBox { background: @card; border: 1px solid @line; border-radius: 8px; padding: 5px 9px;
    min-width: 150px; }
QComboBox:focus { border: 2px solid @accent; padding: 4px 8px; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$icons/down.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @card; border: 1px solid @line; }

QTextEdit, QPlainTextEdit, QListView, QTableView, QScrollArea { border: none; }
QTextEdit[kind="bubble"] { background: @accent_soft; border-radius: 14px;
    border-bottom-right-radius: 4px; padding: 8px 15px; }
QTextEdit[kind="question"] { background: transparent; }
QTextBrowser[kind="answer"] { background: transparent; }
QPlainTextEdit[kind="page"] { background: @card; border: 1px solid @line; border-radius: 4px; }
QPlainTextEdit[kind="page"]:focus { border: 2px solid @accent; }
QListWidget[kind="conversations"] { background: transparent; outline: none; }
QListWidget[kind="conversations"]::item { padding: 0 6px; border: 1px solid transparent;
    border-radius: 8px; color: @text; }
QListWidget[kind="conversations"]::item:hover { background: @background; }
QListWidget[kind="conversations"]::item:selected { background: @card; color: @text;
    border: 1px solid @line; }
QListWidget[kind="conversations"]::item:selected:focus { border: 2px solid @accent;
    padding: 0 5px; }
QListWidget[kind="conversations"]::item:disabled { color: @soft; background: transparent;
    padding-top: 10px; }
QTableView[kind="files"] { background: @card; border: 1px solid @line; border-radius: 12px;
    gridline-color: @line; outline: none; selection-background-color: @accent_soft;
    selection-color: @text; }
QTableView[kind="files"]:focus { border: 2px solid @accent; }
QTableView[kind="files"]::item { border: none; border-bottom: 1px solid @line; padding: 0 14px; }
QHeaderView { background: transparent; }
QHeaderView::section { background: @card; color: @soft; font-size: 12px; border: none;
    border-bottom: 1px solid @line; padding: 9px 17px; }
QHeaderView::section:first { border-top-left-radius: 12px; }
QHeaderView::section:last { border-top-right-radius: 12px; }
QTableCornerButton::section { background: @card; border: none; }

QProgressBar { background: @line; border: none; border-radius: 2px; max-height: 4px;
    min-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QSplitter::handle { background: @line; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: @line; border-radius: 3px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @skipped; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
