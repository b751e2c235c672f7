"""Values that name a place: street lines, cities, countries, postal codes, coordinates."""

import re

from ..words import provider
from .draw import Draw, Value
from .locales import REGIONS, faker_cities, people

_STREET_NAMES = """
    Maple Oak Cedar Elm Pine Birch Willow Chestnut Sycamore Hawthorn Magnolia Juniper Mill Park River Lake Hill Spring Valley
    Meadow Orchard Garden Church School College Station Bridge Castle Abbey Priory Manor Grange Victoria Albert Queens Kings
    Lincoln Washington Jefferson Franklin Madison Jackson Sunset Highland Prospect Pleasant Forest Ridge Canyon Harbour Bay
    Heron Kestrel Swallow Badger Foxglove Bluebell Primrose Ashgrove Beechwood Rosewood Thornhill Winding Sandy Rocky Mission
""".split()
_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "7th", "9th", "12th", "14th", "23rd", "42nd", "101st")
_WORLD_CITIES = """
    Tokyo|Osaka|Kyoto|Seoul|Busan|Beijing|Shanghai|Shenzhen|Hong Kong|Taipei|Singapore|Bangkok|Chiang Mai|Hanoi|Manila|Cebu
    City|Kuala Lumpur|Jakarta|Kathmandu|Dhaka|Colombo|Dubai|Abu Dhabi|Doha|Riyadh|Jeddah|Beirut|Amman|Baghdad|Tehran|Isfahan|
    Tel Aviv|Jerusalem|Haifa|Cairo|Alexandria|Casablanca|Rabat|Tunis|Algiers|Dakar|Accra|Abidjan|Bamako|Addis Ababa|Kampala|
    Kigali|Dar es Salaam|Lusaka|Harare|Johannesburg|Cape Town|Durban|Luanda|Maputo|Moscow|Saint Petersburg|Novosibirsk|Kyiv|
    Kharkiv|Odesa|Lviv|Minsk|Vilnius|Kaunas|Riga|Tallinn|Tartu|Tbilisi|Yerevan|Baku|Almaty|Tashkent|Ulaanbaatar|Athens|
    Thessaloniki|Nicosia|Limassol|Famagusta|Valletta|Sofia|Plovdiv|Belgrade|Novi Sad|Sarajevo|Skopje|Tirana|Pristina|Ljubljana|
    Bratislava|Košice|Luxembourg|Brussels|Geneva|Strasbourg|Reykjavik|Lima|Cusco|Santiago|Valparaíso|Buenos Aires|Córdoba|
    Montevideo|Asunción|La Paz|Quito|Guayaquil|Caracas|Panama City|San José|Tegucigalpa|Havana|Kingston|Port-au-Prince|Honolulu|
    Anchorage|Suva|Port Moresby|Jolfa|Samarkand|Rawalpindi
"""
_WORLD = tuple(item.strip() for item in " ".join(_WORLD_CITIES.split()).split("|"))
_COUNTRIES = """
    Argentina|Armenia|Azerbaijan|Bangladesh|Belarus|Bosnia and Herzegovina|Bulgaria|Cambodia|Cameroon|Chile|China|Colombia|Cuba|
    Cyprus|Ecuador|Egypt|Estonia|Ethiopia|Georgia|Ghana|Greece|Guatemala|Haiti|Honduras|Iceland|Iran|Iraq|Israel|Ivory Coast|
    Jamaica|Japan|Jordan|Kazakhstan|Kosovo|Laos|Latvia|Lebanon|Libya|Lithuania|Malaysia|Mali|Malta|Moldova|Mongolia|Montenegro|
    Morocco|Myanmar|Nepal|North Macedonia|Oman|Panama|Paraguay|Peru|Philippines|Qatar|Russia|Rwanda|Saudi Arabia|Senegal|Serbia|
    Singapore|Slovakia|Slovenia|Somalia|South Africa|South Korea|Sri Lanka|Sudan|Syria|Taiwan|Tanzania|Thailand|Tunisia|UAE|
    Uganda|Ukraine|Uruguay|Uzbekistan|Venezuela|Vietnam|Yemen|Zambia|Zimbabwe|Great Britain|the Philippines|the Czech Republic
"""
_WORLD_COUNTRIES = tuple(item.strip() for item in " ".join(_COUNTRIES.split()).split("|"))
_REGIONS = (
    "the Midlands|the Black Forest|Patagonia|Scandinavia|Southeast Asia|the Balkans|the Middle East|Latin America|West Africa|"
    "the Baltic coast|Mount Kenya|Lake Garda|the Danube|the Rhine|the Sahara|the Alps|the Pacific Northwest|Crete|Sardinia|"
    "Tasmania|the Hebrides|Long Island|the Andes|Silicon Valley|the Bay Area|Europe|Africa|Asia|the Gulf of Finland|Lake Victoria|"
    "Snowdonia|the Lake District|the River Trent|Zanzibar|the Mekong Delta|Bavaria|Transylvania|Galicia|Siberia|Hokkaido"
).split("|")
_PLACES = (
    "{s} Park|{f} Airport|{c} Central Station|{s} Bridge|Mount {f}|Lake {f}|{s} Beach|Port {f}|{f} Island|{c} Airport|{s} Shopping Centre|"
    "{f} Square|the {s} Valley|{f} Falls|Fort {f}|{f} Stadium|{c} Old Town|{s} Cemetery|{s} Forest|North {c}|downtown {c}|{s}wood|"
    "{f}ville|{s}field|{f} Heights|{c} Harbour|{f} Bay|East {c}|Camp {f}|{s} Hollow"
).split("|")
_HAN_STREETS = "人民路 中山路 解放大道 建设街 和平路 长江路 黄河路 文化街 光明路 朝阳街 学府路 科技园南路 滨江大道 花园路 北京路 新华街 友谊大街 胜利路 迎宾路".split()
_HAN_ESTATES = "阳光花园 翠湖小区 金色家园 锦绣华庭 万科城 碧桂园 绿地国际 丽景苑 和平里 东方明珠".split()


def city(draw: Draw) -> str:
    """A city, mostly of the text's region."""
    if draw.locale != "zh_CN" and draw.chance(0.15):
        return draw.choice(_WORLD)
    locale = draw.any_locale()
    if locale == "zh_CN" and draw.locale != "zh_CN":
        return draw.choice(_WORLD)
    more = faker_cities(locale)
    return draw.choice(more) if more and draw.chance(0.4) else draw.choice(REGIONS[locale].cities)


def home_city(draw: Draw) -> str:
    """A city of the text's own region, for addresses."""
    more = faker_cities(draw.locale)
    return draw.choice(more) if more and draw.chance(0.4) else draw.choice(REGIONS[draw.locale].cities)


def state(draw: Draw) -> str:
    """A state or province of the text's region."""
    return draw.choice(REGIONS[draw.locale].states)


def country(draw: Draw) -> str:
    """A country."""
    if draw.locale == "zh_CN":
        return draw.choice(
            ("中国", "日本", "美国", "英国", "法国", "德国", "韩国", "泰国", "加拿大", "澳大利亚", "新加坡")
        )
    if draw.chance(0.55):
        return draw.choice(_WORLD_COUNTRIES)
    locale = draw.any_locale()
    return draw.choice(REGIONS["en_US" if locale == "zh_CN" else locale].country)


def home_country(draw: Draw) -> str:
    """The text's own country."""
    return draw.choice(REGIONS[draw.locale].country)


def area(draw: Draw) -> str:
    """A landscape or a part of the world."""
    return draw.choice(_REGIONS)


def place(draw: Draw) -> str:
    """A park, a lake, a station, a village that is made up."""
    if draw.locale == "zh_CN":
        return district(draw)
    pattern = draw.choice(_PLACES)
    return pattern.format(s=draw.choice(_STREET_NAMES), f=draw.choice(people(draw.locale)[1]), c=home_city(draw))


def anywhere(draw: Draw) -> str:
    """A place of any kind."""
    style = draw.rng.random()
    if style < 0.5:
        return city(draw)
    if style < 0.75:
        return country(draw)
    return place(draw) if style < 0.9 else state(draw)


def _street_name(draw: Draw) -> str:
    return (
        draw.choice(_STREET_NAMES)
        if draw.locale[:2] == "en" and draw.chance(0.6)
        else draw.choice(people(draw.locale)[1])
    )


def street(draw: Draw) -> str:
    """A street line: street and number, a flat, a post box."""
    if draw.locale == "zh_CN":
        return han_street(draw)
    given, family = people(draw.locale)
    return draw.choice(REGIONS[draw.locale].street).format(
        s=_street_name(draw), f=draw.choice(family), g=draw.choice(given), o=draw.choice(_ORDINALS),
        n=draw.number(100, 99999) if draw.chance(0.5) else draw.number(10, 2999), m=draw.number(1, 399 if draw.chance(0.3) else 99),
        k=draw.number(1, 9 if draw.chance(0.7) else 40), l=draw.choice("abcABCD"),
    )  # fmt: skip


def street_alone(draw: Draw) -> str:
    """A street without a number."""
    if draw.locale == "zh_CN":
        return draw.choice(_HAN_STREETS)
    kinds = "Street Road Avenue Lane Drive Boulevard Way Close Court Crescent Terrace Square".split()
    if draw.locale[:2] != "en" and draw.chance(0.4):
        # a local street line up to its number; where the number comes first, nothing is left
        name = re.split(r"[ ,#]*\d", street(draw))[0].strip()
        if len(name) > 5:
            return name
    return f"{_street_name(draw)} {draw.choice(kinds)}"


def street_lower(draw: Draw) -> str:
    """A street line with a unit in front or behind, as people type it."""
    kinds = "st rd ave ln dr blvd way ct pl".split()
    return f"{draw.number(1, 2999)} {_street_name(draw)} {draw.choice(kinds)}" + draw.choice(
        ("", "", f" apt {draw.number(1, 40)}", f" #{draw.number(1, 40)}", f" unit {draw.fill('#?')}")
    )


def zip_code(draw: Draw) -> str:
    """A postal code."""
    return draw.one_of(REGIONS[draw.locale].zips)


def coordinate(draw: Draw) -> str:
    """A position on the globe."""
    lat, lon = draw.rng.uniform(-75, 75), draw.rng.uniform(-179, 179)
    digits = draw.number(3, 7)
    style = draw.rng.random()
    if style < 0.45:
        return f"{lat:.{digits}f}, {lon:.{digits}f}"
    if style < 0.6:
        return f"{lat:.{digits}f},{lon:.{digits}f}"
    if style < 0.75:
        return f"{abs(lat):.4f}° {'NS'[lat < 0]}, {abs(lon):.4f}° {'EW'[lon < 0]}"
    minutes, seconds = draw.number(0, 59), draw.number(0, 59)
    return f"{abs(int(lat))}°{minutes}'{seconds}\"{'NS'[lat < 0]} {abs(int(lon))}°{seconds}'{minutes}\"{'EW'[lon < 0]}"


def district(draw: Draw) -> str:
    """A district of a Chinese city."""
    districts: tuple[str, ...] = provider("address", "zh_CN").districts
    return draw.choice(districts) + draw.choice(("区", "区", "县", ""))


def han_street(draw: Draw) -> str:
    """A Chinese street line, down to the door."""
    line = f"{draw.choice(_HAN_STREETS)}{draw.number(1, 999)}号"
    if draw.chance(0.6):
        line += (
            draw.choice((draw.choice(_HAN_ESTATES), ""))
            + f"{draw.number(1, 30)}{draw.choice(('号楼', '栋', '幢', '座'))}"
        )
        line += draw.choice(
            (
                f"{draw.number(1, 6)}单元{draw.number(101, 2804)}室",
                f"{draw.number(101, 2804)}室",
                f"{draw.number(101, 2804)}",
            )
        )
    return line


VALUES: dict[str, Value] = {
    "LOCATION": anywhere, "LOCATION.city": city, "LOCATION.home": home_city, "LOCATION.state": state, "LOCATION.country": country,
    "LOCATION.home_country": home_country, "LOCATION.area": area, "LOCATION.place": place, "LOCATION.district": district,
    "STREET_ADDRESS": street, "STREET_ADDRESS.alone": street_alone, "STREET_ADDRESS.typed": street_lower, "ZIP_CODE": zip_code,
    "COORDINATE": coordinate,
}  # fmt: skip
