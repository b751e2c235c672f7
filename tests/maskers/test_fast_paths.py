"""The fast paths find and write what the slow ones do."""

import hmac
import io
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privml.core.inputs import open_input
from privml.core.keys import Key
from privml.core.outputs import OutputSet
from privml.core.tables import TableOptions, open_reader, open_writer
from privml.core.tables import records as scanning
from privml.maskers.keyed import KeyedChoice
from privml.maskers.recognizers.checks import digits_of, has_luhn_digit, luhn_digits
from privml.maskers.recognizers.patterns import find_checksums, find_patterns
from privml.maskers.spelling import is_amount, numbers_in
from privml.maskers.verify import ValueIndex, count_values
from stdnum import luhn

VALUES = (
    *("Ann Lee", "Lee", "27399", "12-34-56", "536-90-4399", "(415) 555-0134", "10.0.0.27", "192.168.0.1", "1980-01-02"),
    *(
        "José",
        "ann.lee@example.org",
        "12 Main Street",
        "o`neill",
        "4111111111111111",
        "12",
        "---",
        "张伟",
        "２７３９９",
    ),
)
TEXTS = (
    *(
        "27399.63",
        "12",
        "12.34.56",
        "call 4155550134",
        "\0 met Jose",
        "O'NEILL",
        "536904399",
        "10.0.0.27",
        "a\nb 27399",
    ),
    *("12\n34\n56", "1980/01/02", "192 168 0 1", "Lee", "lee", "", "张伟来了", "12 main street", "٢٧٣٩٩"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(VALUES), max_size=6), st.lists(st.sampled_from(TEXTS), max_size=5))
def test_only_values_that_the_texts_cannot_hold_are_left_out(values: list[str], texts: list[str]) -> None:
    index = ValueIndex([("ID", value) for value in values])
    expected: Counter[str] = Counter()
    for text in texts:
        expected.update(index.count(text))
        expected.update(span.entity_type for span in find_checksums(text))
    found = count_values({"a": texts}, [], [("ID", values)])
    assert found == ({"a": expected} if expected else {})


def test_no_pattern_finds_anything_in_an_amount() -> None:
    draw = random.Random(3)
    for _ in range(2000):
        whole, places = draw.randrange(10), draw.randrange(3)
        digits = "".join(draw.choice("0123456789") for _ in range(whole + places))
        amount = draw.choice(("", "-", "+")) + digits[:whole] + ("." + digits[whole:] if places else "")
        if is_amount(amount):
            assert find_patterns(amount) == [], "the shape alone is checked"
    assert [text for text in ("1", "-0.5", "+123456", ".25", "123456789.99") if not is_amount(text)] == []
    assert [text for text in ("", "1234567", "1.2.3", "1.234", "1,5", "１", "1e5", "+1234.56") if is_amount(text)] == []


@given(st.text("0123456789 .-x()", max_size=40), st.integers(1, 9))
def test_numbers_of_a_text(text: str, fewest: int) -> None:
    expected = set()
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            inner = text[start:end]
            whole = not text[start - 1 : start].isdigit() and not text[end : end + 1].isdigit()
            gaps = "".join(" " if c in " .-()" else c for c in inner)
            if whole and inner[0].isdigit() and inner[-1].isdigit() and "x" not in inner and "    " not in gaps:
                digits = digits_of(inner)
                if fewest <= len(digits) <= 19:
                    expected.add((digits, start, end))
    assert sorted(numbers_in(text, fewest=fewest)) == sorted(expected)


@given(st.integers(1, 20).flatmap(lambda n: st.lists(st.text("0123456789", min_size=n, max_size=n), min_size=1)))
def test_check_digits(numbers: list[str]) -> None:
    found = luhn_digits(numbers)
    assert found == [luhn.calc_check_digit(number) for number in numbers]
    assert all(has_luhn_digit(number + digit) for number, digit in zip(numbers, found, strict=True))


def test_digest_is_hmac(key: Key) -> None:
    message = "PERSON\0002\0maria"
    expected = hmac.digest(key.derive("pseudonym"), message.encode(), "sha256")
    assert KeyedChoice(key).digest("PERSON", "maria", 2) == expected


LINES = ("1,2", "é,中", '"q",2', "3,", "", '"a\nb",1', "4,5,6", "x", "\0,1", '1,"x ""y"""', "\u2028,\x0b")


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.booleans()
)
def test_blocks_are_read_like_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, last: bool, quoting: bool
) -> None:
    content = end.join(["a,b", "0,0", *lines]) + end * last
    seen = []
    for block, size in ((1, 3), (7, 2), (1 << 18, 100)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scanning, "_BLOCK", block)
            seen.append(_copied(tmp_path_factory.mktemp("blocks") / "t.csv", content, size, quoting))
    assert seen[0] == seen[1] == seen[2]


def _copied(path: Path, content: str, size: int, quoting: bool) -> tuple[list[list[str]], int, bytes]:
    path.write_bytes(content.encode())
    rows: list[list[str]] = []
    with open_input(path) as source, OutputSet() as outputs:
        reader = open_reader(source, TableOptions(quoting=quoting, on_error="skip", delimiter=","))
        stream = outputs.open(path.with_name("out.csv"))
        writer = open_writer(stream, reader)
        writer.write_header()
        for batch in reader.batches(size):
            rows += batch.rows
            writer.write_batch(batch, {1: [f"new,{row[1]}" if row[1] else "" for row in batch.rows]})
        writer.finish()
    return rows, reader.skipped, path.with_name("out.csv").read_bytes()


def test_a_long_line_in_a_block_is_refused(tmp_path: Path) -> None:
    from privml.core.errors import DataError

    (tmp_path / "t.csv").write_text("a,b\n" + "1,2\n" * 40 + "x" * 50 + ",2\n")
    with open_input(tmp_path / "t.csv") as source, pytest.raises(DataError, match="line 42 has more than 40"):
        list(open_reader(source, TableOptions(max_record_chars=40)).batches(10))
    assert io.StringIO("a\rb", newline="").readlines() == ["a\r", "b"], "lines end where the reader's do"
