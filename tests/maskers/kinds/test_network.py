"""E-mail addresses: the key of a log line and quotes stay outside, every letter of the address inside."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.configs.policy import TextDetection
from privml.maskers.mailboxes import _KEY_WORDS, mailbox_start
from privml.maskers.recognizers.clues import Clues
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.rules.network import NETWORK_RULES
from privml.maskers.spans import Span, resolve_overlaps
from privml.maskers.words import given_name_lexicon

from ...growth import require_linear

Found = Callable[[str], list[tuple[str, str]]]
CASES = [
    ("from=ann@example.org", "ann@example.org"),
    ("login From='ann@example.org' ok", "ann@example.org"),
    ('to="ann@example.org"', "ann@example.org"),
    ("mail 'ann@example.org' now", "ann@example.org"),
    ("`ann@example.org`, {ann@example.org}", "ann@example.org"),
    ("**ann@example.org**", "ann@example.org"),
    ("'o'brien@example.org'", "o'brien@example.org"),
    ("user=o'brien@example.org&x=1", "o'brien@example.org"),
    ("sasl_username=ann@example.org", "ann@example.org"),
    ("smtp.mailfrom=ann@example.org; reply-to=x", "ann@example.org"),
    ("/emailAddress=ann@example.org", "ann@example.org"),
    ("uri=/inbox?user=ann%40example.org", "ann%40example.org"),
    ("from=müller@bücher.example", "müller@bücher.example"),
    # what stands before the equals sign is, or may be, the address
    ("bounce+ann=example.org@lists.example.com", "bounce+ann=example.org@lists.example.com"),
    ("ann=example.org@lists.example.com", "ann=example.org@lists.example.com"),
    ("SRS0=hash=tt=example.org=ann@fwd.example", "SRS0=hash=tt=example.org=ann@fwd.example"),
    ("prvs=1234567890=ann@example.org", "prvs=1234567890=ann@example.org"),
    ("from=bounce+ann=example.org@lists.example.com", "bounce+ann=example.org@lists.example.com"),
    ("from=SRS0=hash=tt=example.org=ann@fwd.example", "SRS0=hash=tt=example.org=ann@fwd.example"),
    ("name.surname=x@example.org", "name.surname=x@example.org"),
    ("mailann=example.org@lists.example.com", "mailann=example.org@lists.example.com"),
    ("ann+from=example.org@lists.example.com", "ann+from=example.org@lists.example.com"),
]


@pytest.mark.parametrize(("text", "address"), CASES)
def test_addresses_begin_behind_keys_and_quotes(text: str, address: str, found: Found) -> None:
    assert {value for kind, value in found(text) if kind == "EMAIL_ADDRESS"} == {address}


@pytest.mark.parametrize(("text", "address"), [case for case in CASES if "%40" not in case[0] and case[0].isascii()])
def test_rules_agree(text: str, address: str) -> None:
    rule = next(rule for rule in NETWORK_RULES if rule.entity_type == "EMAIL_ADDRESS")
    assert {text[span.start : span.end] for span in rule.find_by(Clues(text))} == {address}


def test_whoever_finds_an_address() -> None:
    text = "see mailto:ann@example.org"
    [span] = resolve_overlaps([Span(4, len(text), "EMAIL_ADDRESS", 0.9, "ner")], text)
    assert text[span.start : span.end] == "ann@example.org"
    [kept] = resolve_overlaps([Span(4, len(text), "URL", 0.9, "ner")], text)
    assert kept.start == 4


@given(st.text("abenorstu=+-._'0/", min_size=1, max_size=30).filter(lambda local: local[-1].isalnum()))
def test_only_words_of_the_list_and_signs_are_cut(local: str) -> None:
    text = f"{local}@example.org"
    cut = local[: mailbox_start(text, 0, len(text))]
    for word in sorted(_KEY_WORDS.split("|"), key=len, reverse=True):
        cut = cut.replace(word, "")
    assert not any(map(str.isalnum, cut))


def test_no_key_is_a_given_name() -> None:
    assert not given_name_lexicon().intersection(_KEY_WORDS.split("|"))


def test_long_leads_take_linear_time() -> None:
    def begin(text: str) -> None:
        assert mailbox_start(text, 0, len(text)) == 0

    require_linear(begin, lambda length: "emailmail-" * (length // 10) + "@example.org", 200_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("write to ann (at) example (dot) com", "ann (at) example (dot) com"),
        ("ann [at] mail.example.com, please", "ann [at] mail.example.com"),
        ("or ann.lee at example dot co dot uk", "ann.lee at example dot co dot uk"),
    ],
)
def test_mailboxes_that_hide_from_robots(found: Found, text: str, value: str) -> None:
    assert ("EMAIL_ADDRESS", value) in found(text)


@pytest.mark.parametrize("text", ["see you at noon dot everyone", "he was (at) home", "at the dot com boom"])
def test_no_hidden_mailboxes(found: Found, text: str) -> None:
    assert not [pair for pair in found(text) if pair[0] == "EMAIL_ADDRESS"]


def test_users_of_connections(found: Found) -> None:
    assert ("USERNAME", "admin") in found("postgres://admin:s3cr3t-pw@db.example.com/x")
    assert ("USERNAME", "alice") in found("curl -u alice:hunter2 https://example.com")
    assert ("USERNAME", "alice") in found('curl --user "alice:hunter2" https://example.com')


@pytest.mark.parametrize("value", ["001A2B3C4D5E", "aabbccddee01"])
def test_hardware_addresses_without_separators(found: Found, value: str) -> None:
    assert ("MAC_ADDRESS", value) in found(f"MAC={value} up")
    assert ("MAC_ADDRESS", value) in found(f"BSSID: {value}")
    assert ("MAC_ADDRESS", value) not in found(f"commit {value}")


@pytest.mark.parametrize(
    "text",
    [
        *("Jane (at) work. See you", "he was (at) home. Then he", "meeting [at] noon. bring tea"),
        *("look at the dot in the middle", "me at noon dot it hurts", "point at screen dot de facto"),
    ],
)
def test_prose_with_at_and_dot(found: Found, text: str) -> None:
    assert not [pair for pair in found(text) if pair[0] == "EMAIL_ADDRESS"]


def test_hidden_mailboxes_are_found_whole(found: Found) -> None:
    for value in ("ann[dot]smith[at]example[dot]com", "ann dot smith at example dot com"):
        assert ("EMAIL_ADDRESS", value) in found(f"mail {value} now")


@pytest.mark.parametrize(
    "text",
    [
        *("docker run -u 1000:1000 alpine", "sudo -u postgres:postgres psql", "https://example.com?email=a@b.de"),
        *('fetch("https://a.b",{x:"y@z.com"})', "mongodb://localhost:27017,admin@x.example"),
    ],
)
def test_no_users_of_connections(found: Found, text: str) -> None:
    assert not [pair for pair in found(text) if pair[0] == "USERNAME"]


def test_a_password_behind_a_user_is_found(found: Found) -> None:
    assert ("PASSWORD", "s3cretPass") in found("curl -u admin:s3cretPass https://example.com")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("联系邮箱zhang.wei@example.cn，谢谢", "zhang.wei@example.cn"),
        ("客户的email是wang@example.com", "wang@example.com"),
        ("QQ邮箱123456@qq.com", "123456@qq.com"),
        ("发到张伟@例子.公司", "发到张伟@例子.公司"),  # where words end is not told
        ("メールはann@example.jp", "ann@example.jp"),
    ],
)
def test_words_without_a_blank_are_no_part_of_an_address(text: str, address: str) -> None:
    found = Detector(TextDetection(), ignored=frozenset()).find_in_texts([text])[0]
    mails = [span for span in resolve_overlaps(found, text) if span.entity_type == "EMAIL_ADDRESS"]
    assert [text[span.start : span.end] for span in mails] == [address]
