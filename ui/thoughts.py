"""What a reasoning model thought: one folded line that opens."""

from ui import words, words_talk
from ui.draft import Draft
from ui.folded import Folded


class Thoughts(Folded):
    """Shows thoughts as plain text below a line that folds them away."""

    def show_draft(self, draft: Draft) -> None:
        """Show thoughts that are still coming, or have just ended."""
        if draft.is_thinking:
            self.show_text(words.say(words_talk.THINKING), draft.thoughts)
        else:
            self.show_thoughts(draft.thoughts, draft.seconds_thinking)

    def show_thoughts(self, thoughts: str, seconds: float) -> None:
        """Show what was thought, and for how long; 0 where that is not known."""
        known = words.say(words_talk.THOUGHT_FOR, time=words_talk.seconds(seconds))
        self.show_text(known if seconds else words.say(words_talk.THOUGHTS), thoughts)
