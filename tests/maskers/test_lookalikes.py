"""Letters of other scripts and other forms that look like Latin ones hide nothing, and words of one script stay."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.configs.policy import MaskPolicy, TextDetection
from privml.core.keys import Key
from privml.maskers.lookalikes import LOOKALIKES, as_seen, twin
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.terms import Term, find_terms
from privml.maskers.spelling import read
from privml.maskers.stage import run_mask


@pytest.mark.parametrize(
    ("text", "seen", "why"),
    [
        ("ask \u0410nn L\u0435\u0435 now", "ask Ann Lee now", "Cyrillic in Latin words"),
        ("ask \u0391nn\u0430 now", "ask Anna now", "Greek and Cyrillic"),
        ("j\u043ehn@ex\u0430mple.com", "john@example.com", "an address"),
        ("\u0441\u0430\u0440\u0435@example.com", "cape@example.com", "a label of look-alikes before Latin ones"),
        ("p\u0430y\u0440\u0430l and Вена", "paypal and Вена", "beside a word that is Russian"),
        ("Ask \u0420\u043e\u0440\u0435 today", "Ask Pope today", "a word of look-alikes among Latin words"),
        ("𝐀𝐧𝐧 𝓛𝓮𝓮, 𝔸𝕟𝕟, ℬ𝒶𝓇𝓇𝓎", "Ann Lee, Ann, Barry", "mathematical and letterlike"),
        ("Ⓐⓝⓝ 🅛🅔🅔 🄰🄽🄽 🅻🅴🅴 ⒜⒩⒩", "Ann LEE ANN LEE ann", "in circles, squares, brackets"),
        ("ᴀɴɴ ʟᴇᴇ", "ANN LEE", "small capitals"),
        ("Ａｎｎ Ｌｅｅ ａｎｎ＠ｅｘ．ｏｒｇ ａｎｎ﹫ex․org", "Ann Lee ann@ex.org ann@ex.org", "full-width and small"),
        ("Griﬃth and Steﬀen ĳ", "Griffith and Steffen ij", "ligatures"),
        ("A\u0336n\u0336n\u0336 L\u0336e\u0336e\u0336", "Ann Lee", "struck through"),
        ("4\ufe0f\u20e31\ufe0f\u20e3", "41", "keycaps"),
        ("④①①① ①①①① ①①①① ①①①①", "4111 1111 1111 1111", "a number in circles"),
        ("⁴¹¹¹¹¹¹¹¹¹¹¹¹¹¹¹", "4111111111111111", "a raised number"),
        (
            "4111 1111 1111 111І and 41О1 1111 1111 1111",
            "4111 1111 1111 1111 and 4101 1111 1111 1111",
            "letters as digits",
        ),
        ("Adébáyọ\u0300", "Adébáyọ", "marks that compose with no letter"),
        # what stays
        ("Роса и Анна живут в Москве", "Роса и Анна живут в Москве", "Russian"),
        ("Роса", "Роса", "nothing Latin around it"),
        ("Η Άννα μένει στην Αθήνα", "Η Άννα μένει στην Αθήνα", "Greek"),
        ("the word роса means dew, рассвет dawn", "the word роса means dew, рассвет dawn", "Russian words in English"),
        ("привeт всем", "привет всем", "a Latin letter in a Russian word"),
        ("я купил iPhone в Соре", "я купил iPhone в Соре", "both scripts"),
        ("α and β, 5 µm, Δx", "α and β, 5 µm, Δx", "signs of formulas"),
        ("①13812345678 ②13912345678", "①13812345678 ②13912345678", "numbered lists"),
        ("see note¹4111 and 50 m²", "see note¹4111 and 50 m²", "notes and units"),
        ("№ 5, 5℃, ½, ™", "№ 5, 5℃, ½, ™", "signs"),
        ("Yıldız, Łukasz, Ærøskøbing", "Yıldız, Łukasz, Ærøskøbing", "letters of languages"),
        ("中文，邮箱：a。b", "中文，邮箱：a。b", "Chinese punctuation"),
    ],
)
def test_a_text_is_read_as_it_looks(text: str, seen: str, why: str) -> None:
    assert read(text).text == seen, why


@given(
    st.text(alphabet=st.one_of(st.sampled_from(LOOKALIKES + "abcABC @.:/\n-0159ßжЖλ中"), st.characters()), max_size=60)
)
def test_look_alikes_keep_the_length(text: str) -> None:
    seen = as_seen(text)
    assert len(seen) == len(text)
    assert as_seen(seen) == seen, "what is read is read the same again"
    changed = [(a, b) for a, b in zip(text, seen, strict=True) if a != b]
    assert all(a in LOOKALIKES or b in LOOKALIKES for a, b in changed)


def test_twins() -> None:
    assert (twin("Pope"), twin("Роре"), twin("Smith"), twin("Анна"), twin("123"), twin("")) == (
        *("Роре", "Pope"),
        *[None] * 4,
    )


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Pope", "мы видели Роре вчера"),  # in the letters of the text around it
        ("Роре", "we met Pope there"),
        ("Роре", "we met Роре there"),
        ("Роре", "мы видели Роре"),
        ("Cantwell", "tell C\u0430ntw\u0435ll"),
        ("C\u0430ntwell", "tell Cantwell"),
        ("Наташа", "мы видели НАТАША"),
        ("ann@example.org", "\u0430nn@\u0435x\u0430mple.org"),
    ],
)
def test_known_texts_are_found_in_either_script(term: str, text: str) -> None:
    assert len(list(find_terms(text, [Term(term, "PERSON", True)], recognizer="r"))) == 1


@pytest.mark.parametrize(
    ("name", "mention"),
    [
        ("Maria Cantwell", "M\u0430ri\u0430 C\u0430ntw\u0435ll"),
        ("Maria Cantwell", "𝕄𝕒𝕣𝕚𝕒 𝓒𝓪𝓷𝓽𝔀𝓮𝓵𝓵"),
        ("Maria Cantwell", "Ⓜⓐⓡⓘⓐ Ⓒⓐⓝⓣⓦⓔⓛⓛ"),
        ("Maria Cantwell", "ᴍᴀʀɪᴀ ᴄᴀɴᴛᴡᴇʟʟ"),
        ("Maria Cantwell", "M\u0336a\u0336r\u0336i\u0336a\u0336 Cantwell"),
        ("Susan Pope", "Ѕusаn Роре"),
        ("Steffen Griffith", "Steﬀen Griﬃth"),
    ],
)
def test_what_a_row_knows_is_found(write: Callable[[str, str], Path], key: Key, name: str, mention: str) -> None:
    source = write("t.csv", f"full name,note\n{name},please tell {mention} that we wait\n")
    target = source.with_name("masked.csv")
    settings = MaskPolicy.model_validate({"detect": {"text": {"model": None}}, "operators": {"default": "replace"}})
    report = run_mask([str(source)], str(target), policy=settings, key=key)
    assert target.read_text().splitlines()[1] == "<PERSON>,please tell <PERSON> <PERSON> that we wait" or (
        target.read_text().splitlines()[1] == "<PERSON>,please tell <PERSON> that we wait"
    )
    assert report.residual == 0


@pytest.mark.parametrize(
    ("text", "entity_type"),
    [
        ("write to j\u043ehn.sm\u0456th@ex\u0430mple.c\u043em today", "EMAIL_ADDRESS"),
        ("write to 𝓳𝓸𝓱𝓷@𝓮𝔁𝓪𝓶𝓹𝓵𝓮.𝓬𝓸𝓶 today", "EMAIL_ADDRESS"),
        ("write to ⓙⓞⓗⓝ@ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ today", "EMAIL_ADDRESS"),
        ("see \u04bbttps://\u0435xample.org/u today", "URL"),
        ("card ④①①① ①①①① ①①①① ①①①① today", "CREDIT_CARD"),
        ("card 𝟒𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 today", "CREDIT_CARD"),
        ("card 4̶1̶1̶1̶ 1̶1̶1̶1̶ 1̶1̶1̶1̶ 1̶1̶1̶1̶ today", "CREDIT_CARD"),
        ("card 4111 1111 1111 11І1 today", "CREDIT_CARD"),
        ("card 4️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣ today", "CREDIT_CARD"),
    ],
)
def test_identifiers_are_found_to_the_last_character(text: str, entity_type: str) -> None:
    detector = Detector(TextDetection(model=None), ignored=frozenset())
    [spans] = detector.find_in_texts([text])
    places = [(s.start, s.end) for s in spans if s.entity_type == entity_type]
    end = text.rindex(" ")
    start = text.rindex(" ", 0, end) + 1 if entity_type != "CREDIT_CARD" else text.index(" ") + 1
    assert (start, end) in places, spans


def test_the_model_reads_names_in_look_alikes() -> None:
    detector = Detector(TextDetection(), ignored=frozenset())
    plain, mixed = "I spoke with Johanna Miller about it.", "I spoke with J\u043eh\u0430nn\u0430 Mill\u0435r about it."
    [wanted, found] = detector.find_in_texts([plain, mixed])
    assert [(s.start, s.end, s.entity_type) for s in found] == [(s.start, s.end, s.entity_type) for s in wanted]
    assert any(span.entity_type == "PERSON" for span in found)
