"""Labelled texts: exact, repeatable, complete, and held out where they say so."""

import re
from random import Random

import pytest
from privml.core.errors import ConfigError
from privml.maskers.synthesis import noise, plain
from privml.maskers.synthesis.draw import Draw
from privml.maskers.synthesis.generator import ENTITY_TYPES, ENTITY_VALUES, Generator
from privml.maskers.synthesis.grammar import parse, slots
from privml.maskers.synthesis.library import load_parts, load_registers, read_register
from privml.maskers.synthesis.locales import HELD_OUT, REGIONS, TRAINING, of_language, people

TEXTS = list(Generator(3).texts(4000))


def templates() -> list[tuple[str, str]]:
    named = [(register.name, text) for register in load_registers() for text in register.training + register.held_out]
    return named + [(name, text) for name, texts in load_parts().items() for text in texts]


def test_every_span_is_what_its_slot_said() -> None:
    for text in TEXTS:
        assert [text.text[start:end] for start, end, _ in text.spans] == list(text.values)


def test_spans_are_in_order_apart_and_without_blanks_around() -> None:
    for text in TEXTS:
        last = 0
        for start, end, _ in text.spans:
            assert last <= start < end <= len(text.text), text.register
            assert text.text[start:end] == text.text[start:end].strip()
            last = end


def test_no_slot_is_left_unfilled() -> None:
    for text in TEXTS:
        assert not re.search(r"\{[A-Za-z]+(\.\w+)?\}", text.text), text.register


def test_the_same_seed_gives_the_same_texts_in_any_order() -> None:
    assert list(Generator(3).texts(200)) == TEXTS[:200]
    assert Generator(3).text(150) == TEXTS[150]
    assert list(Generator(4).texts(200)) != TEXTS[:200]


def test_every_entity_type_occurs_in_both_parts() -> None:
    assert {kind for text in TEXTS for *_, kind in text.spans} == set(ENTITY_TYPES)
    held_out = Generator(3, holdout=True).texts(4000)
    assert {kind for text in held_out for *_, kind in text.spans} == set(ENTITY_TYPES)


def test_a_quarter_of_texts_holds_nothing() -> None:
    empty = sum(not text.spans for text in TEXTS) / len(TEXTS)
    assert 0.22 < empty < 0.33


def test_texts_differ() -> None:
    with_entities = [text.text for text in TEXTS if text.spans]
    assert len(set(with_entities)) > 0.99 * len(with_entities)


def test_templates_are_many_and_name_only_slots_that_exist() -> None:
    known = {*ENTITY_VALUES, *plain.VALUES, *load_parts()}
    for name, template in templates():
        assert set(slots(parse(template))) <= known, (name, template)
    assert sum(len(register.training) for register in load_registers()) > 400


def test_held_out_templates_and_regions_are_not_trained_on() -> None:
    training = {text for register in load_registers() for text in register.training}
    held_out = {text for register in load_registers() for text in register.held_out}
    assert all(register.held_out for register in load_registers())
    assert not training & held_out
    assert not set(HELD_OUT) & set(TRAINING)
    assert set(REGIONS) == {*HELD_OUT, *TRAINING}


def test_registers_called_empty_hold_no_entity() -> None:
    for register in load_registers():
        if register.empty:
            names = {name for text in register.training + register.held_out for name in slots(parse(text))}
            assert not names & ENTITY_VALUES.keys() - {"MONEY"}, register.name


def test_fixed_words_name_no_day_month_or_title() -> None:
    """What is an entity must be a slot, or training would learn to miss it."""
    words = (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February April June July August September "
        "October November December Mr Mrs Ms Dr Prof Herr Frau Señor Señora Monsieur Madame Mevrouw "
        "Pan Pani Hr Fru Bay Bayan Domnul Doamna Polish German French"
    ).split()
    for name, template in templates():
        fixed = re.sub(r"\{[^}]*\}", "", template)
        assert not set(re.findall(r"\w+", fixed)) & set(words), (name, template)


@pytest.mark.parametrize("locale", sorted(REGIONS))
def test_every_value_of_every_region_can_be_drawn(locale: str) -> None:
    assert min(map(len, people(locale))) > 20
    for name, value in ENTITY_VALUES.items():
        for seed in range(25):
            drawn = value(Draw(Random(seed), locale, (locale,)))
            assert drawn.strip(), (name, locale)
            assert "{" not in drawn, (name, locale)


NOISES = [function for _, function in noise.SHARES] + [noise.lower, noise.upper, noise.full_width]


@pytest.mark.parametrize("function", NOISES, ids=lambda function: function.__name__)
def test_noise_keeps_pieces_and_their_types(function: noise.Noise) -> None:
    pieces = [
        ("Dear ", ""),
        ("İpek O'Neil-Straße", "PERSON"),
        (', "call" me - now. ', ""),
        ("+49 30 1234", "PHONE_NUMBER"),
    ]
    for seed in range(50):
        noisy = function(list(pieces), Random(seed))
        assert [label for _, label in noisy] == [label for _, label in pieces]
        assert all(text for text, _ in noisy)


def test_noise_leaves_numbers_and_links_alone() -> None:
    exact = [
        ("a.b@example.org", "EMAIL_ADDRESS"),
        ("4111 1111 1111 1111", "CREDIT_CARD"),
        ("https://example.org/aB", "URL"),
    ]
    for _, function in noise.SHARES:
        assert function(list(exact), Random(1)) == exact


def test_casing_occurs() -> None:
    texts = [text.text for text in TEXTS if text.register == "general"]
    assert 0.04 < sum(text == text.lower() for text in texts) / len(texts) < 0.2
    assert 0.01 < sum(text == text.upper() for text in texts) / len(texts) < 0.1


def test_types_choose_what_is_labelled() -> None:
    for text, full in zip(Generator(3, types=["PERSON", "URL"]).texts(300), TEXTS, strict=False):
        assert text.text == full.text
        assert text.spans == tuple(span for span in full.spans if span[2] in ("PERSON", "URL"))


def test_locales_choose_languages() -> None:
    registers = {text.register for text in Generator(1, locales=["de_DE"]).texts(600)}
    assert "german" in registers
    assert not registers & {"french", "chinese", "spanish", "italian", "dutch", "portuguese"}
    assert of_language("de", TRAINING) == ("de_DE", "de_AT", "de_CH")


@pytest.mark.parametrize(
    ("options", "message"), [({"locales": ["xx_XX"]}, "locale"), ({"types": ["PERSN"]}, "entity type")]
)
def test_unknown_names_are_refused(options: dict[str, list[str]], message: str) -> None:
    with pytest.raises(ConfigError, match=f"unknown {message}"):
        Generator(1, **options)


def test_card_numbers_have_check_digits() -> None:
    def is_valid(number: str) -> bool:
        digits = [int(char) for char in number if char.isdigit()][::-1]
        return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0

    cards = [ENTITY_VALUES["CREDIT_CARD"](Draw(Random(seed), "en_US", ("en_US",))) for seed in range(500)]
    assert sum(map(is_valid, cards)) / len(cards) > 0.85


def test_a_register_with_an_unknown_property_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown property colour"):
        read_register("x", "% colour: red\nhello\n")
