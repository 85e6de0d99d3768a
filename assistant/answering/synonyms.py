"""Synonyms: everyday words that mean nearly the same, as the terms the lexicon makes of them.

They only help to recognise a passage, at less than full weight, so a loose pair does little harm.
"""

import snowballstemmer

_GROUPS = (
    "cost price fee pay paid charge euro pound won expense spend spent worth",
    "phone telephone call ring number reach",
    "start begin began commence",
    "end expire until valid finish run out lapse close",
    "wifi wireless network internet",
    "heavy weigh weight kilogram",
    "tall height high",
    "large size big",
    "fast speed spin",
    "fine penalty charge",
    "borrow lend lent loan",
    "return back give",
    "flight fly plane land leave depart",
    "check-up checkup visit appointment",
    "dental dentist tooth teeth",
    "month monthly",
    "year yearly annual",
    "week weekly",
    "day daily",
    "holiday leave vacation",
    "salary pay wage",
    "window glazing",
    "repair fix mend right",
    "washer washing machine wash",
    "residence card permit",
    "car taxi transfer",
    "guarantee warranty cover",
    "teach teacher workshop lesson",
    "officer charge handler",
    "baked bake oven",
    "firm company employer",
    "reimburse repay",
    "돈 금액 비용 요금 값 가격 원 료 비 내",
    "전화 전화번호 연락처 번호 휴대",
    "시작 시작하 열",
    "끝 끝나 만기 까지 마치 종료",
    "집주인 임대인 주인",
    "세입자 임차인",
    "전셋집 전세 집",
    "바꾸 교체 갈 고치",
    "와이파이 무선 인터넷",
    "그만두 해지 해지하",
    "날짜 날 일",
    "선생 선생님 교사 담임",
    "식당 한정식집 음식점 집",
    "잔치 생신 생일",
    "부담 내",
    "도배 벽지",
    "택배 보관함 함",
    "옮기 운반 이사",
    "합치 더하 모두 합하",
    "역할 역 배역",
    "단수 물 나오",
    "타 찾 받",
    "버리 폐기",
    "먹을거리 음식 먹",
    "빼 뽑",
    "까닭 이유 때문",
    "어린이 아이 어린아이 어리",
    "더운물 온수 덥",
    "점검 살피 검사",
    "점검원 검사원 원",
    "업체 회사 사무소",
    "맡기 맡",
    "지난해 작년",
    "태어나 생년월일 출생",
    "색 색깔 빛깔",
    "정전 끊기 전기",
    "설치 달",
)
_STEM = snowballstemmer.stemmer("english").stemWord


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in _GROUPS:
        terms = {_STEM(word) for word in group.split()}
        for term in terms:
            table.setdefault(term, set()).update(terms - {term})
    return {term: frozenset(others) for term, others in table.items()}


_TABLE = _table()


def synonyms(term: str) -> frozenset[str]:
    """Return the terms that mean nearly the same."""
    return _TABLE.get(term, frozenset())
