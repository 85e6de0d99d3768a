"""The sample library: the invented papers of one household, and questions about them."""

from pathlib import Path

PAPERS = Path(__file__).parent / "papers"

DEMO_QUESTIONS: tuple[str, ...] = (
    "보일러 열교환기의 보증은 언제 끝나나요?",
    "자동차보험을 같은 조건으로 갱신할 때 보험료는 얼마인가요?",
    "보일러 본체는 무슨 색인가요?",
    "What fine does the parish charge if laundry hangs at the front of the Lisbon house?",
    "When does Eden's British passport run out?",
    "What is Rhona Mistry's e-mail address?",
)
"""What `hearth demo` asks; one in each language has no answer in the papers."""
