"""Identifiers in Chinese texts."""

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("王先生来电", "PERSON", "王"),
        ("请找李老师", "PERSON", "李"),
        ("欧阳娜娜女士", "PERSON", "欧阳娜娜"),
        ("由赵经理处理", "PERSON", "赵"),
        ("海女士，您好", "PERSON", "海"),
        ("Dear 边先生", "PERSON", "边"),
        ("接听人游雪。", "PERSON", "游雪"),
        ("我叫张伟，住在北京", "PERSON", "张伟"),
        ("姓名：刘德华", "PERSON", "刘德华"),
        ("联系人 陈静", "PERSON", "陈静"),
        ("收件人：司马光", "PERSON", "司马光"),
        ("患者：阿依古丽·买买提", "PERSON", "阿依古丽·买买提"),
        ("电话：010-62345678", "PHONE_NUMBER", "010-62345678"),
        ("座机0755-26712345转801", "PHONE_NUMBER", "0755-26712345转801"),
        ("手机13812345678", "PHONE_NUMBER", "13812345678"),
        ("客服热线400-123-4567", "PHONE_NUMBER", "400-123-4567"),
        ("身份证11010519491231002X", "CN_ID_CARD", "11010519491231002X"),
        ("卡号6222021234567890128", "CREDIT_CARD", "6222021234567890128"),
        ("统一社会信用代码：91110000600037341L", "TAX_ID", "91110000600037341L"),
        ("学号2019310442", "ID", "2019310442"),
        ("支付宝账号：ann_lee88", "ID", "ann_lee88"),
        ("快递单号SF1234567890123", "ID", "SF1234567890123"),
    ],
)
def test_found(found: Found, text: str, entity_type: str, value: str) -> None:
    assert (entity_type, value) in found(text), found(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("高经济增长，马上到账，谢谢大家", "surnames in words"),
        ("联系人信息不完整，姓名必填", "fields without values"),
        ("我是客户，我叫了外卖", "verbs"),
        ("11010519490231002X", "no such day of birth"),
        ("一共100元，第3号窗口", "numbers"),
        ("京东方A股票", "no licence plate"),
        ("91110000600037341A", "wrong check character"),
        ("城市人口500万", "numbers"),
        ("该女士来电，我先生也在", "no surnames before a form of address"),
    ],
)
def test_left_alone(found: Found, text: str, why: str) -> None:
    assert found(text) == [], why


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("客户 Zhang Wei 反映问题", ("PERSON", "Zhang Wei")),
        ("联系人：Maria Garcia Lopez，电话", ("PERSON", "Maria Garcia Lopez")),
        ("出生于一九八五年三月四日", ("DATE_OF_BIRTH", "一九八五年三月四日")),
        ("一九八五年三月生人", ("DATE_OF_BIRTH", "一九八五年三月")),
        ("我1990年3月7日的生日", ("DATE_OF_BIRTH", "1990年3月7日")),
        ("生日是九〇年三月七日", ("DATE_OF_BIRTH", "九〇年三月七日")),
    ],
)
def test_latin_names_and_dates_of_birth_in_words(found: Found, text: str, pair: tuple[str, str]) -> None:
    assert pair in found(text)


@pytest.mark.parametrize("text", ["用户 Google Chrome 更新", "客户 Microsoft Office 安装", "会员 Amazon Prime 到期"])
def test_brands_in_fields_are_no_people(found: Found, text: str) -> None:
    assert not [pair for pair in found(text) if pair[0] == "PERSON"]


def test_a_latin_name_with_a_hyphen_is_found_whole(found: Found) -> None:
    assert ("PERSON", "Li Na-Mei") in found("客户：Li Na-Mei，电话")
