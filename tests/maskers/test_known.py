"""A table of the same key tells what to look for in a row's texts."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.strict_yaml import load_yaml
from privml.core.manifest import verify_manifest

Write = Callable[[str, str | bytes], Path]
Cli = Callable[..., Any]
CUSTOMERS = (
    "customer_id,name,email,phone,address,nickname\n"
    'C1,Zora Quimbyx,zq77@example.org,212-736-5000,"5 Elm Row, Leeds",Zizi\n'
    "C2,Abel Trentwo,abel@example.org,+44 161 496 0198,,Bobo\n"
    "C1,Ilse Quimbyx,,,,\n"
)
TICKETS = (
    "ticket,customer_id,message\n"
    "1,C1,quimbyx here at 5 elm row; ring 2127365000 or ask ilse\n"
    "2,C2,quimbyx? this is trentow on 01614960198\n"
    "3,C9,nothing of zora and zizi\n"
    "4, C1 ,zora or zizi\n"
)
POLICY = """
preset: mask/labels
columns: {message: {kind: text}, ticket: keep, customer_id: keep}
detect:
  text:
    model: null
    known: {file: data/customers.csv, key: customer_id, columns: {nickname: PERSON}}
"""


@pytest.fixture
def policy(tmp_path: Path, write: Write) -> Path:
    (tmp_path / "data").mkdir()
    write("data/customers.csv", CUSTOMERS)
    return write("mask.yaml", POLICY)


def test_each_row_gets_its_own(cli: Cli, policy: Path, write: Write, tmp_path: Path, key_file: Path) -> None:
    source, target = write("tickets.csv", TICKETS), tmp_path / "masked.csv"
    done = cli("mask", source, "-o", target, "--config", policy, "--key-file", key_file, "--no-progress")
    assert done.code == 0, done.err
    messages = [line.split(",", 2)[2] for line in target.read_text().splitlines()[1:]]
    assert messages == [
        "<PERSON> here at <STREET_ADDRESS>; ring <PHONE_NUMBER> or ask <PERSON>",
        "quimbyx? this is <PERSON> on <PHONE_NUMBER>",
        "nothing of zora and zizi",
        "<PERSON> or <PERSON>",
    ]
    known = verify_manifest(target)["policy"]["detect"]["text"]["known"]
    assert known["sha256"] == hashlib.sha256(CUSTOMERS.encode()).hexdigest()
    assert (known["file"], known["rows"]) == ("customers.csv", 3)
    written = target.with_name("masked.csv.manifest.json").read_text() + done.err
    assert not any(word in written.casefold() for word in ("quimby", "trentw", "zizi", "elm row", "7365000"))


def test_pseudonyms_are_the_same_in_both_tables(
    cli: Cli, policy: Path, write: Write, tmp_path: Path, key_file: Path
) -> None:
    tickets = write("tickets.csv", "customer_id,message\nC1,I am Zora Quimbyx\nC2,hello from me\n")
    (tmp_path / "out").mkdir()
    done = cli(
        *("mask", tickets, tmp_path / "data" / "customers.csv", "-o", tmp_path / "out", "--key-file", key_file),
        *("--set", "detect.text.model=null", "--set", "columns={message: {kind: text}, customer_id: keep}"),
        *("--set", f"detect.text.known={{file: {tmp_path}/data/customers.csv, key: customer_id}}", "--no-progress"),
    )
    assert done.code == 0, done.err
    message = (tmp_path / "out" / "tickets.csv").read_text().splitlines()[1].split(",")[1]
    name = (tmp_path / "out" / "customers.csv").read_text().splitlines()[1].split(",")[1]
    assert message == f"I am {name}"
    assert "Zora" not in name


def test_the_column_may_have_another_name(cli: Cli, policy: Path, write: Write) -> None:
    source = write("t.jsonl", json.dumps({"who": "C2", "note": "it is trentwo"}) + "\n")
    text = policy.read_text().replace("columns: {message: {kind: text}, ticket: keep, customer_id: keep}", "")
    policy.write_text(text.replace("key: customer_id", "key: customer_id, column: who"))
    done = cli("mask", source, "--config", policy, "--set", "columns={note: {kind: text}, who: keep}")
    assert json.loads(done.text) == {"who": "C2", "note": "it is <PERSON>"}, done.err


def test_row_context_and_known_are_two_settings(cli: Cli, policy: Path, write: Write) -> None:
    source = write("t.csv", "ticket,customer_id,name,message\n1,C2,Xaver Owning,xaver met trentwo\n")
    arguments = ("mask", source, "--config", policy, "--set", "columns.name={entity: PERSON}")
    assert "<PERSON> met <PERSON>" in cli(*arguments).text
    assert "xaver met <PERSON>" in cli(*arguments, "--set", "detect.text.row_context=false").text


def test_columns_may_be_left_out(cli: Cli, policy: Path, write: Write) -> None:
    source = write("tickets.csv", "ticket,customer_id,message\n1,C1,zora alias zizi or ilse\n")
    assert cli("mask", source, "--config", policy).text.endswith("1,C1,<PERSON> alias <PERSON> or <PERSON>\n")
    left_out = ("--set", "detect.text.known.columns={name: null}")
    assert cli("mask", source, "--config", policy, *left_out).text.endswith("1,C1,zora alias <PERSON> or ilse\n")


@pytest.mark.parametrize(
    ("setting", "code", "message"),
    [
        ("{file: gone.csv, key: customer_id}", 2, "no file gone.csv"),
        ("{file: data/customers.csv, key: customer}", 3, "customers.csv has no column customer"),
        ("{file: data/customers.csv, key: customer_id, columns: {nane: PERSON}}", 3, "did you mean name?"),
        ("{file: data/customers.csv, key: customer_id, column: client}", 3, "column client, which the table lacks"),
        ("{file: data/keys.csv, key: customer_id}", 3, "no column of identifiers beside its key"),
        ("{file: data/empty.csv, key: customer_id}", 3, "empty.csv"),
        ("{file: data/customers.csv}", 2, "detect.text.known.key is required"),
        ("{file: data/customers.csv, key: customer_id, kolumn: x}", 2, "kolumn"),
    ],
)
def test_what_is_missing_is_said(cli: Cli, policy: Path, write: Write, setting: str, code: int, message: str) -> None:
    write("data/keys.csv", "customer_id,plan\nC1,a\nC2,b\n")
    write("data/empty.csv", "")
    source = write("tickets.csv", TICKETS)
    line = next(line for line in policy.read_text().splitlines() if "known:" in line)
    policy.write_text(policy.read_text().replace(line, f"    known: {setting}"))
    assert load_yaml(policy) is not None
    done = cli("mask", source, "--config", policy)
    assert done.code == code, done.err
    assert message in done.err
    assert done.out == b""
    assert "Quimbyx" not in done.err


def test_a_file_that_nothing_is_known_of_is_told(cli: Cli, policy: Path, write: Write, tmp_path: Path) -> None:
    """Of several files, one may lack the column of keys; and keys may be written in another way."""
    (tmp_path / "out").mkdir()
    sources = [
        write("tickets.csv", TICKETS),
        write("other.csv", "ticket,message\n1,zora called\n"),
        write("third.csv", "customer_id,message\nc-1,zora called\n"),
    ]
    done = cli("mask", *sources, "-o", f"{tmp_path / 'out'}/", "--config", policy, "--no-progress")
    assert done.code == 0, done.err
    notes = [line for line in done.err.splitlines() if "detect.text.known" in line]
    assert notes == [
        "note: other.csv: it has no column customer_id: customers.csv (detect.text.known) tells nothing about its rows",
        "note: third.csv: no customer_id of its first 1 rows is a key of customers.csv (detect.text.known)",
    ]
