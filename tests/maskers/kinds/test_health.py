"""Illnesses, injuries and states of health: found only where a policy names them."""

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

Cli = Callable[..., Any]
TYPE = "MEDICAL_CONDITION"
TEXT = "She was treated for rheumatoid arthritis in May"


def conditions(text: str) -> list[str]:
    spans = resolve_overlaps(find_patterns(text, entities=frozenset({TYPE})), text)
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("asthma, Migraine and chronic asthma", ["asthma", "Migraine", "chronic asthma"]),
        ("paranoid schizophrenia; degenerative discopathy", ["paranoid schizophrenia", "degenerative discopathy"]),
        ("cervico\u2011brachial neuralgia (gonarthrosis)", ["cervico\u2011brachial neuralgia", "gonarthrosis"]),
        (
            "Type 2 diabetes mellitus, hepatitis C, herpes zoster",
            ["Type 2 diabetes mellitus", "hepatitis C", "herpes zoster"],
        ),
        ("Crohn's disease or Down syndrome", ["Crohn's disease", "Down syndrome"]),
        ("chronic obstructive pulmonary disease", ["chronic obstructive pulmonary disease"]),
        ("a post-traumatic stress disorder", ["post-traumatic stress disorder"]),
        ("fracture of the lower right tibia", ["fracture of the lower right tibia"]),
        ("a fracture of the 4th sacral vertebra", ["fracture of the 4th sacral vertebra"]),
        ("loss of vision in his left eye", ["loss of vision in his left eye"]),
        ("injuries to the head and neck, back pain", ["injuries to the head and neck", "back pain"]),
        ("kidney failure, a heart attack, panic attacks", ["kidney failure", "heart attack", "panic attacks"]),
        ("she is pregnant, gave birth to a son", ["pregnant", "gave birth to a son"]),
        ("an attempted suicide, HIV-positive, AIDS", ["attempted suicide", "HIV-positive", "AIDS"]),
        ("a disabled veteran, severely disabled, went blind", ["disabled", "disabled", "blind"]),
        ("ICD-10: F20.0, J45.9; diagnosis code E11", ["F20.0", "J45.9", "E11"]),
        ("Lungenkrebs, Persönlichkeitsstörung", ["Lungenkrebs", "Persönlichkeitsstörung"]),
        ("la maladie de Parkinson, leucemia", ["maladie de Parkinson", "leucemia"]),
        ("anxiety and a broken left leg and allergies", ["anxiety", "broken left leg", "allergies"]),
        ("after a stroke, suffers from depression", ["stroke", "depression"]),
        (
            "Lyme disease, drug addiction, Parkinson's disease",
            ["Lyme disease", "drug addiction", "Parkinson's disease"],
        ),
        ("kidney  disease, kidney\r\ndisease", ["kidney  disease", "kidney\r\ndisease"]),
        ("l'hypertension, la maladie d'Alzheimer", ["hypertension", "maladie d'Alzheimer"]),
        ("ICD-10 U07.1 and icd code: j45.9", ["U07.1", "j45.9"]),
        ("blood type 1. Asthma, had asthma I was told, Diabetes A. Smith", ["Asthma", "asthma", "Diabetes"]),
        ("她患有糖尿病和阿尔茨海默病", ["糖尿病", "阿尔茨海默病"]),
    ],
)
def test_conditions(text: str, found: list[str]) -> None:
    assert conditions(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "the account is disabled, a blind spot, disk failure, open problems, a total loss",
        "my sympathy; the diagnosis; a prognosis; hypnosis; nostalgia; Thomas from Oklahoma, a diploma",
        "loss of the appeal, damage to the car, cut in prices, foreign aids, a birth certificate",
        "an attack on the server, weakness of the argument, pressure on costs, infection, disease",
        "F20.0 is a version, icd 10 is a standard",
        '<path stroke="#fff"/>, brush strokes, a joint operation, the depression in the housing market, kurtosis',
        "multiple infections were detected on host, partial impairment of assets, the system's infection",
        "Flusskrebs, Verkehrsinfarkt, Adomaitis, Politis, Mr Parkinson",
    ],
)
def test_what_says_nothing_about_health(text: str) -> None:
    assert conditions(text) == []


def test_a_long_text_takes_linear_time() -> None:
    text = "fracture of the left and right and lower " * 20_000 + "chronic " * 20_000
    assert conditions(text) == []


def test_nobody_finds_them_who_does_not_name_them() -> None:
    assert TYPE not in {span.entity_type for span in find_patterns(f"{TEXT}, ICD-10: M05.9")}
    for operators, masked in (({}, False), ({TYPE: "keep"}, False), ({TYPE: "replace"}, True)):
        table = pd.DataFrame({"text": [f"{TEXT}, number {n}" for n in range(3)]})
        policy = {"preset": "mask/labels", "operators": {"default": "replace"} | operators}
        text = privml.mask(table, policy, key=Key(b"k" * 32))["text"][0]
        assert ("<MEDICAL_CONDITION>" in text) is masked
        assert ("arthritis" in text) is not masked


def test_the_strict_preset_masks_them() -> None:
    table = pd.DataFrame({"text": [f"{TEXT}, number {n}" for n in range(3)]})
    text = privml.mask(table, {"preset": "mask/strict"}, key=Key(b"k" * 32))["text"][0]
    assert "for <MEDICAL_CONDITION> in" in text


@pytest.mark.parametrize(
    ("entity_type", "values"),
    [
        (TYPE, ["asthma", "Type 2 diabetes", "HEPATITIS C", "糖尿病"]),
        (TYPE, ["F20.0", "E11"]),
        ("PROFESSION", ["journalist", "Chief Accountant", "律师"]),
    ],
)
@pytest.mark.parametrize("locale", ["en_US", "de_DE", "zh_CN", "it_IT"])
def test_surrogates_are_others_of_the_kind(entity_type: str, values: list[str], locale: str) -> None:
    surrogates = Surrogates(Key(b"k" * 32), locale)
    for value in values:
        made = surrogates.make(entity_type, value)
        assert made == surrogates.make(entity_type, value) != value
        assert not made.startswith("<")
        assert made.isupper() == value.isupper()
        assert made.isascii() or locale != "en_US" or not value.isascii()


def test_surrogates_are_found_again() -> None:
    surrogates = Surrogates(Key(b"k" * 32), "en_US")
    for value in (*(f"{n} diabetes" for n in range(300)), *(f"糖尿病{n}" for n in range(100))):
        made = surrogates.make(TYPE, value)
        assert conditions(made), made


def test_gold_of_demographic_traits_is_measured_with_them(cli: Cli, tmp_path: Path) -> None:
    start = TEXT.index("rheumatoid")
    for label in ("DEM", TYPE, "MEDICAL_DISEASE_DISORDER"):
        gold = {"text": TEXT, "spans": [{"start": start, "end": start + 20, "entity_type": label}]}
        (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n")
        result = cli("evaluate", tmp_path / "gold.jsonl", "--json", "--set", "detect.text.model=null")
        assert result.code == 0, result.err
        kind = "NRP" if label == "DEM" else TYPE
        assert json.loads(result.text)["types"][kind]["masked"] == 1
