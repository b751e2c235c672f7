"""Passwords, keys and tokens: by their public prefixes, or announced by a word.

The prefixes are those that the issuers document, and that secret scanners look for.
"""

from ...lazy_patterns import lazily
from ..announced import SIGNED, Announced, announced
from ..likely_places import where, with_any
from ..pattern import Pattern

_PREFIXES = (
    *(
        "AKIA",
        "ASIA",
        "AROA",
        "AIDA",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "sk-",
        "sk_live_",
    ),
    *("sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_", "whsec_", "xox", "xapp-", "AIza", "ya29.", "eyJ"),
    *("npm_", "pypi-", "hf_", "SG.", "dop_v1_", "shpat_", "shpss_", "glsa_", "lin_api_", "dckr_pat_", "GOCSPX-"),
    *("figd_", "sq0", "r8_", "AGE-SECRET-KEY-", "PMAK-", "rubygems_"),
)
_PREFIXED = (
    r"(?:(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{40,255}|glpat-[\w-]{20,64}|"
    r"sk-(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{20,200}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9+/=]{24,64}|"
    r"xox[a-z]-[\w-]{10,250}|xapp-\d-[\w-]{10,250}|AIza[\w-]{35}|ya29\.[\w-]{20,300}|"
    r"eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}(?:\.[\w-]{0,2000})?|npm_[A-Za-z0-9]{36}|pypi-[\w-]{50,255}|hf_[A-Za-z0-9]{30,64}|"
    r"SG\.[\w-]{16,32}\.[\w-]{32,64}|dop_v1_[a-f0-9]{64}|shp(?:at|ss)_[a-fA-F0-9]{32}|glsa_\w{32,64}|lin_api_[A-Za-z0-9]{32,64}|"
    r"dckr_pat_[\w-]{20,64}|GOCSPX-[\w-]{20,64}|figd_[\w-]{30,64}|sq0[a-z]{3}-[\w-]{20,64}|r8_[A-Za-z0-9]{30,64}|"
    r"AGE-SECRET-KEY-1[A-Z0-9]{58}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|rubygems_[a-f0-9]{48})"
)
_WORDS = (
    "password|passwort|passwd|pwd|pw|passcode|passphrase|kennwort|mot de passe|mdp|contraseña|contrasena|senha|wachtwoord|"
    "hasło|haslo|parola|şifre|sifre|security answer|secret answer|sicherheitsantwort|lösenord|losenord|adgangskode|passord|salasana|heslo|пароль|password1|"
    "passw|wifi password|safe word|safeword|code word|codeword|security word|secret word|memorable word|memorable information|"
    "密码|口令|パスワード"
)
_KEY = (
    "api key|apikey|api_key|api token|secret|client secret|secret key|access key|access token|auth token|auth_token|token|"
    "refresh token|private key|encryption key|session id|sessionid|session token|bearer|authorization|密钥|令牌"
)
_PIN = "pin|pin code|pincode|pin number|puk|geheimzahl|code pin|código pin|codice pin"
_ONCE = (
    "verification code|security code|one-time code|one time code|one-time password|otp|cvv|cvc|cvv2|tan|access code|"
    "auth code|login code|door code|gate code|keypad code|lockbox code|garage code|"
    "türcode|zugangscode|torcode|digicode|code d'entrée|code d'accès|código de acceso|código de la puerta|codice di accesso|门禁密码|门锁密码|门禁码|"
    "confirmation code|bestätigungscode|sicherheitscode|code de vérification|code de sécurité|"
    "código de verificación|código de seguridad|codice di verifica|验证码|动态码|校验码|安全码"
)
# what stands behind "password:" and is none
_NO_SECRET = frozenset(
    """
    required requis obligatorio reset forgot forgotten change changed incorrect invalid wrong expired expires expiry protected
    correct none null true false yes no not is was the a an my your to for and or has have can will could please new
    old field hash hashed policy manager must should doesn't does did isn't wasn't still again updated unknown hidden
    redacted masked removed string str text bytes int optional default vergessen falsch ungültig geändert oublié
    incorrecta errada dimenticata string error failed failure here below above same empty missing
    """.split()
)


def is_secret(text: str) -> bool:
    """True unless a text is a plain word of sentences or forms."""
    word = text.strip(".!?*").lower()
    return len(word) >= 4 and word not in _NO_SECRET and not text.startswith(("<", "{", "$", "%("))


def begins_secret(text: str) -> bool:
    """True for several words that are neither a sentence nor a note of a form: no function word is among them."""
    words = [word.strip(".!?*").lower() for word in text.split(" ")]
    return not text.startswith(("<", "{", "$", "%(")) and _IN_SENTENCES.isdisjoint(words)


def is_mixed(text: str) -> bool:
    """True for letters with digits or signs among them: no word of a sentence."""
    body = text.rstrip(".!?")
    return len(body) >= 4 and is_secret(text) and any(c.isdigit() or not (c.isalnum() or c in "'’-") for c in body)


# words of sentences about passwords; passphrases are made of other ones
_IN_SENTENCES = frozenset(
    """
    a after again am an and any are as at be been before but by can cannot check contact could did do does doesn't for forgot from
    had has have help how i if in incorrect into invalid is it its just link may must need never no not now of on or our out page
    please required reset see send sent she should so still than that the their them then there they this to today too try
    until us use used uses using variable via was we were what when where which who why will with without wrong yes you your
    bitte das der die ein eine falsch für ich ist mit nicht oder sie und vergessen von wir zu
    de el en es est et la le les los mon ne non para pas por pour que se un una
    """.split()
)
_VALUE_SIGN = r"[^\s,;\"'<>，。；、）)\]]"
# a comma or semicolon belongs to it unless a blank, a sign or the name of the next field follows
_VALUE = rf"(?:{_VALUE_SIGN}|[,;](?={_VALUE_SIGN})(?![\w.-]{{1,40}}[=:])){{4,128}}(?<![.:])"
_SEVERAL = r"(?:[^\s:=,;\"'<>]{2,32} ){1,5}[^\s:=,;\"'<>.!?]{2,32}(?=[.!?]{0,3}\s{0,8}(?:\n|$))"
_BEHIND_SIGN = r"[\w ]{0,12}?\s?[:=：]\s{0,2}"
_ANSWER = "security answer|secret answer|sicherheitsantwort"
_PHRASES = "passphrase|seed phrase|seed words|recovery phrase|mnemonic|mnemonic phrase|backup phrase|secret phrase|wiederherstellungsphrase"

SECRET_PATTERNS: tuple[Pattern | Announced, ...] = (
    Pattern("PASSWORD", lazily(rf"(?<![A-Za-z0-9_-]){_PREFIXED}(?![A-Za-z0-9_])"), 0.95, places=where(lambda clues: any(prefix in clues.text for prefix in _PREFIXES), needs="has_long_word")),
    Pattern(
        "PASSWORD",
        lazily(
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
            r"(?:[^-]{0,12000}-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\s\\]{0,12000})"
        ),
        1.0,
        places=with_any("PRIVATE KEY"),
    ),
    # https://user:password@host
    Pattern(
        "PASSWORD",
        lazily(r"://[^\s/:@]{1,64}:(?P<value>[^\s/@]{1,128})@(?=[\w.-])"),
        0.95,
        places=where(lambda clues: "://" in clues.text and "@" in clues.text),
        in_cells=False,
    ),
    # curl -u user:password
    Pattern(
        "PASSWORD",
        lazily(r"(?<![\w-])(?:-u|--user)[ =][\"']?[\w.@+-]{1,64}:(?P<value>[^\s\"':]{4,128})"),
        0.9,
        is_mixed,
        with_any(" -u", "--user"),
        in_cells=False,
    ),
    # Authorization: Bearer ..., Basic ...
    announced("PASSWORD", "bearer|basic", r"[A-Za-z0-9+/_.~-]{16,2000}={0,2}(?![\w])", gap=r"\s", check=is_mixed, digit=False),
    announced("PASSWORD", _WORDS, _VALUE, gap=r"[\w ]{0,12}?[\"']?\s?[:=：]{1,2}>?\s{0,2}[\"'`]?", check=is_secret, score=0.9, digit=False),
    # several words in quotes
    announced("PASSWORD", _WORDS, r"[^\"\n]{4,128}(?=\")", gap=r"[\w ]{0,12}?\"?\s?[:=：]{1,2}>?\s{0,2}\"", check=is_secret, score=0.95, digit=False),
    announced("PASSWORD", _WORDS, r"[^'\n]{4,128}(?=')", gap=r"[\w ]{0,12}?'?\s?[:=：]{1,2}>?\s{0,2}'", check=is_secret, score=0.95, digit=False),
    # several words to the end of the line
    announced("PASSWORD", _WORDS, _SEVERAL, gap=_BEHIND_SIGN, check=begins_secret, score=0.9, digit=False),
    announced("PASSWORD", _ANSWER, _SEVERAL, gap=_BEHIND_SIGN, score=0.9, digit=False),
    announced("PASSWORD", _PHRASES, r"[a-z]{2,12}(?: [a-z]{2,12}){3,23}(?!\w)", gap=r"[\"']?\s?(?:is|are|:|=)\s{0,2}[\"']?", score=0.9, digit=False),
    announced("PASSWORD", _WORDS, _VALUE, gap=SIGNED, check=is_mixed, digit=False),
    announced("PASSWORD", _KEY, _VALUE.replace("{4,128}", "{8,512}"), gap=r"\s{0,2}[\"']?\s?[:=：]{1,2}\s{0,2}[\"'`]?", check=is_mixed, digit=False),
    announced("PASSWORD", _PIN, r"\d{4,8}(?![\w-]|[.,]\d)", gap=r"(?: (?:code|number|no\.?|nr\.?))?\s?(?:is|ist|est|es|è|:|=|：|是)\s{0,2}"),
    announced("PASSWORD", "entry code|alarm code|lock code|safe code", r"\d{4,8}(?![\w-]|[.,]\d)", gap=r"\s?(?:is|:|=)\s{0,2}"),
    announced("PASSWORD", _ONCE, r"(?:\d{3,4}(?:[ -]\d{3,4})?|\d{5,8})(?![\w-]|[.,]\d)", gap=r"\s{0,2}(?:(?:is|ist|est|es|è|:|=|：|是|为)\s{0,2}){0,2}"),
)  # fmt: skip
