"""Addresses of the network: e-mail, URL, IP, hardware."""

import re

from ...lazy_patterns import lazily
from ...mailboxes import mailbox_start
from .. import checks
from ..announced import Announced, announced
from ..likely_places import at_digits, near, where, with_any, with_any_case
from ..pattern import Pattern

_AT = r"[(\[{<]\s?(?:at|ät|arroba|@)\s?[)\]}>]"
_DOT = r"[(\[{<]\s?(?:dot|punkt|point|punto|ponto|\.)\s?[)\]}>]"
_USER = r"[^\s/:@?#\"'<>,{}()\[\]]{1,64}"
# users that programs have, and so nobody
_SYSTEM_USERS = frozenset(
    "root postgres mysql www-data nginx git docker ubuntu ec2-user oauth2 localhost guest nobody".split()
)
_IP4 = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"


def is_own_user(text: str) -> bool:
    """True for a user name that is neither a number nor one that programs come with."""
    return not text.isdecimal() and text.lower() not in _SYSTEM_USERS


NETWORK_PATTERNS: tuple[Pattern | Announced, ...] = (
    Pattern(
        "EMAIL_ADDRESS",
        lazily(
            r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}"
            r"[^\W\d_][\w-]{1,62}",
            re.ASCII,
        ),
        1.0,
        # 64 characters, then eight labels and a last one of at most 63
        places=near("@", before=64, after=577),
        begin=mailbox_start,
    ),
    # addresses with letters beyond ASCII (RFC 6531), such as müller@bücher.example
    Pattern(
        "EMAIL_ADDRESS",
        lazily(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}"),
        0.9,
        places=near("@", before=64, after=577),
        begin=mailbox_start,
    ),
    # as it stands in the query of a URL
    Pattern(
        "EMAIL_ADDRESS",
        lazily(r"[\w.+-]{1,64}%40(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}"),
        0.9,
        places=near("%40", before=64, after=579),
        begin=mailbox_start,
    ),
    Pattern(
        "URL",
        lazily(r"(?:https?|ftp)://[^\s<>\"'，。；）]{2,2000}[^\s<>\"'.,;:!?)\]，。；）]", re.IGNORECASE),
        0.9,
        places=near("://", before=5, after=2010),
    ),
    Pattern(
        "URL",
        lazily(r"(?<![\w@/])www\.(?:[\w-]{1,63}\.)+[a-z]{2,24}(?:/[^\s<>\"']*)?", re.I),
        0.9,
        places=with_any_case("www."),
    ),
    Pattern(
        "IP_ADDRESS",
        lazily(rf"(?<![\w.])(?:{_IP4}\.){{3}}{_IP4}(?![\w]|\.\d)", re.ASCII),
        0.8,
        checks.is_ip_address,
        at_digits(most=3, ahead="."),
    ),
    Pattern(
        "IP_ADDRESS",
        lazily(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:.])", re.IGNORECASE | re.ASCII),
        0.8,
        checks.is_ip_address,
        where(lambda clues: "::" in clues.text or clues.text.count(":") >= 7),
    ),
    Pattern(
        "MAC_ADDRESS",
        lazily(r"(?<![\w:-])[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])", re.IGNORECASE | re.ASCII),
        0.9,
        places=where(lambda clues: clues.text.count(":") >= 5 or clues.text.count("-") >= 5),
    ),
    announced(
        "MAC_ADDRESS",
        "mac|mac address|mac addr|mac adresse|hwaddr|hardware address|bssid|物理地址",
        r"[0-9A-Fa-f]{12}(?!\w)",
        check=lambda text: any(map(str.isdecimal, text)),
    ),
    # ann (at) example (dot) com, ann [at] example.com
    Pattern(
        "EMAIL_ADDRESS",
        lazily(
            rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:\s?{_DOT}\s?[\w+-]{{1,64}}){{0,3}}\s?{_AT}\s?[\w-]{{1,63}}(?:(?:\s?{_DOT}\s?|\.)[\w-]{{1,63}}){{1,4}}(?![\w-])",
            re.IGNORECASE,
        ),
        0.9,
        places=with_any_case("(at)", "[at]", "{at}", "<at>", "( at )", "[ at ]", "(@)", "[@]", "(arroba)", "(ät)"),
        in_cells=False,
    ),
    # ann at example dot com
    Pattern(
        "EMAIL_ADDRESS",
        lazily(
            r"(?<![\w.+-])[\w.+-]{1,64}(?: dot [\w+-]{1,64}){0,3} at [\w-]{1,63}(?: dot [\w-]{1,63}){0,3} dot (?:com|org|net|edu|gov|info|io|eu|uk|de|fr|es|nl|ch|pl|se|dk|cz|ru|cn|jp|kr|br|mx|ca|au|nz|za|ie)(?![\w-]| facto)",
            re.IGNORECASE,
        ),
        0.85,
        places=with_any_case(" dot "),
        in_cells=False,
    ),
    # https://user:password@host, ssh://user@host, curl -u user:password
    Pattern(
        "USERNAME",
        lazily(rf"://(?P<value>{_USER})(?::[^\s/@?#\"'<>,{{}}]{{0,128}})?@(?=[\w.-])"),
        0.9,
        is_own_user,
        places=where(lambda clues: "://" in clues.text and "@" in clues.text),
        in_cells=False,
    ),
    Pattern(
        "USERNAME",
        lazily(r"(?<![\w-])(?:-u|--user)[ =][\"']?(?P<value>[\w.@+-]{1,64})(?=:[^\s:]*[^\d\s:])"),
        0.9,
        is_own_user,
        places=with_any(" -u", "--user"),
        in_cells=False,
    ),
)
