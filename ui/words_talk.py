"""Words of a conversation that lasts: versions, writing further, thoughts, what writes how fast."""

from assistant.conversation import Usage
from assistant.jobs import Writing
from assistant.wording import Wording
from ui.words import locale, number, say, size

AGAIN_OTHERWISE = Wording("Write another answer; this one stays", "다른 답 쓰기. 이 답도 남아요")
GO_ON = Wording("Continue", "이어 쓰기")
GO_ON_HINT = Wording("Write this answer further", "이 답을 이어서 쓰기")
CUT_HERE = Wording("The longest length was reached.", "정해 둔 길이를 다 채웠어요.")
UNSUPPORTED = Wording(
    "Nothing in your files supports this answer.",
    "내 서류에는 이 답을 뒷받침하는 내용이 없어요.",
)
NEAREST_ONLY = Wording(
    "Nothing in your files supports this answer. The nearest places:",
    "내 서류에는 이 답을 뒷받침하는 내용이 없어요. 가장 가까운 곳:",
)
UNANSWERED = Wording("This was not answered.", "답하지 못한 질문이에요.")
EDIT = Wording("Edit", "고쳐 쓰기")
EDIT_NAMED = Wording("Edit: {question}", "고쳐 쓰기: {question}")
EDIT_QUESTION = Wording("The question in other words", "고쳐 쓴 질문")
VERSION_OF = Wording("Version {n} of {total}", "{total}개 중 {n}번째")
PREVIOUS_VERSION = Wording("Previous version, {n} of {total}", "이전 것, {total}개 중 {n}번째")
NEXT_VERSION = Wording("Next version, {n} of {total}", "다음 것, {total}개 중 {n}번째")
THINKING = Wording("Thinking…", "생각하는 중…")
THOUGHTS = Wording("Thoughts", "생각한 과정")
THOUGHT_FOR = Wording("Thought for {time}", "{time} 동안 생각했어요")
STYLE = Wording("How a model writes", "모델의 글투")
PRECISE = Wording("Precise: always the same answer", "정확하게: 늘 같은 답")
BALANCED = Wording("Balanced", "균형 있게")
LIVELY = Wording("Lively: freer and more varied", "자유롭게: 더 다양한 표현")
LONGEST_ANSWER = Wording("Longest answer", "가장 긴 답")
SHORT = Wording("Short: about 180 words", "짧게: 약 180단어")
MEDIUM = Wording("Medium: about 350 words", "보통: 약 350단어")
LONG = Wording("Long: about 700 words", "길게: 약 700단어")
VERY_LONG = Wording("Very long: about 1,400 words", "아주 길게: 약 1,400단어")
LOOKS_AT = Wording("A model looks at", "모델이 한 번에 보는 양")
TOKENS_OF_PAGES = Wording(
    "{n} tokens: about {pages} pages; more takes more memory",
    "{n}토큰: 약 {pages}쪽. 많을수록 메모리를 더 써요",
)
ONLY_MODELS = Wording(
    "Heeded by language models; quoted answers do not change.",
    "언어 모델에만 해당하고, 서류를 그대로 보여 주는 답은 달라지지 않아요.",
)
SUMMED_UP = Wording(
    "From here back, the model remembers a summary", "여기까지의 대화는 모델이 요약으로 기억해요"
)
NOT_SUMMED_UP = Wording(
    "It could not be summed up: the model no longer knows what was said up to here. You still do.",
    "요약하지 못해서 모델은 여기까지의 대화를 더는 알지 못해요. 대화는 그대로 남아 있어요.",
)
SECONDS = Wording("{n} s", "{n}초")
MINUTES = Wording("{n} min {rest} s", "{n}분 {rest}초")
SPEED = Wording("{n} tokens/s", "초당 {n}토큰")
TOKEN_MEANS = Wording("A token is a piece of a word.", "토큰은 낱말을 나눈 조각이에요.")
ON_PROCESSOR = Wording("on the processor", "프로세서에서 실행")
ON_CARD = Wording(
    "all {total} layers on the graphics card", "{total}개 층 모두 그래픽 카드에서 실행"
)
PARTLY_ON_CARD = Wording(
    "{n} of {total} layers on the graphics card", "{total}개 층 중 {n}개를 그래픽 카드에서 실행"
)
WRITTEN = Wording("{n} tokens written in {time}", "{time} 동안 {n}토큰을 썼어요")
READ_BEFORE = Wording("{n} tokens read before that", "그 전에 {n}토큰을 읽었어요")
READ_PARTLY = Wording(
    "{n} tokens read before that, {cached} of them still in mind",
    "그 전에 {n}토큰을 읽었고, 그중 {cached}개는 기억하고 있었어요",
)


def seconds(value: float) -> str:
    """Return a short time."""
    whole = max(1, round(value))
    if whole < 60:
        return say(SECONDS, n=whole)
    return say(MINUTES, n=whole // 60, rest=whole % 60)


def speed(per_second: float) -> str:
    """Return how fast a model writes; small numbers with one decimal."""
    decimals = 0 if per_second >= 9.95 else 1
    return say(SPEED, n=locale().toString(per_second, "f", decimals))


def writing_line(writing: Writing, per_second: float) -> str:
    """Return what writes, and how fast once that is known."""
    parts = [speed(per_second)] if per_second else []
    return " · ".join((*parts, _placed(writing.gpu_layers, writing.n_layers), *_held(writing)))


def details(usage: Usage) -> str:
    """Return what an answer took, a line each."""
    spent = say(WRITTEN, n=number(usage.completion_tokens), time=seconds(usage.seconds))
    read = READ_PARTLY if usage.cached_tokens else READ_BEFORE
    before = say(read, n=number(usage.prompt_tokens), cached=number(usage.cached_tokens))
    lines = [spent, before] if usage.prompt_tokens else [spent]
    if usage.n_layers:
        lines.append(" · ".join((_placed(usage.gpu_layers, usage.n_layers), *_held(usage))))
    return "\n".join((*lines, say(TOKEN_MEANS)))


def _placed(on_card: int, total: int) -> str:
    if not on_card:
        return say(ON_PROCESSOR)
    return say(ON_CARD if on_card == total else PARTLY_ON_CARD, n=on_card, total=total)


def _held(what: Writing | Usage) -> list[str]:
    return [size(what.memory_bytes)] if what.memory_bytes else []
