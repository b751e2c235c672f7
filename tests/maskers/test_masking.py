"""The engine and its stage: context, verification, invariance, evidence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.errors import AnswerIsNo, ConfigError, DataError, UsageError
from privml.core.keys import Key
from privml.core.manifest import verify_manifest
from privml.core.tables import TableOptions
from privml.maskers.report import MaskReport
from privml.maskers.rewrite import rewrite
from privml.maskers.scan import run_scan, suggest_policy
from privml.maskers.spans import Span
from privml.maskers.stage import run_mask
from privml.maskers.verify import ValueIndex, count_values

Write = Callable[[str, str | bytes], Path]


def policy(*sets: str, model: bool = False, **document: object) -> MaskPolicy:
    from privml.configs.strict_yaml import Document

    overrides = [*([] if model else ["detect.text.model=null"]), *sets]
    return resolve_config(MaskPolicy, kind="mask", document=Document("policy", document, {}), sets=overrides).config


def masked(source: Path, key: Key, *sets: str, **document: object) -> tuple[str, MaskReport]:
    target = source.with_name(f"masked-{source.name}")
    report = run_mask([str(source)], str(target), policy=policy(*sets, **document), key=key, force=True)
    return target.read_text(), report


def test_a_row_knows_itself(write: Write, key: Key) -> None:
    source = write(
        "t.csv",
        "first name,last name,phone,note\n"
        'Maria,Cantwell,212-736-5000,"CANTWELL called from 212-736-5000, and maria cantwell writes; Cantwell\'s dog"\n'
        "Will,Bell,,will the bell ring? Will Bell asks\n",
    )
    text, report = masked(source, key)
    rows = [line.split(",", 3) for line in text.splitlines()]
    first, last = rows[1][:2]
    assert f"{last.upper()} called from {rows[1][2]}" in rows[1][3]
    assert f"{first.lower()} {last.lower()} writes" in rows[1][3]
    assert f"{last}'s dog" in rows[1][3]
    assert rows[2][3].startswith("will the bell ring?"), "ordinary words are not names"
    assert "Cantwell" not in text
    assert "Will Bell" not in text
    assert report.residual == 0


def test_direct_identifiers_are_masked_in_every_filled_cell(write: Write, key: Key) -> None:
    cells = ["ann@example.org", "not an address", "-", "12345", "NULL", "中文", "", "  "]
    source = write("t.csv", "email,n\n" + "".join(f"{cell},x\n" for cell in cells))
    text, report = masked(source, key)
    out = [line.rsplit(",", 1)[0] for line in text.splitlines()[1:]]
    assert all(new != old for old, new in zip(cells[:6], out[:6], strict=True)), out
    assert out[6:] == ["", "  "], "blank cells stay as they are"
    assert report.files[0].columns["email"].masked == 6


@pytest.mark.parametrize("preset", ["mask/default", "mask/labels"])
def test_output_does_not_depend_on_batches(write: Write, key: Key, preset: str) -> None:
    rows = "".join(
        f"u{n},User{n} Smith,user{n}@x.org,note {n}: Smith of 12 Oak Street called 212-736-5{n:03d} ok\n"
        for n in range(57)
    )
    source = write("t.csv", "user id,name,email,note\n" + rows)
    texts = {masked(source, key, f"batch_rows={size}", f"preset={preset}")[0] for size in (1, 7, 50, 1000)}
    assert len(texts) == 1


def test_plain_columns_are_searched_and_late_surprises_found(write: Write, key: Key) -> None:
    rows = "".join(f"{n},code {n % 3}\n" for n in range(30)) + "30,mail ann@example.org\n31,4111111111111111\n"
    source = write("t.csv", "n,status\n" + rows)
    text, report = masked(source, key, "detect.sample_rows=10")
    assert "ann@example.org" not in text
    assert "4111111111111111" not in text
    assert report.files[0].columns["status"].kind == "plain"


def test_columns_and_operators_by_policy(write: Write, key: Key) -> None:
    source = write("t.csv", "name,salary,secret,note,keepme\nAnn Lee,100,x,mail a@b.org or 10.1.2.3,c@d.org\n")
    text, report = masked(
        source,
        key,
        columns={
            "name": {"entity": "PERSON", "operator": {"type": "mask", "keep_first": 1}},
            "salary": "redact",
            "secret": "drop",
            "note": {"kind": "text", "operators": {"IP_ADDRESS": "keep", "EMAIL_ADDRESS": "redact"}},
            "keepme": "keep",
        },
    )
    assert text == "name,salary,note,keepme\nA** ***,,mail  or 10.1.2.3,c@d.org\n"
    assert report.files[0].columns["note"].residual == {}


def test_values_kept_by_the_user_are_counted_as_residual(write: Write, key: Key) -> None:
    source = write("t.csv", "email,copy\nann@example.org,write to ann@example.org please\n")
    text, report = masked(source, key, columns={"copy": "keep"})
    assert "ann@example.org" in text, "the policy says keep"
    assert report.files[0].columns["copy"].residual == {"EMAIL_ADDRESS": 1}
    with pytest.raises(AnswerIsNo, match="1 residual findings, over the limit of 0"):
        run_mask(
            [str(source)],
            str(source.with_name("no.csv")),
            policy=policy("max_residual=0", columns={"copy": "keep"}),
            key=key,
        )
    assert not source.with_name("no.csv").exists()
    assert not source.with_name("no.csv.manifest.json").exists()


def test_verification_sees_what_detection_missed() -> None:
    residual = count_values(
        {"a": ["call Longworth or longworth", "\0 pays 4111111111111111"], "b": ["张伟来了", "12"]},
        [("PERSON", "Longworth"), ("PERSON", "张伟"), ("ID", "12"), ("PERSON", "Al")],
    )
    assert residual == {"a": {"PERSON": 1, "CREDIT_CARD": 1}, "b": {"PERSON": 1}}
    assert ValueIndex([("PERSON", "Ann Lee")]).count("ANN\u00a0LEE") == {"PERSON": 1}
    assert ValueIndex([("PERSON", "Ann Lee")]).count("Ann\0Lee") == {}


def test_full_verification(write: Write, key: Key) -> None:
    source = write("t.csv", "note\nmail ann@example.org today\nnothing\n")
    _, report = masked(source, key, "verify=full")
    assert (report.verify, report.residual) == ("full", 0)


def test_rewriting_remembers_what_was_written() -> None:
    text = "ab Ann cd Bob"
    result = rewrite(text, [Span(3, 6, "P", 1, ""), Span(10, 13, "P", 1, "")], lambda kind, value: f"<{value[::-1]}>")
    assert result.text == "ab <nnA> cd <boB>"
    assert result.kept == "ab \0 cd \0"
    assert [result.text[start:end] for start, end in result.written] == ["<nnA>", "<boB>"]


def test_several_files_one_key_one_report(write: Write, key: Key, tmp_path: Path) -> None:
    codes = [f"Z{n:06d}" for n in range(40)]
    one = write("one.csv", "code,name\n" + "".join(f"{code},Ann Lee\n" for code in codes))
    two = write("two.csv", "code,amount\n" + "".join(f"{codes[0]},{n}\n" for n in range(40)))
    out = tmp_path / "out"
    out.mkdir()
    report = run_mask([str(one), str(two)], f"{out}/", policy=policy(), key=key)
    first, second = (out / "one.csv").read_text().splitlines(), (out / "two.csv").read_text().splitlines()
    assert first[1].split(",")[0] == second[1].split(",")[0] != codes[0], "the tables still join"
    assert [file.name for file in report.files] == ["one.csv", "two.csv"]
    with pytest.raises(UsageError, match="need a folder"):
        run_mask([str(one), str(two)], str(tmp_path / "x.csv"), policy=policy(), key=key)


def test_manifest_is_evidence_without_values(write: Write, key: Key) -> None:
    source = write("t.csv", "email,note\nsentinel@example.org,SENTINEL-48213 likes tea\n")
    deny = {"detect": {"text": {"deny": {"PROJECT": ["tea"]}, "allow": ["sentinelallowed"]}}}
    text, _ = masked(source, key, **deny)
    assert "<PROJECT>" in text
    target = source.with_name("masked-t.csv")
    manifest = verify_manifest(target, key=key)
    assert manifest["output"]["columns"] == ["email", "note"]
    assert manifest["columns"]["email"]["entities"] == {"EMAIL_ADDRESS": 1}
    assert manifest["residual"] == {"verify": "values", "total": 0}
    dumped = json.dumps(manifest).lower()
    for secret in ("sentinel", "tea"):
        assert secret not in dumped.replace('"team', ""), "no value of the data or of the lists"


def test_dry_run_writes_nothing_and_counts(write: Write, key: Key, tmp_path: Path) -> None:
    source = write("t.csv", "email\nann@example.org\n")
    before = sorted(tmp_path.iterdir())
    report = run_mask([str(source)], str(tmp_path / "o.csv"), policy=policy(), key=key, dry_run=True)
    assert report.files[0].entities == {"EMAIL_ADDRESS": 1}
    assert sorted(tmp_path.iterdir()) == before
    write("o.csv", "old")
    with pytest.raises(UsageError, match="exists"):
        run_mask([str(source)], str(tmp_path / "o.csv"), policy=policy(), key=key, dry_run=True)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        ("4111111111111111,ann@example.org\n1,2\n", DataError, "looks like data"),
        ("a,b\n1,2\n", DataError, "names column emial, which the table lacks"),
    ],
)
def test_tables_that_do_not_fit(write: Write, key: Key, content: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        masked(write("t.csv", content), key, columns={"emial": "redact"})
    assert message in str(caught.value)
    assert "4111" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "header", "row"),
    [
        ("Customer export,\nname,ssn\nAnn,411135\n", True, 1),
        ("Report,2024\nname,ssn\n", True, 1),
        ("Report,2024\n,\nname,ssn\nAnn,411135\n", True, 2),
        ("name,ssn\nAnn,411135\n", False, 1),
        ("Report,2024\nname,ssn\nAnn,411135\n", False, 2),
    ],
)
def test_a_header_among_the_rows(write: Write, key: Key, content: str, header: bool, row: int) -> None:
    """Its columns would be read without what it says of them."""
    source = write("t.csv", content)
    for run in (
        lambda: run_mask(
            [str(source)], str(source.with_name("o.csv")), policy=policy(), key=key, options=TableOptions(header=header)
        ),
        lambda: run_scan(str(source), policy=policy(), options=TableOptions(header=header)),
    ):
        with pytest.raises(DataError, match=f"row {row} looks like the header") as caught:
            run()
        assert "Ann" not in str(caught.value)
    assert [path.name for path in source.parent.iterdir()] == ["t.csv"]


def test_who_names_columns_knows_the_header(write: Write, key: Key) -> None:
    source = write("t.csv", "left,right\nname,ssn\n7,8\n")
    assert masked(source, key, columns={"left": "redact"})[0].endswith(",8\n")


def test_rows_of_names_of_fields_are_data(write: Write, key: Key) -> None:
    content = "source,target\nfirst_name,given_name\nemail,mail\n"
    assert masked(write("t.csv", content), key)[0] == content


def test_policy_that_contradicts_itself(write: Write, key: Key) -> None:
    with pytest.raises(ConfigError, match="exclude each other"):
        masked(write("t.csv", "a,b\n1,2\n"), key, columns={"a": {"kind": "text", "operator": "redact"}})


def test_scan_and_its_policy(write: Write, key: Key, tmp_path: Path) -> None:
    source = write(
        "t.csv",
        "name,note,zip\n" + "".join(f"Ann Lee,mail a{n}@b.org from Ann about the box,1000{n}\n" for n in range(5)),
    )
    report = run_scan(str(source), policy=policy(), spans=str(tmp_path / "spans.jsonl"))
    assert report.columns["name"].entity_type == "PERSON"
    assert report.columns["note"].entities["EMAIL_ADDRESS"].count == 5
    assert report.columns["zip"].quasi
    assert report.has_findings
    spans = [json.loads(line) for line in (tmp_path / "spans.jsonl").read_text().splitlines()]
    assert set(spans[0]) == {"row", "column", "start", "end", "entity_type", "score", "recognizer"}
    assert spans[0] == {
        **{"row": 0, "column": "name", "start": 0, "end": 7},
        **{"entity_type": "PERSON", "score": 1.0, "recognizer": "column"},
    }
    assert {span["entity_type"] for span in spans if span["column"] == "note"} == {"EMAIL_ADDRESS", "PERSON"}
    suggested = suggest_policy(report)
    text, _ = masked(source, key, **suggested)
    assert "Ann" not in text
    assert run_scan(str(source), policy=policy(), sample=2).rows == 2


def test_no_header_and_no_quotes(write: Write, key: Key) -> None:
    source = write("t.tsv", 'ham\tcall "me at 212-736-5000\nspam\twin\n')
    target = source.with_name("o.tsv")
    options = TableOptions(header=False, quoting=False)
    report = run_mask([str(source)], str(target), policy=policy(), key=key, options=options)
    assert list(report.files[0].columns) == ["c1", "c2"]
    assert target.read_text().startswith('ham\tcall "me at ')
    assert "212-736-5000" not in target.read_text()


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ({"detect": {"text": {"entities": ["PERSN"]}}}, "detect.text.entities: no recognizer finds PERSN", "PERSON?"),
        ({"detect": {"text": {"entities": ["FOO"]}}}, "no recognizer finds FOO", "detect.text.recognizers"),
        ({"detect": {"text": {"thresholds": {"PHONE_NUMBR": 0.1}}}}, "detect.text.thresholds", "PHONE_NUMBER?"),
        ({"operators": {"person": "redact"}}, "operators: no recognizer finds person", "PERSON?"),
        ({"columns": {"note": {"kind": "text", "operators": {"LOCATON": "keep"}}}}, "columns.note", "LOCATION?"),
    ],
)
def test_misspelt_entity_types_are_refused(
    write: Write, key: Key, settings: dict[str, object], message: str, hint: str
) -> None:
    """A misspelt type would let what it names pass in silence."""
    source = write("t.csv", "note\nfine\n")
    with pytest.raises(ConfigError, match=message) as caught:
        masked(source, key, **settings)
    assert hint in (caught.value.hint or "")
    assert not source.with_name("masked-t.csv").exists()


def test_entity_types_that_the_policy_declares(write: Write, key: Key) -> None:
    source = write("t.csv", "note,badge\nProject Falcon is late,77\n")
    text, _ = masked(
        source,
        key,
        detect={"text": {"entities": ["CODENAME"], "deny": {"CODENAME": ["Falcon"]}}},
        columns={"note": {"kind": "text"}, "badge": {"entity": "BADGE"}},
        operators={"BADGE": "redact", "CODENAME": "replace", "SOMETHING_ELSE_ENTIRELY": "redact"},
    )
    assert text == "note,badge\nProject <CODENAME> is late,\n"
