"""The sample library: the invented papers of one household, and questions about them."""

from pathlib import Path

PAPERS = Path(__file__).parent / "papers"

DEMO_QUESTIONS: tuple[str, ...] = (
    "전세 보증금은 얼마인가요?",
    "보리의 다음 광견병 접종은 언제인가요?",
    "보일러는 무슨 색인가요?",
    "How much did the bicycle cost?",
    "When does our flight to Lisbon leave?",
    "Who won the world cup in 1998?",
)
"""What `hearth demo` asks; one in each language has no answer in the papers."""
