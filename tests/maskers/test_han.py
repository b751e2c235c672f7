"""Names in Chinese texts: the chain against enumeration, the word list, the file, and what must be found."""

import itertools
import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from privml.configs.policy import MaskPolicy, TextDetection
from privml.core.errors import MissingError
from privml.core.inputs import hash_file
from privml.core.keys import Key
from privml.maskers.explain import Explainer
from privml.maskers.models.own import HAN_FOLDER, han_model
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.han.about import ABOUT_FILE, ARRAYS_FILE, NAME
from privml.maskers.recognizers.han.chain import infer
from privml.maskers.recognizers.han.features import LEVELS, SEPARATOR, FeatureReader, NameTables, codes_of, is_han
from privml.maskers.recognizers.han.lexicon import LONGEST, TAGS, Lexicon, hash_words
from privml.maskers.recognizers.han.model import read_model, write_model
from privml.maskers.recognizers.han.recognizer import HanRecognizer
from privml.maskers.spans import Span, SpanFilter, resolve_overlaps
from privml.maskers.stage import run_mask

Write = Callable[[str, str], Path]


def small_lexicon(**words: tuple[int, str]) -> Lexicon:
    """Words with their costs and tags."""
    numbered = sorted((int(hash_words(codes_of(word), len(word))[0]), *about) for word, about in words.items())
    return Lexicon(
        np.array([number for number, _, _ in numbered], np.uint32),
        np.array([cost for _, cost, _ in numbered], np.uint8),
        np.array([TAGS.index(tag) for _, _, tag in numbered], np.uint8),
    )


def no_tables() -> NameTables:
    return NameTables(*(np.zeros(0xA000, np.uint8) for _ in range(4)))


# the chain


def enumerated(scores: np.ndarray, transitions: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Marginals, expected pairs and logarithm of the partition, from all taggings of one text between separators."""
    length, tags = scores.shape
    marginals, pairs, total = np.zeros((length, tags)), np.zeros((tags, tags)), 0.0
    for tagging in itertools.product(range(tags), repeat=length):
        path = [0, *tagging, 0]
        steps = list(itertools.pairwise(path))
        weight = math.exp(
            sum(scores[place, tag] for place, tag in enumerate(tagging)) + sum(transitions[step] for step in steps)
        )
        total += weight
        for place, tag in enumerate(tagging):
            marginals[place, tag] += weight
        for step in steps:
            pairs[step] += weight
    return marginals / total, pairs / total, math.log(total)


def in_rows(*texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts as rows of a chain, a separator before and behind each."""
    width = 2 + max(map(len, texts))
    scores, is_character = np.zeros((len(texts), width, texts[0].shape[1])), np.zeros((len(texts), width), bool)
    for row, text in enumerate(texts):
        scores[row, 1 : 1 + len(text)], is_character[row, 1 : 1 + len(text)] = text, True
    return scores, is_character


@pytest.mark.parametrize("lengths", [(1,), (4,), (3, 5), (5, 1, 2)])
def test_the_chain_agrees_with_enumeration(lengths: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    texts, transitions = [rng.normal(size=(length, 3)) * 2 for length in lengths], rng.normal(size=(3, 3))
    beliefs = infer(*in_rows(*texts)[:1], transitions, in_rows(*texts)[1], want_pairs=True)
    known = [enumerated(text, transitions) for text in texts]
    for row, (marginals, _, _) in enumerate(known):
        assert np.allclose(beliefs.marginals[row, 1 : 1 + lengths[row]], marginals)
    assert np.allclose(beliefs.pairs, sum(pairs for _, pairs, _ in known))
    assert beliefs.log_partition == pytest.approx(sum(total for _, _, total in known))


def test_rows_do_not_know_of_each_other() -> None:
    rng = np.random.default_rng(2)
    texts, transitions = [rng.normal(size=(length, 4)) for length in (6, 3, 9)], rng.normal(size=(4, 4))
    together = infer(*in_rows(*texts)[:1], transitions, in_rows(*texts)[1]).marginals
    for row, text in enumerate(texts):
        alone = infer(*in_rows(text)[:1], transitions, in_rows(text)[1]).marginals
        assert (together[row, 1 : 1 + len(text)] == alone[0, 1 : 1 + len(text)]).all()


# the word list


def test_words_of_the_least_cost_are_chosen() -> None:
    lexicon = small_lexicon(研究=(60, "v"), 研究生=(70, "n"), 生命=(60, "n"), 命=(90, "n"), 起源=(60, "n"))
    text = "研究生命起源"
    words = lexicon.words_of(codes_of(text), is_han(codes_of(text)))
    # 研究生 with 命 costs 160, 研究 with 生命 120
    assert [text[s:e] for s, e in zip(words.start, words.end, strict=True)] == [
        *["研究"] * 2,
        *["生命"] * 2,
        *["起源"] * 2,
    ]
    assert [TAGS[tag] for tag in words.tag] == ["v", "v", "n", "n", "n", "n"]
    assert words.longest_from.tolist() == [3, 0, 2, 0, 2, 0]
    assert words.longest_to.tolist() == [0, 2, 3, 2, 0, 2]


def test_words_do_not_reach_beyond_the_text() -> None:
    lexicon = small_lexicon(北京=(40, "ns"))
    words = lexicon.words_of(codes_of("在北"), is_han(codes_of("在北")))
    assert words.longest_from.tolist() == [0, 0]
    assert [TAGS[tag] for tag in words.tag] == ["single", "single"]


def test_listed_people_are_marked_by_place() -> None:
    text = "找李嘉诚"
    words = small_lexicon(李嘉诚=(100, "nr")).words_of(codes_of(text), is_han(codes_of(text)))
    assert words.in_name.tolist() == [0, *(1 + place + 2 * LONGEST for place in range(3))]


def test_features_end_at_separators() -> None:
    reader = FeatureReader(small_lexicon(今天=(40, "t"), 天气=(40, "n")), no_tables())
    first, second = "今天", "天气好"
    mark = chr(SEPARATOR)
    alone = [reader.read(codes_of(f"{mark}{text}{mark}"))[1:-1] for text in (first, second)]
    together = reader.read(codes_of(f"{mark}{first}{mark}{second}{mark}"))
    same_here = together[1:3] == alone[0]
    # neighbours are read up to three characters away: only what looks beyond the separator may differ
    assert same_here.mean() > 0.7
    assert (together[4:7] == alone[1]).mean() > 0.7
    assert not (alone[0][0] == alone[1][0]).all()


# the file


def written(folder: Path) -> Path:
    lexicon = small_lexicon(你好=(40, "l"), 王明=(120, "nr"))
    tables = no_tables()
    tables.surname[ord("王")] = LEVELS - 1
    weights = np.array([[1.27, 0.0, -0.5], [0.001, 0.0, 0.0], [0.0, -1.27, 0.01]])
    write_model(
        folder,
        lexicon=lexicon,
        tables=tables,
        known=np.array([7, 300, 4_000_000_000], np.uint32),
        weights=weights,
        transitions=np.eye(3),
        about={"tags": ["O", "B-PERSON", "I-PERSON"], "points": {"PERSON": 0.4}},
    )
    return folder


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    model = read_model(written(tmp_path))
    # the second feature's weights are nothing in eight bits
    assert model.known.tolist() == [7, 4_000_000_000]
    assert np.allclose(model.weights * model.about.scale, [[1.27, 0, -0.5], [0, -1.27, 0.01], [0, 0, 0]], atol=0.005)
    assert model.transitions.tolist() == np.eye(3).tolist()
    assert (model.about.tags, model.about.points) == (("O", "B-PERSON", "I-PERSON"), {"PERSON": 0.4})
    codes = codes_of("你好王明")
    assert model.reader._lexicon.words_of(codes, is_han(codes)).start.tolist() == [0, 0, 2, 2]
    assert model.reader._tables.surname[ord("王")] == LEVELS - 1


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_model_is_an_error(tmp_path: Path, damage: str) -> None:
    path = written(tmp_path) / ARRAYS_FILE
    path.write_bytes(path.read_bytes()[:-10]) if damage == "cut" else path.unlink()
    with pytest.raises(MissingError, match="Chinese names"):
        HanRecognizer(tmp_path).load()


def test_texts_without_chinese_need_no_model(tmp_path: Path) -> None:
    recognizer = HanRecognizer(tmp_path)  # an empty folder
    texts = ["Ask Ann Lee.", "Zoë wohnt in Köln.", "山田さんは東京に住んでいます。", "", "Привет"]
    assert recognizer.find(texts, SpanFilter()) == [[]] * len(texts)
    with pytest.raises(MissingError):
        recognizer.find(["王明"], SpanFilter())


# what comes with privml


def test_it_is_whole_and_small() -> None:
    about = json.loads((HAN_FOLDER / ABOUT_FILE).read_text())
    assert hash_file(HAN_FOLDER / ARRAYS_FILE).sha256 == about["sha256"]
    assert sum(path.stat().st_size for path in HAN_FOLDER.iterdir()) <= 1_500_000
    card = (HAN_FOLDER / "README.md").read_text()
    assert all(word in card for word in ("CC BY-SA 3.0", "MIT", "## Limits"))


def found(text: str, **settings: object) -> dict[str, str]:
    spans = han_model().find([text], SpanFilter(**settings))[0]  # type: ignore[arg-type]
    return {text[span.start : span.end]: span.entity_type for span in spans}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("昨天和李晓梅一起吃饭，很开心。", "李晓梅"),
        ("照周雪琴说的步骤做了，还是不停重启。", "周雪琴"),
        ("网页打不开，武汉的同事李婷婷那边也一样。", "李婷婷"),
        ("Hi, 王建国 asked me to call back. 谢谢", "王建国"),
        ("第一行\n请转告陈志强\n第三行", "陈志强"),
    ],
)
def test_names_it_must_find(text: str, name: str) -> None:
    assert found(text).get(name) == "PERSON", found(text)


@pytest.mark.parametrize(
    "text",
    [
        "这个产品质量很好，物流也快。",
        "系统升级中，请稍后再试。",
        "高兴得不得了，马上就去。",
        "谢谢，祝好！",
        "问题已解决。\n此致\n敬礼",
        "东京の夜景",
    ],
)
def test_what_it_must_leave_alone(text: str) -> None:
    assert "PERSON" not in found(text).values()


def test_neighbours_and_thresholds() -> None:
    texts = [
        "昨天和李晓梅吃饭。",
        "Nothing here.",
        "请联系张伟和刘洋，谢谢。\n地址不变。",
        "今天" * 700 + "王建国说好。",
    ]
    recognizer = han_model()
    alone = [recognizer.find([text], SpanFilter())[0] for text in texts]
    assert recognizer.find(texts, SpanFilter()) == alone
    assert recognizer.find(texts[::-1], SpanFilter()) == alone[::-1]
    assert all(0.5 <= span.score <= 1 and span.recognizer == NAME for spans in alone for span in spans)
    assert not any(recognizer.find(texts, SpanFilter(default_threshold=1.0)))
    assert found(texts[0], entities=frozenset({"LOCATION"})) == {}


def test_lines_that_are_read_together_know_nothing_of_each_other() -> None:
    """Features look at several characters to each side, and at words: a line's first name is in reach of the last."""
    lines = ["张三投诉李四", "联系人：欧阳修远 电话13812345678", "孙洋介绍陈明入职", "王建国", "李晓梅说好", "谢谢"]
    recognizer = han_model()
    alone = {line: recognizer.find([line], SpanFilter())[0] for line in lines}
    for order in itertools.permutations(lines):
        assert recognizer.find(order, SpanFilter()) == [alone[line] for line in order]


def test_it_stands_beside_the_detector_only() -> None:
    text = "昨天和李晓梅一起吃饭，很开心。"
    spans = Detector(TextDetection(), ignored=frozenset()).find_in_texts([text])[0]
    assert ("李晓梅", "PERSON") in {(text[s.start : s.end], s.entity_type) for s in resolve_overlaps(spans, text)}
    assert NAME in {span.recognizer for span in spans}
    by_pattern = Detector(TextDetection(model=None), ignored=frozenset()).find_in_texts([text])[0]
    assert NAME not in {span.recognizer for span in by_pattern}


def test_explanations_name_it() -> None:
    text = "昨天和李晓梅一起吃饭，很开心。"
    candidates = Explainer(MaskPolicy.model_validate({"operators": {"PERSON": "redact"}})).explain_text(text).candidates
    [own] = [c for c in candidates if c.span.recognizer == NAME and text[c.span.start : c.span.end] == "李晓梅"]
    assert own.verdict in ("masked", "lost")
    assert own.cause.source == "privml"


def test_english_texts_load_nothing_of_it() -> None:
    program = (
        "import sys; from privml.configs.policy import TextDetection; "
        "from privml.maskers.recognizers.detector import Detector; "
        "d = Detector(TextDetection(), ignored=frozenset()); d.find_in_texts(['Ask Ann Lee in Leeds.']); "
        "sys.exit('_model' in vars(d.han))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_spans_are_classifiers_findings() -> None:
    text = "陈志强"
    pattern, model = Span(0, 3, "LOCATION", 0.6, "pattern:X"), Span(0, 3, "PERSON", 0.9, NAME)
    assert resolve_overlaps([model, pattern], text) == [pattern]


PEOPLE = """姓名,手机号,身份证号,地址,邮箱,微信,备注
王晓燕,13800138000,11010519491231002X,北京市朝阳区建国路88号,wang@example.com,wxy_1990,王晓燕来电，请同事李志强回电
赵国栋,13700137000,440524188001010014,上海市徐汇区漕溪路20号,zhao@example.com,zgd_1985,Tell 周雪琴 and Ann Lee now
"""


def test_a_table_with_chinese_headers(write: Write, key: Key) -> None:
    source = write("people.csv", PEOPLE)
    policy = MaskPolicy.model_validate({"operators": {"PERSON": "redact"}, "columns": {"备注": {"kind": "text"}}})
    report = run_mask([str(source)], str(source.with_name("out.csv")), policy=policy, key=key)
    kinds = {name: (column.kind, column.entity_type) for name, column in report.files[0].columns.items()}
    assert kinds == {
        "姓名": ("identifier", "PERSON"),
        "手机号": ("identifier", "PHONE_NUMBER"),
        "身份证号": ("identifier", "CN_ID_CARD"),
        "地址": ("identifier", "STREET_ADDRESS"),
        "邮箱": ("identifier", "EMAIL_ADDRESS"),
        "微信": ("identifier", "USERNAME"),
        "备注": ("text", None),
    }
    masked = source.with_name("out.csv").read_text()
    # two languages in a cell: each is read by what knows it
    for name in ("王晓燕", "李志强", "赵国栋", "周雪琴", "Ann Lee"):
        assert name not in masked
    assert "来电，请同事" in masked


@pytest.mark.parametrize("word", ["老公", "我妈妈", "哥哥们", "父母", "他家阿姨", "女朋友", "爸爸"])
def test_who_is_called_by_kin_is_not_named(word: str) -> None:
    """Whatever a model thinks: the finding of such a word alone is dropped, a name that holds one is not."""
    han = han_model()
    text = f"今天{word}去看王小明了"
    start = text.index(word)
    assert han.trimmed(Span(start, start + len(word), "PERSON", 0.9, "privml"), text) is None
    found = {text[span.start : span.end] for span in han.find([text], SpanFilter())[0]}
    assert "王小明" in found
    assert word not in found


@pytest.mark.parametrize(
    ("text", "found", "kind", "name"),
    [
        ("又寄回青岛了。", "青", "LOCATION", "青岛"),
        ("王宝宝住在北京", "宝宝", "PERSON", "王宝宝"),
        ("陈小妹的电话", "小妹", "PERSON", "陈小妹"),
        ("孙女士的电话", "孙女", "PERSON", "孙"),
    ],
)
def test_a_name_of_which_another_model_found_a_part_is_whole(text: str, found: str, kind: str, name: str) -> None:
    start = text.index(found)
    kept = han_model().trimmed(Span(start, start + len(found), kind, 0.5, "privml"), text)
    assert kept is not None
    assert text[kept.start : kept.end] == name


@pytest.mark.parametrize(
    "marked",
    [
        *("联系人⟦李宝宝⟧，电话", "联系人⟦王小妹⟧，电话", "联系人⟦陈大哥⟧，电话"),
        "⟦付宝宝⟧住在北京",
        *("我叫⟦小妹⟧，住在北京", "姓名：⟦宝宝⟧", "收件人：⟦小妹⟧"),
    ],
)
def test_a_name_that_is_or_holds_a_word_for_kin_stays(marked: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    kept = han_model().trimmed(Span(start, end, "PERSON", 0.9, "privml"), text)
    assert kept is not None
    assert (kept.start, kept.end) == (start, end)
