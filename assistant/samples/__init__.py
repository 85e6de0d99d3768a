"""The sample library: the invented papers of one household, and questions about them."""

from pathlib import Path

PAPERS = Path(__file__).parent / "papers"
