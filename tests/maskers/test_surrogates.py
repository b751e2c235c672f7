"""Surrogates and operators: the same value, the same surrogate; no original survives."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.configs.policy import Hash, Mask, Operator, Pseudonymize, Redact, Replace
from privml.core.keys import Key
from privml.maskers.keyed import Draw, normalise
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.recognizers.checks import is_card_number, is_cn_id, is_iban
from privml.maskers.surrogates import SURROGATES, Surrogates
from stdnum import luhn

KEY = Key(b"k" * 32)
MAKE = Surrogates(KEY, "en_US").make


def test_names_agree_wherever_they_stand() -> None:
    first, last = MAKE("PERSON", "Maria Cantwell").split()
    assert MAKE("PERSON", "Cantwell") == last
    assert MAKE("PERSON", "CANTWELL, Maria") == f"{last.upper()}, {first}"
    assert MAKE("PERSON", "maria") == first.lower()
    assert MAKE("PERSON", "Cantwell’s") == f"{last}’s"
    assert MAKE("PERSON", "Dr. Cantwell") == f"Dr. {last}"
    assert MAKE("EMAIL_ADDRESS", "maria.cantwell@senate.gov").startswith(f"{first}.{last}".lower())


def test_chinese_names() -> None:
    name = MAKE("PERSON", "张伟")
    assert len(name) == 2
    assert MAKE("PERSON", "张先生") == name[0] + "先生"
    assert "张" not in name


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("192.0.2.9", "{}:8080"),
        ("192.0.2.9", "{}/24"),
        ("2001:db8::7", "[{}]:443"),
        ("2001:db8::7", "[{}]"),
        ("2001:db8::7", "{}/64"),
    ],
)
def test_addresses_agree_with_a_port_or_a_prefix_which_stay(address: str, written: str) -> None:
    assert MAKE("IP_ADDRESS", written.format(address)) == written.format(MAKE("IP_ADDRESS", address))
    values = [address, written.format(address)]
    made = Surrogates(KEY, "en_US").make_all("IP_ADDRESS", values)
    assert [made[value] for value in values] == [MAKE("IP_ADDRESS", value) for value in values]


@pytest.mark.parametrize("value", ["fe80::1%eth0", "192.0.2.9:ann", "192.0.2.9:123456", "[192.0.2.9", "192.0.2.9/ann"])
def test_what_is_no_port_beside_an_address_does_not_stay(value: str) -> None:
    made = MAKE("IP_ADDRESS", value)
    assert not set(re.findall(r"[a-z]{3,}|\d{6}", value)) & set(re.findall(r"[a-z]{3,}|\d{6}", made))
    assert "192.0.2.9" not in made


def test_addresses_of_two_spellings_agree() -> None:
    assert MAKE("IP_ADDRESS", "2001:db8::1") == MAKE("IP_ADDRESS", "2001:DB8:0:0:0:0:0:1")


@pytest.mark.parametrize(
    ("value", "surrogate"),
    [
        ("Winston Lord", "{Winston} {LORD}"),
        ("Lord, Winston", "{LORD}, {Winston}"),
        ("Lord Winston", "Lord {Winston}"),
        ("Frau Winston", "Frau {Winston}"),
        ("Winston, Frau", "{Winston}, Frau"),
        ("Dr. Winston, PhD", "Dr. {Winston}, PhD"),
    ],
)
def test_titles_are_names_where_no_name_follows(value: str, surrogate: str) -> None:
    made = MAKE("PERSON", value)
    pattern = (
        re.escape(surrogate).replace(r"\{Winston\}", MAKE("PERSON", "Winston")).replace(r"\{LORD\}", r"(?!Lord)\w+")
    )
    assert re.fullmatch(pattern, made), made


@pytest.mark.parametrize(
    ("value", "lost"),
    [("minh le", "le"), ("le, minh", "le"), ("John E. Smith", "E"), ("Maria Y Santos", "Y"), ("Winston Lord", "Lord")],
)
def test_short_words_of_names_do_not_stay(value: str, lost: str) -> None:
    for made in (MAKE("PERSON", value), Surrogates(KEY, "en_US").make_all("PERSON", [value])[value]):
        assert lost not in re.findall(r"\w+", made)


@pytest.mark.parametrize("number", ["(415) 555-0134", "(212) 555-0134", "(312) 736-5000", "(916) 736-5000"])
@pytest.mark.parametrize("code", ["+1 {}", "+1{digits}", "1-{dashed}", "001{digits}", "011 1 {}", "1 {}"])
def test_phones_of_north_america_agree_with_and_without_their_code(number: str, code: str) -> None:
    digits = re.sub(r"\D", "", number)
    written = code.format(number, digits=digits, dashed=f"{digits[:3]}-{digits[3:6]}-{digits[6:]}")
    own = re.sub(r"\D", "", MAKE("PHONE_NUMBER", number))
    made = MAKE("PHONE_NUMBER", written)
    assert re.sub(r"\D", "", made)[-10:] == own
    assert Surrogates(KEY, "en_US").make_all("PHONE_NUMBER", [written]) == {written: made}


def test_phones_agree_in_all_spellings() -> None:
    local = MAKE("PHONE_NUMBER", "(212) 736-5000")
    assert MAKE("PHONE_NUMBER", "+1 212.736.5000")[-8:] == local[-8:].replace("-", ".")
    assert local[:1] == "("
    assert MAKE("PHONE_NUMBER", "+44 7700 900123")[-6:] == MAKE("PHONE_NUMBER", "07700 900123")[-6:]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("212-736-5000, 415-736-0199", ["212-736-5000", "415-736-0199"]),
        ("212-736-5000;415-736-0199", ["212-736-5000", "415-736-0199"]),
        ("212-736-5000/415-736-0199", ["212-736-5000", "415-736-0199"]),
        ("212-736-5000 or 415-736-0199", ["212-736-5000", "415-736-0199"]),
        ("0171 1234567, 030 901820", ["0171 1234567", "030 901820"]),
        ("13812345678、13987654321", ["13812345678", "13987654321"]),
        ("212-736-5000 home, 415-736-0199 work", ["212-736-5000", "415-736-0199"]),
        ("+1-212-736-5000 ext 99999", ["+1-212-736-5000"]),
        ("+44 20 7946 0958 ext. 1234", ["+44 20 7946 0958"]),
        ("212-736-5000 x1234567", ["212-736-5000"]),
        ("(212) 736-5000 #22", ["(212) 736-5000"]),
        ("0044 20 7946 0958", ["44 20 7946 0958"]),
        ("011 44 20 7946 0958", ["44 20 7946 0958"]),
        ("030/901820", ["030/901820"]),
    ],
)
def test_each_number_of_a_cell_comes_out_as_if_alone(value: str, numbers: list[str]) -> None:
    made = MAKE("PHONE_NUMBER", value)
    for number in numbers:
        assert MAKE("PHONE_NUMBER", number) in made
        assert number not in made
    assert len(made) == len(value)
    assert [c for c in made if not c.isdigit()] == [c for c in value if not c.isdigit()]
    assert Surrogates(KEY, "en_US").make_all("PHONE_NUMBER", [value, "212-736-5000"])[value] == made
    extension = value.rpartition("ext")[2].strip(" .") if "ext" in value else None
    assert extension is None or not made.endswith(extension)


@pytest.mark.parametrize("value", ["212-736-5000 415-736-0199", "4111111111111111", "1234567890123456789"])
def test_of_more_digits_than_a_phone_has_nothing_stays(value: str) -> None:
    made = MAKE("PHONE_NUMBER", value)
    same = sum(a == b for a, b in zip(made, value, strict=True) if a.isdigit())
    assert same < 8, "a tenth of the digits by chance"
    assert not any(made[start : start + 5] == value[start : start + 5] for start in range(len(value) - 4))


@pytest.mark.parametrize(
    "value",
    [
        "не предоставлен клиентом",
        "客户没有提供银行账户信息请联系客服",
        "ДЕ89370400440532013000",
        "DE89 3704 0044 0532 0130 0中",
    ],
)
def test_what_is_no_iban_keeps_its_shape(value: str) -> None:
    made = MAKE("IBAN_CODE", value)
    assert made != value
    assert [character.isalnum() for character in made] == [character.isalnum() for character in value]


def test_check_digits_are_right() -> None:
    assert is_card_number(MAKE("CREDIT_CARD", "4111 1111 1111 1111"))
    assert is_iban(MAKE("IBAN_CODE", "DE89 3704 0044 0532 0130 00"))
    assert is_cn_id(MAKE("CN_ID_CARD", "11010519491231002X"))
    assert MAKE("US_SSN", "536-22-1234").startswith("9"), "an area that is never issued"
    assert luhn.is_valid(MAKE("CREDIT_CARD", "5500005555555559"))


@pytest.mark.parametrize(
    ("entity_type", "value", "shape"),
    [
        ("DATE_OF_BIRTH", "1958-10-13", r"\d{4}-\d\d-\d\d"),
        ("DATE_OF_BIRTH", "13/05/1980", r"\d\d/\d\d/\d{4}"),
        ("DATE_OF_BIRTH", "19081209", r"\d{8}"),
        ("DATE_OF_BIRTH", "March 3, 1980", r"[A-Z][a-z]+ \d+, \d{4}"),
        ("DATE_OF_BIRTH", "1980年3月12日", r"\d{4}年\d+月\d+日"),
        ("PHONE_NUMBER", "202-224-3441", r"\d{3}-555-\d{4}"),
        ("IP_ADDRESS", "8.8.8.8", r"10\.\d+\.\d+\.\d+"),
        ("STREET_ADDRESS", "12 Oak Street, Springfield, IL 62704", r"\d\d [A-Z]\w+ [A-Z]\w+, [A-Z]\w+, [A-Z]{2} \d{5}"),
        ("STREET_ADDRESS", "北京市朝阳区建国路88号", r"[\u4e00-\u9fff]+\d\d号"),
        ("ID", "ORD-48213", r"[A-Z]{3}-\d{5}"),
        ("USERNAME", "@RepSmith", r"@[a-z]+\d{5}"),
        ("LOCATION", "WA", r"[A-Z]{2}"),
    ],
)
def test_shape_is_kept(entity_type: str, value: str, shape: str) -> None:
    import re

    assert re.fullmatch(shape, MAKE(entity_type, value)), MAKE(entity_type, value)


KINDS = [*SURROGATES, "ID", "PASSPORT", "VALUE"]


@given(st.sampled_from(KINDS), st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip())))
def test_any_cell_is_changed_and_repeatable(entity_type: str, value: str) -> None:
    surrogate = MAKE(entity_type, value)
    assert normalise(surrogate) != normalise(value)
    assert surrogate == Surrogates(KEY, "en_US").make(entity_type, value)
    assert "\n" not in surrogate or "\n" in value


@pytest.mark.parametrize(
    ("entity_type", "value", "secret"),
    [
        ("PHONE_NUMBER", "ask Cantwell 555-1234", "Cantwell"),
        ("PERSON", "J0hn 48213", "48213"),
        ("PERSON", "राहुल शर्मा", "राहुल"),
        ("PERSON", "王 Lily", "Lily"),
        ("URL", "Cantwell://x", "Cantwell"),
        ("DATE_OF_BIRTH", "Cantwell 1980-01-01", "Cantwell"),
        ("CREDIT_CARD", "4111111111111111 Cantwell", "Cantwell"),
        ("EMAIL_ADDRESS", "Cantwell (no mail)", "Cantwell"),
        ("STREET_ADDRESS", "behind Cantwell's barn", "Cantwell"),
    ],
)
def test_what_does_not_belong_into_a_cell_does_not_pass(entity_type: str, value: str, secret: str) -> None:
    assert secret.lower() not in MAKE(entity_type, value).lower()


def test_another_key_gives_other_surrogates() -> None:
    other = Surrogates(Key(b"x" * 32), "en_US").make
    values = [("PERSON", f"Person{chr(97 + n)} Smith") for n in range(20)]
    assert sum(MAKE(*value) == other(*value) for value in values) < 3


def test_locales() -> None:
    german = Surrogates(KEY, "de_DE").make("PERSON", "Maria Cantwell")
    assert german != MAKE("PERSON", "Maria Cantwell")


def test_draws_are_even() -> None:
    draw = Draw(b"d" * 32)
    counts = [0] * 10
    for _ in range(10000):
        counts[draw.below(10)] += 1
    assert max(counts) - min(counts) < 200  # 5 standard deviations of a fair draw are 150 around 1000
    assert len(draw.digits(12)) == 12


def operate(operator: Operator, value: str, entity_type: str = "PERSON") -> str:
    return OperatorTable({}, key=KEY, locale="en_US").build(operator)(entity_type, value)


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (Redact(), "Ann", ""),
        (Replace(), "Ann", "<PERSON>"),
        (Replace(label="X"), "Ann", "X"),
        (Mask(), "Ann Lee", "*** ***"),
        (Mask(keep_last=4), "4111-1111", "****-1111"),
        (Mask(keep_first=1, char="#"), "Ann", "A##"),
        (Mask(keep_last=4), "123", "***"),
        (Mask(keep_first=2, keep_last=2), "1234", "****"),
    ],
)
def test_operators(operator: Operator, value: str, expected: str) -> None:
    assert operate(operator, value) == expected


def test_hash_is_keyed_and_normalised() -> None:
    assert operate(Hash(), "Ann  Lee") == operate(Hash(), "ann lee")
    assert len(operate(Hash(length=20, prefix="id-"), "x")) == 23
    other = OperatorTable({}, key=Key(b"y" * 32), locale="en_US").build(Hash())
    assert other("PERSON", "ann lee") != operate(Hash(), "ann lee")
    assert operate(Pseudonymize(locale="de_DE"), "Ann Lee") != "Ann Lee"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Minh Le", ""),
        ("S. Le", ""),
        ("Le, Minh", ""),
        ("Lê Thị Minh", ""),
        ("Al Gore", ""),
        ("Le", ""),
        ("Dr. Minh Du", "Dr"),
        ("Minh Le Jr", "Jr"),
        ("Vincent van Gogh", "van"),
        ("VINCENT VAN GOGH", "VAN"),
        ("Robert De Niro", "De"),
        ("van der Berg", "van der"),
        ("Pérez y Gómez", "y"),
    ],
)
def test_particles_are_names_where_no_name_is_around_them(name: str, kept: str, key: Key) -> None:
    made = Surrogates(key, "en_US")
    alone, together = made.make("PERSON", name, None), made.make_all("PERSON", [name], None)[name]
    assert alone == together
    words = re.findall(r"[^\W\d_]+", alone)
    assert set(words) & set(re.findall(r"[^\W\d_]+", name)) == set(kept.split())


def test_a_particle_becomes_the_same_name_everywhere(key: Key) -> None:
    made = Surrogates(key, "en_US")
    alone = made.make("PERSON", "Le", None)
    assert made.make("PERSON", "Minh Le", None).split()[1] == alone
    assert made.make("PERSON", "Le, Minh", None).split(",")[0] == alone


@pytest.mark.parametrize("value", ["04031950", "31121999", "03041950", "20101985"])
def test_dates_without_signs_hide_their_day(value: str, key: Key) -> None:
    days, years = set(), set()
    for number in range(40):
        made = Surrogates(Key(number.to_bytes(1, "big") * 32), "de_DE").make("DATE_OF_BIRTH", value, None)
        assert re.fullmatch(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d", made)
        days.add(made[:4])
        years.add(int(made[4:]) - int(value[4:]))
    assert len(days) > 20
    assert max(map(abs, years)) <= 6


def test_the_ending_of_an_ordinal_fits(key: Key) -> None:
    made = Surrogates(key, "en_US").make("DATE_OF_BIRTH", "April the 3rd, 1962", None)
    assert re.fullmatch(r"[A-Z][a-z]+ the (?:[23]?1st|2?2nd|2?3rd|\d{1,2}th), 19\d\d", made)


@pytest.mark.parametrize("value", ["1" * 5000, "A" * 5000, "1-" * 3000, "²" * 20, "٣" * 30])
@pytest.mark.parametrize("entity_type", sorted(SURROGATES))
def test_whatever_a_cell_holds_has_a_surrogate(entity_type: str, value: str, key: Key) -> None:
    made = Surrogates(key, "en_US")
    assert made.make(entity_type, value, None) != value
    assert made.make_all(entity_type, [value, value + "7"], None)[value] != value
