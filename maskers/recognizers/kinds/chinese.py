"""Identifiers in Chinese texts: names in telling contexts, landlines, accounts of networks, addresses down to the door."""

from ...lazy_patterns import lazily
from ...words import is_known_name
from ..announced import Announced, announced
from ..likely_places import where
from ..pattern import Pattern
from ..words_han import HAN_SURNAME

_TITLE = (
    "先生|女士|小姐|太太|老师|医生|护士|经理|主任|师傅|阿姨|叔叔|教授|博士|律师|法官|警官|同学|老板|总监|总经理|院长|校长|书记|局长|处长|"
    "科长|部长|主管|班长|队长|董事长|秘书|会计|同志|大夫|工程师"
)
_FIELD = (
    "姓名|名字|联系人|收件人|收货人|寄件人|发件人|申请人|被保险人|投保人|受益人|持卡人|开户人|户名|户主|法定代表人|法人|负责人|经办人|"
    "委托人|被告人|原告|被告|当事人|患者|病人|就诊人|监护人|紧急联系人|家长|学生|员工|客户姓名|乘客|乘车人|预订人|入住人|签收人|推荐人|"
    "主治医师|医师|手术者|报案人|嫌疑人|证人|接听人|来电人|经手人|处理人|跟进人|登记人|审核人|值班人"
)
_WHO = "客户|用户|会员|顾客|同事|老师|经理|租客|业主|房东|旅客|住客|司机|嘉宾|候选人"
_PINYIN_SURNAMES = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng feng han cao "
    "zeng peng xiao cai pan tian dong yuan yu ye jiang du su wei cheng lü lu ding shen ren yao fu zhong cui tan liao fan jin shi jia "
    "xia fang zou xiong bai meng qin qiu hou yan xue lei long duan hao kong shao mao chang wan gu lai wong chan lee cheung".split()
)
_HAN = where(lambda clues: True, needs="has_han")
_NAME = rf"(?:{HAN_SURNAME}[\u4e00-\u9fff]{{1,2}}?|[\u4e00-\u9fff]{{1,6}}·[\u4e00-\u9fff]{{1,8}})"
_END = r"(?=[^\u4e00-\u9fff]|$)"


def is_latin_name(text: str) -> bool:
    """True for words of which one is a known name, or the first a Chinese surname in Latin letters; brands are none."""
    words = text.casefold().split()
    return words[0] in _PINYIN_SURNAMES or any(map(is_known_name, words))


CHINESE_PATTERNS: tuple[Pattern | Announced, ...] = (
    Pattern("PERSON", lazily(rf"(?P<value>{HAN_SURNAME}[\u4e00-\u9fff]{{0,2}}?)(?:{_TITLE})"), 0.8, places=_HAN, in_cells=False),
    # a rare surname alone, where nothing else may be: 海女士，您好
    Pattern(
        "PERSON",
        lazily(r"(?<![\u4e00-\u9fff])(?P<value>[\u4e00-\u9fff])(?<![该各两这那此本每一位名某老小大诸众男二三几我你您他她])(?=先生|女士|小姐(?!姐))"),
        0.8,
        places=_HAN,
        in_cells=False,
    ),
    Pattern("PERSON", lazily(rf"(?:{_FIELD})(?:是|为|叫)?[:：\s]{{0,3}}(?P<value>{_NAME}){_END}"), 0.85, places=_HAN, in_cells=False),
    # a name in Latin letters: 客户 Zhang Wei 反映
    Pattern(
        "PERSON",
        lazily(rf"(?:{_FIELD}|{_WHO})(?:是|为|叫)?[:：\s]{{0,3}}(?P<value>[A-Z][A-Za-z'’-]{{1,20}}(?: [A-Z][A-Za-z'’-]{{1,20}}){{1,2}})(?![A-Za-z-])"),
        0.8,
        is_latin_name,
        places=_HAN,
        in_cells=False,
    ),
    Pattern(
        "PERSON",
        lazily(rf"(?:我叫|我是|名叫|叫做|本人|自称)[:：\s]?(?P<value>{_NAME})(?=[^\u4e00-\u9fff]|$|住|在|的|是|来自|今年|手机|电话)"),
        0.8,
        places=_HAN,
        in_cells=False,
    ),
    # landlines: area code and seven or eight digits, with an extension
    Pattern(
        "PHONE_NUMBER",
        lazily(r"(?<![\d.-])(?:\(0\d{2,3}\)|（0\d{2,3}）|0(?:10|2\d|[3-9]\d{2})[- ])[ -]?[2-8]\d{6,7}(?:(?:转|[- ]|ext\.?)\d{1,5})?(?![\d.-]\d|\d)"),
        0.85,
        places=where(lambda clues: bool(clues.numbers), needs="has_han"),
    ),
    # 400 and 800 numbers of companies
    Pattern("PHONE_NUMBER", lazily(r"(?<![\d-])[48]00[- ]?\d{3}[- ]?\d{4}(?![\d-])"), 0.7, places=where(lambda clues: bool(clues.numbers), needs="has_han"), in_cells=False),
    announced("PHONE_NUMBER", "电话|座机|固话|联系电话|办公电话|家庭电话|传真|热线|手机|手机号|手机号码|联系方式", r"\+?\d[\d -]{5,16}\d(?![\d-])", gap=r"(?:号码|号)?\s?(?:[:：=]|是|为)?\s{0,2}", check=lambda text: 7 <= sum(map(str.isdigit, text)) <= 13, score=0.8),
    announced("ID", "支付宝|支付宝账号|淘宝账号|京东账号|钉钉|钉钉号", r"[A-Za-z0-9][\w.@-]{3,40}", gap=r"(?:账号|号)?\s?(?:[:：]|是|为)\s{0,2}", digit=False, check=lambda text: any(map(str.isalnum, text))),
    # a community, a building, a unit, a door: 幸福小区3号楼2单元501室
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?:[\u4e00-\u9fff]{2,10}?(?:省|自治区|市|州|盟|区|县|旗|镇|乡|街道|村|路|街|道|巷|弄|胡同)[A-Za-z0-9]{0,6}(?:号|弄|组)?(?:院)?){0,6}"
            r"[\u4e00-\u9fffA-Za-z0-9]{1,12}?(?:小区|花园|公寓|大厦|广场|家园|新村|社区|苑|中心|宿舍|工业园|科技园|村|公馆|国际|城|府|湾)"
            r"(?:[A-Za-z]?\d{1,4}(?:号楼|栋|幢|座|单元|楼|层|室|号|户|#|-)){1,6}\d{0,4}室?"
        ),
        0.85,
        places=where(lambda clues: clues.has_digit, needs="has_han", parts="楼栋幢座室元户"),
    ),
)  # fmt: skip
