import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.tokens import DARK, LIGHT, Tokens


def _luminance(colour: str) -> float:
    parts = QColor(colour).getRgbF()[:3]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_contrast(tokens: Tokens) -> None:
    for ground in (tokens.background, tokens.pane, tokens.card):
        assert _contrast(tokens.text, ground) >= 7
        assert _contrast(tokens.soft, ground) >= 4.5
        assert _contrast(tokens.accent, ground) >= 4.5
    assert _contrast(tokens.accent, tokens.accent_soft) >= 4.5
    assert _contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert _contrast(tokens.text, tokens.accent_soft) >= 7
    assert _contrast(tokens.text, tokens.marker) >= 7


def test_light_and_dark(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert theme.current() is DARK
    assert "@" not in qapp.styleSheet()
    theme.apply(qapp, "light")
    assert theme.current() is LIGHT
