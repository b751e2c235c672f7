"""Names that somebody introduces in scripts that the detectors do not read."""

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Здравствуйте! Меня зовут Иван Петров, мой заказ не пришёл", "Иван Петров"),
        ("Меня зовут Анна-Мария, помогите", "Анна-Мария"),
        ("Моя фамилия: Салтыков-Щедрин.", "Салтыков-Щедрин"),
        ("Мене звати Тарас Шевчук і я", "Тарас Шевчук"),
        ("Με λένε Νίκος Παπαδάκης και", "Νίκος Παπαδάκης"),
        ("مرحبا، اسمي محمد علي، رقم", "محمد علي"),
        ("שלום, קוראים לי דוד לוי, אני", "דוד לוי"),
        ("मेरा नाम राजेश कुमार है, फोन", "राजेश कुमार"),
        ("제 이름은 김민수이고 전화번호는", "김민수"),
        ("안녕하세요 제 이름은 남궁민입니다.", "남궁민"),
        ("저는 이영희라고 합니다", "이영희"),
        ("私の名前は田中太郎です。電話は", "田中太郎"),
        ("氏名は 山田 花子です", "山田 花子"),
        ("お世話になります、佐藤と申します。", "佐藤"),
    ],
)
def test_introductions(found: Found, text: str, name: str) -> None:
    assert ("PERSON", name) in found(text), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Меня зовут на собрание",  # they call me to a meeting
        "меня зовут",
        "저는 학생입니다",  # I am a student
        "이름은 입력하지 않았습니다",
        "मेरा नाम",
        "名前はまだ無い",
        "اسمي",
    ],
)
def test_no_introductions(found: Found, text: str) -> None:
    assert [pair for pair in found(text) if pair[0] == "PERSON"] == []
