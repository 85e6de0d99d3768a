"""Kinds of answers: how a question asks for one, and what a value of it looks like in a text."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of answer."""

    # Patterns as text: all of them compiled would cost every start a fifth of a second.
    name: str
    asks: str
    shows: str

    def is_asked(self, question: str) -> bool:
        """Return whether a question asks for it."""
        return re.search(self.asks, question) is not None

    def values(self, text: str) -> set[str]:
        """Return the values of this kind in the text, without spaces and separators."""
        return {plain(found.group()) for found in re.finditer(self.shows, text)}


def plain(text: str) -> str:
    """Return the text as it is compared: lower case, without spaces and separators."""
    return re.sub(r"[\s,]", "", text).lower()


_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WORD_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|"
    r"seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundred|half|"
    r"once|twice|both)"
)
_KOREAN_HOUR = r"(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두)"
_KOREAN_NUMBER = (
    r"(?:(?<![가-힣])(?:한|두|세|네|석|넉|다섯|여섯|일곱|여덟|아홉|열[가-힣]?|스물[가-힣]?|스무|서른|마흔[가-힣]{0,2})"
    r"(?= [가-힣]|[명개장대권마])|(?<![가-힣])[일이삼사오육칠팔구십백천만]{2,})"
)
NUMBER = rf"(?:\d(?:[\d,.]*\d)?|\b{_WORD_NUMBER}|{_KOREAN_NUMBER})"
_COLOURS = (
    r"\b(?:red|blue|green|yellow|white|black|gr[ae]y|brown|orange|purple|pink|lilac|silver|gold|"
    r"beige|cream|navy)\b|빨간|빨강|파란|파랑|노란|노랑|초록|녹색|하얀|하양|흰|검은|검정|회색|갈색|"
    r"보라|분홍|주황|은색|금색|남색|베이지|[가-힣]+ ?빛깔"
)
_MONEY = (
    r"[\d만억천백십] ?원(?![장래인금두하])|[₩€$£] ?\d[\d,.]*|금액\(원\): ?[\d,]+|"
    r"\d[\d,.]* ?(?:만 )?(?:유로|파운드|달러)|: -?\d[\d,]{3,}|:? ?-?\d+\.\d\d\b|"
    rf"{NUMBER} ?(?:EUR|KRW|GBP|USD|euros?|pounds?|won|dollars?|pence|cents?)\b|"
    r"\|\s?-?\d[\d,]+"
)
_DATE = (
    r"\d{4}년|\d+월(?: ?\d+일)?|\d+일(?![가-힣])|\d{4}-\d\d(?:-\d\d)?|요일|매[월주년일달]|매달|"
    r"(?:봄|여름|가을|겨울)(?= |$|에|까)|"
    rf"\b\d{{1,2}} {_MONTH}\b|\b{_MONTH}\b|\b{_DAY}s?\b|\b(?:19|20)\d\d\b"
)
_CLOCK = (
    rf"(?:\d|{_KOREAN_HOUR}) ?시(?![간작장설도])|정오|자정|\b\d{{1,2}}[:.]\d\d\b|"
    rf"\b{_WORD_NUMBER} o'clock\b|\b(?:noon|midnight)\b|\d ?[ap]\.?m\b"
)
_LENGTH_OF_TIME = (
    r"\ban? (?:hour|day|week|month|year)\b|"
    rf"{NUMBER}(?:[ -]and[ -]a[ -]half)?[ -]?(?:second|minute|hour|day|night|week|month|year)s?\b|"
    rf"{NUMBER} ?(?:초|분|시간|일|날|주|주일|달|개월|년|해)(?![장점원인기급])|"
    r"이틀|사흘|나흘|닷새|엿새|이레|열흘|보름"
)
_PHONE = r"(?:\+\d{1,3} ?)?\b(?:0\d{1,4}|1[5-9]\d\d|0800)[ -]\d{3,}(?:[ -]\d{3,})*"
_CODE = r"\b(?=[\w/.-]*\d[\w/.-]*\d)[\w/.-]{4,}\b|\d+번"
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천"
    "방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용봉경"
)
_PERSON = (
    r"\b(?:Mr|Ms|Mrs|Dr)\.? [A-Z]\w+|\b[A-Z][a-z]+(?: (?:van|de))? [A-Z][a-z]+|"
    rf"(?<![가-힣])[{_SURNAMES}][가-힣]{{1,3}}?"
    r"(?=이며|이고|입니다|이 |이다|은 |는 |가 |에게| ?님| ?씨|,|\.|$)"
)
_ADDRESS = (
    r"[가-힣]+(?:로|길) ?\d+|[가-힣]+[시군구] [가-힣]+[구동읍면로]|"
    r"\b[A-Z]\w+(?: [A-Z]\w+)* \d+\b|\b\d+ [A-Z]\w+"
)
_MEASURE = rf"\d[\d,.]* ?(?:[a-zA-Z가-힣%°]+)|\d+ out of|{NUMBER} [a-z가-힣]+"


def _kind(name: str, asks: str, shows: str) -> Kind:
    return Kind(name, f"(?i){asks}", shows if name == "person" else f"(?i){shows}")


# The first that asks wins, so the narrow kinds stand before the wide ones.
_KINDS: tuple[Kind, ...] = (
    _kind("colour", r"\bcolou?r\b|색깔|무슨 색|색은|색이", _COLOURS),
    _kind("email", r"\be-?mail address\b|이메일|메일 주소", r"[\w.+-]+@[\w.-]+"),
    _kind(
        "phone",
        r"전화번호|연락처|휴대전화|번호로|\b(?:tele)?phone\b|\bnumber do i (?:ring|call)\b|"
        r"\b(?:do|can|should) (?:i|we) (?:ring|call)\b",
        _PHONE,
    ),
    _kind("address", r"\baddress\b|주소", _ADDRESS),
    _kind("code", r"\bpassword\b|비밀번호", r"\b(?=\w*\d)(?=\w*[a-z])\w{5,}\b|\b\d{4,}\b"),
    _kind(
        "percent",
        r"퍼센트|\bper ?cent|\bpercentage\b",
        rf"{NUMBER} ?(?:퍼센트|%|per ?cent\b|프로)",
    ),
    _kind(
        "measure",
        r"(?:수치|사용량|양|점수|온도|무게|몸무게|속도|길이|크기)(?:은|는|가|이|를)? ?(?:얼마|몇)|"
        r"몇 점|\bhow (?:tall|heavy|wide|high|large|fast|big|far|hot|deep)\b|"
        r"\b(?:weigh|temperature|frequency|speed|height|weight|score)\b|"
        r"얼마나 (?!되|걸)|\bhow many (?:litres|grams|kilo\w+)|"
        r"\bhow much (?!of|is|are|was|were|do|does|did|will|would|should|can|may|has|have|money|in|"
        r"for|more|less)[a-z]+",
        _MEASURE,
    ),
    _kind(
        "age",
        r"\bhow old\b|몇 살|나이",
        rf"{NUMBER} ?years? old|\d+ ?살|만 \d+ ?세|\baged? \d+|{NUMBER} years",
    ),
    _kind("share", r"\bhow much of\b", NUMBER),
    _kind(
        "money",
        r"얼마|금액|가격|비용은|\bhow much\b|\b(?:costs?|price|fees?|fine|penalty|deposit|rent|"
        r"premium|salary|amount|bonus|charged?|offer|spend|spent|paid)\b",
        _MONEY,
    ),
    _kind(
        "duration",
        r"몇 (?:시간|분|주|달|년 동안|개월|초)|며칠(?:이|을|간| 동안)|얼마나 걸|\bhow long\b|"
        r"\bhow many (?:second|minute|hour|day|night|week|month|year)s?\b",
        rf"{_LENGTH_OF_TIME}|\buntil (?:{_DATE})|(?:{_DATE})까지",
    ),
    _kind("clock", r"몇 시|\bwhat time\b|\bwhich hours\b", _CLOCK),
    _kind("person", r"누가|누구", _PERSON),
    _kind(
        "date", r"생년월일|생일|\bborn\b|\bbirthday\b|날짜|몇 년|몇 월|며칠|\bwhat date\b", _DATE
    ),
    _kind(
        "date",
        # Elsewhere "when" only tells more of what is asked for.
        r"언제|기한|마감|(?:^|\b(?:since|until|till|by|from|and) )when\b|"
        r"\bwh(?:at|ich) (?:day|week|month|year)\b",
        rf"{_DATE}|{_CLOCK}",
    ),
    _kind("date", r"\bdate\b", _DATE),
    _kind("code", r"번호|몇 번|\bnumber\b|\bcode of\b", _CODE),
    _kind("count", r"몇|\bhow (?:many|often)\b", rf"{NUMBER}"),
    _kind(
        "person",
        r"선생님 이름|[사원관]의? 이름|(?:^|\b(?:to|with|by|for|from|of|and) )who(?:m|'s)?\b|"
        r"\bwhose\b|"
        r"\b(?:which|name of the) (?:person|officer|doctor|dentist|teacher|instructor|surgeon)\b",
        _PERSON,
    ),
)


def kind_of(question: str) -> Kind | None:
    """Return the kind of answer a question asks for; None if it may be anything."""
    return next((kind for kind in _KINDS if kind.is_asked(question)), None)
