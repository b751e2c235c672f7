"""Words that name no organisation by themselves: kinds of institutions, laws and what they rule.

`Ministry` and `Criminal Procedure` are none; `Court of Cassation` is one, since a country has one.
"""

from ..lazy_patterns import lazily

# an institution, if a word says which
_HEADS = frozenset(
    """
    agency association authority bank board bureau centre chamber college commission committee company council
    court courts department division fund hospital institute institution ministry office parliament section
    senate service tribunal union university
    """.split()
)
_OTHERS = frozenset(
    """
    act acts administration administrative advisory affairs agencies agreement and appeal appeals appellate
    article articles assembly associations authorities basic boards cabinet cassation charter church city civil
    code codes commissions committees companies constitution constitutional convention councils country county
    criminal culture defence departments development directorate directorates district economic education
    employment enforcement environment european faculty federal federation finance first for foreign general
    government governmental group health high hospitals human in instance institutions insurance interior
    internal international investigation judicial judiciary justice labour land law laws legal legislation
    legislative local management medical military ministries municipal municipalities municipality national of
    offices parliamentary party penal police practitioners prime prison procedure proceedings prosecution
    provincial public region regional rights school sections security services social society staff state states
    supervisory supreme tax the trade treaty tribunals universities
    """.split()
)
_WORD = lazily(r"[^\W\d_]+")
_APOSTROPHES = ("'", "’")
_POSSESSIVE = lazily(r"['’]s?(?!\w)")
_CAPITALIZED = r"(?=[^\W\d_a-zà-ÿ])\w[\w'’]*"
_BEFORE = lazily(rf"(?:{_CAPITALIZED}[ -]|\w+-|\w\.)+$")
_BEHIND = lazily(rf"(?:[ -]{_CAPITALIZED}|-\w+)+")
_REACH = 60  # characters looked at


def names_kind(text: str) -> bool:
    """True if a word of a text tells what kind of organisation it names; `city` and `the` stand in towns, too."""
    return not _HEADS.isdisjoint(_WORD.findall(text.casefold()))


def is_general(text: str, start: int, end: int) -> bool:
    """True for a kind of institution or a law, without a word in or beside it that says which of them."""
    if text[start:end].casefold() == "s" and text[start - 1 : start] in _APOSTROPHES:
        return True
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    behind = _BEHIND.match(text, end, end + _REACH)
    whole = (before[0] if before else "") + text[start:end] + (behind[0] if behind else "")
    words = _WORD.findall(_POSSESSIVE.sub("", whole.casefold()))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if not words or any(character.isdigit() for character in whole):
        return False
    if len(words) == 1:
        return words[0] in _HEADS or words[0] in _OTHERS
    return all(word in _OTHERS for word in words)
