"""`examples/detector/make_data.py`: corpora of several kinds become one table."""

import json
import random
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / "examples" / "detector" / "make_data.py"
sys.path.insert(0, str(SCRIPT.parent))
from make_data import with_names  # noqa: E402

WIKI = "Ann I-PER\nLee I-PER\nlives O\nin O\nYork I-LOC\n, O\nnot O\nNew I-MISC\nAge I-MISC\n. O\n\n"
TWEET = "@\tB-PER\nann\tB-PER\nmet\tO\nBob\tB-PER\nat\tO\nAcme\tB-ORG\nhttp://t.co/xy\tO\n\n"
WNUT = "@ann\tO\nsaw\tO\nAcme\tB-corporation\nLtd\tI-corporation\nand\tO\nThe\tB-group\nBand\tI-group\n\n"
LOANS = "-DOCSTART- -X- O O\n\nBorrower NNP - I-PER\nand NN - O\nJane NNP - I-PER\nRoe NNP - I-PER\n\n"
WEIBO = "王0\tB-PER.NAM\n明0\tI-PER.NAM\n的0\tO\n妈0\tB-PER.NOM\n妈1\tI-PER.NOM\n在0\tO\n京0\tB-GPE.NAM\n\n"
JUDGMENT = "The applicant, Mr A. Example, a Polish national, was born in 1956. He paid 100 euros. He is 63 years old."
MENTIONS = [
    ("Mr A. Example", "PERSON"), ("Polish", "DEM"), ("1956", "DATETIME"), ("100 euros", "QUANTITY"),
    ("63 years old", "DEM"),
]  # fmt: skip


def make(folder: Path, *options: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Run the script on small corpora and return both tables."""
    files = {
        "ner/wikigold/wikigold.conll.txt": WIKI,
        "ner/btc/a.conll": TWEET,
        "ner/wnut17/wnut17train.conll": WNUT,
        "ner/sec_filings/FIN1.txt": LOANS,
        "ner/weibo/weiboNER_2nd_conll.train": WEIBO,
        "tab/train.jsonl": "",
    }
    found = [
        {"start_offset": JUDGMENT.index(value), "end_offset": JUDGMENT.index(value) + len(value), "entity_type": kind}
        for value, kind in MENTIONS
    ]
    # a second annotator saw less of the name
    found.append({"start_offset": 18, "end_offset": 28, "entity_type": "PERSON"})
    files["tab/train.jsonl"] = json.dumps({"text": JUDGMENT, "entities": found}) + "\n"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    train, validation = folder / "train.jsonl", folder / "validation.jsonl"
    arguments = ["--corpora", folder, "--train", train, "--validation", validation, "--generated", "60", *options]
    subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], check=True, capture_output=True)
    tables = [[json.loads(line) for line in path.read_text().splitlines()] for path in (train, validation)]
    return tables[0], tables[1]


def named(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["text"][s["start"] : s["end"]], s["entity_type"]) for s in json.loads(row["spans"])]


def passed_over(row: dict[str, Any]) -> list[str]:
    return [row["text"][s["start"] : s["end"]] for s in json.loads(row["ignored"])]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    train, validation = make(tmp_path_factory.mktemp("corpora"))
    # copies in small letters and capitals may stand beside a row
    texts = [row for row in train + validation if row["text"] not in (row["text"].lower(), row["text"].upper())]
    return {row["source"]: row for row in texts} | {row["source"]: row for row in train if row["source"] == "weibo"}


def test_wikigold(rows: dict[str, dict[str, Any]]) -> None:
    row = rows["wikigold"]
    assert row["text"] == "Ann Lee lives in York, not New Age."
    assert named(row) == [("Ann Lee", "PERSON"), ("York", "LOCATION")]
    assert passed_over(row) == ["New Age"]
    assert json.loads(row["labelled"]) == ["LOCATION", "ORGANIZATION", "PERSON"]


def test_handles_and_links_of_tweets_are_user_names_and_urls(rows: dict[str, dict[str, Any]]) -> None:
    row = rows["btc"]
    assert row["text"] == "@ann met Bob at Acme http://t.co/xy"
    assert named(row) == [("@ann", "USERNAME"), ("Bob", "PERSON"), ("Acme", "ORGANIZATION"), ("http://t.co/xy", "URL")]


def test_groups_say_nothing(rows: dict[str, dict[str, Any]]) -> None:
    assert named(rows["wnut17"]) == [("@ann", "USERNAME"), ("Acme Ltd", "ORGANIZATION")]
    assert passed_over(rows["wnut17"]) == ["The Band"]


def test_roles_in_contracts_are_no_names(rows: dict[str, dict[str, Any]]) -> None:
    assert named(rows["sec_filings"]) == [("Jane Roe", "PERSON")]
    assert passed_over(rows["sec_filings"]) == ["Borrower"]


def test_nominal_mentions_are_passed_over(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["weibo"]["text"] == "王明的妈妈在京"
    assert named(rows["weibo"]) == [("王明", "PERSON"), ("京", "LOCATION")]
    assert passed_over(rows["weibo"]) == ["妈妈"]


def test_judgments(rows: dict[str, dict[str, Any]]) -> None:
    assert named(rows["tab"]) == [
        ("Mr", "TITLE"), ("A. Example", "PERSON"), ("Polish", "NRP"), ("1956", "DATE_OF_BIRTH"),
        ("100 euros", "MONEY"), ("63", "AGE"),
    ]  # fmt: skip
    assert passed_over(rows["tab"]) == ["years old"]


def test_generated_texts_label_everything(rows: dict[str, dict[str, Any]]) -> None:
    assert len(json.loads(rows["generated"]["labelled"])) == 22


def test_the_tables_are_the_same_again(tmp_path: Path) -> None:
    first, second = make(tmp_path / "a", "--seed", "7"), make(tmp_path / "b", "--seed", "7")
    assert first == second
    train, validation = first
    by_us = ("generated", "european")
    assert sum(row["source"] in by_us for row in train) == 60
    assert sum(row["source"] in by_us for row in validation) == 3
    assert not {row["text"] for row in validation} & {row["text"] for row in train if row["source"] not in by_us}


def test_of_a_source_no_more_rows_are_kept_than_asked_for(tmp_path: Path) -> None:
    every, held_out = make(tmp_path / "all", "--passes", "3")
    some, same = make(tmp_path / "some", "--passes", "3", "--most", "generated=25,btc=2,tab=1000")
    assert [sum(row["source"] == source for row in some) for source in ("generated", "btc")] == [25, 2]
    for source in ("tab", "wnut17", "weibo"):
        assert [row for row in some if row["source"] == source] == [row for row in every if row["source"] == source]
    assert held_out == same


def test_unknown_sources_are_refused(tmp_path: Path) -> None:
    for option in ("--taught", "--most"):
        with pytest.raises(subprocess.CalledProcessError):
            make(tmp_path, option, "tweets=1")


def test_a_share_of_a_source_is_left_to_a_teacher(tmp_path: Path) -> None:
    every, held_out = make(tmp_path / "all")
    taught, same = make(tmp_path / "taught", "--taught", "btc=1,generated=0.5")
    assert held_out == same
    assert [row["text"] for row in taught] == [row["text"] for row in every]
    bare = [row for row in taught if row["labelled"] == "[]"]
    assert all(row["spans"] == row["ignored"] == "[]" for row in bare)
    assert {row["source"] for row in bare} == {"btc", "generated"}
    assert not [row for row in taught if row["source"] == "btc" and row not in bare]
    assert 15 <= sum(row["source"] == "generated" for row in bare) <= 45  # of 60
    assert [row for row in taught if row not in bare] == [
        row for row, other in zip(every, taught, strict=True) if other["labelled"] != "[]"
    ]


MESSAGE = "Ihr Warenkorb ist leer"
CATALOG = {
    "": "Content-Type: text/plain; charset=UTF-8\n",
    "Your basket is empty": "Ihr <b>Warenkorb</b> ist&nbsp;leer",
    "Hello %(name)s, welcome back": "Hallo %(name)s, willkommen zurück",
    "Powered by Django and others": "Läuft mit Django und anderen",
    "Next page": "Nächste Seite",
    "Not translated at all": "Not translated at all",
}


def compiled(catalog: dict[str, str]) -> bytes:
    """The messages as a .mo file."""
    pairs = [(source.encode(), message.encode()) for source, message in sorted(catalog.items())]
    at = 28 + 16 * len(pairs)
    tables, texts = [b"", b""], b""
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<2I", len(pair[column]), at + len(texts))
            texts += pair[column] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, at)
    return header + tables[0] + tables[1] + texts


def wheel(folder: Path) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(folder / "shop-1.0-py3-none-any.whl", "w") as archive:
        for language in ("de", "ja"):
            archive.writestr(f"shop/locale/{language}/LC_MESSAGES/django.mo", compiled(CATALOG))
    return folder


def test_a_share_of_rows_is_in_small_letters(tmp_path: Path) -> None:
    (plain := tmp_path / "plain").mkdir()
    (small := tmp_path / "small").mkdir()
    before, validation = make(plain)
    after, same_validation = make(small, "--small", "1")
    assert same_validation == validation
    assert [row["text"].lower() for row in after] == [row["text"].lower() for row in before]
    assert [row["spans"] for row in after] == [row["spans"] for row in before]
    whole = [row["text"].islower() for row in after if row["source"] == "generated"]
    assert len(whole) / 4 < sum(whole) < len(whole)
    for old, row in zip(before, after, strict=True):
        names = [name for name, kind in named(row) if kind in ("PERSON", "LOCATION", "STREET_ADDRESS")]
        if row["source"] == "tab":
            assert row == old
        elif len(row["text"].lower()) == len(row["text"]):
            assert names == [name.lower() for name in names]


def test_messages_of_catalogs_are_prose_without_names(tmp_path: Path) -> None:
    train, validation = make(tmp_path, "--catalogs", str(wheel(tmp_path / "wheels")))
    (row,) = [row for row in train + validation if row["source"] == "catalogs"]
    assert {"PERSON", "LOCATION", "STREET_ADDRESS"} < set(json.loads(row["labelled"]))
    assert len(without_names(row).split()) == len(MESSAGE.split()) - len(json.loads(row["spans"]))
    assert set(without_names(row).split()) <= set(MESSAGE.split())


def without_names(row: dict[str, Any]) -> str:
    text = row["text"]
    for span in sorted(json.loads(row["spans"]), key=lambda span: -span["start"]):
        text = text[: span["start"]] + text[span["end"] :]
    return text


def test_names_stand_in_the_place_of_words_of_messages() -> None:
    rows = [with_names(MESSAGE, "de", random.Random(seed)) for seed in range(200)]
    named = [row for row in rows if row.spans]
    assert 90 < len(named) < 150
    for row in named:
        assert 1 <= len(row.spans) <= 2
        for start, end, _ in row.spans:
            assert row.text[start:end] == row.text[start:end].strip() != ""
    assert {kind for row in named for *_, kind in row.spans} >= {"PERSON", "LOCATION"}
    first = [row for row in named if min(start for start, *_ in row.spans) == 0]
    assert len(named) / 5 < len(first) < len(named) * 4 / 5, "names begin messages, too"
    assert all(row.text == MESSAGE for row in rows if not row.spans)
    assert all(not with_names(MESSAGE, "nb", random.Random(seed)).spans for seed in range(20)), "nobody lives there"


def test_messages_stand_beside_generated_texts_of_their_language(tmp_path: Path) -> None:
    message = MESSAGE
    train, _ = make(tmp_path, "--catalogs", str(wheel(tmp_path / "wheels")), "--generated", "1200")
    mixed = [row for row in train if row["source"] == "european" and message in row["text"]]
    assert mixed
    assert all(row["text"].startswith(message) or row["text"].endswith(message) for row in mixed)
    assert any(row["text"].startswith(message) for row in mixed)
    assert any(row["text"].endswith(message) for row in mixed)
    for row in mixed:
        start = row["text"].index(message)
        assert not any(s["start"] < start + len(message) and start < s["end"] for s in json.loads(row["spans"]))
