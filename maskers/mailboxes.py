"""Where an e-mail address begins.

Nearly every sign may stand in the part before the `@` (RFC 5322), so a pattern of addresses takes the key of a log line
and a quote along: `from=ann@example.org`, `'ann@example.org'`; Chinese and Japanese words stand before one without a
blank. Masked together, the address would get another pseudonym than by itself. What stands before an equals sign may as
well be a part of the address, and personal data: return paths hold the recipient
(`bounce+ann=example.org@lists.example.com`). So only words of a closed list are cut off, signs, and other scripts.
"""

import re

from .words import is_unspaced

# longer words before their own beginnings: what is read once is not read otherwise
_KEY_WORDS = (
    "account|acct|address|addr|admin|assignee|auth|author|bcc|billing|cc|client|contact|created|creator|customer|"
    "delivered|email|envelope|e|forwarded|from|header|href|id|invitee|invite|login|mailto|mail|member|message|name|"
    "new|notify|old|original|orig|owner|path|primary|principal|rcpt|recipient|reply|reporter|requester|resent|return|"
    "sasl|secondary|sender|smtp|src|subscriber|target|to|uid|updated|upn|uri|url|username|user|value|x"
)
_LEAD = re.compile(
    rf"(?:(?:(?:{_KEY_WORDS})[._-]?)++[=:]|[!#$%&'*+/=?^`{{|}}~.<>()\[\]\",:;\\-])*+", re.IGNORECASE | re.ASCII
)


def mailbox_start(text: str, start: int, end: int) -> int:
    """Return where the address in a finding begins: behind signs, keys such as `from=`, and words of unspaced scripts.

    Args:
        text: the whole text.
        start: where the finding begins.
        end: where it ends.

    >>> mailbox_start("from='ann@example.org'", 0, 21)
    6
    >>> mailbox_start("邮箱ann@example.org", 0, 17)
    2
    >>> mailbox_start("bounce+ann=example.org@lists.example.com", 0, 40)
    0
    """
    if text.startswith("=?", start):
        return start  # an encoded word (RFC 2047) is one
    at = text.find("@", start, end)
    if at < 0:
        at = text.find("%40", start, end)
    before = next((place for place in range(at - 1, start - 1, -1) if is_unspaced(text[place])), None)
    if before is not None and before + 1 < at:
        start = before + 1
    lead = _LEAD.match(text, start, max(at, start))
    assert lead is not None
    return start if lead.end() == at else lead.end()
