"""Values that say what somebody works as: trades, posts, ranks and offices."""

from .draw import Draw, Value

_TRADES = """
    accountant|nurse|electrician|software engineer|teacher|sales manager|lawyer|driver|chef|pharmacist|receptionist|data analyst|
    warehouse clerk|project manager|librarian|plumber|journalist|dentist|carpenter|consultant|farmer|pilot|actor|actress|
    architect|auditor|baker|banker|barber|barista|bookkeeper|bricklayer|builder|bus driver|butcher|caretaker|cashier|civil servant|
    cleaner|coach|cook|customs officer|dancer|ballet dancer|designer|graphic designer|detective|economist|editor|estate agent|
    factory worker|fashion designer|film director|firefighter|fisherman|fitter|flight attendant|florist|gardener|geologist|
    glazier|goldsmith|hairdresser|historian|housekeeper|imam|insurance agent|interpreter|investment banker|janitor|jeweller|
    lab technician|labourer|farm labourer|lecturer|university lecturer|lorry driver|machinist|mason|mathematician|mechanic|
    car mechanic|merchant|midwife|miner|model|musician|notary|novelist|nursery teacher|office clerk|optician|painter|paramedic|
    pastor|pensioner|photographer|physician|physicist|physiotherapist|pianist|playwright|poet|police officer|postman|priest|
    prison officer|primary school teacher|professor|university professor|professor of law|programmer|psychiatrist|psychologist|
    publicist|publisher|radiographer|railway worker|research assistant|retired teacher|retired soldier|roofer|sailor|scientist|
    sculptor|seamstress|secretary|security guard|shepherd|shoemaker|shopkeeper|singer|social worker|soldier|solicitor|barrister|
    statistician|steelworker|student|medical student|law student|PhD student|surgeon|heart surgeon|surveyor|tailor|taxi driver|
    tax adviser|trader|train driver|translator|truck driver|tutor|vet|veterinary surgeon|waiter|waitress|watchman|watchmaker|
    web developer|welder|writer|yoga teacher|zoologist|kindergarten teacher|member of parliament|trade union official|politician|
    businessman|businesswoman|shop assistant|conscript|refugee worker|human rights lawyer|newspaper editor|bar owner|landlord
"""
_POSTS = """
    CEO|CFO|CTO|Chief Executive|Chief Financial Officer|Managing Director|managing director|General Manager|HR manager|Head of Sales|
    Head of Marketing|head of the {u} department|Director of {u}|director of {u}|deputy director|Vice President|vice-president|
    chairman of the board|chairwoman|Senior Consultant|Project Lead|Product Owner|Site Manager|office manager|Team Leader|
    shift supervisor|Marketing Assistant|Senior {u} Officer|{u} Officer|{u} inspector|Chief {u} Inspector|headmaster|headteacher|
    principal|dean of the faculty|rector|treasurer|deputy mayor|mayor|town councillor|editor-in-chief|chief accountant|
    store manager|branch manager|night porter|board member|Regional Manager {u}|quality manager|Principal Engineer
"""
_UNITS = "Building|Finance|Health|Fire|Tax|Customs|Compliance|Operations|Research|Logistics|Safety|Sales|Marketing|Housing|Training|Purchasing".split(
    "|"
)
_OFFICES = """
    Minister of {m}|Minister for {m}|Deputy Minister of {m}|Prime Minister|President of the Chamber|Public Prosecutor|public prosecutor|
    Principal Public Prosecutor|District Prosecutor|Attorney General|Solicitor General|Procurator General|investigating judge|
    President of the District Court|judge|presiding judge|court clerk|bailiff|court-appointed guardian|ombudsman|police inspector|
    chief of police|police sergeant|superintendent|commissioner|Governor of the Prison|prison governor|gendarme|lieutenant|captain|
    colonel|army sergeant|major|corporal|consul|ambassador|Secretary of State|under-secretary|head of the village|village headman|
    forensic expert|expert witness|medical practitioner|forensic psychiatrist|advocate|defence counsel|trainee lawyer|notary public
"""
_PORTFOLIOS = "Justice|the Interior|Finance|Agriculture|Health|Education|Defence|Foreign Affairs|Transport|Labour|Culture|Economics".split(
    "|"
)


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in " ".join(text.split()).split("|"))


_TRADE_LIST, _POST_LIST, _OFFICE_LIST = _list(_TRADES), _list(_POSTS), _list(_OFFICES)


def _trade(draw: Draw) -> str:
    return draw.choice(_TRADE_LIST)


def _post(draw: Draw) -> str:
    return draw.choice(_POST_LIST).format(u=draw.choice(_UNITS))


def _office(draw: Draw) -> str:
    return draw.choice(_OFFICE_LIST).format(m=draw.choice(_PORTFOLIOS))


def _profession(draw: Draw) -> str:
    found = _trade(draw) if draw.chance(0.75) else _post(draw)
    return found.title() if draw.chance(0.05) else found


VALUES: dict[str, Value] = {
    "PROFESSION": _profession,
    "PROFESSION.trade": _trade,
    "PROFESSION.post": _post,
    "PROFESSION.office": _office,
}
