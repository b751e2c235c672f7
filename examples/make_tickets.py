"""Makes the example data: customers and support tickets with invented people, and their gold spans.

Writes `customers.csv`, `tickets.csv` and `gold.jsonl`. A message is built piece by piece from the
templates of `ticket_texts.py`; every piece that identifies somebody is recorded as a span while it is
appended, so the gold offsets hold by construction. The output depends on the arguments and on the
installed Faker's word lists only.

    python examples/make_tickets.py --out examples/tickets
"""

import argparse
import csv
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from string import Formatter

import ticket_texts as texts
from faker import Faker

TOPIC_SHARES = {
    "billing": 0.21,
    "delivery": 0.19,
    "technical": 0.18,
    "account": 0.15,
    "returns": 0.14,
    "cancellation": 0.13,
}
CHANNEL_WEIGHTS = {"email": 40, "chat": 27, "phone": 17, "form": 16}
COUNTRY_WEIGHTS = {"US": 34, "GB": 19, "IN": 10, "IE": 9, "CA": 7, "AU": 6, "CN": 15}
PLAN_WEIGHTS = {"basic": 50, "plus": 35, "pro": 15}

CUSTOMER_HEADER = (
    "customer_id",
    "name",
    "email",
    "phone",
    "address",
    "birth_date",
    "card_number",
    "language",
    "signup_date",
    "plan",
)
TICKET_HEADER = ("ticket_id", "customer_id", "created", "channel", "language", "message", "topic")

BARE_SHARE = 0.12  # tickets without any personal data
SECOND_TOPIC_SHARE = 0.06

# Faker locales whose names are common in a country; the first also gives streets and postcodes.
NAME_LOCALES = {
    "US": ("en_US", "en_US", "en_US", "es_MX"),
    "GB": ("en_GB", "en_GB", "en_GB", "en_IN"),
    "IN": ("en_IN",),
    "IE": ("en_IE",),
    "CA": ("en_CA", "fr_CA"),
    "AU": ("en_AU",),
    "CN": ("zh_CN",),
}

# `#` is a digit, `@` an area code. Ranges kept free for fiction: 555-01xx (NANPA), 020 7946 0xxx,
# 0113/0161 496 0xxx and 07700 900xxx (Ofcom), 020 91x xxxx (ComReg), 5550/7010 xxxx (ACMA). India and
# China keep none, so their numbers lie in blocks of zeros, as placeholders usually do.
PHONE_STYLES = {
    "US": ("(@) 555-01##", "@-555-01##", "@.555.01##", "+1 @ 555 01##", "(555) 010-####", "555.010.####"),
    "CA": ("(@) 555-01##", "+1 @-555-01##", "@.555.01##"),
    "GB": ("020 7946 0###", "+44 20 7946 0###", "0113 496 0###", "07700 900###", "+44 161 496 0###"),
    "IE": ("020 91# ####", "+353 20 91# ####"),
    "AU": ("(02) 5550 ####", "(07) 7010 ####", "+61 3 7010 ####"),
    "IN": ("+91 90000 0####", "+91-98000-0####", "900000####"),
    "CN": ("@0000####",),
}
AREA_CODES = {
    "US": ("202", "303", "312", "404", "503", "512", "612", "702", "716", "813"),
    "CA": ("403", "416", "506", "604", "613", "902"),
    "CN": ("138", "139", "150", "158", "186", "188", "199"),
}
MAIL_HOSTS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.org")  # RFC 2606
IP_NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")  # RFC 5737; IPv6 documentation prefix: RFC 3849
# First digits of the card numbers that payment providers publish for tests, and the whole length.
CARD_RANGES = {
    "424242": 16,
    "411111": 16,
    "400000": 16,
    "555555": 16,
    "510510": 16,
    "222300": 16,
    "601111": 16,
    "378282": 15,
}

Slots = dict[str, tuple[str, str | None]]  # by slot name: the value, and its entity type if it has one


@dataclass(frozen=True)
class Person:
    """An invented person; `phone` and `address` are written as the person's country writes them."""

    country: str
    gender: str
    first: str
    last: str
    email: str
    phone: str
    street: str
    city: str
    address: str

    @property
    def language(self) -> str:
        """The language this person writes in."""
        return "zh" if self.country == "CN" else "en"

    @property
    def name(self) -> str:
        """The full name in the order of the language."""
        return f"{self.last}{self.first}" if self.language == "zh" else f"{self.first} {self.last}"

    @property
    def title(self) -> str:
        """Mr, Ms or the Chinese counterpart."""
        return texts.TITLES[self.language, self.gender]


@dataclass(frozen=True)
class Customer:
    """A row of `customers.csv`."""

    customer_id: str
    person: Person
    birth: date
    card: str
    signup: date
    plan: str


@dataclass
class Message:
    """A text under construction and the spans of personal data in it (start, end, entity type)."""

    text: str = ""
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def append(self, piece: str, entity_type: str | None = None) -> None:
        """Appends `piece`, as a span when it has an entity type."""
        start = len(self.text)
        self.text += piece
        if entity_type is not None:
            self.spans.append((start, len(self.text), entity_type))


class People:
    """Draws people; e-mail addresses never repeat, phone numbers only once the free ranges run out."""

    def __init__(self, rng: random.Random, seed: int) -> None:
        self._rng = rng
        self._fakers = {loc: Faker(loc) for locales in NAME_LOCALES.values() for loc in locales}
        self._taken: set[str] = set()
        for offset, faker in enumerate(self._fakers.values()):
            faker.seed_instance(seed + offset)

    def make_person(self, country: str) -> Person:
        """Draws a person of `country`, a key of `NAME_LOCALES`."""
        gender = self._rng.choice("fm")
        faker = self._fakers[self._rng.choice(NAME_LOCALES[country])]
        first = str(faker.first_name_female() if gender == "f" else faker.first_name_male())
        last = str(faker.last_name())
        email, phone = self.make_email(country, first, last), self.make_phone(country)
        return Person(country, gender, first, last, email, phone, *self._make_address(country))

    def make_email(self, country: str, first: str, last: str) -> str:
        """Draws an unused address at a reserved domain, with a romanised local part."""
        if country == "CN":
            faker = self._fakers["zh_CN"]
            first, last = str(faker.first_romanized_name()), str(faker.last_romanized_name())
        a, b = _to_ascii(first), _to_ascii(last)
        local = self._rng.choice((f"{a}.{b}", f"{a[0]}{b}", f"{a}_{b}", f"{b}.{a}", f"{a}{b[0]}"))
        host = self._rng.choice(MAIL_HOSTS)
        email = f"{local}@{host}"
        while email in self._taken:
            email = f"{local}{self._rng.randint(2, 9999)}@{host}"
        self._taken.add(email)
        return email

    def make_phone(self, country: str) -> str:
        """Draws a phone number in one of the styles of `country`, unused if 100 tries find one."""
        for _ in range(100):
            style = self._rng.choice(PHONE_STYLES[country])
            if "@" in style:
                style = style.replace("@", self._rng.choice(AREA_CODES[country]))
            phone = _fill_digits(self._rng, style)
            if phone not in self._taken:
                break
        self._taken.add(phone)
        return phone

    def _make_address(self, country: str) -> tuple[str, str, str]:
        """Draws a street with number, a city, and the full address that holds both on one line."""
        rng, place = self._rng, self._rng.choice(texts.CITIES[country])
        if country == "CN":
            road = rng.choice(texts.ZH_DISTRICTS) + rng.choice(texts.ZH_ROADS)
            street = f"{road}{rng.randint(2, 380)}号"
            return street, place, f"{place}市{street}{rng.randint(1, 19)}栋{rng.randint(101, 2804)}室"
        faker = self._fakers[NAME_LOCALES[country][0]]
        unit = f"Flat {rng.randint(1, 40)}, " if country in ("GB", "IN") and rng.random() < 0.3 else ""
        street = f"{rng.randint(2, 990)} {faker.street_name()}"
        return street, place.split(",")[0], f"{unit}{street}, {place} {faker.postcode()}"


def _to_ascii(name: str) -> str:
    """Lower-cases a name and drops accents and everything that is not a letter of a to z."""
    return re.sub("[^a-z]", "", unicodedata.normalize("NFKD", name).lower())


def _fill_digits(rng: random.Random, pattern: str) -> str:
    """Replaces every `#` of `pattern` with a random digit."""
    return re.sub("#", lambda _: str(rng.randint(0, 9)), pattern)


def _draw(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def make_card(rng: random.Random) -> str:
    """Draws a card number from the test ranges, with its Luhn check digit (ISO/IEC 7812-1, annex B)."""
    prefix, length = rng.choice(list(CARD_RANGES.items()))
    digits = _fill_digits(rng, prefix + "#" * (length - len(prefix) - 1))
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits))]
    return f"{digits}{-sum(d - 9 * (d > 9) for d in doubled) % 10}"


def make_customers(rng: random.Random, people: People, count: int) -> list[Customer]:
    """Draws `count` customers, with the countries and plans in the proportions of the weights."""
    customers = []
    for index in range(count):
        person = people.make_person(_draw(rng, COUNTRY_WEIGHTS))
        birth = date(1940, 1, 1) + timedelta(days=rng.randrange(60 * 365))
        signup = date(2019, 1, 1) + timedelta(days=rng.randrange(5 * 365))
        plan = _draw(rng, PLAN_WEIGHTS)
        customers.append(Customer(f"C-{100001 + index}", person, birth, make_card(rng), signup, plan))
    return customers


def _write_date(day: date, country: str, *, year: bool) -> str:
    """Writes a date in words, as the country orders it."""
    month = texts.MONTHS[day.month - 1]
    if country == "CN":
        return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"
    if country in ("US", "CA"):
        return f"{month} {day.day}" + (f", {day.year}" if year else "")
    return f"{day.day} {month}" + (f" {day.year}" if year else "")


def _restyle_phone(rng: random.Random, phone: str) -> str:
    """Writes a phone number as the table has it, or, one time in four, with other separators."""
    if rng.random() < 0.75:
        return phone
    if phone.isdigit():
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    separator = rng.choice(("", "-", ".", " "))
    return re.sub("[^0-9+]+", separator, phone).removeprefix(separator)


def _write_card(rng: random.Random, card: str) -> str:
    """Groups a card number the way people type it: 4-4-4-4, for 15 digits 4-6-5."""
    groups = [card[:4], card[4:10], card[10:]] if len(card) == 15 else re.findall("....", card)
    return rng.choice((" ", " ", "-", "")).join(groups)


def _write_birth(rng: random.Random, birth: date, country: str) -> str:
    """Writes a birth date in words, as ISO 8601, or (not in Chinese) in the figures of the country."""
    styles = ["", "%Y-%m-%d"]
    if country != "CN":
        styles.append("%m/%d/%Y" if country in ("US", "CA") else "%d/%m/%Y")
    style = rng.choice(styles)
    return birth.strftime(style) if style else _write_date(birth, country, year=True)


def _write_price(rng: random.Random, country: str, most: int) -> str:
    amount = rng.randint(4, most) * (20 if country == "IN" else 1) + rng.choice((0, 0.5, 0.95, 0.99))
    return f"{texts.CURRENCIES[country]}{amount:,.2f}"


def _make_ip(rng: random.Random) -> str:
    """Draws an address of the documentation networks; one in six is of version 6."""
    if rng.random() < 1 / 6:
        return _fill_digits(rng, "2001:db8:#a#::4#f")
    return f"{rng.choice(IP_NETWORKS)}{rng.randint(1, 254)}"


def _make_person_slots(person: Person, prefix: str = "") -> Slots:
    """Returns the slots of one person, their names led by `prefix`."""
    return {
        f"{prefix}name": (person.name, "PERSON"),
        f"{prefix}first": (person.first, "PERSON"),
        f"{prefix}last": (person.last, "PERSON"),
        f"{prefix}title": (person.title, None),
        f"{prefix}email": (person.email, "EMAIL_ADDRESS"),
        f"{prefix}phone": (person.phone, "PHONE_NUMBER"),
        f"{prefix}street": (person.street, "LOCATION"),
        f"{prefix}city": (person.city, "LOCATION"),
        f"{prefix}address": (person.address, "LOCATION"),
    }


def make_personal_slots(rng: random.Random, people: People, customer: Customer, other: Person, agent: Person) -> Slots:
    """Draws the values of all slots that identify somebody, each with its entity type."""
    me, country = customer.person, customer.person.country
    handle = me.email.split("@")[0]
    everybody = _make_person_slots(me) | _make_person_slots(other, "other_") | _make_person_slots(agent, "agent_")
    return everybody | {
        "new_name": (f"{me.first} {other.last}", "PERSON"),
        "email2": (people.make_email(country, me.first, me.last), "EMAIL_ADDRESS"),
        "phone": (_restyle_phone(rng, me.phone), "PHONE_NUMBER"),
        "old_phone": (people.make_phone(country), "PHONE_NUMBER"),
        "card": (_write_card(rng, customer.card), "CREDIT_CARD"),
        "birth": (_write_birth(rng, customer.birth, country), "DATE_OF_BIRTH"),
        "customer_id": (customer.customer_id, "ID"),
        "order": (_fill_digits(rng, "ORD-#####"), "ID"),
        "order2": (_fill_digits(rng, "ORD-#####"), "ID"),
        "url": (_fill_digits(rng, f"https://files.example.org/{handle}/clip-##.mp4"), "URL"),
        "track_url": (_fill_digits(rng, "https://track.example.net/p/####-####"), "URL"),
        "profile_url": (f"www.example.com/u/{handle}", "URL"),
        "ip": (_make_ip(rng), "IP_ADDRESS"),
    }


def make_neutral_slots(rng: random.Random, customer: Customer, other: Person, created: date) -> Slots:
    """Draws the values of all slots that identify nobody, hard negatives among them."""
    country, language = customer.person.country, customer.person.language
    past, due = created - timedelta(days=rng.randint(3, 30)), created + timedelta(days=rng.randint(5, 40))
    versions = [_fill_digits(rng, style) for style in ("v#.#", "4.#.#", "10.4.#.1##", "2024.#")]
    errors = ("ERR_TIMEOUT", "503", _fill_digits(rng, "E-4##"), _fill_digits(rng, "0x80F##"))
    month, gadget = rng.randrange(12), rng.choice(texts.GADGETS[language])
    values = {
        "relation": rng.choice(texts.RELATIONS[language, other.gender]),
        "card4": customer.card[-4:],
        "old_card4": _fill_digits(rng, "####"),
        "price": _write_price(rng, country, 480),
        "price2": _write_price(rng, country, 480),
        "fee": _write_price(rng, country, 20),
        "n": str(rng.randint(2, 9)),
        "days": str(rng.randint(10, 19)),
        "plan": customer.plan.capitalize(),
        "error": rng.choice(errors),
        "article": _fill_digits(rng, "40-####"),
        "barcode": _fill_digits(rng, "4006###8###17"),
        "gadget": gadget,
        "product": rng.choice([name for name in texts.PRODUCTS[language] if name != gadget]),
        "device": rng.choice(texts.DEVICES[language]),
        "carrier": rng.choice(texts.CARRIERS),
        "weekday": rng.choice(texts.WEEKDAYS[language]),
        "month": f"{month + 1}月" if language == "zh" else texts.MONTHS[month],
        "date": _write_date(past, country, year=False),
        "due": _write_date(due, country, year=False),
    }
    values["version"], values["version2"] = rng.sample(versions, 2)
    return {slot: (text, None) for slot, text in values.items()}


def _find_slots(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


class Composer:
    """Puts one ticket's template together; no slot but the writer's name comes in twice.

    Args:
        rng: the source of every choice.
        language: a key of `ticket_texts.BANKS`.
        slots: the values that may be used; templates that need others are passed over.
    """

    def __init__(self, rng: random.Random, language: str, slots: Iterable[str]) -> None:
        self._rng = rng
        self._bank = texts.BANKS[language]
        self._free = {slot: slot.split("_")[0] for slot in slots}  # other_phone and other_city: one group
        self._used: set[str] = set()
        self._picked: list[str] = []

    def compose(self, channel: str, topic: str) -> str:
        """Returns the template of a whole message, in the register of the channel."""
        # The problem is picked first, while every slot is still free.
        reports = self._bank.reports.get(topic, ())
        second_topic = self._rng.random() < SECOND_TOPIC_SHARE
        is_report = channel == "phone" and bool(reports) and not second_topic and self._rng.random() < 0.5
        problem = self._pick(reports if is_report else self._bank.problems[topic])
        if second_topic:
            problem = self._add_second(problem, topic)
        match channel:
            case "email":
                return self._compose_email(problem)
            case "chat":
                return self._compose_chat(problem)
            case "phone":
                return self._compose_call(problem, is_report)
            case _:
                body = self._add_extras(problem, 0.1, 0.3, 0.4)
                return self._pick(self._bank.forms).replace("{body}", body)

    def _compose_email(self, problem: str) -> str:
        body = self._add_extras(problem, 0.5, 0.35, 0.45)
        parts = (self._pick(self._bank.greetings), body, self._pick(self._bank.closings))
        if self._rng.random() < 0.5:
            return "\n\n".join(parts)
        return self._bank.joiner.join(parts).replace("\n", " ")

    def _compose_chat(self, problem: str) -> str:
        body = self._add_extras(problem, 0.3, 0.15, 0.15)
        opener = self._pick(self._bank.chat_openers) if self._rng.random() < 0.5 else ""
        closing = self._pick(self._bank.chat_closings) if self._rng.random() < 0.3 else ""
        return self._rng.choice((" ", " ", " ", "\n")).join(filter(None, (opener, body, closing)))

    def _compose_call(self, problem: str, is_report: bool) -> str:
        if not is_report:
            quoted = self._add_extras(problem, 0.0, 0.3, 0.3).replace('"', "'")
            problem = self._pick(self._bank.call_quotes).replace("{body}", quoted)
        notes = [self._pick_if_any(self._bank.call_notes) for _ in range(self._rng.randint(0, 2))]
        return self._bank.joiner.join(filter(None, (self._pick(self._bank.call_openers), problem, *notes)))

    def _add_second(self, problem: str, topic: str) -> str:
        """Adds a sentence of another topic, which leaves the label as it is."""
        others = [name for name in TOPIC_SHARES if name != topic]
        second = self._pick([template for name in others for template in self._bank.problems[name]])
        return self._rng.choice(self._bank.seconds).replace("{second}", second).replace("{main}", problem)

    def _add_extras(self, problem: str, identity: float, others: float, fillers: float) -> str:
        """Adds each kind of sentence with its probability, before or after the problem."""
        kinds = ((identity, self._bank.identity), (others, self._bank.others), (fillers, self._bank.fillers))
        extras = [self._pick_if_any(bank) for share, bank in kinds if self._rng.random() < share]
        self._rng.shuffle(extras)
        extras.insert(0 if self._rng.random() < 0.7 else len(extras), problem)
        return self._bank.joiner.join(filter(None, extras))

    def _pick(self, templates: Sequence[str]) -> str:
        """Picks one of the fitting templates and takes its slots.

        Raises:
            IndexError: none fits; a bank lacks a template without slots.
        """
        choice = self._rng.choice(self._find_fitting(templates))
        self._picked.append(choice)
        self._used.update(self._free.get(slot, slot) for slot in _find_slots(choice))
        self._used -= {"name", "first", "last", "title"}
        return choice

    def _pick_if_any(self, templates: Sequence[str]) -> str:
        """Picks a template, or the empty string if none fits."""
        return self._pick(templates) if self._find_fitting(templates) else ""

    def _find_fitting(self, templates: Sequence[str]) -> list[str]:
        """Returns the templates that were not picked before and whose slots are all free."""
        fresh = (template for template in templates if template not in self._picked)
        return [template for template in fresh if all(map(self._is_free, _find_slots(template)))]

    def _is_free(self, slot: str) -> bool:
        return slot == "body" or (slot in self._free and self._free[slot] not in self._used)


def render(template: str, slots: Slots, *, lower: bool, lower_values: bool) -> Message:
    """Fills a template and records the span of every value that has an entity type.

    Args:
        template: text with `{slot}` fields.
        slots: value and entity type by slot.
        lower: write the text in lower case, with the shortcuts of a chat.
        lower_values: write the personal values in lower case too.
    """
    message = Message()
    for literal, slot, _, _ in Formatter().parse(template):
        if lower:
            literal = literal.lower()
            for phrase, short in texts.CHAT_SHORTCUTS.items():
                literal = re.sub(rf"\b{phrase}\b", short, literal)
        message.append(literal)
        if slot:
            value, entity_type = slots[slot]
            message.append(value.lower() if (lower_values if entity_type else lower) else value, entity_type)
    return message


def make_message(
    rng: random.Random, people: People, customer: Customer, channel: str, topic: str, created: date
) -> Message:
    """Draws one message of `customer` about `topic`, in the register of `channel`."""
    person = customer.person
    other, agent = people.make_person(person.country), people.make_person(person.country)
    personal = make_personal_slots(rng, people, customer, other, agent)
    slots = make_neutral_slots(rng, customer, other, created)
    if rng.random() >= BARE_SHARE:
        slots |= personal
    template = Composer(rng, person.language, slots).compose(channel, topic)
    lower = channel == "chat" and rng.random() < 0.85
    return render(template, slots, lower=lower, lower_values=lower and rng.random() < 0.6)


def make_topics(rng: random.Random, count: int) -> list[str]:
    """Returns `count` shuffled labels in the proportions of `TOPIC_SHARES`, exact but for rounding."""
    bounds, total = [], 0.0
    for share in TOPIC_SHARES.values():
        bounds.append(round(total * count))
        total += share
    ends = [*bounds[1:], count]
    topics = [t for t, start, end in zip(TOPIC_SHARES, bounds, ends, strict=True) for _ in range(start, end)]
    rng.shuffle(topics)
    return topics


def verify_spans(message: Message) -> None:
    """Checks that every span holds text without outer blanks, inside the message, after the span before.

    Raises:
        ValueError: a span does not; the message names the offsets, not the text.
    """
    previous = 0
    for start, end, entity_type in message.spans:
        piece = message.text[start:end]
        if not previous <= start < end <= len(message.text) or piece != piece.strip():
            raise ValueError(f"span {start}:{end} ({entity_type}) is empty, padded, outside or overlapping")
        previous = end


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes a table as UTF-8 with line ends of one character on every system."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def run_make(*, out: Path, customers: int, tickets: int, seed: int) -> None:
    """Makes the three files in the folder `out` and prints what they hold.

    Args:
        out: the folder, made if it is missing; files of the same names are replaced.
        customers: number of customers, at least 1.
        tickets: number of tickets.
        seed: the seed of every draw.
    """
    rng = random.Random(seed)
    people = People(rng, seed)
    clients = make_customers(rng, people, customers)
    topics = make_topics(rng, tickets)
    start = datetime(2024, 1, 2)
    times = sorted(start + timedelta(seconds=rng.randrange(120 * 86400)) for _ in topics)

    rows, gold, counts = [], [], Counter[str]()
    for row, (topic, created) in enumerate(zip(topics, times, strict=True)):
        client, channel = rng.choice(clients), _draw(rng, CHANNEL_WEIGHTS)
        message = make_message(rng, people, client, channel, topic, created.date())
        verify_spans(message)
        head = (f"T-{row + 1:07d}", client.customer_id, created.isoformat(), channel, client.person.language)
        rows.append((*head, message.text, topic))
        for begin, end, entity in message.spans:
            span = {"row": row, "column": "message", "start": begin, "end": end, "entity_type": entity}
            gold.append(json.dumps(span))
            counts[entity] += 1

    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "customers.csv", CUSTOMER_HEADER, map(_make_customer_row, clients))
    write_csv(out / "tickets.csv", TICKET_HEADER, rows)
    (out / "gold.jsonl").write_text("".join(f"{line}\n" for line in gold), encoding="utf-8", newline="\n")
    print(f"{len(clients)} customers, {len(rows)} tickets, {len(gold)} spans in {out}")
    print("topics:", dict(Counter(topics).most_common()))
    print("spans:", dict(counts.most_common()))


def _make_customer_row(customer: Customer) -> tuple[str, ...]:
    person = customer.person
    contact = (person.name, person.email, person.phone, person.address)
    birth, signup = customer.birth.isoformat(), customer.signup.isoformat()
    return (customer.customer_id, *contact, birth, customer.card, person.language, signup, customer.plan)


def main() -> None:
    """Reads the command line and makes the files."""
    parser = argparse.ArgumentParser(description="Make the example tickets with invented people.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "tickets", metavar="DIR")
    parser.add_argument("--customers", type=int, default=400, metavar="N")
    parser.add_argument("--tickets", type=int, default=2400, metavar="N")
    parser.add_argument("--seed", type=int, default=20240501, metavar="N")
    arguments = parser.parse_args()
    if arguments.customers < 1 or arguments.tickets < 1:
        parser.error("--customers and --tickets must be at least 1")
    run_make(**vars(arguments))


if __name__ == "__main__":
    main()
