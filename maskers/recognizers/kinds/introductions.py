"""Names that somebody introduces: in scripts whose names the detectors do not read, what stands behind `my name is`."""

from ...lazy_patterns import lazily
from ..announced import Announced, announced
from ..likely_places import with_any
from ..pattern import Pattern

_GAP = r"\s?(?:[:=—–-]\s{0,2})?"
_CASED = (  # with a capital, in Cyrillic or Greek
    r"(?:[А-ЯЁЂ-ЏҐ][а-яёђ-џґ'’]{1,24}(?:-[А-ЯЁЂ-ЏҐ][а-яёђ-џґ'’]{1,24})?|[Α-ΩΆΈ-Ώ][ά-ώΐΰ]{1,24}(?:-[Α-ΩΆΈ-Ώ][ά-ώΐΰ]{1,24})?)(?!\w)"
)
_ARABIC = "[\u0620-\u064a]{2,20}"
_HEBREW = "[\u05d0-\u05ea]{2,20}"
_NAGARI = "[\u0900-\u0963]{2,24}"
_KANA_OR_HAN = "[\u3041-\u3096\u30a1-\u30fa\u30fc\u30fb\u4e00-\u9fff々]"


INTRODUCTION_PATTERNS: tuple[Pattern | Announced, ...] = (
    # Меня зовут Иван Петров, Με λένε Νίκος Παπαδάκης: words with capitals
    announced(
        "PERSON",
        "меня зовут|моё имя|мое имя|моя фамилия|мене звати|моє ім'я|казвам се|με λένε|ονομάζομαι|το όνομά μου είναι",
        rf"{_CASED}(?: {_CASED}){{0,3}}",
        gap=_GAP,
        digit=False,
    ),
    # اسمي محمد علي: two words, as more may be the sentence's
    announced("PERSON", "اسمي|إسمي|أسمي", rf"{_ARABIC}(?: {_ARABIC})?", gap=_GAP, digit=False),
    # קוראים לי דוד לוי
    announced("PERSON", "קוראים לי|שמי|השם שלי", rf"{_HEBREW}(?: {_HEBREW})?", gap=_GAP, digit=False),
    # मेरा नाम राजेश कुमार है: as far as the verb
    Pattern(
        "PERSON",
        lazily(rf"मेरा नाम (?P<value>{_NAGARI}(?: {_NAGARI}){{0,3}}?)(?= है| हैं)"),
        0.85,
        places=with_any("मेरा नाम"),
        in_cells=False,
    ),
    # 제 이름은 김민수입니다
    Pattern(
        "PERSON",
        lazily("(?:이름은|성함은) ?(?P<value>[가-힣]{2,5}?)(?=입니다|이고|이에요|예요|이며|이라고|라고|[.,\n]|$)"),
        0.85,
        places=with_any("이름은", "성함은"),
        in_cells=False,
    ),
    # 저는 김민수라고 합니다
    Pattern(
        "PERSON",
        lazily("(?<![가-힣])저는 ?(?P<value>[가-힣]{2,5}?)(?=이?라고 (?:합|해|하))"),
        0.85,
        places=with_any("저는"),
        in_cells=False,
    ),
    # 私の名前は田中太郎です, 田中太郎と申します
    Pattern(
        "PERSON",
        lazily(
            rf"(?:名前は|氏名は)[ 、]?(?P<value>{_KANA_OR_HAN}{{2,10}}?(?:[ 　]{_KANA_OR_HAN}{{1,6}}?)?)(?=です|と申し|といい|と言い|であり)"
        ),
        0.85,
        places=with_any("名前は", "氏名は"),
        in_cells=False,
    ),
    Pattern(
        "PERSON",
        lazily(
            rf"(?:^|(?<=[\s、。はの]))(?P<value>{_KANA_OR_HAN}{{2,10}}?(?:[ 　]{_KANA_OR_HAN}{{1,6}}?)?)(?=と申しま)"
        ),
        0.8,
        places=with_any("と申しま"),
        in_cells=False,
    ),
)
