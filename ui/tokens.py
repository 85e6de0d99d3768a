"""The colours, free of Qt: the first paint needs them before anything else is loaded."""

from typing import NamedTuple


class Tokens(NamedTuple):
    """The colours of one theme, as #rrggbb."""

    background: str
    pane: str
    card: str
    line: str
    text: str
    soft: str
    accent: str
    accent_soft: str
    on_accent: str
    read: str
    partly: str
    bad: str
    skipped: str
    marker: str
    """Behind a cited sentence where the page has the colours of the theme."""
    paper_marker: str = "#ffe7a8"
    """The same on a white page."""


LIGHT = Tokens(
    "#faf8f5", "#f3efe9", "#ffffff", "#e6dfd5", "#2b2723", "#6f665d", "#a84420", "#f6e3d9",
    "#ffffff", "#4c7a52", "#d9a13b", "#c14a3b", "#9a9188", "#ffe7a8",
)  # fmt: skip
DARK = Tokens(
    "#1d1b19", "#171513", "#262320", "#37322d", "#ece6df", "#a2978b", "#e98a5f", "#3b2a21",
    "#1d1b19", "#86b98c", "#e0b45c", "#dd7a6c", "#9a9188", "#564512",
)  # fmt: skip

SIDE_WIDTH = 236
