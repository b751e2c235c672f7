"""Values that name an organisation or a group of people."""

from .draw import Draw, Value
from .locales import REGIONS, people
from .places import home_city

_COINED = """
    Aurelix Brightpath Cindervale Dovetail Everlane Fernhill Granite Harborview Inkwell Junction Keystone Lumina Meridian
    Northwind Oakhurst Pinnacle Quantara Ridgeline Solstice Tidewater Umbra Vantage Westmark Xylo Yarrow Zephyr Altus Bluepeak
    Corvana Deltron Ecolux Fluxor Genovia Heliox Ionica Jovia Kinetiq Lexora Mondera Nexalis Optima Prismatic Quorum Rheos
    Stellaria Trilogy Univar Veridia Wavecrest Zentro Arctos Bergmann Cobalt Driftwood Evergreen Foxtail Goldleaf Hilltop
""".split()
_TRADES = """
    Logistics Software Consulting Foods Pharma Motors Textiles Energy Media Travel Insurance Capital Partners Systems Robotics
    Dental Bakery Construction Shipping Airlines Solutions Analytics Telecom Hotels Electric Plumbing Landscaping Catering
    Outfitters Mutual Financial Realty Publishing Biotech Aerospace Brewing Chemicals Steel Cosmetics Toys Optics Security
""".split()
_KNOWN = """
    Google|Microsoft|Amazon|Apple|IBM|Siemens|Bosch|Deutsche Bank|BNP Paribas|Santander|HSBC|Barclays|Tesco|Aldi|Lidl|IKEA|Volvo|
    Ericsson|Nokia|Philips|Shell|BP|TotalEnergies|Toyota|Honda|Sony|Samsung|LG|Tata Motors|Infosys|Wipro|Reliance|Petrobras|
    Netflix|Facebook|Meta|Twitter|Uber|Airbnb|PayPal|Visa|Mastercard|American Express|Citibank|Wells Fargo|Chase|Bank of America|
    Vodafone|Orange|T-Mobile|AT&T|Verizon|Comcast|FedEx|UPS|DHL|Lufthansa|Ryanair|easyJet|KLM|Air France|Delta|United Airlines|
    Allianz|AXA|Zurich Insurance|Blue Cross|Aetna|Walmart|Target|Costco|Best Buy|Home Depot|Starbucks|McDonald's|Nestlé|Unilever|
    Pfizer|Roche|Novartis|Bayer|Sanofi|GSK|Boeing|Airbus|Ford|Tesla|BMW|Volkswagen|Renault|Fiat|Reuters|BBC|CNN|Al Jazeera|
    The Guardian|Le Monde|Manchester United|Real Madrid|FC Bayern|Arsenal|the Lakers|Oracle|SAP|Salesforce|Slack|Zoom|LinkedIn
"""
_AGENCIES = """
    NHS|HMRC|FBI|IRS|the Home Office|DVLA|UNICEF|WHO|NATO|the World Bank|the European Commission|the Red Cross|Amnesty International|
    Greenpeace|Interpol|the Ministry of Health|the Ministry of Justice|Ministry of the Interior|the Department of Labor|
    Department of Education|the Supreme Court|the Constitutional Court|the Court of Cassation|the Administrative Court|
    the Immigration Office|the Tax Authority|the Social Security Board|the State Treasury|the Bar Association|the Federal Reserve|
    the Securities and Exchange Commission|the Medical Council|the Public Prosecutor's Office|the Labour Inspectorate|Europol|OSCE|
    the Land Registry|the Electoral Commission|the Food Standards Agency|the Coast Guard|the Treasury|Médecins Sans Frontières
"""
_KNOWN_LIST = tuple(item.strip() for item in " ".join(_KNOWN.split()).split("|"))
_AGENCY_LIST = tuple(item.strip() for item in " ".join(_AGENCIES.split()).split("|"))
_INSTITUTIONS = (
    "University of {c}|{c} University|{f} University|{c} General Hospital|St. {g}'s Hospital|{f} Memorial Hospital|the {f} Institute|"
    "{c} City Council|{f} High School|{c} Police Department|{c} District Court|{c} Court of Appeal|{f} Primary School|{c} Regional Court|"
    "the {f} Foundation|{c} Technical University|{f} College|{c} Chamber of Commerce|{c} Municipality|{c} Fire Service|{c} Football Club|"
    "{f} Medical Center|{c} Public Library|{f} Trust|{c} Children's Hospital|{c} Assize Court|{c} Health Centre|{f} Clinic|"
    "{c} Symphony Orchestra|Institute of {x}|Faculty of {x}, University of {c}|{c} School of {x}|National {x} Association|"
    "Association of {x} Professionals|{c} Housing Association|Bank of {c}|First National Bank of {c}|{c} Savings Bank|{c} Police"
).split("|")
_FIELDS = "Medicine Economics Oncology Nursing Law Engineering Fisheries Forestry Music Pharmacy Statistics Architecture Cardiology".split()
_COMPANIES = (
    "{n} {t}|{n} {t} {l}|{f} {l}|{f} & {f2}|{f}, {f2} and {f3}|{f} {t}|{f} {t} {l}|{n}|{n} {l}|{n}{t2}|{f} & {f2} {l}|{f} Brothers|"
    "{n} {t} Group|{n} of {c}|{f}-{f2}|{f}-{f2} {l}|{c} {t}|{c} {t} {l}|The {n} Company|{f} and Sons|{n} Labs|{n}.io|{f}, {f2} & {f3} {l}|"
    "{f}'s {t}|Law Offices of {g} {f}|{f} Legal|{c} Dental Practice|Hotel {f}|{n} International"
).split("|")
_LOCAL = {
    "de": "Stadtwerke {c}|Universität {c}|Amtsgericht {c}|Finanzamt {c}|Sparkasse {c}|Volksbank {c}|Klinikum {c}|Landratsamt {c}|{f} Bau GmbH|Autohaus {f}|Bäckerei {f}|Kanzlei {f} & {f2}|Stadt {c}|Technische Hochschule {c}|AOK {c}|Praxis {f}|TSV {c}|Gymnasium {c}|Krankenhaus {c}",
    "fr": "Université de {c}|Mairie de {c}|CHU de {c}|Tribunal de grande instance de {c}|Crédit Agricole|Lycée {g} {f}|Cabinet {f}|Caisse d'Épargne|Préfecture de {c}|Société Générale|Clinique {f}|Boulangerie {f}|Collège {f}|CPAM de {c}|Garage {f}",
    "es": "Universidad de {c}|Ayuntamiento de {c}|Hospital de {c}|Juzgado de {c}|Banco {f}|Clínica {f}|Colegio {g} {f}|Talleres {f}|Grupo {f}|Bodegas {f}|Farmacia {f}|Transportes {f}|CaixaBank|Correos",
    "it": "Università di {c}|Comune di {c}|Tribunale di {c}|Ospedale di {c}|Studio Legale {f}|Banca di {c}|Liceo {f}|Officina {f}|ASL di {c}|Poste Italiane|Farmacia {f}|Intesa Sanpaolo",
    "nl": "Universiteit {c}|Gemeente {c}|Rechtbank {c}|Ziekenhuis {c}|Rabobank {c}|Bakkerij {f}|{f} Makelaars|Stichting {f}|ABN AMRO|Basisschool De {f}|Hogeschool {c}|Albert Heijn",
    "pt": "Universidade de {c}|Prefeitura de {c}|Hospital {f}|Banco do Brasil|Colégio {g} {f}|Construtora {f}|Padaria {f}|Câmara Municipal de {c}|Itaú|Correios|Clínica {f}|Supermercados {f}",
    "pl": "Uniwersytet w {c}|Sąd Rejonowy w {c}|Urząd Miasta {c}|Szpital {f}|PKO BP|Zakład Ubezpieczeń Społecznych|Hurtownia {f}",
}
_HAN_COINED = "华信 天成 中科 博远 恒达 瑞丰 金鼎 新希望 万通 同方 联创 盛世 东方 鼎盛 正大 海纳 智云 安邦".split()
_HAN_TRADES = "科技 贸易 电子 医药 物流 教育 食品 建筑 网络 投资 传媒 汽车".split()
_HAN_KNOWN = "阿里巴巴 腾讯 华为 百度 京东 小米 中国银行 工商银行 建设银行 招商银行 中国移动 北京大学 清华大学 复旦大学 浙江大学 人民医院 协和医院 顺丰速运 美团 滴滴".split()
_NATIONS = """
    Polish|Turkish|French|German|Austrian|Cypriot|Nigerian|Spanish|Tunisian|Kurdish|Greek|Russian|Ukrainian|Chinese|Japanese|Korean|
    Indian|Pakistani|Bangladeshi|British|Irish|Scottish|Welsh|American|Canadian|Mexican|Brazilian|Argentinian|Chilean|Peruvian|Cuban|
    Italian|Portuguese|Dutch|Belgian|Swiss|Danish|Swedish|Norwegian|Finnish|Estonian|Latvian|Lithuanian|Czech|Slovak|Hungarian|Romanian|
    Bulgarian|Serbian|Croatian|Bosnian|Albanian|Armenian|Georgian|Azerbaijani|Iranian|Iraqi|Syrian|Lebanese|Egyptian|Moroccan|Algerian|
    Ethiopian|Somali|Kenyan|Ghanaian|South African|Australian|Filipino|Vietnamese|Thai|Indonesian|Malaysian|Tamil|Afghan|Israeli|European
"""
_FAITHS = "Catholic|Roman Catholic|Protestant|Orthodox|Muslim|Sunni|Shia|Jewish|Hindu|Sikh|Buddhist|Christian|Lutheran|Baptist|Methodist|Mormon|Alevi|Anglican|Jain|atheist|Evangelical|Quaker".split(
    "|"
)
_PARTIES = "Democrat|Republican|Conservative|Labour|Liberal Democrat|Green|socialist|communist|Social Democrat|Christian Democrat|libertarian".split(
    "|"
)
_PEOPLES = "Germans|Americans|Poles|Turks|Italians|Canadians|Kurds|Muslims|Christians|Jews|Catholics|Hindus|Sikhs|Buddhists|Republicans|Democrats|Russians|Ukrainians|Koreans|Mexicans|Brazilians|Syrians|Europeans|Africans|Socialists|Conservatives|Greens|Roma|Sami|Māori".split(
    "|"
)
_CITIZENS = "Pole|German|Turk|Italian|Greek|Canadian|Dane|Swede|Finn|Briton|Scot|Spaniard|Syrian|Ukrainian|Russian|Kurd|Afghan|Mexican|Brazilian|Sikh|Muslim|Catholic|Buddhist|Hindu|Jew".split(
    "|"
)
_NATION_LIST = tuple(item.strip() for item in " ".join(_NATIONS.split()).split("|"))
_LOCAL_NATIONS = {
    "de": "deutsch|polnisch|türkisch|österreichisch|italienisch|syrisch|katholisch|evangelisch|muslimisch|griechisch|ukrainisch",
    "fr": "française|italienne|marocaine|algérienne|belge|portugaise|catholique|musulmane|polonaise|espagnole|sénégalaise",
    "es": "española|mexicana|colombiana|argentina|peruana|católica|musulmana|rumana|marroquí|ecuatoriana|venezolana",
    "it": "italiana|rumena|albanese|francese|cattolica|musulmana|marocchina|tedesca|polacca|ucraina",
    "nl": "Nederlandse|Turkse|Marokkaanse|Belgische|Duitse|Surinaamse|Poolse|katholieke|islamitische",
    "pt": "brasileira|portuguesa|angolana|argentina|italiana|católica|evangélica|japonesa|espanhola",
    "zh": "汉族|回族|满族|维吾尔族|藏族|壮族|苗族|蒙古族|中国籍|美国籍|佛教徒|基督徒|穆斯林|共产党员",
}  # fmt: skip


def organization(draw: Draw) -> str:
    """An organisation of any kind."""
    if draw.locale == "zh_CN":
        return han_company(draw)
    style = draw.rng.random()
    if style < 0.48:
        return company(draw)
    if style < 0.7:
        return institution(draw)
    if style < 0.88:
        return draw.choice(_KNOWN_LIST)
    return draw.choice(_AGENCY_LIST) if style < 0.96 else acronym(draw)


def company(draw: Draw) -> str:
    """A company, mostly made up."""
    if draw.locale == "zh_CN":
        return han_company(draw)
    return _compose(draw, draw.choice(_COMPANIES))


def institution(draw: Draw) -> str:
    """A school, a court, a hospital, an authority."""
    if draw.locale == "zh_CN":
        return draw.choice(_HAN_KNOWN)
    local = _LOCAL.get(draw.locale[:2])
    return _compose(draw, draw.choice(local.split("|") if local and draw.chance(0.6) else _INSTITUTIONS))


def hospital(draw: Draw) -> str:
    """A hospital or a practice."""
    if draw.locale == "zh_CN":
        return home_city(draw) + draw.choice(("市第一人民医院", "市中医院", "协和医院", "市妇幼保健院"))
    return _compose(
        draw,
        draw.choice(
            (
                "{c} General Hospital",
                "St. {g}'s Hospital",
                "{f} Clinic",
                "{f} Medical Center",
                "{c} Children's Hospital",
                "{c} University Hospital",
                "{n} Health",
                "Royal {c} Infirmary",
                "{f} Family Practice",
                "Mercy Hospital",
                "{c} Health Centre",
            )
        ),
    )


def known(draw: Draw) -> str:
    """A company that everybody knows."""
    return draw.choice(_HAN_KNOWN if draw.locale == "zh_CN" else _KNOWN_LIST)


def agency(draw: Draw) -> str:
    """An authority, a court, an international body."""
    if draw.chance(0.3):
        return _compose(
            draw,
            draw.choice(
                (
                    "{c} District Court",
                    "{c} Court of Appeal",
                    "{c} Regional Court",
                    "{c} City Council",
                    "{c} Public Prosecutor",
                    "{c} Assize Court",
                    "{c} Prison Service",
                    "{c} Labour Office",
                )
            ),
        )
    return draw.choice(_AGENCY_LIST)


def acronym(draw: Draw) -> str:
    """Three or four capital letters."""
    return draw.one_of(("???", "????", "??&?"))


def local_office(draw: Draw) -> str:
    """An institution in the language of the text's region."""
    return _compose(draw, draw.choice(_LOCAL.get(draw.locale[:2], "{c} University").split("|")))


def han_company(draw: Draw) -> str:
    """A Chinese company."""
    if draw.chance(0.35):
        return draw.choice(_HAN_KNOWN)
    where = draw.choice((home_city(draw), "", home_city(draw) + "市"))
    return (
        where
        + draw.choice(_HAN_COINED)
        + draw.choice(_HAN_TRADES)
        + draw.choice(("有限公司", "股份有限公司", "集团", "公司", ""))
    )


def _compose(draw: Draw, pattern: str) -> str:
    given, family = people(draw.locale)
    trade = draw.choice(_TRADES)
    return pattern.format(
        n=draw.choice(_COINED), t=trade, t2=trade.lower(), l=draw.choice(REGIONS[draw.locale].legal), f=draw.choice(family),
        f2=draw.choice(family), f3=draw.choice(family), g=draw.choice(given), c=home_city(draw), x=draw.choice(_FIELDS),
    )  # fmt: skip


def nrp(draw: Draw) -> str:
    """An adjective of nationality or faith."""
    local = _LOCAL_NATIONS.get(draw.locale[:2])
    if draw.locale == "zh_CN" and local:
        return draw.choice(local.split("|"))
    return draw.choice(_NATION_LIST) if draw.chance(0.75) else draw.choice(_FAITHS)


VALUES: dict[str, Value] = {
    "ORGANIZATION": organization, "ORGANIZATION.company": company, "ORGANIZATION.institution": institution, "ORGANIZATION.hospital": hospital,
    "ORGANIZATION.known": known, "ORGANIZATION.agency": agency, "ORGANIZATION.acronym": acronym, "ORGANIZATION.local": local_office,
    "NRP": nrp, "NRP.nation": lambda draw: draw.choice(_NATION_LIST), "NRP.faith": lambda draw: draw.choice(_FAITHS),
    "NRP.convert": lambda draw: draw.choice(("Catholic", "Muslim", "Buddhist", "Jewish", "Orthodox", "Protestant")),
    "NRP.party": lambda draw: draw.choice(_PARTIES), "NRP.people": lambda draw: draw.choice(_PEOPLES),
    "NRP.citizen": lambda draw: draw.choice(_CITIZENS),
    "NRP.local": lambda draw: draw.choice(_LOCAL_NATIONS.get(draw.locale[:2], "Polish|Greek|Irish").split("|")),
}  # fmt: skip
