"""Each import contract is broken on purpose: a rule with a wrong name would guard nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BREAKS = {
    "The window uses the assistant": ("assistant/paths.py", "import ui"),
    "without Qt": ("assistant/store/database.py", "import PySide6"),
    "The assistant's layers": ("assistant/library/scan.py", "import assistant.engines.chroma"),
    "plain values and the one door": ("ui/theme.py", "import assistant.store.database"),
    "The assistant's layers: siblings": (
        "assistant/answering/prompt.py",
        "import assistant.workers.worker",
    ),
    "The assistant's layers: app and api": ("assistant/api/completions.py", "import assistant.app"),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name in ("assistant", "ui"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "papers")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path) -> str:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=house, capture_output=True, text=True, env={"PYTHONPATH": str(house)}
    ).stdout


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_noticed(house: Path, contract: str) -> None:
    name, statement = BREAKS[contract]
    path = house / name
    path.write_text(path.read_text("utf-8") + f"\n\ndef _broken():\n    {statement}\n", "utf-8")
    report = lint(house)
    broken = [line for line in report.splitlines() if line.endswith("BROKEN")]
    assert any(contract.split(":")[0] in line for line in broken), report[-600:]


def test_a_room_that_is_in_no_layer_is_noticed(house: Path) -> None:
    (house / "assistant" / "helpers.py").write_text('"""A stray."""\n')
    assert "helpers" in lint(house)
