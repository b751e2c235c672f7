"""Values with a form of their own: phones, identifiers, cards, accounts, addresses of machines, secrets."""

from .draw import Draw, Value
from .locales import REGIONS
from .names import domain

_CARDS = (
    "4### #### #### ####",
    "4###############",
    "5%## #### #### ####",
    "5%##-####-####-####",
    "37## ###### #####",
    "37#############",
    "6011 #### #### ####",
    "4###-####-####-####",
    "36## ###### ####",
    "2###############",
    "5%##############",
)
_IDS = (
    "#######|########|#####|?######|??-######|??######|###-##-####|####-####-####|???-####-####|?-#####-##|####/##|#####/##|######/####|"
    "?##-###-###|########?|##########|??####??|#-####-#####-##-#|INV-####|ORD-######|CASE-#####|#?####|????######|REF/####/??|TK########|"
    "##-#######|C-######|KD-######|CLM######|P########|MRN######|ACC-########|######-####|######-####?|??###?|EMP####|?#?#?#?#|U-#####"
)
_KINDS: dict[str, str] = {
    "passport": "?########|########|??######|C0#?#?####|?#######|L######??|##??#####|?? ######",
    "licence": "?######|?##-##-####|????%######??%??|########|?###-####-####|S###-###-##-###-#|##.#######.#|??##?####",
    "national": "###-##-####|### ## ####|?? ## ## ## ?|########?|%## ## ## ### ### ##|###.###.###-##|######-####|###########|########-?|%#######-?|#### #### ####|#-####-#####-##-#|#########|###-###-###|?????####?|???######??#",
    "tax": "##-#######|DE#########|###/####/####|???????##?##????|ESB########|##.###.###/####-##|GB### #### ##|FR## #########|###-###-##-##|###########|## ### ### ###",
    "medical": "MRN#######|########|###-##-###|H######|MRN-#####|?#######|### ### ####|#######-#|PT-#####|NHS ### ### ####",
    "case": "#####/##|####/####|% ? ####/##|No. ####/##|????-####-##|C-###/##|[####] ???? ###|% C ###/##|K #### K ####/#####|##-cv-#####|II CSK ###/##|###/####|?-####-####|1928:##|#####/####",
    "plate": "?? ?? ####|???-####|?-?? ####|??##???|?? ### ??|##-???-#|???###|? ??? ###|??-###-??|#???###|??? ####|?? ## ? ####|??? ###?",
    "account": "########|##########|####-######-##|###-######-#|## #### #### ####|#########|ACC#######|##-##-## ########|######",
    "order": "#######|ORD-#####|##-#####-#####|#######-####|PO-######|A#####|??-####-??|###-#######-#######|#########|W########",
    "vin": "1HG??######??####|WVWZZZ1?Z????????|5YJ?#?#######????|JTD????#########|ZFA##########????",
    "policy": "POL-#######|??-###-######|##########|HH/######/##|?#######-##|KFZ-########|LV ## ### ###",
    "employee": "E#####|EMP-####|######|P-####|#####|STF####|ID#####|MA-#####",
    "tracking": "1Z###?##########|JD##############|RR#########??|################|LX#########DE|9400 #### #### #### ####|H####################",
    "booking": "??????|?#??#?|??####|???###|?????#|########|#######-#",
    "hex": "^^^^^^^^-^^^^-4^^^-a^^^-^^^^^^^^^^^^|^^^^^^^^^^^^^^^^^^^^^^^^|usr_^^^^^^^^^^^^|cus_~~~~~~~~~~~~~~|u-^^^^^^^^|sess_~~~~~~~~~~~~",
}
_WORDS = "Sommer Winter dragon sunshine Welcome Passw0rd hunter monkey Liverpool tiger qwerty letmein trustno Kaffee soleil princesa Ferrari Batman cheese".split()
_PATHS = (
    "",
    "/",
    "/login",
    "/about-us",
    "/users/{n}",
    "/p/{n}?ref=mail",
    "/en/contact",
    "/blog/how-to-save",
    "/files/report-{n}.pdf",
    "/track?id={n}",
    "/~{w}",
    "/{w}",
    "/shop/item/{n}#reviews",
    "/reset?token={t}",
    "/wiki/{w}",
    "/a/b/c.html",
)
_TWO = "two four seven nine eight zero one five three six double oh".split()


def phone(draw: Draw) -> str:
    """A phone number of the text's region, or of another."""
    locale = draw.locale if draw.chance(0.7) else draw.choice(draw.locales)
    found = draw.one_of(REGIONS[locale].phones)
    if draw.chance(0.03):
        found += draw.choice((" ext. ", " x", " ext ", "x")) + draw.fill("%##")
    return found


def spoken_phone(draw: Draw) -> str:
    """A phone number as it is spoken."""
    return " ".join(draw.choice(_TWO[:10]) for _ in range(draw.number(7, 11)))


def identifier(draw: Draw) -> str:
    """An identifier in any form."""
    return draw.one_of(_IDS.split("|"))


def _kind(kind: str) -> Value:
    patterns = tuple(_KINDS[kind].split("|"))
    return lambda draw: draw.one_of(patterns).strip()


def han_identity(draw: Draw) -> str:
    """A Chinese resident identity number; its check digit is not computed."""
    return (
        draw.fill("%#%##%")
        + f"{draw.number(1940, 2015)}{draw.number(1, 12):02}{draw.number(1, 28):02}"
        + draw.one_of(("####", "####", "###X"))
    )


def card(draw: Draw) -> str:
    """A card number, with a right check digit as a rule."""
    found = draw.one_of(_CARDS)
    digits = [int(char) for char in found if char.isdigit()]
    total = sum(
        sum(divmod(2 * digit, 10)) if index % 2 == 0 else digit for index, digit in enumerate(reversed(digits[:-1]))
    )
    return found[:-1] + str(-total % 10) if draw.chance(0.9) else found


def iban(draw: Draw) -> str:
    """An IBAN, in groups or not."""
    own = REGIONS[draw.locale].iban
    pattern = (
        own
        if own and draw.chance(0.7)
        else draw.choice(
            [REGIONS[name].iban for name in draw.locales if REGIONS[name].iban] or ["DE## #### #### #### #### ##"]
        )
    )
    found = draw.fill(pattern).upper()
    return found.replace(" ", "") if draw.chance(0.45) else found


def ip(draw: Draw) -> str:
    """An IP address of version 4 or 6."""
    if draw.chance(0.75):
        found = ".".join(str(draw.number(1 if index == 0 else 0, 254)) for index in range(4))
        return found + (f":{draw.number(20, 65000)}" if draw.chance(0.0) else "")
    return draw.one_of(
        (
            "2001:db8:^^^^:^^^^::^^",
            "fe80::^^^^:^^ff:fe^^:^^^^",
            "2a0%:^^^^:^^^^:^^^^:^^^^:^^^^:^^^^:^^^^",
            "2001:0db8:85a3:0000:0000:8a2e:^^^^:^^^^",
            "::ffff:10.%#.%.%",
        )
    )


def url(draw: Draw) -> str:
    """A web address."""
    path = draw.choice(_PATHS).format(n=draw.number(1, 99999), w=draw.choice(_WORDS).lower(), t=draw.fill("~~~~~~~~~~"))
    return (
        draw.choice(("https://www.", "https://", "http://", "www.", "", "https://my.", "http://www."))
        + domain(draw)
        + path
    )


def link(draw: Draw) -> str:
    """A shortened link."""
    return draw.one_of(
        (
            "http://t.co/~~~~~~~~",
            "https://bit.ly/~~~~~~",
            "https://t.co/~~~~~~~~~~",
            "tinyurl.com/~~~~~~",
            "https://youtu.be/~~~~~~~~~~~",
        )
    )


def password(draw: Draw) -> str:
    """A password as people choose them."""
    word = draw.choice(_WORDS)
    return draw.choice(
        (
            f"{word}{draw.number(1, 9999)}",
            f"{word}{draw.number(1950, 2026)}!",
            f"{word.lower()}_{draw.number(1, 99)}",
            f"{word[0].upper()}{word[1:]}#{draw.number(10, 99)}",
            draw.fill("~~~~~~~~"),
            draw.fill("~~~#~~!~~"),
            draw.fill("~~~~-~~~~-~~~~"),
            draw.fill("?~~~$~~#~@"),
            f"{word}{draw.choice(_WORDS)}{draw.number(1, 99)}",
            f"{draw.choice(_WORDS).lower()}-{draw.choice(_WORDS).lower()}-{draw.number(1, 99)}",
            f"P@{word}{draw.number(1, 99)}",
        )
    )


def secret(draw: Draw) -> str:
    """A key of a programme."""
    return draw.one_of(
        (
            "sk_live_~~~~~~~~~~~~~~~~~~~~~~~~",
            "ghp_~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
            "AKIA????????????????",
            "xoxb-############-~~~~~~~~~~~~~~",
            "AIza~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
            "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
            "eyJhbGciOiJIUzI1NiJ9.~~~~~~~~~~~~~~~~.~~~~~~~~~~~~~~",
            "~~~~~~~~~~~~~~~~~~~~~~~~~~==",
            "glpat-~~~~~~~~~~~~~~~~~~~~",
        )
    )


def pin(draw: Draw) -> str:
    """A PIN or a one-time code."""
    return draw.one_of(("####", "######", "####"))


VALUES: dict[str, Value] = {
    "PHONE_NUMBER": phone, "PHONE_NUMBER.spoken": spoken_phone, "ID": identifier, "ID.han": han_identity, "CREDIT_CARD": card,
    "IBAN_CODE": iban, "IP_ADDRESS": ip, "URL": url, "URL.short": link, "PASSWORD": password, "PASSWORD.secret": secret, "PASSWORD.pin": pin,
    **{f"ID.{kind}": _kind(kind) for kind in _KINDS},
}  # fmt: skip
