"""Names of months in twelve languages, read and written in the form of a cell, and of the days of the week."""

from collections.abc import Mapping
from functools import cache

from .spelling import bare
from .words import MONTHS

# by the language of a Faker locale; as they stand in dates (Polish and Russian in the genitive)
MONTH_NAMES: Mapping[str, tuple[str, ...]] = {
    language: tuple(names.split())
    for language, names in {
        "en": " ".join(MONTHS),
        "de": "januar februar märz april mai juni juli august september oktober november dezember",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
        "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "sv": "januari februari mars april maj juni juli augusti september oktober november december",
        "da": "januar februar marts april maj juni juli august september oktober november december",
        "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    }.items()
}
# as they are written inside a sentence
WEEKDAY_NAMES: Mapping[str, tuple[str, ...]] = {
    language: tuple(names.split())
    for language, names in {
        "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "es": "lunes martes miércoles jueves viernes sábado domingo",
        "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
        "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
        "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "tr": "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
        "cs": "pondělí úterý středa čtvrtek pátek sobota neděle",
        "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
        "hu": "hétfő kedd szerda csütörtök péntek szombat vasárnap",
        "ro": "luni marți miercuri joi vineri sâmbătă duminică",
    }.items()
}
_OTHER_FORMS = {"maerz": ("de", 3), "janner": ("de", 1), "feber": ("de", 2), "mrt": ("nl", 3), "setiembre": ("es", 9)}
_SHORTEST = 3
_LONGEST_ABBREVIATION = 5


@cache
def _known() -> Mapping[str, Mapping[str, int]]:
    """Languages and numbers by the month's name, or what begins it and no other name of its language."""
    known: dict[str, dict[str, int]] = {form: {lang: number} for form, (lang, number) in _OTHER_FORMS.items()}
    for language, names in MONTH_NAMES.items():
        plain = [bare(name) for name in names]
        for number, name in enumerate(plain, 1):
            for end in range(_SHORTEST, len(name) + 1):
                if sum(other.startswith(name[:end]) for other in plain) == 1:
                    known.setdefault(name[:end], {})[language] = number
    return known


def read_month(word: str, locale: str) -> tuple[int, str] | None:
    """Return the number and language of a month by its name or abbreviation; None for another word.

    Args:
        word: in any case, with or without accents.
        locale: Faker locale, whose language comes first where several have the word; otherwise English does.
    """
    languages = _known().get(bare(word.casefold()))
    if languages is None:
        return None
    language = locale[:2] if locale[:2] in languages else next(lang for lang in MONTH_NAMES if lang in languages)
    return languages[language], language


def month_numbers(word: str) -> frozenset[int]:
    """Return what months a word may name in any of the languages, by its name or abbreviation.

    >>> month_numbers("févr"), month_numbers("Maj"), month_numbers("way")
    (frozenset({2}), frozenset({5}), frozenset())
    """
    return frozenset(_known().get(bare(word.casefold()), {}).values())


def all_names(*, abbreviated: bool = False) -> frozenset[str]:
    """Return the names of months in all languages, with and without accents.

    Args:
        abbreviated: what abbreviates them, as well; some of these are words ("set", "ago").
    """
    names = {name for names in MONTH_NAMES.values() for name in names} | _OTHER_FORMS.keys()
    short = {form for form in _known() if len(form) <= _LONGEST_ABBREVIATION} if abbreviated else set()
    # an accent may be where the abbreviation ends
    short |= (
        {name[:end] for name in names for end in range(_SHORTEST, _LONGEST_ABBREVIATION + 1)} if abbreviated else set()
    )
    return frozenset(names | set(map(bare, names)) | {form for form in short if bare(form) in _known()})


def write_month(number: int, language: str, like: str) -> str:
    """Return the name of a month, abbreviated and in capitals as another one is; three letters are an abbreviation."""
    name = MONTH_NAMES[language][number - 1]
    if len(like) <= _SHORTEST or bare(like.casefold()) not in map(bare, MONTH_NAMES[language]):
        name = _abbreviated(name, language)
    return name.upper() if like.isupper() else name.capitalize() if like[:1].isupper() else name


def _abbreviated(name: str, language: str) -> str:
    """Return the first three letters, or four where these are those of another month: "juin", "juil"."""
    others = [other for other in MONTH_NAMES[language] if other != name]
    return name[: _SHORTEST + any(other.startswith(name[:_SHORTEST]) for other in others)]
