"""Names of people that the words around them give away: titles, form fields, closing words."""

from ..lazy_patterns import lazily
from .clues import Clues, Place, occurrences
from .likely_places import Places, at, at_any_case, where
from .pattern import Pattern

# the hundred most frequent Chinese surnames (census of 2020)
_HAN_SURNAME = (
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常]"
)
_HAN_TITLE = "(?:先生|女士|小姐|太太|老师|医生|经理|主任|师傅|阿姨|叔叔)"
_HAN_RELATION = (
    "我是|我叫|名叫|姓名|称呼|联系人|来电人|接听人|收件人|收货人|寄件人|经手人|申请人|客户|客服|同事|邻居|朋友|快递员|快递小哥|室友|"
    "妻子|丈夫|老公|老婆|爱人|哥哥|弟弟|姐姐|妹妹|爸爸|妈妈|父亲|母亲|儿子|女儿|本人|核对身份|抬头写|找过|转给|此致|敬礼"
)

# one to four capitalised words, initials among them: "Ada", "J. K. Rowling", "Anna-Lena O'Neill"
_CAPITAL = r"[^\W\d_a-z\u2e80-\uffff](?:[^\W\u2e80-\uffff]|['’-])+"
_PARTICLE = "(?:de|da|del|van|von|der|den|la|bin|al) "
_WORD = rf"(?:{_CAPITAL}|[A-Z]\.)"
_NAME = rf"{_WORD}(?:[ \u00a0](?:{_PARTICLE}){{0,2}}{_WORD}){{0,3}}"

_RELATIONS = frozenset(
    """
    wife husband spouse partner fiancée fiance fiancé fiancee girlfriend boyfriend mother father mum mom dad parent son
    daughter brother sister uncle aunt cousin nephew niece grandmother grandfather grandson granddaughter friend
    flatmate roommate housemate neighbor neighbour colleague coworker worker boss manager assistant secretary landlord
    landlady lawyer accountant doctor therapist nurse teacher
    """.split()
)
_OWNER = r"\b(?i:my|his|her|our|your|their|the) (?i:older |younger |elder |little |big |late |ex-)?"
_BEFORE_RELATION = lazily(rf"{_OWNER}(?i:co-)?\Z")
_LONGEST_OWNER = 24


def _before_relations(clues: Clues) -> list[Place]:
    """Where the words begin that lead up to one for a person."""
    text, starts = clues.text, set()
    for word in clues.words & _RELATIONS:
        for end in occurrences(clues.phrases, f" {word}"):
            owner = _BEFORE_RELATION.search(text, max(0, end + 1 - _LONGEST_OWNER), end + 1)
            if owner is not None:
                starts.add(owner.start())
    return [(start, start, len(text)) for start in sorted(starts)]


_FIELDS = ("name", "contact person", "caller", "sender", "recipient", "attn", "attention")
_FIELD = where(lambda clues: any(field in clues.lowered for field in _FIELDS), parts=":：=")
_HAN = where(lambda clues: True, needs="has_han")

NAME_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "PERSON",
        lazily(rf"\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Herr|Frau|Monsieur|Madame|Señora?)\.? (?P<value>{_NAME})"),
        0.8,
        places=at("Mr", "Ms", "Mx", "Miss", "Dr", "Prof", "Herr", "Frau", "Monsieur", "Madame", "Señor"),
    ),
    Pattern(
        "PERSON",
        lazily(
            r"(?:^|[\n/|;,.(]) {0,2}(?i:(?:first|last|full|given|family|middle|maiden) ?name|surname|name|"
            rf"contact person|caller|sender|recipient|attn|attention) ?[:：=] ?(?P<value>{_NAME})"
        ),
        0.7,
        places=_FIELD,
    ),
    Pattern(
        "PERSON",
        lazily(
            r"\b(?i:kind regards|best regards|warm regards|regards|sincerely|yours truly|yours faithfully|best wishes|"
            r"many thanks|thanks in advance|thank you|thanks|cheers),?!?(?:\s{0,4}\n\s{0,4}|,? )"
            rf"(?P<value>{_NAME})(?=\s*(?:$|\n|[,(|]))"
        ),
        0.6,
        places=at_any_case(
            *("kind regards", "best regards", "warm regards", "regards", "sincerely", "yours truly"),
            *("yours faithfully", "best wishes", "many thanks", "thank", "cheers"),
        ),
    ),
    Pattern(
        "PERSON",
        lazily(
            r"\b(?i:my name is|name's|call from|on behalf of|cancelled with|identity check:|signed by|taken by|"
            r"passed on to|spoken? (?:to|with)|talked to|handled by)"
            rf" (?P<value>{_NAME})"
        ),
        0.6,
        places=at_any_case(
            *("my name is", "name's", "call from", "on behalf of", "cancelled with", "identity check", "signed by"),
            *("taken by", "passed on to", "spoke", "talked to", "handled by"),
        ),
    ),
    Pattern(
        "PERSON",
        lazily(
            rf"{_OWNER}"
            r"(?i:wife|husband|spouse|partner|fiancée?|girlfriend|boyfriend|mother|father|mum|mom|dad|parent|son|daughter|"
            r"brother|sister|uncle|aunt|cousin|nephew|niece|grandmother|grandfather|grandson|granddaughter|friend|"
            r"flatmate|roommate|housemate|neighbou?r|colleague|coworker|co-worker|boss|manager|assistant|secretary|"
            r"landlord|landlady|lawyer|accountant|doctor|therapist|nurse|teacher),?"
            rf" (?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?P<value>{_NAME})"
        ),
        0.7,
        places=Places(_before_relations, None, _RELATIONS, "words"),
    ),
    Pattern("PERSON", lazily(rf"(?P<value>{_HAN_SURNAME}[\u4e00-\u9fff]{{0,2}}?){_HAN_TITLE}"), 0.8, places=_HAN),
    Pattern(
        "PERSON",
        lazily(
            rf"(?:{_HAN_RELATION})(?:是|叫|为|我)?[:： \n]?(?P<value>{_HAN_SURNAME}[\u4e00-\u9fff]{{1,2}}?)"
            r"(?=[^\u4e00-\u9fff]|$|的|和|在|说|也|那边|答应|帮|打|电话|手机|先生|女士)"
        ),
        0.8,
        places=_HAN,
    ),
    # 小王, 老李
    Pattern("PERSON", lazily(rf"(?:客服|同事|师傅|销售|邻居)[小老](?P<value>{_HAN_SURNAME})"), 0.7, places=_HAN),
    # a name alone, as the signature or before a phone number
    Pattern(
        "PERSON",
        lazily(
            rf"(?:^|[\s，。！；、：])(?P<value>{_HAN_SURNAME}(?!谢|上|先|于|是|款|女士|小姐|太太|老师)[\u4e00-\u9fff]{{1,2}})"
            r"(?=[，,、 ]{0,2}(?:\+?\d{3}|$))"
        ),
        0.7,
        places=_HAN,
    ),
)
