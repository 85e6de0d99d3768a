"""Rich text in the encodings of its fonts."""


def _rtf(inner: str) -> str:
    fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fnil\fcharset129 \'b1\'bc\'b8\'b2;}}"
    return rf"{{\rtf1\ansi\ansicpg1252{fonts}{{\*\generator x;}}\f0 {inner}}}"


def test_each_font_has_its_own_encoding(read) -> None:
    text = (
        read("a.rtf", _rtf(r"caf\'e9 \f1\'bc\'ad\'bf\'ef\f0  {\f1\'b5\'b5} \'e9\par")).pages[0].text
    )
    assert text == "café 서울 도 é"


def test_unicode_with_fallback_letters(read) -> None:
    text = read("a.rtf", _rtf(r"\u44032?\uc2\u45208 xx!\uc0\u-10179\u-8704 \emdash{}end\par")).pages
    assert text[0].text == "가나!😀—end"


def test_paragraphs_fields_and_hidden_parts(read) -> None:
    inner = (
        r"One\par{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\line two{\pict 0A0B}"
        "{\\*\\unknown no}\\par\n{\\header no}{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}boxed}}"
    )
    assert read("a.rtf", _rtf(inner)).pages[0].text == "One\n\nlink\ntwo\n\nboxed"


def test_tables(read) -> None:
    inner = r"Above\par\trowd Month\cell Sum\cell\row\trowd May\cell 5\cell\row\pard Below\par"
    assert read("a.rtf", _rtf(inner)).pages[0].text == "Above\n\nMonth | Sum\nMay | 5\n\nBelow"


def test_truncated_rich_text_is_damage(refusal) -> None:
    assert refusal("a.rtf", _rtf(r"One\par two")[:-1]) == "damaged"


def test_raw_bytes_are_stepped_over(read) -> None:
    data = _rtf(r"a{\pict\bin4 }}}}}b").encode()
    assert read("a.rtf", data).pages[0].text == "ab"
