"""A hint for a column that a table lacks, without a value of the data.

In a table without a header the names of the columns are the cells of its first row. The nearest of them is told only if
it consists of words that are usual in headers, or is what was asked for but for case and separators. Any
other is not.
"""

import difflib
import re
from collections.abc import Sequence

_CUTOFF = 0.6
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z_. -]*")
_NOT_COMPARED = re.compile(r"[\W_]+")
# none but "date" is a given name or a surname
COMMON_WORDS = frozenset(
    """
    account address age agent amount answer assigned balance birth birthdate body brand category cell channel chat
    city class code comment comments contact content conversation count country county created currency customer
    data date department description diagnosis dialog dob doc document domain email employee employer end entity
    event fax feedback file first full gender group header history home id ids illness income index info input
    instruction invoice ip item keys kind label labels language last lat latitude level line link list location
    login lon longitude mail message messages middle mobile modified name names narrative nationality note notes
    number occupation order organisation organization origin output owner passport password path patient person
    phone plate position postal postcode product profession prompt quantity question race rating reason record ref
    reference region religion remark remarks response result review role row salary sample score section sentence
    sentences serial sex source span spans ssn staff start state status subject summary surname tag tags target
    telephone text texts ticket time timestamp title token tokens topic total tweet type uid unit updated url user
    username utterance value version website year zip
    """.split()
)


def missing_column_hint(wanted: str, columns: Sequence[str], *, otherwise: str) -> str:
    """Return what to say about a column that a table lacks.

    Args:
        wanted: the name that was asked for.
        columns: names of the table's columns.
        otherwise: the hint if no name comes near.
    """
    folded = [_folded(name) for name in columns]
    close = difflib.get_close_matches(_folded(wanted), folded, n=1, cutoff=_CUTOFF)
    if not close:
        return otherwise
    name = columns[folded.index(close[0])]
    if _is_usual(name) or _folded(name) == _folded(wanted):
        return f"did you mean {name}?"
    return f"one of {len(columns)} columns has a similar name, which is not shown: it may be a value of the data"


def _folded(name: str) -> str:
    return _NOT_COMPARED.sub("", name.casefold())


def _is_usual(name: str) -> bool:
    """True for letters that make words usual in headers: no name, number or address is among them."""
    return _PLAIN_NAME.fullmatch(name) is not None and COMMON_WORDS.issuperset(map(str.lower, _WORD.findall(name)))
