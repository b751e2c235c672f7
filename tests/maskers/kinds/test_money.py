"""Sums of money: found only where a policy names them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import privml
import pytest
from privml.core.keys import Key
from privml.maskers.recognizers.patterns import find_patterns
from privml.maskers.spans import resolve_overlaps
from privml.maskers.surrogates.registry import Surrogates

from ...growth import require_linear

Cli = Callable[..., Any]
TEXT = "She was paid EUR 5,000 on 3 May"


def sums(text: str) -> list[str]:
    spans = resolve_overlaps(find_patterns(text, entities=frozenset({"MONEY"})), text)
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("paid EUR 5,000 and £12.50", ["EUR 5,000", "£12.50"]),
        ("3,200.50 euros (EUR), 12 €, 1.234,56 €", ["3,200.50 euros (EUR)", "12 €", "1.234,56 €"]),
        ("US$ 3 million, C$40, $5k, 5.5bn dollars", ["US$ 3 million", "C$40", "$5k", "5.5bn dollars"]),
        ("16,985 New Turkish liras (TRY)", ["16,985 New Turkish liras (TRY)"]),
        ("150,000 pounds sterling (GBP) or 141 Deutsche Mark", ["150,000 pounds sterling (GBP)", "141 Deutsche Mark"]),
        ("EUR 80 (euros)", ["EUR 80 (euros)"]),
        ("1 200 zł, 99 kr, CHF 1'250.00", ["1 200 zł", "99 kr", "CHF 1'250.00"]),
        ("five hundred euros, a hundred dollars", ["five hundred euros", "a hundred dollars"]),
        ("借了3万元，还了500块", ["3万元", "500块"]),
        ("TOP 10 of ALL 50, room 12 Mark Lee, 5 real people, 3 won", []),
        ("36110/97, 12.50, 100 metres, 15 %", []),
        ("two people, hundred reasons, million thanks", []),
    ],
)
def test_sums(text: str, found: list[str]) -> None:
    assert sums(text) == found


def test_nobody_finds_them_who_does_not_name_them() -> None:
    assert "MONEY" not in {span.entity_type for span in find_patterns(TEXT)}
    for policy, masked in (
        ({"operators": {"default": "replace"}}, False),
        ({"operators": {"default": "replace", "MONEY": "keep"}}, False),
        ({"operators": {"default": "replace", "MONEY": "replace"}}, True),
        ({"operators": {"default": "replace"}, "detect": {"text": {"entities": ["MONEY"], "model": None}}}, True),
        ({"operators": {"default": "replace"}, "columns": {"text": {"operators": {"MONEY": "replace"}}}}, True),
    ):
        table = pd.DataFrame({"text": [f"{TEXT}, number {n}" for n in range(3)]})
        masked_table = privml.mask(table, {"preset": "mask/labels"} | policy, key=Key(b"k" * 32))
        assert ("<MONEY>" in masked_table["text"][0]) is masked, policy


def test_a_surrogate_keeps_the_currency() -> None:
    surrogates = Surrogates(Key(b"k" * 32), "en_US")
    for value, form in (("EUR 5,000", "EUR 9,999"), ("0.50 euros (EUR)", "0.99 euros (EUR)"), ("3万元", "9万元")):
        made = surrogates.make("MONEY", value)
        assert made != value
        assert "".join("9" if c.isdigit() and c != "0" else c for c in made).replace("0", "9") == form.replace("0", "9")
        assert made == surrogates.make("MONEY", value)
    assert surrogates.make("MONEY", "five hundred euros") == "<MONEY>", "no digit can change"


def test_gold_that_labels_them_is_measured_with_them(cli: Cli, tmp_path: Path) -> None:
    start = TEXT.index("EUR")
    for label, recalled in (("QUANTITY", 1), ("MONEY", 1)):
        gold = {"text": TEXT, "spans": [{"start": start, "end": start + 9, "entity_type": label}]}
        (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n")
        result = cli("evaluate", tmp_path / "gold.jsonl", "--json", "--set", "detect.text.model=null")
        assert result.code == 0, result.err
        assert json.loads(result.text)["types"]["MONEY"]["masked"] == recalled
    kept = cli("evaluate", tmp_path / "gold.jsonl", "--json", "--as-masked", "--set", "detect.text.model=null")
    assert json.loads(kept.text)["types"]["MONEY"]["masked"] == 0


@pytest.mark.parametrize("part", ["100 200 300 ", " 000", "1,000 ", "EUR ", "5 thousand "])
def test_tables_of_numbers_take_linear_time(part: str) -> None:
    require_linear(sums, lambda length: part * (length // len(part)))


def test_very_large_sums_are_found() -> None:
    assert sums("a debt of 1,000,000,000,000,000,000 zlotys") == ["1,000,000,000,000,000,000 zlotys"]
