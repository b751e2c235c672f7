"""What a row knows: its names misspelt, its numbers and dates in other formats; names that a text already showed."""

import datetime
import random
import string
import time

import pytest
from privml.maskers.context import needles_of, search_known, search_mentions
from privml.maskers.probes import may_hold
from privml.maskers.recognizers.known_dates import dates_in, readings_of
from privml.maskers.recognizers.misspelt import find_misspelt, halves_of, is_common, is_one_edit_apart
from privml.maskers.recognizers.terms import Term, View, find_needles, find_terms, needle_of
from privml.maskers.spans import Span, resolve_overlaps
from privml.maskers.surrogates.persons import name_parts


def found_in(text: str, *values: tuple[str, str]) -> list[str]:
    """Return what is found of a row's values, as type and text."""
    spans = search_known(text, values)
    return [f"{s.entity_type} {text[s.start : s.end]}" for s in resolve_overlaps(spans, text)]


def distance(first: str, second: str) -> int:
    """Optimal string alignment distance by its textbook table."""
    table = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(second) + 1)] for i in range(len(first) + 1)]
    for i, a in enumerate(first, 1):
        for j, b in enumerate(second, 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and (a, b) == (second[j - 2], first[i - 2]):
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def slips(name: str) -> set[str]:
    letters = string.ascii_lowercase
    at = range(len(name) + 1)
    return {
        *(name[:i] + c + name[i:] for i in at for c in letters),
        *(name[:i] + name[i + 1 :] for i in at),
        *(name[:i] + c + name[i + 1 :] for i in at for c in letters if i < len(name)),
        *(name[:i] + name[i + 1 : i + 2] + name[i : i + 1] + name[i + 2 :] for i in at),
    } - {name}


def test_one_edit_is_what_the_textbook_says() -> None:
    rng = random.Random(2)
    for _ in range(5000):
        first = "".join(rng.choices("abc", k=rng.randint(0, 6)))
        second = "".join(rng.choices("abc", k=rng.randint(0, 6)))
        assert is_one_edit_apart(first, second) == (distance(first, second) == 1), (first, second)


@pytest.mark.parametrize("name", ["kowalski", "glover", "aaaaaa", "ababab", "kristoffersen"])
def test_every_slip_is_found_and_nothing_else(name: str) -> None:
    halves = halves_of(name)
    assert halves is not None
    every = slips(name)
    assert len(every) > 10 * len(name)
    for word in every:
        words = f" mail {word} and {word} again "
        expected = [] if is_common(word) else [(6, 6 + len(word)), (11 + len(word), 11 + 2 * len(word))]
        assert sorted(find_misspelt(words, halves)) == expected, word
    rng = random.Random(4)
    for _ in range(500):
        other = "".join(rng.choices(name, k=len(name)))
        is_slip = distance(other, name) == 1 and not is_common(other)
        assert bool(list(find_misspelt(f" {other} ", halves))) == is_slip


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("pls call kowalksi back", "Anna Kowalski", ["PERSON kowalksi"]),
        ("KOWALSK wrote", "Anna Kowalski", ["PERSON KOWALSK"]),
        ("Enriqez, hier", "Sara Enríquez", ["PERSON Enriqez"]),
        ("the Kowalskis' parcel", "Anna Kowalski", ["PERSON Kowalskis"]),
        ("the caller was taller", "Ann Waller", []),
        ("my letter of later", "Bo Lester", []),
        # ordinary words: as they are, but not misspelt
        ("the hunters hunted", "Jo Hunter", []),
        ("ask Hunter", "Jo Hunter", ["PERSON Hunter"]),
        # short names: as they are
        ("Lea or Leo", "Lee Ann", []),
        ("Annas", "Anna Lee", []),
    ],
)
def test_names_are_found_misspelt(text: str, name: str, expected: list[str]) -> None:
    assert found_in(text, (name, "PERSON")) == expected


@pytest.mark.parametrize(
    ("text", "value", "entity_type", "expected"),
    [
        ("ring 0161 4960198", "+44 161 496 0198", "PHONE_NUMBER", "0161 4960198"),
        ("ring +441614960198 now", "0161 496 0198", "PHONE_NUMBER", "+441614960198"),
        ("on (415) 555.0134", "+14155550134", "PHONE_NUMBER", "415) 555.0134"),
        ("on 555-0134", "+1 415 555-0134", "PHONE_NUMBER", "555-0134"),
        ("order 94155550134777", "+14155550134", "PHONE_NUMBER", None),
        ("order 5550134", "14155550134", "PHONE_NUMBER", None),
        ("card 4111.1111-1111 1111", "4111111111111111", "CREDIT_CARD", "4111.1111-1111 1111"),
        ("card 14111111111111111", "4111111111111111", "CREDIT_CARD", None),
        ("to de89 3704 0044 0532 0130 00", "DE89370400440532013000", "IBAN_CODE", "de89 3704 0044 0532 0130 00"),
        ("to xde89370400440532013000", "DE89370400440532013000", "IBAN_CODE", None),
        ("contract AB 12-34 56", "AB123456", "ID", "AB 12-34 56"),
        ("it is sara.enriquez there", "sara.enriquez@example.com", "EMAIL_ADDRESS", "sara.enriquez"),
        ("Enriquez was here", "sara.enriquez@example.com", "EMAIL_ADDRESS", "Enriquez"),
        ("our support", "support@example.com", "EMAIL_ADDRESS", None),
        ("at 748 torres knolls", "748 Torres Knolls, Austin, TX 69304", "STREET_ADDRESS", "748 torres knolls"),
        ("in Austin", "748 Torres Knolls, Austin, TX 69304", "STREET_ADDRESS", "Austin"),
        ("reading a book", "255 Geraldine Canyon, Reading, M2 8ZY", "STREET_ADDRESS", None),
    ],
)
def test_values_are_found_in_other_formats(text: str, value: str, entity_type: str, expected: str | None) -> None:
    found = [hit.split(" ", 1)[1] for hit in found_in(text, (value, entity_type))]
    assert found == ([] if expected is None else [expected])


def test_dates_are_found_in_every_format() -> None:
    day = datetime.date(1945, 1, 1)
    for _ in range(100):
        day += datetime.timedelta(days=147)
        other = day + datetime.timedelta(days=1)
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d %B %Y", "%b %d, %Y", "%d-%b-%y"):
            written = day.strftime(form)
            assert found_in(f"born {written}.", (day.isoformat(), "DATE_OF_BIRTH")) == [f"DATE_OF_BIRTH {written}"]
            # the next day is another date, unless day and month can be told apart by nothing
            is_same = bool(readings_of(written) & readings_of(other.isoformat()))
            assert bool(found_in(f"born {written}.", (other.isoformat(), "DATE_OF_BIRTH"))) == is_same
        chinese = f"{day.year}年{day.month}月{day.day}日"
        assert found_in(f"生于{chinese}。", (day.isoformat(), "DATE_OF_BIRTH")) == [f"DATE_OF_BIRTH {chinese}"]
    assert list(dates_in("version 10.2.3, 99/99/1999, may 2024")) == []


VALUES = [
    ("Sara Enríquez", "PERSON"),
    ("O'Brien, Pat", "PERSON"),
    ("Bo Li", "PERSON"),
    ("张伟", "PERSON"),
    ("sara.enriquez@example.com", "EMAIL_ADDRESS"),
    ("x7@example.com", "EMAIL_ADDRESS"),
    ("+44 161 496 0198", "PHONE_NUMBER"),
    ("4111 1111 1111 1111", "CREDIT_CARD"),
    ("1963-07-16", "DATE_OF_BIRTH"),
    ("July 4, 1990", "DATE_OF_BIRTH"),
    ("748 Torres Knolls, Austin, TX 69304", "STREET_ADDRESS"),
    ("南京市高新区中山路246号", "STREET_ADDRESS"),
    ("DE89 3704 0044 0532 0130 00", "IBAN_CODE"),
    ("C-100171", "ID"),
    ("7", "ID"),
]
PIECES = (
    "sara Enriquez ENRIQUES enrquez O'Brien obrien pat Bo Li BO LI bo li 张伟 说 sara.enriquez x7@example.com "
    "+441614960198 0161 496 0198 4111-1111-1111-1111 4111111111111111 16/07/1963 16.7.63 July 16, 1963年7月16日 4 July "
    "1990 07/04/90 748 Torres Knolls, Austin TX 南京市高新区中山路246号 DE89370400440532013000 de89-3704 0044 0532 "
    "0130 00 C100171 C-100171 c 100171 7 and the"
).split(" ")


def test_the_cheap_test_loses_nothing() -> None:
    rng = random.Random(9)
    hits = dict.fromkeys(VALUES, 0)
    passed = 0
    for _ in range(600):
        view = View(" ".join(rng.choices(PIECES, k=rng.randint(1, 9))))
        for value, entity_type in VALUES:
            spans = list(find_needles(view, needles_of(value, entity_type), recognizer="row"))
            likely = may_hold(view, value, entity_type)
            passed += likely
            hits[value, entity_type] += bool(spans)
            assert likely or not spans, (view.plain, value)
    assert all(count > 5 for value, count in hits.items() if value != ("7", "ID")), hits
    assert passed < 1.6 * sum(hits.values())


def test_names_are_cut_alike_in_both_ways() -> None:
    # the short cut of plain names, beside the general way that a comma takes
    for name in ("Sara Lee", "van der Berg", "Dr Ann  Lee", "J Li", "MR BO"):
        assert name_parts(name) == name_parts(name + ","), name


def person(text: str, name: str) -> Span:
    start = text.index(name)
    return Span(start, start + len(name), "PERSON", 0.85, "model")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Ada Lovelace wrote. Later Lovelace and Ada came.", "Ada Lovelace", ["Ada Lovelace", "Lovelace", "Ada"]),
        ("I met Will Turner. Will it rain? I asked Will, he will.", "Will Turner", ["Will Turner", "Will"]),
        ("So May Bell said. May we? I told May in may. (May I?)", "May Bell", ["May Bell", "May"]),
        ("I am Mark Hall.\nMark the date: Mark said so.\n- Hall", "Mark Hall", ["Mark Hall"]),
    ],
)
def test_common_words_spread_inside_sentences_only(text: str, name: str, expected: list[str]) -> None:
    found = [person(text, name)]
    [spans] = search_mentions([text], [found])
    assert [text[s.start : s.end] for s in resolve_overlaps([*found, *spans], text)] == expected


def long_text(words: int) -> tuple[str, list[Span]]:
    rng = random.Random(words)
    names = ["".join(rng.choices(string.ascii_lowercase, k=8)).capitalize() for _ in range(words // 20)]
    body = [rng.choice(names) if rng.random() < 0.1 else rng.choice(PIECES[:12]) for _ in range(words)]
    text = " ".join(body)
    return text, [person(text, name) for name in names if name in text]


def test_long_texts_take_linear_time() -> None:
    seconds = []
    for words in (5_000, 20_000):
        text, spans = long_text(words)
        assert len(spans) > words / 25
        tries = []
        for _ in range(5):
            started = time.process_time()
            [after] = search_mentions([text], [spans])
            tries.append(time.process_time() - started)
        seconds.append(min(tries))
        assert len(spans) + len(after) > 0.08 * words
    # four times the text and the names: 16 times the work if each name went through the whole text
    assert seconds[1] < 9 * seconds[0]


def test_the_index_finds_what_a_search_finds() -> None:
    text, spans = long_text(3000)
    terms = [Term(text[s.start : s.end], "PERSON", False, in_sentence=n % 2 == 0) for n, s in enumerate(spans)]
    terms += [Term("O'Brien", "PERSON", False), Term("张伟", "PERSON", False), Term("absent", "PERSON", False)]
    view = View(text)
    assert len(view.plain) * len(terms) > 200_000
    by_index = list(find_needles(view, [needle_of(term) for term in terms], recognizer="document"))
    one_by_one = [span for term in terms for span in find_terms(text, [term], recognizer="document")]
    assert len(by_index) > 200
    assert by_index == one_by_one


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("李建国", "小明说换号了，建国来电", ["建国"]),
        ("王小明", "小明说好，老王也来", ["小明", "老王"]),
        ("张伟", "伟哥说好；小张来了，张总在", ["伟哥", "小张", "张总"]),
        ("欧阳娜娜", "欧阳没来", ["欧阳"]),
        ("田中太郎", "太郎さん", ["太郎"]),
    ],
)
def test_a_row_knows_what_its_chinese_name_is_called_by(name: str, text: str, found: list[str]) -> None:
    spans = search_known(text, [(name, "PERSON")])
    assert [text[s.start : s.end] for s in sorted(spans, key=lambda s: s.start)] == found


@pytest.mark.parametrize(("local", "text"), [("sid77", "wants sid77 reset"), ("kx99", "kx99 is locked out")])
def test_short_mailboxes_are_known(local: str, text: str) -> None:
    assert [text[s.start : s.end] for s in search_known(text, [(f"{local}@example.org", "EMAIL_ADDRESS")])] == [local]


def test_mailboxes_of_roles_are_nobodys() -> None:
    assert search_known("no info here, ask sales", [("info@example.org", "EMAIL_ADDRESS")]) == []


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("김민수", "김민수입니다. 민수씨에게", "입니다. 씨에게"),
        ("김 민수", "김민수가 민수도 민수 왔다", "가 도  왔다"),
        ("민수", "민수한테", "한테"),
        ("ดวงใจ สุขใจ", "คุณดวงใจโทรมา สุขใจ", "คุณโทรมา "),
        ("さくら 花子", "さくらさんより。花子ちゃん", "さんより。ちゃん"),
        ("マリア・ロペス", "マリアさんとロペス様", "さんと様"),
        ("Ann Leefeld", "Leefeldさんに, Leefeld입니다", "さんに, 입니다"),
        ("Ann Leefeld", "Leefeldsen came", "Leefeldsen came"),
        ("김민수", "광민수는", "광민수는"),
    ],
)
@pytest.mark.parametrize("padding", ["", " x" * 150_000])
def test_names_where_words_have_no_blanks_between_them(name: str, text: str, kept: str, padding: str) -> None:
    """Particles and forms of address follow a name at once; also in long texts, which are searched by their words."""
    spans = search_known(text + padding, [(name, "PERSON")])
    left = "".join(c for place, c in enumerate(text) if not any(s.start <= place < s.end for s in spans))
    assert left == kept
