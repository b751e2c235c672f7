"""What stands around people: titles, user names, ages."""

import re

from ...lazy_patterns import lazily
from ...spelling import bare
from ...words import is_known_name
from ..announced import Announced, announced
from ..clues import Clues
from ..likely_places import at, at_digits, near, near_digits, where, with_any
from ..misspelt import is_common
from ..pattern import Pattern

_CAPITAL = r"[^\W\d_a-z\u2e80-\uffff](?:[^\W\u2e80-\uffff]|['’.-])"
_CYRILLIC = r"[А-ЯЁІЇЄ][а-яёіїє'’]{1,20}(?:-[А-ЯЁ][а-яё]{1,20})?"
# the most frequent surnames (census of 2015)
_KOREAN_SURNAMES = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어경은편용"
_TITLES = (
    "Mr Mrs Ms Mx Miss Messrs Dr Drs Prof Professor Doctor Sir Madam Lord Lady Dame Rev Reverend Fr Hon Capt Captain Sgt Lt "
    "Col Gen Judge Justice Herr Herrn Frau Hr Fr Dipl Ing Mag Mme Mlle MM Monsieur Madame Mademoiselle Maître Me Sr Sra Srta "
    "Señor Señora Señorita Don Doña Dña Sig Signor Signora Dott Dottor Dottoressa Avv Dra Senhor Senhora Dhr Mevr Mevrouw Meneer "
    "Pan Pani Bay Bayan"
).split()
# words or names themselves: only with a full stop
_DOTTED = frozenset("Fr Hon Col Gen Me Ing Mag Don Bay Pan Dame Lt Sgt Rev Dipl Hr Sig Dra Avv M".split())
_PLAIN = "|".join(sorted((t for t in _TITLES if t not in _DOTTED), key=len, reverse=True))
_WITH_STOP = "|".join(sorted(_DOTTED, key=len, reverse=True))
_TITLE_WORDS = frozenset(title.lower() for title in _TITLES if title not in _DOTTED)
_TITLE_SIGNS = tuple(f"{title}." for title in sorted(_DOTTED))
_NO_NAMES = r"(?!(?:Your?|My|Me|It|This|That|We|He|She|They|Good[a-z]*|Hi|Hello|I|The|And|Or|But|What|Who|Is|Are|President|Speaker|Chairman|Minister|Right|Justice)\b)"

_NOT_A_NAME = frozenset(
    """
    failed failure fail success successful succeeded required error page invalid ok okay not is was the and or for with name names password
    email taken available unknown none null true false attempt attempts form button screen issue issues problem details
    yes no here there below already wrong incorrect id account please again info information changed reset logged service services
    login user username via using from
    """.split()
)
_SOCIAL = frozenset(
    "twitter instagram insta ig tiktok telegram follow following tweet tweeted rt dm snapchat snap mastodon threads discord "
    "handle via github linkedin facebook x youtube reddit twitch".split()
)
_USER = (
    "username|user name|userid|user id|user-id|login|login name|login id|screen name|nickname|benutzername|benutzer|nutzername|"
    "anmeldename|nom d'utilisateur|identifiant|pseudo|usuario|nombre de usuario|utente|nome utente|utilizador|usuário|"
    "gebruikersnaam|użytkownik|nazwa użytkownika|kullanıcı adı|användarnamn|brugernavn|skype|telegram|discord|wechat|wechat id|"
    "instagram|twitter|snapchat|tiktok|github|psn|gamertag|用户名|用户账号|账户名|登录名|昵称|微信|微信号|微博|抖音号|小红书号"
)
_NUMBER = r"(?:1[01]\d|120|\d{1,2})"


SYSTEM_USERS = frozenset(
    """
    admin administrator all anon apache api app backup bot build buildbot centos circleci common cron current daemon
    dba debian default deploy dev devops docker ec2-user eng everyone finance ftp git guest hr info jenkins legal
    linuxbrew marketing me mysql nginx nobody node ops oracle pi postgres public redis root runner runneradmin sa
    sales self service services shared sre staff support system team teams test travis ubuntu user users vagrant web
    www-data
    """.split()
)
"""Accounts of programs, systems and departments, and what stands in place of a user's name."""


def is_user_name(text: str) -> bool:
    """True unless a text is a word of sentences about logging in."""
    return text.lower().strip("._-") not in _NOT_A_NAME and any(map(str.isalnum, text))


def is_display_name(text: str) -> bool:
    """True for a name before an address; not "Support Team" nor what a sentence says before it."""
    words = [bare(word.casefold().strip(".,'")) for word in text.split()]
    if any(map(is_common, words)) and not any(is_known_name(word) and not is_common(word) for word in words):
        return False
    return text[:1].isupper() or all(map(is_known_name, words))


def _has_title(clues: Clues) -> bool:
    return not clues.words.isdisjoint(_TITLE_WORDS) or any(sign in clues.text for sign in _TITLE_SIGNS)


def _ages(regex: str, *, words: tuple[str, ...], before: int = 0, after: int = 0, score: float = 0.85) -> Pattern:
    """Return a pattern of ages in texts with certain words.

    Args:
        regex: of the age and what stands around it.
        words: of which every match holds one.
        before: most characters before the number; 0 if each match begins with it.
        after: characters behind the number that count, if something stands before it.
        score: confidence.
    """
    places = near_digits(before=before, after=after, most=3, words=words) if before else at_digits(most=3, words=words)
    return Pattern("AGE", lazily(regex, re.IGNORECASE), score, places=places, in_cells=False)


PEOPLE_PATTERNS: tuple[Pattern | Announced, ...] = (
    Pattern(
        "TITLE",
        lazily(rf"(?<![\w.])(?:(?:{_PLAIN})\.?|(?:{_WITH_STOP})\.|M\.(?! [A-Z]\.? [a-z]))(?=[ \u00a0]{{1,2}}{_NO_NAMES}(?:(?:de|van|von|der|den|la|el|al|di|da)[ ']){{0,2}}{_CAPITAL})"),
        0.8,
        places=at(*_TITLES, "M.", test=_has_title),
        in_cells=False,
    ),
    # @ann_lee, @ann99; a plain word only beside the name of a network
    Pattern(
        "USERNAME",
        lazily(r"(?<![\w@./+-])@(?=[A-Za-z.]{0,29}[\d_])[A-Za-z_0-9][\w.]{1,28}\w(?![\w@]|\.[A-Za-z])", re.ASCII),
        0.8,
        places=near("@", before=1, after=34),
    ),
    Pattern(
        "USERNAME",
        lazily(r"(?<![\w@./+-])@[A-Za-z][\w.]{1,28}\w(?![\w@]|\.[A-Za-z])", re.ASCII),
        0.7,
        places=where(lambda clues: not clues.words.isdisjoint(_SOCIAL), parts="@"),
        in_cells=False,
    ),
    # Jane Miller <jm@example.org>
    Pattern(
        "PERSON",
        lazily(
            r"(?<![^\W_])(?P<value>[^\W\d_][^\W\d_'’.-]*(?:,? [^\W\d_][^\W\d_'’.-]*\.?){1,3})[\"']? ?<[^<>@\s]{1,64}@[^<>@\s]{3,200}>"
        ),
        0.8,
        is_display_name,
        near("<", before=80, after=270),
        in_cells=False,
    ),
    # Russian names with a patronymic: surname, given name, patronymic, or without the surname, or with initials
    Pattern(
        "PERSON",
        lazily(
            rf"(?<!\w)(?P<value>(?:{_CYRILLIC} )?{_CYRILLIC} [А-ЯЁ][а-яё]{{2,12}}(?:ович|евич|ич|овна|евна|ична|инична)(?:а|у|ем|ой|е|ы)?"
            rf"(?: {_CYRILLIC})?|{_CYRILLIC} [А-ЯЁ]\. ?[А-ЯЁ]\.|[А-ЯЁ]\. ?[А-ЯЁ]\. ?{_CYRILLIC})(?!\w)"
        ),
        0.85,
        # each in Cyrillic
        places=with_any("а", "е", "и", "о"),
    ),
    # 김민수님, 이영희 씨: a surname, two syllables and a form of address
    Pattern(
        "PERSON",
        lazily(rf"(?<![가-힣])(?P<value>[{_KOREAN_SURNAMES}][가-힣]{{2}})(?= ?(?:님|씨|고객|회원|환자|선생)(?![가-힣]{{3}}))"),
        0.8,
        places=with_any("님", "씨", "고객", "회원", "환자", "선생"),
    ),
    announced(
        "USERNAME",
        _USER,
        r"@?[A-Za-z0-9][\w.-]{1,38}[\w](?![\w@]|\.\w)",
        gap=r"(?:号|名|账号|id|ID)?\s?(?:[:=：]|is:|是|为)\s{0,2}[\"'“]?",
        check=is_user_name,
        score=0.8,
        digit=False,
    ),
    announced("USERNAME", "user|usr|uid|account name|benutzer|owner|login", r"[A-Za-z0-9][\w.-]{1,38}\w(?![\w@]|\.\w)", gap=r"=[\"']?", check=is_user_name, score=0.75, digit=False),
    announced("USERNAME", "cash app|cashapp|cashtag", r"\$[A-Za-z][\w-]{0,19}(?![\w-])", gap=r"[\w ]{0,12}?\s?[:=]?\s{0,2}", digit=False),
    announced("USERNAME", "qq|qq号|qq号码|我的qq|加qq", r"[1-9]\d{4,10}(?!\d)", gap=r"(?:号码|号)?\s?(?:[:：=]|是|为)?\s{0,2}"),
    _ages(rf"(?<![\w.])(?P<value>{_NUMBER})(?:[ -](?:years?|yrs?|yr)[ -]olds?|[ -]?y[/.]?o|-year-olds?)(?![\w])", words=("old", "yo", "y", "olds", *(f"{n}yo" for n in range(1, 121)))),
    _ages(
        r"(?<![^\W_])(?:aged|age(?: of)?|ages|im alter von|alter|âgée?s? de|à l'âge de|edad|a los|età|all'età di|leeftijd|wiek|wieku|"
        rf"idade|yaş|yaşı)\s?[:=]?\s{{1,2}}(?P<value>{_NUMBER})(?![\w%€$£]|[.,:/-]\d)",
        before=20,
        after=6,
        words=("aged", "age", "ages", "alter", "âgé", "âgée", "âgés", "âgées", "âge", "edad", "età", "leeftijd", "wiek", "wieku", "idade", "yaş", "yaşı"),
    ),
    _ages(rf"(?<![\w.])(?P<value>{_NUMBER})(?: Jahre alt|[ -]jährige?[nmrs]?| Jahre jung)(?!\w)", words=("jahre", "jährige", "jähriger", "jährigen", "jährig", "jährigem", "jähriges")),
    _ages(
        rf"(?<![^\W_])(?:ai|as|(?<!y )a|avait|aura|avais|tiene|tengo|tenía|cumplió|cumple|ha|ho|aveva|tem|tenho|tinha|ma|mam|miał|miała|de|,)\s(?P<value>{_NUMBER}) (?:ans|años|anni|anos|lat|lata)(?!\w)"
        r"(?! (?:d'expérience|de experiencia|di esperienza|ago|fa|temu|atrás|que|dans))",
        before=10,
        after=40,
        words=("ans", "años", "anni", "anos", "lat", "lata"),
        score=0.7,
    ),
    _ages(rf"(?<![\w.])(?P<value>{_NUMBER}) (?:jaar oud|lat życia|yaşında|år gammal|år gammel|лет от роду|-jarige)(?!\w)", words=("oud", "życia", "yaşında", "gammal", "gammel")),
    Pattern("AGE", lazily(rf"(?<![\d.])(?P<value>{_NUMBER})(?:周岁|岁)"), 0.85, places=near("岁", before=6, after=2, needs="has_han"), in_cells=False),
    Pattern("AGE", lazily(rf"年龄(?:是|为)?[:：]?\s?(?P<value>{_NUMBER})(?![\d.])"), 0.85, places=near("年龄", before=1, after=12, needs="has_han"), in_cells=False),
)  # fmt: skip
