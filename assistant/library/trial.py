"""The trial of an embedder: whether it reads Korean as it is, and how its cosines lie.

Done once, when a model is added, on sixteen matters in both languages, written for it. A question
and its passage share hardly a word, so that likeness of letters is not taken for meaning.
"""

import numpy as np

from assistant.catalogue import EmbedderTrial
from assistant.errors import ModelError
from assistant.interfaces import Embedder, Vectors, Words
from assistant.library.glossing import GlossingEmbedder
from assistant.wording import Wording

# Question and passage in Korean, question and passage in English.
MATTERS = (
    (
        "집을 나갈 때 보증금은 언제 돌려받나요?",
        "임차인이 퇴거하면 임대인은 맡아 둔 돈을 한 달 안에 반환한다.",
        "When do we get the deposit back?",
        "After the tenant has moved out, the landlord returns the money within a month.",
    ),
    (
        "우리 강아지가 맞은 주사는 무엇인가요?",
        "반려견은 봄에 광견병 예방 접종을 마쳤다.",
        "Which shots did our puppy get?",
        "The dog was vaccinated against rabies in spring.",
    ),
    (
        "비가 새는 곳은 어디였어?",
        "천장 모서리에서 물이 떨어져 지붕 기와를 갈았다.",
        "Where did the rain come in?",
        "Water dripped from a corner of the ceiling, so the roof tiles were replaced.",
    ),
    (
        "약은 하루에 몇 번 먹어야 해?",
        "아침과 저녁 식사 뒤에 한 알씩 복용하십시오.",
        "How often do I take the medicine?",
        "One tablet after breakfast and one after dinner.",
    ),
    (
        "기차는 몇 시에 떠나?",
        "부산행 열차는 오전 여덟 시 십 분에 출발합니다.",
        "What time does the train leave?",
        "Departure for Busan by rail is at ten past eight in the morning.",
    ),
    (
        "아이 학교는 언제 방학이야?",
        "초등학생은 칠월 말부터 한 달 동안 수업을 쉰다.",
        "When are the school holidays?",
        "Pupils have no lessons for a month from the end of July.",
    ),
    (
        "차를 어디서 고쳤지?",
        "정비소에서 브레이크와 엔진 오일을 교체했다.",
        "Where was the car repaired?",
        "The garage replaced the brakes and the engine oil.",
    ),
    (
        "회의에서 무엇을 정했어?",
        "참석자들은 새 제품의 출시를 다음 분기로 미루기로 합의했다.",
        "What was decided at the meeting?",
        "Those present agreed to postpone the launch of the product to the next quarter.",
    ),
    (
        "김치찌개는 어떻게 끓여?",
        "돼지고기를 볶다가 익은 배추와 두부를 넣고 푹 삶는다.",
        "How is the stew cooked?",
        "Fry the pork, then add ripe kimchi and tofu and let it simmer.",
    ),
    (
        "세금은 언제까지 내야 해?",
        "종합소득세 납부 기한은 오월 삼십일 일이다.",
        "By when must taxes be paid?",
        "The income levy is due on the thirty-first of May.",
    ),
    (
        "할머니 생신 선물로 뭐 샀어?",
        "외조모께 드리려고 따뜻한 목도리를 골랐다.",
        "What did we buy for grandma's birthday?",
        "We chose a warm scarf as a present for mother's mother.",
    ),
    (
        "병원에서 무릎이 어떻다고 했어?",
        "의사는 관절 연골이 닳아 수술이 필요하다고 말했다.",
        "What did the hospital say about the knee?",
        "The doctor found that the cartilage of the joint is worn and needs surgery.",
    ),
    (
        "인터넷 요금이 왜 올랐지?",
        "통신사는 할인 기간이 끝나 청구 금액을 인상했다.",
        "Why is the internet more expensive now?",
        "The provider raised the bill because the discount had ended.",
    ),
    (
        "금고 비밀번호는 어디에 적어 뒀어?",
        "여는 숫자는 파란 공책 마지막 장에 있다.",
        "Where did I note the code of the safe?",
        "The combination is on the last page of the blue notebook.",
    ),
    (
        "꽃에는 물을 얼마나 자주 줘?",
        "화분은 흙이 마르면 일주일에 한 번 적신다.",
        "How often are the flowers watered?",
        "The pots get a drink once a week when the soil is dry.",
    ),
    (
        "누가 이 소설을 썼어?",
        "작가는 바닷가 마을에서 자란 어부의 딸이다.",
        "Who wrote this novel?",
        "The author is a fisherman's daughter from a village by the sea.",
    ),
)
_KOREAN = ("ko", "kor", "korean", "multilingual")


def try_out(
    questions: Embedder, passages: Embedder, words: Words, languages: tuple[str, ...]
) -> EmbedderTrial:
    """Return what an embedder does with texts of both languages.

    Args:
        questions: Embeds questions.
        passages: Embeds passages.
        words: Says Korean in English.
        languages: What the model's card says that it knows; the card is believed.

    Raises:
        ModelError: It makes no sensible vectors.
    """
    bare = _placed(questions, passages)
    glossed = _placed(GlossingEmbedder(questions, words), GlossingEmbedder(passages, words))
    reads_korean = _reads_korean(bare, glossed, {language.lower() for language in languages})
    asked, said = bare if reads_korean else glossed
    cosines = asked @ said.T
    # Question and passage n speak of matter n, in both languages.
    matter = np.arange(len(cosines)) % len(MATTERS)
    unrelated = cosines[matter[:, None] != matter[None, :]]
    return EmbedderTrial(
        said.shape[1], reads_korean, float(unrelated.mean()), float(unrelated.std())
    )


def _placed(questions: Embedder, passages: Embedder) -> tuple[Vectors, Vectors]:
    """Return the vectors of all questions, and of all passages; the Korean ones come first."""
    columns = list(zip(*MATTERS, strict=True))
    asked = questions.embed([*columns[0], *columns[2]])
    said = passages.embed([*columns[1], *columns[3]])
    if not (np.isfinite(asked).all() and np.isfinite(said).all()):
        raise ModelError(
            Wording(
                "This model computes no numbers that can be compared.",
                "이 모델은 비교할 수 있는 숫자를 계산하지 못해요.",
            ),
            Wording("Its files may be damaged.", "파일이 손상되었을 수 있어요."),
        )
    return asked, said


def _reads_korean(
    bare: tuple[Vectors, Vectors], glossed: tuple[Vectors, Vectors], languages: set[str]
) -> bool:
    if languages.intersection(_KOREAN):
        return True
    if languages == {"en"}:
        return False
    return _found(bare) >= _found(glossed)


def _found(placed: tuple[Vectors, Vectors]) -> float:
    """Return how well Korean questions find their passages, in Korean and in English; 0 to 1."""
    n = len(MATTERS)
    cosines = placed[0][:n] @ placed[1].T
    ranks = []
    for among in (cosines[:, :n], cosines[:, n:]):
        own = np.diagonal(among)[:, None]
        ranks.append((among >= own).sum(axis=1))
    return float((1.0 / np.concatenate(ranks)).mean())
