"""Patterns, spans, terms, headers and columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.maskers.columns import decide_column, unify_decisions
from privml.maskers.headers import read_header
from privml.maskers.profile import ColumnProfile, is_name_like, shape_of
from privml.maskers.recognizers.patterns import find_patterns
from privml.maskers.recognizers.terms import Term, find_terms
from privml.maskers.spans import Span, SpanFilter, resolve_overlaps

from ..growth import require_linear


def found(text: str, least: float = 0.5) -> set[tuple[str, str]]:
    spans = resolve_overlaps([span for span in find_patterns(text) if span.score >= least], text)
    return {(span.entity_type, text[span.start : span.end]) for span in spans}


@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("write to ann.lee+x@mail.example.org.", "EMAIL_ADDRESS", "ann.lee+x@mail.example.org"),
        ("an <müller@bücher.example>", "EMAIL_ADDRESS", "müller@bücher.example"),
        ("邮箱是zhang@example.cn，谢谢", "EMAIL_ADDRESS", "zhang@example.cn"),
        ("see https://example.org/u?id=7, ok", "URL", "https://example.org/u?id=7"),
        ("card 4111 1111 1111 1111.", "CREDIT_CARD", "4111 1111 1111 1111"),
        ("card 378282246310005", "CREDIT_CARD", "378282246310005"),
        ("IBAN DE89 3704 0044 0532 0130 00 ok", "IBAN_CODE", "DE89 3704 0044 0532 0130 00"),
        ("to DE 89 370 400 440 532 013 000 ok", "IBAN_CODE", "DE 89 370 400 440 532 013 000"),
        ("ssn 536-22-1234", "US_SSN", "536-22-1234"),
        ("身份证11010519491231002X。", "CN_ID_CARD", "11010519491231002X"),
        ("from 192.168.10.7.", "IP_ADDRESS", "192.168.10.7"),
        ("from fe80::1ff:fe23:4567:890a ok", "IP_ADDRESS", "fe80::1ff:fe23:4567:890a"),
        ("mac 00:1b:44:11:3a:b7", "MAC_ADDRESS", "00:1b:44:11:3a:b7"),
        ("call (555) 010-1234 now", "PHONE_NUMBER", "(555) 010-1234"),
        ("call 555.010.1234", "PHONE_NUMBER", "555.010.1234"),
        ("call +44 7700 900123", "PHONE_NUMBER", "+44 7700 900123"),
        ("打13812345678找我", "PHONE_NUMBER", "13812345678"),
        (
            "at 12 Oak Street, Apt 4, Springfield, IL 62704.",
            "STREET_ADDRESS",
            "12 Oak Street, Apt 4, Springfield, IL 62704",
        ),
        (
            "the 511 Hart Senate Office Building Washington DC 20510",
            "STREET_ADDRESS",
            "511 Hart Senate Office Building Washington DC 20510",
        ),
        ("住在北京市朝阳区建国路88号", "STREET_ADDRESS", "北京市朝阳区建国路88号"),
        ("I was born on 12 March 1980.", "DATE_OF_BIRTH", "12 March 1980"),
        ("DOB: 1980-03-12", "DATE_OF_BIRTH", "1980-03-12"),
        ("出生日期：1980年3月12日", "DATE_OF_BIRTH", "1980年3月12日"),
        ("order ORD-48213 is late", "ID", "ORD-48213"),
        ("请联系王先生", "PERSON", "王"),
        ("我叫张伟，", "PERSON", "张伟"),
        # Han characters stand beside numbers without a blank
        ("我用卡4111111111111111付款", "CREDIT_CARD", "4111111111111111"),
        ("退到卡4111-1111-1111-1111，谢谢", "CREDIT_CARD", "4111-1111-1111-1111"),
        ("账号DE89370400440532013000转账", "IBAN_CODE", "DE89370400440532013000"),
        ("有人从192.168.10.7登录了", "IP_ADDRESS", "192.168.10.7"),
        ("请给ORD-52846开发票", "ID", "ORD-52846"),
        ("社保号536-22-1234的人", "US_SSN", "536-22-1234"),
        ("设备00:1b:44:11:3a:b7离线", "MAC_ADDRESS", "00:1b:44:11:3a:b7"),
        ("about ord-68128 again", "ID", "ord-68128"),
        ("核对身份：岑凤兰，1992-02-23出生", "DATE_OF_BIRTH", "1992-02-23"),
        ("资料里的生日错了，应该是1984年2月18日。", "DATE_OF_BIRTH", "1984年2月18日"),
        ("my birthday is wrong in the profile, it should be 1974-03-12.", "DATE_OF_BIRTH", "1974-03-12"),
        # what is announced as a phone number is one, valid or not
        ("Phone: 5550103124", "PHONE_NUMBER", "5550103124"),
        ("called from 9000008108 at noon", "PHONE_NUMBER", "9000008108"),
        ("我的电话是9000008108", "PHONE_NUMBER", "9000008108"),
        # names that the words around them give away
        ("Dear Ms Mendoza, I saw", "PERSON", "Mendoza"),
        ("First name: Jared\nSurname: Smith", "PERSON", "Jared"),
        ("Nothing works. Kind regards,\nAda de la Cruz", "PERSON", "Ada de la Cruz"),
        ("my older sister Ekiya De wrote", "PERSON", "Ekiya De"),
        ("客服小王帮我解决的", "PERSON", "王"),
        ("同事李婷婷那边也一样", "PERSON", "李婷婷"),
        ("谢谢。 罗英，13855255945", "PERSON", "罗英"),
    ],
)
def test_patterns_find(text: str, entity_type: str, value: str) -> None:
    assert any(kind == entity_type and value in text_found for kind, text_found in found(text)), found(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("card 4111 1111 1111 1112", "wrong Luhn digit"),
        ("version 10.4.2 of 2024-05-01 12:30", "versions, dates and times"),
        ("it costs 1,234,567.89 or $5551234567", "amounts"),
        ("ratio 10/20/30 and 3-4-2022 12:45", "numbers with separators"),
        ("DE00 3704 0044 0532 0130 00", "wrong check digits"),
        ("ssn 000-12-3456 and 666-12-3456", "areas that are never issued"),
        ("11010519491231002Y 110105194912310021", "no identity card"),
        ("nothing here at all", "plain words"),
        ("a@b, @home, 5 @ 3", "at signs"),
        ("ship to 31701-2596", "a ZIP+4"),
        ("我们明天去北京看展览", "Chinese without personal data"),
        ("客服您好，非常谢谢", "Chinese courtesies"),
        ("the barcode on the box is 4006401849117", "numbers that nothing announces"),
        ("my doctor said so, dear customer, and the friend agreed", "relations without names"),
        ("covid-2019, the top-1000 list and utf-8", "words with numbers"),
    ],
)
def test_patterns_leave_alone(text: str, why: str) -> None:
    assert found(text) == set(), why


def test_every_character_found_stays_covered() -> None:
    text = "abcdefghij"
    spans = [Span(0, 4, "A", 0.9, "x"), Span(3, 9, "B", 0.5, "y"), Span(5, 6, "C", 1.0, "z")]
    resolved = resolve_overlaps(spans, text)
    assert [(span.start, span.end, span.entity_type) for span in resolved] == [(0, 3, "A"), (3, 9, "B")]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from("ABC"), st.floats(0, 1)), max_size=12)
)
def test_resolving_overlaps_is_a_cover(raw: list[tuple[int, int, str, float]]) -> None:
    text = "x" * 40
    spans = [Span(start, min(start + length, 40), kind, score, "r") for start, length, kind, score in raw]
    resolved = resolve_overlaps(spans, text)
    covered = [position for span in resolved for position in range(span.start, span.end)]
    assert len(covered) == len(set(covered)), "disjoint"
    assert set(covered) == {p for span in spans for p in range(span.start, span.end)}, "nothing gained, nothing lost"
    assert resolved == resolve_overlaps(reversed(spans), text), "the order of findings does not matter"


def test_span_filter() -> None:
    span = Span(0, 3, "PERSON", 0.6, "x")
    assert SpanFilter().admits(span, "Ann")
    assert not SpanFilter(default_threshold=0.7).admits(span, "Ann")
    assert SpanFilter(default_threshold=0.7, thresholds={"PERSON": 0.1}).admits(span, "Ann")
    assert not SpanFilter(allow=frozenset({"Ann"})).admits(span, "Ann")
    assert not SpanFilter(ignored=frozenset({"PERSON"})).admits(span, "Ann")
    assert not SpanFilter(entities=frozenset({"URL"})).admits(span, "Ann")


@pytest.mark.parametrize(
    ("text", "term", "hits"),
    [
        ("Ann and ann, Annie, ANN.", Term("Ann", "PERSON", True), 3),
        ("Will it work? will will WILL", Term("Will", "PERSON", False), 2),
        ("C-1001 and xC-1001, C-10011", Term("C-1001", "ID", True), 1),
        ("张伟说张伟明天来", Term("张伟", "PERSON", True), 2),
        ("İstanbul ann", Term("ann", "PERSON", True), 1),
    ],
)
def test_terms_are_whole_words(text: str, term: Term, hits: int) -> None:
    spans = list(find_terms(text, [term], recognizer="r"))
    assert len(spans) == hits
    assert all(text[s.start : s.end].lower() == term.text.lower() for s in spans)


@pytest.mark.parametrize(
    ("header", "entity_type"),
    [
        ("email", "EMAIL_ADDRESS"),
        ("CustomerEmail", "EMAIL_ADDRESS"),
        ("contact_e-mail", "EMAIL_ADDRESS"),
        ("Phone Number", "PHONE_NUMBER"),
        ("mobile", "PHONE_NUMBER"),
        ("fax", "PHONE_NUMBER"),
        ("first_name", "PERSON"),
        ("name", "PERSON"),
        ("customer name", "PERSON"),
        ("soc_sec_id", "US_SSN"),
        ("date_of_birth", "DATE_OF_BIRTH"),
        ("DOB", "DATE_OF_BIRTH"),
        ("billing address", "STREET_ADDRESS"),
        ("ip_address", "IP_ADDRESS"),
        ("customer_id", "ID"),
        ("姓名", "PERSON"),
        ("客户手机号", "PHONE_NUMBER"),
        ("身份证号码", "CN_ID_CARD"),
        ("家庭住址", "STREET_ADDRESS"),
        ("邮箱", "EMAIL_ADDRESS"),
        ("VIN", "ID"),
        ("user password", "PASSWORD"),
        ("Vorname", "PERSON"),
        ("Geburtsdatum", "DATE_OF_BIRTH"),
        ("fecha_de_nacimiento", "DATE_OF_BIRTH"),
        ("codice fiscale", "NATIONAL_ID"),
        ("登录密码", "PASSWORD"),
        ("QQ号", "USERNAME"),
        ("统一社会信用代码", "TAX_ID"),
        ("被保险人", "PERSON"),
        ("住院号", "MEDICAL_RECORD"),
        ("快递单号", "ID"),
        ("手机号", "PHONE_NUMBER"),
        ("联系电话", "PHONE_NUMBER"),
        ("身份证号", "CN_ID_CARD"),
        ("证件号码", "NATIONAL_ID"),
        ("地址", "STREET_ADDRESS"),
        ("收货地址", "STREET_ADDRESS"),
        ("电子邮箱", "EMAIL_ADDRESS"),
        ("微信", "USERNAME"),
        ("微信号", "USERNAME"),
        ("微信账号", "USERNAME"),
        ("银行账号", "BANK_ACCOUNT"),
        ("出生日期", "DATE_OF_BIRTH"),
        ("车牌号", "LICENSE_PLATE"),
        ("收件人", "PERSON"),
        ("客户姓名", "PERSON"),
        ("真实姓名（必填）", "PERSON"),
    ],
)
def test_headers_of_identifiers(header: str, entity_type: str) -> None:
    hint = read_header(header)
    assert hint is not None
    assert (hint.role, hint.entity_type) == ("direct", entity_type)


@pytest.mark.parametrize(
    ("header", "role", "entity_type"),
    [
        ("备注", "text", "TEXT"),
        ("客户反馈", "text", "TEXT"),
        ("留言内容", "text", "TEXT"),
        ("性别", "quasi", "GENDER"),
        ("所在城市", "quasi", "LOCATION"),
        ("籍贯", "quasi", "LOCATION"),
        ("工作单位", "quasi", "ORGANIZATION"),
        ("手机型号", "other", "STATUS"),
        ("邮箱验证", "other", "STATUS"),
        ("电话归属地", "other", "STATUS"),
    ],
)
def test_other_chinese_headers(header: str, role: str, entity_type: str) -> None:
    hint = read_header(header)
    assert hint is not None
    assert (hint.role, hint.entity_type) == (role, entity_type)


@pytest.mark.parametrize("header", ["客户", "患者", "名", "申请人"])
def test_chinese_headers_that_need_names_below(header: str) -> None:
    hint = read_header(header)
    assert hint is not None
    assert (hint.entity_type, hint.strength) == ("PERSON", "weak")


@pytest.mark.parametrize("header", ["product name", "file name", "email_verified", "category id", "topic", "amount"])
def test_headers_of_nothing(header: str) -> None:
    hint = read_header(header)
    assert hint is None or hint.role == "other"


def decide(header: str, cells: list[str]) -> tuple[str, str | None]:
    profile = ColumnProfile()
    profile.update(cells)
    decision = decide_column(header, profile, identifier_share=0.8)
    return decision.kind, decision.entity_type


@pytest.mark.parametrize(
    ("header", "cells", "expected", "why"),
    [
        ("x", ["a@b.org", "c@d.org", "e@f.org"], ("identifier", "EMAIL_ADDRESS"), "content speaks"),
        ("note", ["a@b.org", "c@d.org"], ("identifier", "EMAIL_ADDRESS"), "content beats a text header"),
        ("phone", ["call me maybe", "n/a"], ("identifier", "PHONE_NUMBER"), "a clear header holds: fail closed"),
        ("email", ["yes", "no", "yes"], ("identifier", "EMAIL_ADDRESS"), "what is no mark would be one"),
        ("phone", ["", " "], ("identifier", "PHONE_NUMBER"), "nothing sampled, the header holds"),
        ("x", ["", ""], ("text", None), "nothing known: searched by everything"),
        ("x", [f"A{n:06d}" for n in range(50)], ("identifier", "ID"), "codes of one shape"),
        ("x", [f"{n}.5" for n in range(50)], ("plain", None), "numbers"),
        ("x", [f"2024-01-{n:02d}" for n in range(1, 29)], ("plain", None), "dates"),
        ("x", ["red", "green", "blue"] * 10, ("plain", None), "few values"),
        ("x", [f"we had a long talk about number {n}" for n in range(30)], ("text", None), "sentences"),
        ("director", ["Ann Smith", "Bob Jones", "Carol Miller"], ("identifier", "PERSON"), "a role, and names"),
        ("director", ["board", "none", "vacant"], ("plain", None), "a role, but no names"),
        ("city", ["Boston", "Madison"], ("plain", "LOCATION"), "quasi-identifier"),
    ],
)
def test_columns(header: str, cells: list[str], expected: tuple[str, str | None], why: str) -> None:
    assert decide(header, cells) == expected, why


def test_same_column_same_treatment() -> None:
    few, many = ColumnProfile(), ColumnProfile()
    few.update(["A000001"] * 3)
    many.update(f"A{n:06d}" for n in range(50))
    tables = [{"code": decide_column("code", profile, identifier_share=0.8)} for profile in (few, many)]
    assert [table["code"].kind for table in tables] == ["plain", "identifier"]
    assert [table["code"].kind for table in unify_decisions(tables)] == ["identifier", "identifier"]


def test_shapes_hold_no_value() -> None:
    assert shape_of("Maria O'Neil 42") == "Aaaaa A'Aaaa 99"
    assert shape_of("张伟 é№") == "字字 a·"
    assert len(shape_of("x" * 500)) <= 33
    assert is_name_like("Maria Cantwell")
    assert is_name_like("张伟")
    assert not is_name_like("Delivery is late again")


@pytest.mark.parametrize(
    ("first", "unit", "last"),
    [
        ("", "1", ""),
        ("", "1 ", ""),
        ("", "a@", ""),
        ("", "a.", "@"),
        ("", "一二三市", ""),
        ("12 A", " Aa", ""),
        ("", "(1) ", ""),
        ("", "AB12", ""),
        ("", ":", ""),
        ("", "1.", ""),
    ],
)
def test_adversarial_texts_take_linear_time(first: str, unit: str, last: str) -> None:
    require_linear(find_patterns, lambda length: first + unit * (length // len(unit)) + last, 10_000)


@pytest.mark.parametrize(
    "value",
    [
        "212-555-0142 extension 12",
        "212-555-0142x9",
        "(212) 555-0142 #22",
        "1-800-555-0199,,77#",
        "+49 30 901820 Durchwahl 14",
        "01 42 68 53 00, poste 12",
        "+7 495 123-45-67 доб. 123",
        "+34 915 555 555 int. 12",
        "010-62345678 转 802",
        "555-0142 ext. 9",
    ],
)
def test_extensions_belong_to_their_number(value: str) -> None:
    text = f"call {value}"
    found = {text[span.start : span.end] for span in find_patterns(text) if span.entity_type == "PHONE_NUMBER"}
    assert value in found


@pytest.mark.parametrize("rest", [", 77 people came", " and more", ", x marks the spot", " app store"])
def test_what_follows_a_number_is_no_extension(rest: str) -> None:
    text = f"call 212-555-0142{rest}"
    found = {text[span.start : span.end] for span in find_patterns(text) if span.entity_type == "PHONE_NUMBER"}
    assert "212-555-0142" in found


@pytest.mark.parametrize(
    "text", ["[12345.678901] usb 1-1: new device", "[ 2345.678901] usb 1-1", "ISBN 978-3-16-148410-0"]
)
def test_no_phones_in_logs_and_books(text: str) -> None:
    assert not [span for span in find_patterns(text) if span.entity_type == "PHONE_NUMBER" and span.score >= 0.5]


def test_a_number_in_brackets_may_be_a_phone() -> None:
    assert [span for span in find_patterns("ring [0171.2345678]") if span.entity_type == "PHONE_NUMBER"]


@pytest.mark.parametrize(
    "text",
    [
        *("total 1234567 int 32", "1234567 x2", "size 1234567x890", "1 000 000 #2", "12345678,,12", "1234567,,,8"),
        *("10.11.12.13 x64", "1234567 app 1"),
    ],
)
def test_what_looks_like_an_extension_makes_no_phone(text: str) -> None:
    assert not [span for span in find_patterns(text) if span.entity_type == "PHONE_NUMBER" and span.score >= 0.5]
