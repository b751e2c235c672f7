"""Word lists of Faker's locales, read as data: no generator runs, no random state exists."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from ..core.errors import ConfigError
from .spelling import bare

# as parts of sets of characters in regular expressions
HANGUL_RANGE = r"\uac00-\ud7a3"
UNSPACED_RANGES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
# locales whose given names tell a given name from a surname
_LEXICON_LOCALES = ("en_US", "en_GB", "en_IN", "en_IE", "en_NZ", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL")
# and those whose lists hold more words that are ordinary ones elsewhere
_MORE_LOCALES = (
    *("cs_CZ", "da_DK", "de_AT", "de_CH", "es_AR", "es_CO", "es_MX", "et_EE", "fi_FI", "fr_BE", "fr_CH", "hr_HR"),
    *("hu_HU", "lt_LT", "lv_LV", "nl_BE", "no_NO", "pt_BR", "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "tr_TR"),
)


def is_han(text: str) -> bool:
    """True if a text holds Han characters."""
    return HAN.search(text) is not None


def is_unspaced(character: str) -> bool:
    """True for a letter of a script that has no blanks between words: Han, Kana, Thai, Lao, Burmese, Khmer."""
    return character >= "\u0e00" and _UNSPACED.match(character) is not None


def is_hangul(character: str) -> bool:
    """True for a Korean syllable; behind a name others follow without a blank."""
    return "\uac00" <= character <= "\ud7a3"


@cache
def provider(kind: str, locale: str) -> Any:
    """Return Faker's provider class of a locale.

    Args:
        kind: `person`, `address` or `company`.
        locale: such as `de_DE`.

    Raises:
        ConfigError: Faker has no such list.
    """
    try:
        return import_module(f"faker.providers.{kind}.{locale}").Provider
    except ModuleNotFoundError:
        raise ConfigError(
            f"there are no {kind} surrogates for locale {locale}", hint="for example en_US, de_DE"
        ) from None


@cache
def given_names(locale: str) -> tuple[str, ...]:
    """Given names of a locale, sorted."""
    return _names(provider("person", locale), ("first_names", "first_names_male", "first_names_female"))


@cache
def surnames(locale: str) -> tuple[str, ...]:
    """Surnames of a locale, sorted."""
    return _names(provider("person", locale), ("last_names", "last_names_male", "last_names_female"))


def _names(source: Any, attributes: Iterable[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for attribute in attributes:
        found.update(getattr(source, attribute, ()))
    # names of several words would break the word-by-word mapping
    return tuple(sorted(name for name in found if name.replace("'", "").isalpha()))


@cache
def given_name_lexicon() -> frozenset[str]:
    """Given names of many locales, case-folded and without accents."""
    return frozenset(bare(name.casefold()) for locale in _LEXICON_LOCALES for name in given_names(locale))


@cache
def surname_lexicon() -> frozenset[str]:
    """Surnames of many locales, case-folded and without accents."""
    return frozenset(bare(name.casefold()) for locale in _LEXICON_LOCALES for name in surnames(locale))


def is_known_name(word: str) -> bool:
    """True for a given name or a surname, case-folded and without accents."""
    return word in given_name_lexicon() or word in surname_lexicon()


@cache
def listed_given_names() -> frozenset[str]:
    """Given names of European locales but words that begin sentences; they tell something beside other names only."""
    more = {bare(name.casefold()) for locale in _MORE_LOCALES for name in given_names(locale)}
    return (given_name_lexicon() | more) - _small_words()


@cache
def listed_surnames() -> frozenset[str]:
    """Surnames of European locales but words that begin sentences; they tell something beside other names only."""
    more = {bare(name.casefold()) for locale in _MORE_LOCALES for name in surnames(locale)}
    return (surname_lexicon() | more) - _small_words()


@cache
def _small_words() -> frozenset[str]:
    # words of English that are names somewhere
    english = "age basic car come comment constant held lady line link list loan odd parts pop server soon tone".split()
    return frozenset(map(bare, FUNCTION_WORDS | DOUBTFUL_WORDS | SENTENCE_WORDS | ENGLISH_WORDS)) | frozenset(english)


@cache
def han_surnames() -> frozenset[str]:
    """Chinese surnames, of one and two characters."""
    compound = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")
    return frozenset(provider("person", "zh_CN").last_names) | frozenset(compound)


@cache
def han_given_names(length: int) -> tuple[str, ...]:
    """Chinese given names of one or two characters."""
    return tuple(name for name in given_names("zh_CN") if len(name) == length)


def split_han_name(name: str) -> tuple[str, str]:
    """Split a Chinese name into surname and given name."""
    if len(name) > 2 and name[:2] in han_surnames():
        return name[:2], name[2:]
    return name[:1], name[1:]


# words that are names and also common English words: only their capitalised form is taken for a name
AMBIGUOUS_NAMES = frozenset(
    """
    abbey amber angel april art ash august autumn bank baker banks bar barber bay bell best bill bird bishop
    black blue bob bond book booth bow brandy bridge bridges brook brooks brown buck burns bush butler candy
    can cane cannon carol case cash chance charity chase christian church clay close cole coleman cook cooper
    cope cotton count court cox cross crystal daily dale daisy dawn day dean dear dick dolly drew duke early
    earl east eve ever faith fall farmer fields finch fish fisher fleet flint flower flowers flynn ford forest
    foster fox frank free french frost gale garden gay gene gill glen gold good grace grant graves gray green
    grey hall ham handy hardy harp harper hart harvest hazel head heath heather hill hills hold holiday holly
    home honey hood hook hope house hunt hunter ivory ivy iris jack jade jasmine jay jean jersey jewel joy
    juan judge june just kay key king kitty knight lake lance land lane large lark law laws lee light lily
    little long lord love lucky lynn major man manual mark marsh martin mason mat may melody mercy mike miles
    mill miller mills mona moody moon moore more morning moss myrtle new nice nick noble norm north numbers
    olive opal page paige palmer park parker parks parsons pat pate patience paul pearl penny pepper perry
    peters pike piper pitts pleasant poe pond poole pope porter post potter potts power powers prince price
    pride queen ray read red reed reid rice rich ridge rivers rob robin rock rocky rod rose rowe ruby rush
    rust sage sales sally salt sandy savage savanna score sharp shelly shepherd short silver singer skinner
    small smart smith snow son song south spring star steel stone storm strong street stuart sue summer
    summers sunny swan sweet sydney tanner taylor temple terry thorn tiger tim timothy tom tony town trinity
    true trust tucker turner underwood van vance vera victor violet wade walker wall walls ward ware warm
    warner waters way weaver webb weeks welcome wells west wheeler white wild will wills winter wise wolf wood
    woods worth wren wright yang yates york young
    """.split()
)

# words of other languages that begin sentences; those that are names, such as Morgen and Weil, are left out
SENTENCE_WORDS = frozenset(
    """
    aber also auch ausserdem bereits bisher bitte dabei dafür dagegen daher damals damit danach daran darauf
    darum davon dennoch deshalb diese dieser dieses dort eigentlich endlich ergebnis früher gestern heute
    hingegen hoffentlich inzwischen jedoch jetzt leider letzte manchmal meistens mittlerweile morgens nachdem
    natürlich nicht obwohl plötzlich schon seit seitdem sobald sogar somit sonst später trotzdem übrigens unsere
    unser vielen vielleicht vorher wahrscheinlich warum wenn wieder wollen würde zuerst zuletzt zunächst zwar
    zwischen daarom daarna echter eerst eigenlijk gelukkig gisteren helaas hierbij hoewel misschien
    morgenochtend nadat nog omdat ondertussen ook sinds soms toch toen vandaag verder vervolgens volgens voordat
    waarom wanneer wij zodra zonder ainsi alors après aujourd'hui aussi avant beaucoup bientôt cependant cette
    chez comme depuis donc enfin ensuite hélas jamais lorsque maintenant malheureusement même parfois pendant
    peut-être pourquoi pourtant puisque quand quelques sinon souvent toujours toutefois très voici voilà votre
    vous además ahora algunas algunos antes aquí aunque cada cuando después desde donde entonces finalmente
    jamás lamentablemente luego mañana mientras mucho muchas muchos nunca nuestro porque pues quizás siempre
    sino sobre también tampoco todavía usted adesso allora anche ancora appena comunque così domani dopo dunque
    già infatti inoltre intanto invece mentre molte molti oppure perché però purtroppo quando questa queste
    questi questo quindi sempre senza spesso tuttavia além amanhã aqui assim até depois embora enquanto então
    infelizmente já ontem pois porém porquê também talvez
    """.split()
)

# frequent words that tell that a text is in one of these languages: neither English nor particles of names
FOREIGN_WORDS = frozenset(
    """
    auch auf ein eine einen für habe haben ich ist kann mit nach nicht noch sich sie und wir wird zu zum zur
    een heeft het hebben ik naar niet ook wij zijn
    avec dans elle est été je ne nous que une vous
    está los muy para pero una
    che della non perché sono
    ele não são uma você
    """.split()
)

# small words that tell prose in other languages than English, where several stand together
FUNCTION_WORDS = (FOREIGN_WORDS - frozenset(("los", "della", "mit", "je"))) | frozenset(
    """
    aan alebo alla als ama ao att au aus aux av azonban ať bardzo bei bien bir bis bu bych byl byla bylo być ce ces
    cette com como csak cuando czy d'un d'une dacă daha das dass dat degli dei dem desde det deze değil dit dla
    durch där efter en es esta estaba este et ett että eu foi fost fra från fue för fără gdy gibi giorni giorno gli
    har hogy hos hän ikke il ile inte ist için jak jako jeg jeho jejich joka jotka jour jours już která které který
    közben lehet lui mais meer mehr mein mert meu mi mijn miksi mikä minha mutta már más n'est nas ne nebo nel nella
    nem není nie niin nuovo nur när når och oder og olarak om oraz os ovat pas pela pelo pentru più por porque
    proszę proti protože przez przy până på qu'il quando que sa sau se seit sem ses seu si sind sizin się sono sonra
    stata stato sua sul sunt szerint să są tehty tre tylko tämä uit unter vagy var ve vi você volt vom von voor
    vouloir vuoksi według weil wenn werd werden wie więc wordt wurde yok za zde zijn à är çok è é és într über ştie
    że že și
    """.split()
)
# and such as tell nothing by themselves: words of English or of its notes (`min`, `w`, `op`), or of names (`de la`)
DOUBTFUL_WORDS = frozenset(
    """
    ai al ale bin con da dal dalla de del della dello den der des di door dos du e el em er ha hay ho im ins jag je
    jest la las le les leur lo los ma mas med men min mit na non nos o od op ou par per plus po pour sin som su sur
    tak te ter til till tot tra um un van w y ya z
    """.split()
)
# those of English, of which none is among the first
ENGLISH_WORDS = frozenset(
    """
    about after again and are asked because been before but by called caller calls can check could did does doing
    done during every feel feels first for found from get gets got had has have he her him his how if into it its
    just know left let like my need needs new next not now of off only our out please said say says seen send sent
    several she should some spoke still take than that the their them then there these they this through to told too
    took two until up us very wait wants was we went were what when which while who will with without work would
    year yes yet you your
    """.split()
)

# words that begin sentences and messages, and that language models take for names
NEVER_NAMES = frozenset(
    """
    account address agent anybody anyone app asus attn bank bill billing birthday bye call caller card cash
    cc cell cheers client contact customer dear delivery doctor driver e-mail email error everybody everyone fax
    fee flatmate fwd gmail good goodbye guest hello help hey hi hiya home huawei id info invoice jpeg
    jpg kitchen lenovo login logitech lol ma'am madam mail member memo message mobile morning msg mum netgear no
    nobody nope note number ok okay online order parcel password patient pdf phone pin playstation please pls ps
    push re refund regards reply router samsung sender sincerely sir sms somebody someone sorry staff subject
    support sure team tel text thank thanks thinkpad thx ticket today tomorrow tonight toshiba txt url user
    username voicemail warranty website welcome wi-fi wifi www xiaomi yeah yep yes yesterday
    """.split()
)
