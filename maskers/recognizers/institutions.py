"""Words that name no organisation by themselves: kinds of institutions, posts, laws and what they rule.

`Ministry`, `Criminal Procedure` and `Federal Minister` are none; `Court of Cassation` is one, since a country has one.
"""

import re

# an institution, if a word says which
_HEADS = frozenset(
    """
    agency association authority bank board bureau centre chamber college commission committee company council court
    courts department division fund hospital institute institution ministry office parliament section senate service
    tribunal union university
    """.split()
)
_OTHERS = frozenset(
    """
    a act acts administration administrative advisory affairs agencies agreement and appeal appeals appellate article
    articles assembly associations authorities basic boards cabinet cassation charter chief church city civil code codes
    commissions committees companies constitution constitutional convention councils country county criminal culture
    defence departments development director directorate directorates district economic education employment enforcement
    environment european executive faculty federal federation finance first for foreign general government governmental
    governor governors group health high hospitals human in instance institutions insurance interior internal
    international investigation judge judges judicial judiciary justice labour land law laws legal legislation
    legislative local magistrate magistrates management medical military minister ministers ministries municipal
    municipalities municipality national of offices officer officers parliamentary party penal police practitioners
    president prime prison procedure proceedings prosecution prosecutor prosecutors provincial public region regional
    registry rights school sections security services social society staff state states supervisory supreme tax
    the trade treasury treaty tribunals universities
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")

# a post is what somebody works as, the others are only said of one: `public` of `public prosecutor`
_POSTS = frozenset(
    """
    chief director executive governor governors judge judges magistrate magistrates minister ministers officer officers
    police practitioners president prosecutor prosecutors staff
    """.split()
)


def is_general(found: str) -> bool:
    """True for a kind of institution, a post or a law, without a word that says which of them."""
    words = _WORD.findall(_POSSESSIVE.sub("", found.casefold()))
    if not words or any(character.isdigit() for character in found):
        return False
    if len(words) == 1:
        return words[0] in _HEADS or words[0] in _OTHERS
    return all(word in _OTHERS for word in words)


def is_no_post(found: str) -> bool:
    """True for one word of these that nobody works as."""
    word = found.strip().casefold()
    return (word in _HEADS or word in _OTHERS) and word not in _POSTS
