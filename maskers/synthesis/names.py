"""Values that name a person: names in many forms, titles, user names, e-mail addresses."""

from ..spelling import bare
from ..words import han_given_names, han_surnames
from .draw import Draw, Value
from .locales import REGIONS, people

# surnames and given names of regions for which Faker lists none in Latin letters
_WORLD_GIVEN = """
    Ahmed Fatima Omar Yusuf Layla Khalid Aisha Mahmoud Zainab Hassan Rania Tariq Noura Bilal Samira Hamza Maryam Abdulrahman
    Sergei Olga Dmitri Svetlana Ivan Ekaterina Aleksandr Nadezhda Mikhail Tatiana Vladimir Oksana Bohdan Iryna Taras Mykola
    Jin-woo Minseo Hye-jin Seung-ho Ji-hoon Soo-yeon Kyung-hee Dong-hyun Eun-ji Haruto Yui Kenji Sakura Hiroshi Naoko Takumi
    Ayaka Daisuke Yoko Wei Xiaoming Lihua Jing Yan Minghao Xinyi Guoqiang Meiling Zihan Haoran Siu-Ming Ka-Yan Thi Minh Duc
    Huong Linh Quang Phuong Somchai Malee Anong Niran Giorgi Nino Davit Ketevan Ani Armen Hovhannes Levon Eleni Giorgos
    Dimitris Katerina Stavros Andreas Ioanna Kwame Ama Kofi Abena Chidi Ngozi Emeka Adaeze Thabo Sipho Nomvula Lindiwe Amara
    Moana Tane Aroha Leilani Kai Mateo Ximena Thiago Noor Eitan Shira Avi Yael Moshe Miriam Dariush Shirin Reza Parisa Amir
    Jugurtha Yidir Ganbold Altansarnai Nurlan Aigerim Rustam Gulnara Besnik Arta Luan Goran Milica Dragan Jelena Zoltan
""".split()
_WORLD_FAMILY = (
    """
    Al-Rashid El-Sayed Haddad Khoury Mansour Al-Masri Nasser Rahman Siddiqui Farouk Benali Bouazizi Hussein Abdi Warsame
    Ivanov Ivanova Petrov Petrova Kuznetsov Sokolova Morozov Volkov Shevchenko Kovalenko Tkachenko Bondarenko Melnyk Kim Park
    Lee Choi Jung Kang Yoon Lim Han Tanaka Suzuki Yamamoto Nakamura Kobayashi Watanabe Ito Saito Yoshida Wang Li Zhang Liu
    Chen Yang Zhao Huang Zhou Wu Xu Sun Ma Zhu Ouyang Cheung Wong Lam Ng Tsang Nguyen Tran Pham Hoang Vo Dang Bui Chaiyasit
    Wongsakul Srisai Beridze Kapanadze Sargsyan Petrosyan Papadopoulos Georgiou Nikolaidis Pappas Karagiannis Mensah Owusu
    Boateng Okafor Eze Adeyemi Okonkwo Dlamini Nkosi Mokoena Van der Merwe Botha Tavita Ngata Kahale Cohen Levi Mizrahi
    Friedman Rosenberg Hosseini Tehrani Ahmadi Karimi Ait-Ahmed Nazarbayev Karimov Hoxha Krasniqi Jovanovic Petrovic Nikolic
    Horvat Szabo Varga Dimitrov Georgieva Kalnins Ozols Kazlauskas Tamm Einarsson Magnusdottir O'Sullivan McAllister MacLeod
    D'Angelo De Luca Fitzgerald St. Clair Vandenberg
""".replace("Van der Merwe", "Van_der_Merwe")
    .replace("De Luca", "De_Luca")
    .replace("St. Clair", "St._Clair")
    .split()
)
_NICKNAMES = """
    Bob Bobby Liz Beth Jim Jimmy Mike Mikey Nick Tony Kate Katie Sam Joey Dave Steve Chris Pat Rick Ted Ben Becky Vicky Andy
    Manu Pepe Paco Lola Nacho Gigi Pippo Beppe Hansi Uli Uschi Franzi Fritz Jupp Zosia Kasia Tomek Wojtek Jurek Sasha Misha
    Katya Vanya Dima Raj Bunty Pinky Guddu Zhenya Bea Gus Mo Abby Maddie Ollie Archie Freddie Tommo Gaz Shaz Baz Loz Deb Jen
""".split()
_PARTICLES = {
    "de": ("von", "von der", "zu"),
    "nl": ("van", "van der", "de", "van den", "ten", "van 't"),
    "fr": ("de", "du", "Le", "de la"),
    "es": ("de", "de la", "del"),
    "it": ("Di", "De", "Della", "Lo"),
    "pt": ("da", "dos", "de"),
    "en": ("de", "van", "O'", "Mc", "St."),
}
_SUFFIXES = ("Jr.", "Jr", "Sr.", "III", "II")
_MAILERS = """
    gmail.com yahoo.com hotmail.com outlook.com icloud.com web.de gmx.de t-online.de orange.fr free.fr laposte.net libero.it
    wp.pl o2.pl seznam.cz uol.com.br ziggo.nl btinternet.com live.co.uk proton.me qq.com 163.com 126.com aol.com mail.com
    comcast.net rediffmail.com telia.se bigpond.com shaw.ca msn.com ymail.com example.org example.net fastmail.com
""".split()
_NAME_PARTS = "kestrel north alder quay vale mill summit harbor blue iron stone maple silver lumen orbit data clear bright".split()
_NOUN_PARTS = (
    "works soft tech care bank lab group media health legal store net systems foods logistics energy clinic".split()
)
_TLDS = (
    "com",
    "com",
    "com",
    "org",
    "net",
    "de",
    "co.uk",
    "fr",
    "io",
    "it",
    "nl",
    "es",
    "pl",
    "eu",
    "com.br",
    "ca",
    "edu",
    "gov",
)
_HANDLE_WORDS = (
    "sunny dark x_ the_real mr its just ninja gamer coffee luna pixel runner night fox moon lil mama chef wild".split()
)


def given(draw: Draw) -> str:
    """A given name; it becomes the text's person."""
    locale = draw.any_locale()
    if locale == "zh_CN" and draw.locale != "zh_CN":
        locale = draw.locale
    names = _WORLD_GIVEN if draw.chance(0.1) and locale != "zh_CN" else people(locale)[0]
    name = draw.choice(names)
    if draw.chance(0.04) and locale != "zh_CN":
        name = f"{name}-{draw.choice(names)}"
    if draw.chance(0.12):
        name = bare(name)
    draw.given = name
    return name


def family(draw: Draw) -> str:
    """A surname, at times double or with a particle."""
    locale = draw.any_locale()
    if locale == "zh_CN" and draw.locale != "zh_CN":
        locale = draw.locale
    world = draw.chance(0.12) and locale != "zh_CN"
    names = _WORLD_FAMILY if world else people(locale)[1]
    name = draw.choice(names).replace("_", " ")
    if locale == "zh_CN":
        draw.family = name
        return name
    style = draw.rng.random()
    if style < 0.04:
        name = f"{name}-{draw.choice(names).replace('_', ' ')}"
    elif style < 0.1 and not world:
        particle = draw.choice(_PARTICLES.get(locale[:2], ("de", "van")))
        name = particle + ("" if particle in ("O'", "Mc") else " ") + name
    elif locale[:2] in ("es", "pt") and style < 0.45:
        name = f"{name} {draw.choice(names)}"
    if draw.chance(0.12):
        name = bare(name)
    draw.family = name
    return name


def full(draw: Draw) -> str:
    """Given name and surname, at times with an initial, a second name or a suffix."""
    if draw.locale == "zh_CN":
        return han(draw)
    first, last = given(draw), family(draw)
    style = draw.rng.random()
    if style < 0.72:
        return f"{first} {last}"
    if style < 0.82:
        return f"{first} {draw.fill('?')}. {last}"
    if style < 0.86:
        return f"{first} {draw.fill('?')} {last}"
    if style < 0.93:
        return f"{first} {draw.choice(people(draw.locale)[0])} {last}"
    if style < 0.96:
        return f"{first[0]}. {last}"
    if style < 0.98 and draw.locale in ("en_US", "en_CA"):
        return f"{first} {last}{draw.choice((', ', ' '))}{draw.choice(_SUFFIXES)}"
    if draw.locale == "hu_HU":
        return f"{last} {first}"
    return f'{first} "{draw.choice(_NICKNAMES)}" {last}'


def two_words(draw: Draw) -> str:
    """Given name and surname, nothing else."""
    return f"{given(draw)} {family(draw)}"


def han(draw: Draw) -> str:
    """A Chinese name in Han characters."""
    draw.family = draw.choice(people("zh_CN")[1]) if draw.chance(0.8) else draw.choice(sorted(han_surnames()))
    draw.given = draw.choice(han_given_names(2 if draw.chance(0.7) else 1))
    return draw.family + draw.given


def initials(draw: Draw) -> str:
    """Initials and a surname."""
    first, last = given(draw), family(draw)
    return draw.choice(
        (f"{first[0]}. {last}", f"{first[0]}.{draw.fill('?')}. {last}", f"{first[0]} {last}", f"{last} {first[0]}.")
    )


def letters(draw: Draw) -> str:
    """A person named by initials only, as courts and clinicians do."""
    return draw.one_of(("?.?.", "?.", "?. ?.", "?.?.?."))


def reversed_(draw: Draw) -> str:
    """Surname first, as lists have it."""
    first, last = given(draw), family(draw)
    style = draw.rng.random()
    if style < 0.55:
        return f"{last}, {first}"
    if style < 0.7:
        return f"{last}, {first} {draw.fill('?')}."
    if style < 0.85:
        return f"{last.upper()}, {first}"
    return f"{last.upper()} {first}"


def first_or_nickname(draw: Draw) -> str:
    """How friends call someone."""
    if draw.chance(0.2) and draw.locale != "zh_CN":
        draw.given = draw.choice(_NICKNAMES)
        return draw.given
    return given(draw)


def again(draw: Draw) -> str:
    """The surname of the person last named."""
    return draw.family or family(draw)


def again_given(draw: Draw) -> str:
    """The given name of the person last named."""
    return draw.given or given(draw)


def anyone(draw: Draw) -> str:
    """A name in any of its forms."""
    style = draw.rng.random()
    if draw.locale == "zh_CN":
        return han(draw)
    if style < 0.62:
        return full(draw)
    if style < 0.78:
        return first_or_nickname(draw)
    if style < 0.9:
        return family(draw)
    return initials(draw)


def title(draw: Draw) -> str:
    """Mr, Frau, Doña, in the text's region."""
    locale = draw.locale if draw.locale == "zh_CN" or draw.chance(0.8) else draw.choice(draw.locales)
    return draw.choice(REGIONS["en_US" if locale == "zh_CN" != draw.locale else locale].titles)


def english_title(draw: Draw) -> str:
    """A title of English prose."""
    return draw.choice(REGIONS["en_US"].titles)


def doctor(draw: Draw) -> str:
    """A title of people who treat or teach."""
    return draw.choice(("Dr", "Dr.", "Dr.", "Prof.", "Professor", "Doctor", "Sister", "Nurse", "Prof. Dr."))


def _plain(name: str) -> str:
    return "".join(char for char in bare(name).lower() if char.isascii() and char.isalnum())


def _person_parts(draw: Draw) -> tuple[str, str]:
    first, last = draw.given, draw.family
    if not (first and last) or draw.chance(0.4):
        setting = draw.locale if draw.locale != "zh_CN" else "en_US"
        first, last = draw.choice(people(setting)[0]), draw.choice(people(setting)[1])
    return _plain(first) or draw.choice(("wei", "ming", "li")), _plain(last) or draw.choice(("wang", "chen", "liu"))


def domain(draw: Draw) -> str:
    """A made-up domain."""
    name = draw.choice(_NAME_PARTS) + draw.choice(("", "-", "")) + draw.choice(_NOUN_PARTS)
    if draw.chance(0.25):
        name = _person_parts(draw)[1] + draw.choice(("", "-")) + draw.choice(_NOUN_PARTS)
    return f"{name}.{draw.choice(_TLDS)}"


def email(draw: Draw) -> str:
    """An e-mail address, often of the person last named."""
    first, last = _person_parts(draw)
    name = draw.choice(
        (f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}", f"{first}_{last}", f"{last}.{first}", f"{first}{draw.number(1, 999)}",
         f"{last}{draw.number(50, 2010)}", f"{first}-{last}", f"{first[0]}.{last}", f"{first}.{last}+{draw.choice(_HANDLE_WORDS)}", last,
         draw.choice(("info", "hr", "billing", "office", "kontakt", "support", "no-reply", "sales")))
    )  # fmt: skip
    where = draw.choice(_MAILERS) if draw.chance(0.55) else domain(draw)
    found = f"{name.replace('_+', '+')}@{where}"
    if draw.chance(0.04):
        found = found.upper()
    return found


def username(draw: Draw) -> str:
    """A login or a handle without the at sign."""
    first, last = _person_parts(draw)
    return draw.choice(
        (f"{first}{last}{draw.number(1, 99)}", f"{first}_{last}", f"{first[0]}{last}", f"{draw.choice(_HANDLE_WORDS)}{first}", f"{first}.{last}",
         f"{last}{draw.number(10, 9999)}", f"{first}{draw.choice(_HANDLE_WORDS)}{draw.number(0, 99)}", f"x{first}x", f"{last}_{first[0]}",
         f"{first}-{draw.choice(_NOUN_PARTS)}", f"{draw.choice(_HANDLE_WORDS)}_{draw.choice(_NAME_PARTS)}{draw.number(1, 999)}",
         f"{first.capitalize()}{last.capitalize()}", f"{draw.fill('?').lower()}{last}{draw.number(1, 9)}", f"{draw.choice(_NAME_PARTS)}{draw.choice(_NOUN_PARTS)}")
    )  # fmt: skip


def handle(draw: Draw) -> str:
    """A handle with its at sign."""
    return "@" + username(draw).replace(".", "_").replace("-", "")


def wechat(draw: Draw) -> str:
    """An account of a Chinese messenger."""
    return draw.choice(
        (draw.fill("wxid_~~~~~~~~").lower(), draw.fill("%########"), draw.fill("%#########"), username(draw))
    )


VALUES: dict[str, Value] = {
    "PERSON": full, "PERSON.plain": two_words, "PERSON.any": anyone, "PERSON.first": given, "PERSON.nick": first_or_nickname, "PERSON.last": family,
    "PERSON.initials": initials, "PERSON.letters": letters, "PERSON.reversed": reversed_, "PERSON.again": again,
    "PERSON.again_first": again_given, "PERSON.han": han, "TITLE": title, "TITLE.en": english_title, "TITLE.doctor": doctor,
    "EMAIL_ADDRESS": email, "USERNAME": username, "USERNAME.handle": handle, "USERNAME.wechat": wechat,
}  # fmt: skip
