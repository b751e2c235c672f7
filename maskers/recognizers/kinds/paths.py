"""User names in paths, addresses of pages and shells, and names of people in names of files."""

import re
from collections.abc import Iterator

from ...lazy_patterns import lazily
from ...spelling import bare
from ...words import given_name_lexicon, is_known_name, surname_lexicon
from ..clues import Clues, Place
from ..likely_places import Places, near, where, with_any
from ..misspelt import is_common
from ..pattern import Pattern
from .people import SYSTEM_USERS

_SEGMENT = r"[^\W_][\w.@+-]{1,40}"
# pages that stand where users do
_PAGES = frozenset(
    """
    all username
    login logout signin signup sign_in sign_up sign-in sign-up register registration password reset forgot me self new
    edit update delete create settings profile profiles preferences account accounts list search export import count
    current index id ids active inactive all roles groups permissions verify activate confirm invite invitations
    avatar avatars photo photos image images notifications sessions bulk batch stats info details help about api
    feedback security privacy billing subscription subscriptions
    """.split()
)
_EXTENSION_WORDS = frozenset(
    """
    pdf doc docx xls xlsx ppt pptx odt ods odp rtf txt csv jpg jpeg png gif tif tiff heic webp bmp mp3 mp4 m4a wav mov avi
    zip rar 7z msg eml vcf dcm htm html xml json pages key numbers
    """.split()
)
_PART = r"[^\W\d_]{2,30}"
_EXTENSIONS = "|".join(sorted(_EXTENSION_WORDS, key=len, reverse=True))
_END_OF_FILE = lazily(rf"\.(?:{_EXTENSIONS})(?![\w-])", re.IGNORECASE)
# of what stands before its extension and counts
_LONGEST_FILE = 100
_WORD = lazily(_PART)


def is_path_user(text: str) -> bool:
    """True for what stands below a folder of users, but for folders and pages that all systems have."""
    folded = text.casefold().strip(".")
    return (
        folded not in SYSTEM_USERS
        and folded not in _PAGES
        and any(map(str.isalpha, folded))
        and not folded.endswith((".html", ".php", ".json"))
    )


def is_page_user(text: str) -> bool:
    """The same where words stand as well: `/users/active`."""
    return is_path_user(text) and not is_common(bare(text.casefold()))


def is_joined_name(text: str) -> bool:
    """True for a given name and a surname that a sign joins: `jane_miller`, `Miller, Jane`."""
    words = [bare(word.casefold()) for word in _WORD.findall(text)]
    if len(words) < 2 or all(map(is_common, words)):
        return False
    given, family = given_name_lexicon(), surname_lexicon()
    pairs = ((words[0], words[-1]), (words[-1], words[0]))
    return any(first in given and last in family for first, last in pairs) and all(map(is_known_name, words))


def _file_names(clues: Clues) -> Iterator[Place]:
    """Where names of files are, by their extensions."""
    reached = 0
    for match in _END_OF_FILE.finditer(clues.text):
        start = max(reached, match.start() - _LONGEST_FILE)
        if start < match.start():
            yield start, match.start(), match.end() + 1
        reached = match.end()


PATH_PATTERNS: tuple[Pattern, ...] = (
    # /home/jmiller, C:\Users\Jane Miller\, \\server\homes\jmiller
    Pattern(
        "USERNAME",
        lazily(
            rf"(?:(?<![\w.])/(?:home|Users|export/home|mnt/[a-z]/Users|var/mail|var/spool/mail)/|"
            rf"\\(?:Users|homes?|Documents and Settings|profiles)\\{{1,2}})(?P<value>[^\W_][^\\/:*?\"<>|\n]{{1,40}}(?=\\)|{_SEGMENT})"
        ),
        0.85,
        is_path_user,
        with_any("/home/", "/Users/", "\\Users\\", "\\home", "\\Documents and", "\\profiles\\", "/mail/"),
        in_cells=False,
    ),
    # /users/jane.miller, /u/jmiller, /profile/jane-miller-49
    Pattern(
        "USERNAME",
        lazily(r"/(?:users?|u|profiles?|members?|people|authors?|customers?|patients?|(?<=linkedin\.com/)in|~)/@?(?P<value>[^\W\d_][\w.%+-]{2,40})", re.IGNORECASE),
        0.8,
        is_page_user,
        with_any("/"),
        in_cells=False,
    ),
    # ~jmiller/
    Pattern("USERNAME", lazily(r"(?<![\w~./])/?~(?P<value>[a-z][\w.-]{1,30})(?=/)"), 0.8, is_path_user, with_any("~"), in_cells=False),
    # ssh jmiller@build01
    Pattern(
        "USERNAME",
        lazily(r"\b(?:ssh|scp|sftp|rsync)\b[^|;&\n@]{0,80}?\s(?P<value>[A-Za-z][\w.-]{1,40})@[\w.-]+"),
        0.85,
        is_path_user,
        where(lambda clues: not clues.words.isdisjoint({"ssh", "scp", "sftp", "rsync"}), parts="@"),
        in_cells=False,
    ),
    # sshd and sudo: "for invalid user jmiller from", "sudo: jmiller : TTY"
    Pattern("USERNAME", lazily(r"\bfor (?:invalid user |user )?(?P<value>[a-z][\w.-]{1,40}) from \d"), 0.85, is_page_user, near(" from ", before=64, after=10, needs="has_digit"), in_cells=False),
    Pattern("USERNAME", lazily(r"\bsudo(?:\[\d+\])?:\s+(?P<value>[a-z][\w.-]{1,40}) : "), 0.85, is_path_user, with_any("sudo"), in_cells=False),
    # a line of a web server's log
    Pattern("USERNAME", lazily(r"(?<=[\d:] - )(?P<value>[A-Za-z][\w.@-]{1,40})(?= \[\d{1,2}/[A-Z][a-z]{2}/\d{4})"), 0.85, is_path_user, with_any(" - "), in_cells=False),
    # passport_jane_miller.jpg, Miller, Jane - contract.pdf; the next part is tried as well
    Pattern(
        "PERSON",
        lazily(rf"(?<![^\W_])(?=(?P<value>{_PART}(?:, |[ _.-]){_PART})(?![^\W\d_])){_PART}(?=[^/\\\n]{{0,60}}?\.(?:{_EXTENSIONS})(?![\w-]))", re.IGNORECASE),
        0.8,
        is_joined_name,
        Places(_file_names, None, _EXTENSION_WORDS, "words"),
        in_cells=False,
    ),
)  # fmt: skip
