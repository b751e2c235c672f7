"""Sums of money, and values that are no personal data and look as if they might be: codes, versions, drugs, products."""

from .draw import Draw, Value

_DRUGS = "ibuprofen metformin lisinopril amoxicillin paracetamol atorvastatin sertraline omeprazole salbutamol warfarin prednisolone insulin ramipril tramadol diazepam levothyroxine morphine aspirin bisoprolol gabapentin".split()
_CONDITIONS = "hypertension|type 2 diabetes|asthma|chest pain|migraine|pneumonia|a fractured wrist|lower back pain|atrial fibrillation|anxiety|a skin rash|shortness of breath|abdominal pain|hearing loss|osteoarthritis|anaemia|sinusitis|a torn ligament|dizziness|COPD|eczema|gout".split(
    "|"
)
_PRODUCTS = "XR-{a} drill|ProBook {b}|Model {c}|TurboClean {a}|the {a}W charger|CX-{b} router|a {c} hard drive|AirMax {b} shoes|SmartHub {a}|the HX{b} printer|Galaxy S{d}|iPhone {d}|Windows {d}|PlayStation {d}|RTX {b}|E{a} filter|size {d} boots|Type-C cable|A{d} paper|B{d} bracket".split(
    "|"
)
_JOBS = "accountant|nurse|electrician|software engineer|teacher|sales manager|lawyer|driver|chef|pharmacist|receptionist|data analyst|warehouse clerk|project manager|librarian|plumber|journalist|dentist|carpenter|consultant|farmer|pilot".split(
    "|"
)
_THINGS = "jacket|washing machine|headphones|mattress|laptop|blender|coffee maker|bike|parcel|invoice|subscription|router|sofa|camera|keyboard|tent|toaster|lamp|ticket|phone case|vacuum cleaner|bookshelf".split(
    "|"
)
_FILES = "report_final_v2.docx|IMG_2041.jpg|backup-03.tar.gz|main.py|index.html|invoice.pdf|data/train.csv|setup.exe|README.md|config.yaml|notes.txt|slides.pptx|/var/log/syslog|C:\\Temp\\out.log|src/app.ts|photo (3).png|docker-compose.yml".split(
    "|"
)
_ERRORS = "ERR_CONNECTION_RESET|0x80070057|E1042|HTTP 404|500 Internal Server Error|NullPointerException|SIGSEGV|code 137|ORA-00942|ENOENT|KeyError|error 53|E-17|F05|timeout after 30s|exit code 2".split(
    "|"
)
_FEELINGS = "great|awful|slow|brilliant|disappointing|fine|excellent|confusing|so good|terrible|okay I guess|really helpful|far too loud|cheap|sturdy".split(
    "|"
)
_SUBJECTS = "the meeting|my order|the invoice|the new release|the contract|your application|the delivery|the renewal|the appointment|the refund|the offer|the garden project|next steps|the report|the roof repair|the school trip".split(
    "|"
)
_WORDED = "twenty|fifty|two hundred|five hundred|a thousand|two thousand|ten thousand|thirty thousand|a million".split(
    "|"
)
_EMOJIS = "🙂 😂 ❤️ 🔥 👍 😭 🙏 🎉 😍 🤔 ✨ 💀 😅".split()
_KIN = "son|daughter|mother|father|brother|sister|wife|husband|grandmother|uncle|cousin|niece|neighbour|partner|colleague".split(
    "|"
)


def _pick(items: list[str]) -> Value:
    return lambda draw: draw.choice(items)


def _product(draw: Draw) -> str:
    return draw.choice(_PRODUCTS).format(
        a=draw.number(2, 900), b=draw.number(100, 9900), c=draw.fill("?##?"), d=draw.number(3, 14)
    )


def _number(draw: Draw) -> str:
    return draw.choice(
        (
            str(draw.number(2, 99)),
            str(draw.number(100, 9999)),
            f"{draw.number(1, 99)},{draw.number(0, 999):03}",
            f"{draw.rng.uniform(0, 100):.2f}",
            f"{draw.number(1, 20)}.{draw.number(0, 9)}",
        )
    )


def amount(draw: Draw) -> str:
    """A sum of money."""
    value = draw.choice(
        (
            f"{draw.number(2, 950)}",
            f"{draw.number(1, 99)},{draw.number(0, 999):03}.{draw.number(0, 99):02}",
            f"{draw.number(2, 900)}.{draw.number(0, 99):02}",
            f"{draw.number(1, 90)},{draw.number(0, 999):03}",
        )
    )
    return draw.choice(
        (
            f"${value}",
            f"£{value}",
            f"€{value}",
            f"{value} EUR",
            f"{value} euros",
            f"USD {value}",
            f"EUR {value}",
            f"{value} dollars",
            f"CHF {value}",
            f"₹{value}",
            f"{value} €",
            f"PLN {value}",
            f"{value} Kč",
            f"{value} euros (EUR)",
            f"{value} Turkish liras (TRY)",
            f"{value} Polish zlotys (PLN)",
            f"{value} Swiss francs",
            f"{value} pounds sterling (GBP)",
            f"{value} US dollars",
            f"{draw.choice(('TRL', 'ATS', 'DEM', 'SEK', 'HUF', 'GBP'))} {value}",
            f"{draw.number(2, 90)} million {draw.choice(('euros', 'dollars', 'roubles', 'yen'))}",
            f"{draw.choice(_WORDED)} {draw.choice(('euros', 'dollars', 'pounds', 'francs', 'marks'))}",
        )
    )


def _measure(draw: Draw) -> str:
    return draw.choice(
        (
            f"{draw.number(1, 900)} mg",
            f"{draw.number(1, 99)}°C",
            f"{draw.number(1, 99)} km",
            f"-{draw.rng.uniform(0, 9):.2f}",
            f"{draw.number(50, 200)}/{draw.number(40, 110)} mmHg",
            f"{draw.number(1, 99)}c",
            f"{draw.number(1, 99)} kg",
            f"{draw.number(1, 20)} x {draw.number(1, 20)} cm",
            f"{draw.rng.uniform(0, 20):.1f} mmol/L",
            f"{draw.number(1, 64)} GB",
            f"{draw.number(1, 900)}ms",
            f"{draw.number(30, 190)} bpm",
            f"{draw.number(1, 40)} ml",
            f"{draw.number(1, 12)} ft",
            f"{draw.rng.uniform(0, 1):.3f}",
        )
    )


def _percent(draw: Draw) -> str:
    return draw.choice(
        (
            f"{draw.number(1, 100)}%",
            f"{draw.number(1, 99)}.{draw.number(0, 9)}%",
            f"{draw.number(1, 99)} percent",
            f"{draw.number(1, 99)} per cent",
        )
    )


def _version(draw: Draw) -> str:
    return draw.choice(
        (
            f"v{draw.number(0, 9)}.{draw.number(0, 30)}.{draw.number(0, 20)}",
            f"{draw.number(1, 20)}.{draw.number(0, 9)}",
            f"version {draw.number(2, 14)}",
            f"build {draw.number(100, 9999)}",
            f"{draw.number(1, 9)}.{draw.number(0, 9)}.{draw.number(0, 9)}-rc{draw.number(1, 4)}",
        )
    )


def _duration(draw: Draw) -> str:
    return f"{draw.number(2, 30)} {draw.choice(('days', 'weeks', 'minutes', 'hours', 'months', 'years'))}"


def _article(draw: Draw) -> str:
    return draw.choice(
        (
            f"Article {draw.number(2, 60)} § {draw.number(1, 5)}",
            f"section {draw.number(1, 90)}",
            f"clause {draw.number(1, 20)}.{draw.number(1, 9)}",
            f"paragraph {draw.number(1, 90)}",
            f"Rule {draw.number(10, 80)}",
            f"Schedule {draw.number(1, 9)}",
            f"Article {draw.number(2, 60)}",
            f"page {draw.number(2, 300)}",
            f"§ {draw.number(2, 900)}",
        )
    )


VALUES: dict[str, Value] = {
    "drug": _pick(_DRUGS), "condition": _pick(_CONDITIONS), "product": _product, "job": _pick(_JOBS), "thing": _pick(_THINGS), "file": _pick(_FILES),
    "error": _pick(_ERRORS), "feeling": _pick(_FEELINGS), "subject": _pick(_SUBJECTS), "emoji": _pick(_EMOJIS), "kin": _pick(_KIN), "number": _number,
    "measure": _measure, "percent": _percent, "version": _version, "duration": _duration, "article": _article,
    "small": lambda draw: str(draw.number(2, 12)),
}  # fmt: skip
