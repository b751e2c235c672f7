"""`privml audit data`: what was left is found, what is clean is clean, and nothing of the data is shown."""

import csv
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.core.inputs import hash_file
from privml.core.keys import load_key
from privml.core.manifest import dump_manifest, load_manifest, make_manifest, manifest_path

Cli = Callable[..., Any]
GIVEN = "Aurelio Branwen Casimir Delphine Evander Fenella Gaspard Hespera Isolde Jorunn".split()
FAMILY = "Quillfeather Ravensdale Stormhaven Thistlewood Umberfield Vandermolen Wexcombe Yarrowby".split()
COLUMNS = ["member_id", "full_name", "phone", "city", "age", "remark"]
PATTERNS_ONLY = ("--set", "detect.text.model=null")


def make_people(count: int = 60) -> list[list[str]]:
    generator = random.Random(11)
    pairs = [(a, b) for a in GIVEN for b in FAMILY]
    generator.shuffle(pairs)
    rows = []
    for number, (given, family) in enumerate(pairs[:count]):
        phone = f"{generator.randrange(201, 990)}-{generator.randrange(201, 990)}-{generator.randrange(1000, 9999)}"
        city = generator.choice(["Northport", "Southgate", "Eastwick"])
        remark = f"{given} {family} asked for a refund of order {number % 7}; call {phone} before noon"
        rows.append([f"M{530000 + number * 137}", f"{given} {family}", phone, city, str(20 + number % 9), remark])
    return rows


def write_table(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows([COLUMNS, *rows])
    return path


def read_table(path: Path) -> list[list[str]]:
    with path.open(newline="") as handle:
        return list(csv.reader(handle))[1:]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_table(tmp_path / "people.csv", make_people())


@pytest.fixture
def mask(cli: Cli, people: Path, key_file: Path, tmp_path: Path) -> Callable[..., Path]:
    def run(*flags: str) -> Path:
        path = tmp_path / "masked.csv"
        done = cli("mask", people, "-o", path, "--key-file", key_file, "--force", *PATTERNS_ONLY, *flags)
        assert done.code == 0, done.err
        return path

    return run


def reseal(path: Path, key_file: Path) -> None:
    """Give a changed table a valid manifest: as if the mask itself had left what stands there."""
    old, digest = load_manifest(manifest_path(path)), hash_file(path)
    named = ("format", "stage", "created", "input", "output", "policy", "policy_sha256", "key", "versions")
    manifest = make_manifest(
        stage="mask",
        source=old["input"],
        output=old["output"] | {"sha256": digest.sha256, "bytes": digest.size},
        policy=old["policy"],
        key=load_key(key_file),
        body={name: value for name, value in old.items() if name not in (*named, "hmac_sha256")},
    )
    manifest_path(path).write_text(dump_manifest(manifest))


def tamper(path: Path, originals: list[list[str]]) -> None:
    """Put five originals back: as it was, in lower case, digits with blanks, a letter changed, in another column."""
    rows = read_table(path)
    rows[3][1] = originals[3][1]
    rows[8][1] = originals[8][1].lower()
    rows[15][2] = re.sub(r"\D", "", originals[15][2])[:4] + " " + re.sub(r"\D", "", originals[15][2])[4:]
    rows[22][1] = originals[22][1][:-2] + "x" + originals[22][1][-1]
    rows[31][5] += f" {originals[40][0]}"
    write_table(path, rows)


def found_by_kind(report: dict[str, Any], where: str) -> dict[str, int]:
    return {kind: sum(r[where][kind] for r in report["residuals"]) for kind in ("exact", "folded", "digits", "edit")}


def test_labels_leave_nothing(cli: Cli, mask: Callable[..., Path], people: Path, key_file: Path) -> None:
    masked = mask("--preset", "mask/labels")
    done = cli("audit", "data", masked, "--original", people, "--key-file", key_file, "--json", "--max-residual", "0")
    assert done.code == 0, done.err
    report = json.loads(done.text)
    assert (report["rows"], report["masked"], report["sealed"], report["same_source"]) == (60, True, True, True)
    assert report["residual"] == 0
    assert {(r["column"], r["entity_type"]) for r in report["residuals"]} >= {
        ("member_id", "ID"),
        ("full_name", "PERSON"),
        ("phone", "PHONE_NUMBER"),
        ("remark", "PERSON"),
    }
    for residual in report["residuals"]:
        assert sum(residual["own_row"].values()) + sum(residual["other_rows"].values()) == 0
        assert residual["values"] > 0


@pytest.mark.parametrize("preset", ["mask/labels", "mask/default"])
@pytest.mark.parametrize("sealed", [True, False])
def test_originals_put_back_are_found(
    cli: Cli, mask: Callable[..., Path], people: Path, key_file: Path, preset: str, sealed: bool
) -> None:
    masked = mask("--preset", preset)
    flags = ("--key-file", key_file) if sealed else ("--unmanifested",)
    before = json.loads(cli("audit", "data", masked, "--original", people, *flags, "--json").text)
    tamper(masked, read_table(people))
    if sealed:
        reseal(masked, key_file)
    done = cli("audit", "data", masked, "--original", people, *flags, "--json")
    assert done.code == 0, done.err
    after = json.loads(done.text)
    more = {
        where: {
            kind: number - found_by_kind(before, where)[kind] for kind, number in found_by_kind(after, where).items()
        }
        for where in ("own_row", "other_rows")
    }
    assert more["own_row"]["exact"] >= 1
    # the given name before the changed letter stands there as it was, and the whole name but for a letter
    assert sum(more["own_row"].values()) >= 4
    assert more["own_row"]["folded"] == 1
    assert more["own_row"]["digits"] == 1
    assert more["other_rows"]["exact"] >= 1
    assert after["residual"] - before["residual"] >= 5
    by_name = {(r["column"], r["entity_type"]): r for r in after["residuals"]}
    assert by_name["member_id", "ID"]["by_place"] == {"remark": 1}
    assert by_name["phone", "PHONE_NUMBER"]["by_place"]["phone"] == 1
    limited = cli("audit", "data", masked, "--original", people, *flags, "--max-residual", "4")
    assert limited.code == 1
    assert "originals left, over the limit of 4" in limited.err


def test_a_letter_changed_alone_is_an_edit(cli: Cli, mask: Callable[..., Path], people: Path) -> None:
    masked = mask("--preset", "mask/labels")
    rows, originals = read_table(masked), read_table(people)
    rows[5][5] += f" ({originals[5][0][:-1]}Z)"
    write_table(masked, rows)
    report = json.loads(cli("audit", "data", masked, "--original", people, "--unmanifested", "--json").text)
    assert found_by_kind(report, "own_row") == {"exact": 0, "folded": 0, "digits": 0, "edit": 1}
    assert sum(found_by_kind(report, "other_rows").values()) == 0


def test_the_key_tells_surrogates_that_are_real_by_chance(
    cli: Cli, people: Path, key_file: Path, tmp_path: Path
) -> None:
    """All American given names and surnames: every surrogate is somebody's name."""
    from privml.maskers.words import given_names, surnames

    names = [f"{a} {b}" for a, b in zip(given_names("en_US"), surnames("en_US"), strict=False)]
    rows = [[f"M{number:06d}", name, "", "Eastwick", "30", ""] for number, name in enumerate(names)]
    source, masked = write_table(tmp_path / "all.csv", rows), tmp_path / "all_masked.csv"
    assert cli("mask", source, "-o", masked, "--key-file", key_file, *PATTERNS_ONLY).code == 0
    blind = json.loads(cli("audit", "data", masked, "--original", source, "--json").text)
    told = json.loads(
        cli("audit", "data", masked, "--original", source, "--key-file", key_file, "--json", "--max-residual", 3).text
    )
    [name_blind], [name_told] = (
        [r for r in report["residuals"] if r["column"] == "full_name"] for report in (blind, told)
    )
    assert sum(name_blind["other_rows"].values()) > len(names)
    assert sum(name_told["other_rows"].values()) == 0
    assert name_told["explained"] > len(names)
    assert told["recomputed"]["full_name"] == {"checked": 200, "equal": 200}


def test_nothing_of_the_data_is_shown(
    cli: Cli, mask: Callable[..., Path], people: Path, key_file: Path, tmp_path: Path
) -> None:
    masked = mask()
    tamper(masked, read_table(people))
    reseal(masked, key_file)
    page = tmp_path / "audit.html"
    base = ("audit", "data", masked, "--original", people, "--key-file", key_file, "--sensitive", "city")
    calls = [
        cli(*base, "--report", page, "--max-residual", "0", "--max-linked", "0.01"),
        cli(*base, "--json"),
        cli("audit", "data", people, "--original", masked),
        cli("audit", "data", masked, "--original", people, "--sensitive", "towns"),
        cli("audit", "data", masked, "--original", people, "--delimiter", ";"),
    ]
    assert [call.code for call in calls] == [1, 0, 4, 3, 3]
    shown = "\n".join([page.read_text(), *(call.text + call.err for call in calls)]).casefold()
    cells = {cell for table in (people, masked) for row in read_table(table) for cell in row if len(cell) > 3}
    words = {word for cell in cells for word in re.findall(r"\w{6,}", cell)} - {"refund", "before", "PERSON"}
    assert len(words) > 150
    assert [word for word in cells | words if word.casefold() in shown] == []


def test_limits_come_after_the_report(
    cli: Cli, mask: Callable[..., Path], people: Path, key_file: Path, tmp_path: Path
) -> None:
    masked, page = mask(), tmp_path / "audit.html"
    base = ("audit", "data", masked, "--original", people, "--key-file", key_file)
    done = cli(*base, "--report", page, "--json", "--max-linked", "0.1")
    assert done.code == 1
    linkage = json.loads(done.text)["linkage"]
    classes = len({(row[3], row[4]) for row in read_table(people)})
    assert linkage["quasi"]["columns"] == ["city", "age"]
    assert linkage["quasi"]["linked"] == pytest.approx(classes / 60, abs=1e-4)
    assert f"{classes / 60:.1%} of rows linked, over the limit of 10.0%" in done.err
    text = page.read_text()
    assert text.startswith("<!doctype html>")
    assert not re.search(r"<script|https?://|src=|url\(|@import|<link", text)
    assert f"{classes / 60:.1%}" in text
    assert cli(*base, "--max-linked", "0.9").code == 0
    again = cli(*base, "--report", page)
    assert (again.code, "--force" in again.err) == (2, True)


def test_the_table_for_people(cli: Cli, mask: Callable[..., Path], people: Path, key_file: Path) -> None:
    done = cli("audit", "data", mask(), "--original", people, "--key-file", key_file, "--quasi", "age")
    assert (done.code, done.out) == (0, b"")
    assert all(len(line) <= 80 for line in done.err.splitlines())
    assert re.search(r"quasi +age ", done.err)
    assert "cells masked again with the key came out equal" in done.err


def test_what_does_not_belong_together_is_refused(
    cli: Cli, mask: Callable[..., Path], people: Path, key_file: Path, tmp_path: Path
) -> None:
    masked, other = mask(), tmp_path / "other.key"
    assert cli("keygen", other).code == 0
    fewer = write_table(tmp_path / "fewer.csv", make_people()[:-1])
    changed = write_table(tmp_path / "changed.csv", [*make_people()[:-1], ["", "", "", "", "", ""]])
    wrong_key = cli("audit", "data", masked, "--original", people, "--key-file", other)
    assert (wrong_key.code, "another key" in wrong_key.err) == (4, True)
    assert cli("audit", "data", masked, "--original", fewer).code == 3
    assert cli("audit", "data", masked, "--original", masked).code == 2
    assert cli("audit", "data", masked, "--original", tmp_path / "none.csv").code == 2
    told = cli("audit", "data", masked, "--original", changed, "--key-file", key_file)
    assert (told.code, "is not the file that the manifest names" in told.err) == (0, True)
    manifest_path(masked).unlink()
    without = cli("audit", "data", masked, "--original", people)
    assert (without.code, "--unmanifested" in without.err) == (4, True)
    assert cli("audit", "data", masked, "--original", people, "--unmanifested").code == 0


@pytest.mark.parametrize("sealed", [True, False])
def test_an_ordinary_value_that_was_edited_was_not_masked(
    cli: Cli, mask: Callable[..., Path], people: Path, key_file: Path, sealed: bool
) -> None:
    masked = mask("--preset", "mask/labels")
    rows, originals = read_table(masked), read_table(people)
    rows[6][3] = originals[9][0]
    write_table(masked, rows)
    if sealed:
        reseal(masked, key_file)
    flags = ("--key-file", key_file) if sealed else ("--unmanifested",)
    report = json.loads(cli("audit", "data", masked, "--original", people, *flags, "--json").text)
    assert "city" not in {residual["column"] for residual in report["residuals"]}
    assert found_by_kind(report, "other_rows") == {"exact": 1, "folded": 0, "digits": 0, "edit": 0}
    assert report["residual"] == 1


@pytest.mark.parametrize("kind", ["tsv without header", "jsonl"])
def test_other_tables(cli: Cli, key_file: Path, tmp_path: Path, kind: str) -> None:
    """A column is dropped, so that without a header the names of the masked table's columns shift."""
    people = make_people()
    if kind == "jsonl":
        source, flags, dropped = tmp_path / "people.jsonl", (), "member_id"
        lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in people]
    else:
        source, flags, dropped = tmp_path / "people.tsv", ("--no-header",), "c1"
        lines = ["\t".join(row) for row in people]
    source.write_text("\n".join(lines) + "\n")
    masked = tmp_path / f"masked{source.suffix}"
    policy = ("--set", f"columns.{dropped}=drop", "--preset", "mask/labels", *PATTERNS_ONLY)
    assert cli("mask", source, "-o", masked, "--key-file", key_file, *policy, *flags).code == 0
    base = ("audit", "data", masked, "--original", source, "--key-file", key_file, "--json", *flags)
    report = json.loads(cli(*base).text)
    assert report["residual"] == 0
    assert report["rows"] == 60
    phone = "phone" if kind == "jsonl" else "c3"
    assert (phone, "PHONE_NUMBER", 60) in {(r["column"], r["entity_type"], r["values"]) for r in report["residuals"]}
    # what was dropped is looked for as well
    lines = masked.read_text().splitlines()
    lines[7] = lines[7].replace("refund", f"refund {people[7][0]}")
    masked.write_text("\n".join(lines) + "\n")
    reseal(masked, key_file)
    report = json.loads(cli(*base).text)
    [found] = [r for r in report["residuals"] if r["column"] == dropped]
    assert (found["own_row"]["exact"], report["residual"]) == (1, 1)


@pytest.mark.parametrize("model", ["privml", "privml-fast", "null"])
def test_the_key_masks_again_whatever_searched_the_texts(
    cli: Cli, people: Path, key_file: Path, tmp_path: Path, model: str
) -> None:
    """The manifest names detectors, recognizer files and known tables by their hashes; none of them is needed here."""
    (tmp_path / "own.yaml").write_text("recognizers: [{name: x, supported_entity: X, deny_list: [zzz]}]")
    text = f"model: {model}, recognizers: [own.yaml], allow: [x], deny: {{X: [y]}}"
    (tmp_path / "policy.yaml").write_text(f"preset: mask/default\ndetect: {{text: {{{text}}}}}\n")
    masked = tmp_path / "again.csv"
    done = cli("mask", people, "-o", masked, "--config", tmp_path / "policy.yaml", "--key-file", key_file)
    assert done.code == 0, done.err
    told = json.loads(cli("audit", "data", masked, "--original", people, "--key-file", key_file, "--json").text)
    assert told["recomputed"]
    assert all(column["checked"] == column["equal"] > 0 for column in told["recomputed"].values())
