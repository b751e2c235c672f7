"""The regions that texts are set in: who lives there, and how addresses, phones and companies look."""

from dataclasses import dataclass
from functools import cache

from ..words import given_names, provider, surnames


@dataclass(frozen=True)
class Region:
    """How a country writes.

    Attributes:
        names: Faker locale of its people.
        street: street lines; `{s}` is a street name, `{g}` and `{f}` a given name and a surname, `{n}` a number.
        zips: patterns of postal codes.
        phones: patterns of phone numbers.
        legal: legal forms of companies.
        titles: forms of address.
        cities: cities.
        states: provinces or states.
        country: names of the country.
        iban: pattern of its IBAN after the check digits; empty if it has none.
    """

    names: str
    street: tuple[str, ...]
    zips: tuple[str, ...]
    phones: tuple[str, ...]
    legal: tuple[str, ...]
    titles: tuple[str, ...]
    cities: tuple[str, ...]
    states: tuple[str, ...]
    country: tuple[str, ...]
    iban: str = ""


def _rows(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.replace("\n", " ").split("|"))


_EN_TITLES = _rows("Mr|Mr.|Mrs|Mrs.|Ms|Ms.|Miss|Dr|Dr.|Prof.|Professor|Sir|Rev.|Mr|Mrs|Ms")
_US_STREETS = _rows(
    """{n} {f} Street|{n} {f} St|{n} {f} Ave|{n} {s} Avenue|{n} {s} Road|{n} {s} Rd.|{n} {s} Dr|{n} {s} Drive|
    {n} N {s} Blvd|{n} West {s} Street|{n} {f} Lane, Apt {m}|{n} {s} Ct, Unit {m}|{n} {s} Pkwy Suite {m}|
    {n} E {o} St|{n} {o} Avenue|{n} {s} Court|{n} {s} Way|{n} Old {s} Road|{n} {f} Place #{m}|{n} {s} Circle|
    PO Box {n}|P.O. Box {n}|{n} {s} Terrace Apt. {m}|{n} {s} Trail|{n} State Route {m}|{n} County Road {m}|
    {n} {g} {f} Boulevard|{n} {s} Loop|{n} Highway {m}|{n} {s} Ridge|{n} SW {o} Ave"""
)
_GB_STREETS = _rows(
    """{m} {s} Road|{m} {f} Street|{m} {s} Lane|Flat {m}, {k} {s} Road|{m} {s} Close|{m}{l} {f} Terrace|
    {m} {s} Gardens|{m} {s} Avenue|The {s} House, {m} {f} Street|Flat {k}{l}, {m} {s} Court|{m} {s} Crescent|
    Unit {k}, {s} Business Park|{m} {s} Way|{m} {s} Mews|Apartment {k}, {s} House, {m} {f} Road|{m} {s} Drive|
    P.O. Box {m}|{m}-{k} {s} Row|{m} High Street|{m} Church Lane|{m} Station Road|{s} Cottage, {f} Lane|{m} Park View"""
)
_US_PHONES = _rows(
    """(%##) %##-####|%##-%##-####|+1 %## %## ####|+1-%##-%##-####|%##.%##.####|1-%##-%##-####|(%##) %##-#### x###|
        %##-%##-#### ext. ####|%#########|001-%##-%##-####|+1 (%##) %##-####|+1%#########|%## %## ####|(%##)%##-####|
        1 800 %## ####|800-%##-####"""
)

REGIONS: dict[str, Region] = {
    "en_US": Region(
        names="en_US",
        street=_US_STREETS,
        zips=_rows("#####|#####|#####-####"),
        phones=_US_PHONES,
        legal=_rows("Inc.|Inc|LLC|Corp.|Corporation|Co.|LLP|L.L.C.|Company|Holdings|Group|& Co.|L.P.|Industries"),
        titles=_EN_TITLES,
        cities=_rows(
            """Denver|Austin|Portland|Springfield|Cleveland|Tampa|Phoenix|Boise|Omaha|Tulsa|Fresno|Savannah|Des Moines|
            Ann Arbor|Little Rock|Salt Lake City|St. Louis|Baton Rouge|Fort Worth|El Paso|Sacramento|Columbus|Dayton|
            Boston|Chicago|Seattle|New York|NYC|Los Angeles|LA|San Francisco|Houston|Dallas|Atlanta|Miami|Detroit|
            Philadelphia|Nashville|Memphis|Reno|Spokane|Tacoma|Eugene|Madison|Milwaukee|Buffalo|Albany|Syracuse|
            Wichita Falls|Grand Rapids|Chattanooga|Bismarck|Cheyenne|Kalamazoo|Poughkeepsie|Walla Walla|Santa Fe|
            Brooklyn|Queens|the Bronx|Cedar Rapids|Winston-Salem|Coeur d'Alene|Bakersfield|Lubbock|Amarillo|Mobile"""
        ),
        states=_rows(
            """California|Texas|New York|Ohio|Oregon|Washington|Florida|Georgia|Nevada|Utah|Maine|Vermont|Kansas|
            North Carolina|South Dakota|New Jersey|Michigan|Illinois|Virginia|West Virginia|Tennessee|Alabama|CA|TX|NY|OH|
            OR|WA|FL|GA|NV|MA|IL|PA|NC|NJ|MI|VA|CO|MN|WI|AZ|MO|Massachusetts|Pennsylvania|Colorado|Minnesota|Wisconsin"""
        ),
        country=_rows("United States|USA|U.S.|US|the United States|United States of America|America"),
    ),
    "en_GB": Region(
        names="en_GB",
        street=_GB_STREETS,
        titles=_EN_TITLES,
        zips=_rows("??# #??|??## #??|?# #??|?## #??|??#? #??|??##??"),
        phones=_rows(
            """+44 7### ######|07### ######|020 7### ####|0161 ### ####|01### ######|+44 (0)20 #### ####|07#########|
            +44 1### ######|0800 ### ####|+447#########|(01###) ######|0131 ### #### ext ###|07### ### ###|0044 7### ######"""
        ),
        legal=_rows("Ltd|Ltd.|PLC|plc|LLP|Limited|Group|& Sons|and Partners|& Co|Holdings plc|CIC"),
        cities=_rows(
            """Leeds|Bristol|Norwich|Exeter|Cardiff|Swansea|Glasgow|Dundee|Perth|Derby|Reading|Bath|York|Hull|Luton|
            London|Manchester|Birmingham|Liverpool|Sheffield|Newcastle upon Tyne|Edinburgh|Aberdeen|Belfast|Coventry|
            Stoke-on-Trent|Milton Keynes|Kingston upon Thames|Bury St Edmunds|Weston-super-Mare|Croydon|Slough|Bolton|
            Cambridge|Oxford|Ipswich|Southampton|Plymouth|Brighton|Hove|Huddersfield|Stockport|Wigan|Harrogate|Crewe"""
        ),
        states=_rows(
            "Kent|Surrey|Essex|Devon|Cornwall|Norfolk|Suffolk|West Yorkshire|Lancashire|Cheshire|Fife|Gwynedd"
        ),
        country=_rows("United Kingdom|UK|England|Scotland|Wales|Northern Ireland|Great Britain|the UK"),
        iban="GB## ???? #### #### #### ##",
    ),
    "en_IE": Region(
        names="en_IE",
        street=_GB_STREETS,
        titles=_EN_TITLES,
        zips=_rows("?## ?#?#|D## ??##|T## ?###"),
        phones=_rows("+353 8# ### ####|08# ### ####|01 ### ####|(021) ### ####|+353 1 ### ####"),
        legal=_rows("Ltd|Limited|plc|DAC|Teoranta|& Sons"),
        cities=_rows(
            "Dublin|Cork|Galway|Limerick|Waterford|Sligo|Tralee|Ennis|Athlone|Drogheda|Letterkenny|Kilkenny|Dún Laoghaire|Navan"
        ),
        states=_rows("Co. Kerry|Co. Mayo|County Clare|Co. Wicklow|County Donegal|Co. Meath|Leinster|Munster"),
        country=_rows("Ireland|Republic of Ireland|Éire"),
        iban="IE## ???? #### #### #### ##",
    ),
    "en_AU": Region(
        names="en_GB",
        street=(*_GB_STREETS, "{k}/{m} {s} Street", "Level {k}, {m} {s} Street", "Lot {m} {s} Track", "GPO Box {m}"),
        titles=_EN_TITLES,
        zips=("%###",),
        phones=_rows(
            "+61 4## ### ###|04## ### ###|(0#) #### ####|1300 ### ###|1800 ### ###|+61 2 #### ####|04########"
        ),
        legal=_rows("Pty Ltd|Pty. Ltd.|Ltd|Group|Partners"),
        cities=_rows(
            """Sydney|Melbourne|Brisbane|Perth|Adelaide|Hobart|Darwin|Canberra|Newcastle|Geelong|Wollongong|Cairns|
            Toowoomba|Ballarat|Bendigo|Wagga Wagga|Alice Springs|Parramatta|Dubbo|Mackay|Bunbury|Coffs Harbour"""
        ),
        states=_rows("NSW|VIC|QLD|WA|SA|TAS|ACT|NT|New South Wales|Victoria|Queensland|Tasmania"),
        country=_rows("Australia|Aus"),
    ),
    "en_CA": Region(
        names="en_US",
        street=_US_STREETS,
        titles=_EN_TITLES,
        zips=_rows("?#? #?#|?#?#?#"),
        phones=_US_PHONES,
        legal=_rows("Inc.|Ltd.|Corp.|Limited|Ltée|Group|Co-operative"),
        cities=_rows(
            """Toronto|Vancouver|Calgary|Ottawa|Montreal|Edmonton|Winnipeg|Halifax|Regina|Saskatoon|Victoria|Kelowna|
            Hamilton|London|Kitchener|Moncton|Fredericton|St. John's|Thunder Bay|Mississauga|Moose Jaw|Medicine Hat"""
        ),
        states=_rows(
            "Ontario|ON|BC|British Columbia|Alberta|AB|Manitoba|MB|Nova Scotia|NS|Quebec|QC|Saskatchewan|Newfoundland"
        ),
        country=_rows("Canada"),
    ),
    "en_IN": Region(
        names="en_IN",
        street=_rows(
            """{m}, {s} Nagar|{m}/{k}, {f} Road|Flat No. {m}, {s} Apartments, {f} Marg|H.No. {m}-{k}, {s} Colony|
            {m}, {o} Cross, {s} Layout|Plot No. {m}, Sector {k}|{m}, {g} {f} Road|B-{m}, {s} Enclave|{m}, {s} Chowk|
            Door No. {m}, {f} Street|{m}/{k} {s} Society, Near {f} Chowk|{m}, {s} Vihar, Phase {k}"""
        ),
        titles=_rows("Mr|Mrs|Ms|Shri|Smt.|Smt|Dr.|Dr|Prof.|Kumari|Sri|Adv."),
        zips=_rows("%#####|%## ###"),
        phones=_rows(
            "+91 9#### #####|9#########|+91-8#########|0##-########|+91 7########|91 9#########|(0##) #### ####|080-####-####"
        ),
        legal=_rows("Pvt. Ltd.|Pvt Ltd|Private Limited|Ltd.|Limited|LLP|& Sons|Enterprises|Industries|Traders"),
        cities=_rows(
            """Mumbai|Pune|Nagpur|Bengaluru|Bangalore|Chennai|Hyderabad|Kolkata|New Delhi|Delhi|Jaipur|Lucknow|Kanpur|
            Surat|Indore|Bhopal|Patna|Kochi|Coimbatore|Vadodara|Ludhiana|Guwahati|Gurugram|Noida|Thiruvananthapuram|Mysuru"""
        ),
        states=_rows(
            "Maharashtra|Karnataka|Tamil Nadu|Kerala|Gujarat|Punjab|West Bengal|Uttar Pradesh|Bihar|Telangana|Assam"
        ),
        country=_rows("India|Bharat"),
    ),
    "de_DE": Region(
        names="de_DE",
        street=_rows(
            """{f}straße {m}|{f}str. {m}|{f}weg {m}{l}|{g}-{f}-Straße {m}|Am {f}berg {m}|{f}gasse {k}|{f}platz {k}|
            Hauptstraße {m}|Bahnhofstr. {m}|An der {f}mühle {k}|{f}allee {m}|Postfach {n}|{g}-{f}-Ring {m}-{k}|Lindenweg {m}|
            Alte Landstraße {m}, 2. OG|Schillerstrasse {m}|Im Wiesengrund {k}|Kirchgasse {k}|Berliner Straße {m}{l}"""
        ),
        titles=_rows("Herr|Frau|Dr.|Prof. Dr.|Herrn|Prof.|Dipl.-Ing.|Frau Dr.|Herr Dr.|Herr|Frau|Hr.|Fr."),
        zips=_rows("#####|#####|D-#####"),
        phones=_rows(
            """0### ######|+49 1## #######|01## ########|+49 (0)### #######|0##/#######|0### / ### ## ##|+49 ## ########|
            0049 ### #######|+49### ########|(0###) ######|01##-#######|0### ###-##"""
        ),
        legal=_rows("GmbH|AG|GmbH & Co. KG|KG|OHG|e.V.|SE|UG|mbH|& Söhne|eG|Stiftung"),
        cities=_rows(
            """Köln|Berlin|Hamburg|München|Stuttgart|Leipzig|Dresden|Hannover|Nürnberg|Bremen|Dortmund|Essen|Münster|
            Frankfurt am Main|Frankfurt|Freiburg|Göttingen|Lübeck|Rostock|Kiel|Mainz|Ulm|Bad Homburg|Saarbrücken|Würzburg|
            Wuppertal|Bielefeld|Augsburg|Chemnitz|Kassel|Munich|Cologne|Garmisch-Partenkirchen|Neustadt an der Weinstraße"""
        ),
        states=_rows("Bayern|Hessen|Sachsen|Nordrhein-Westfalen|Bavaria|Saxony|Thüringen|Niedersachsen|Brandenburg"),
        country=_rows("Germany|Deutschland|Federal Republic of Germany"),
        iban="DE## #### #### #### #### ##",
    ),
    "de_AT": Region(
        names="de_AT",
        street=_rows(
            "{f}gasse {m}/{k}|{f}straße {m}|{g}-{f}-Platz {k}|Am {f}hof {m}|Obere {f}gasse {k}/2/{m}|Hauptplatz {k}"
        ),
        titles=_rows("Herr|Frau|Mag.|Dr.|DI|Ing.|Frau Mag.|Herr Dr.|Dr. iur."),
        zips=_rows("%###|A-%###"),
        phones=_rows("+43 664 #######|0664/#######|+43 1 ### ## ##|0#### ####|+43 (0)676 ### ####"),
        legal=_rows("GmbH|AG|KG|GesmbH|OG|e.U."),
        cities=_rows(
            "Wien|Vienna|Graz|Linz|Salzburg|Innsbruck|Klagenfurt|Villach|Bregenz|Wels|Sankt Pölten|Dornbirn|Steyr|Baden"
        ),
        states=_rows("Tirol|Kärnten|Steiermark|Vorarlberg|Burgenland|Tyrol|Carinthia"),
        country=_rows("Austria|Österreich"),
        iban="AT## #### #### #### ####",
    ),
    "de_CH": Region(
        names="de_CH",
        street=_rows("{f}strasse {m}|{f}weg {k}|Im {f}acker {k}|{f}gasse {m}|Bahnhofstrasse {m}|Dorfstrasse {m}{l}"),
        titles=_rows("Herr|Frau|Dr.|Prof.|Dr. med.|Fürsprecher"),
        zips=_rows("%###|CH-%###"),
        phones=_rows("+41 79 ### ## ##|079 ### ## ##|044 ### ## ##|+41 (0)31 ### ## ##|0041 78 ### ## ##"),
        legal=_rows("AG|GmbH|SA|& Cie|Genossenschaft"),
        cities=_rows(
            "Zürich|Zurich|Basel|Bern|Luzern|Winterthur|St. Gallen|Chur|Thun|Schaffhausen|Zug|Olten|Davos|Biel"
        ),
        states=_rows("Aargau|Graubünden|Thurgau|Solothurn|Wallis|Appenzell"),
        country=_rows("Switzerland|Schweiz|Suisse"),
        iban="CH## #### #### #### #### #",
    ),
    "fr_FR": Region(
        names="fr_FR",
        street=_rows(
            """{m} rue {g} {f}|{m}, rue {f}|{m} avenue {g} {f}|{k} bis, rue de la République|{m} boulevard {f}|{k} place de l'Église|
            {m} chemin des {f}|{m}, allée des Tilleuls|BP {m}|{k} impasse {f}|Résidence {f}, bât. B, {m} rue {f}|{m} quai {g} {f}|
            {m} rue du Faubourg {f}|{m} ter route de {f}|lieu-dit {f}"""
        ),
        titles=_rows("M.|Mme|Mlle|Monsieur|Madame|Mademoiselle|Me|Maître|Dr|Docteur|Pr|M.|Mme"),
        zips=_rows("#####|#####|F-#####"),
        phones=_rows(
            "0% ## ## ## ##|+33 % ## ## ## ##|06.##.##.##.##|06########|+33 (0)% ## ## ## ##|+336########|0033 6 ## ## ## ##|01-##-##-##-##"
        ),
        legal=_rows("SARL|SA|SAS|S.A.|SASU|SNC|EURL|et Fils|& Cie|SCI"),
        cities=_rows(
            """Paris|Lyon|Marseille|Lille|Nantes|Rennes|Bordeaux|Toulouse|Nice|Grenoble|Dijon|Angers|Le Mans|Brest|Reims|
            Saint-Étienne|Aix-en-Provence|Clermont-Ferrand|Villeurbanne|La Rochelle|Besançon|Orléans|Nîmes|Le Havre|
            Saint-Didier-sur-Loire|Boulogne-Billancourt|Châlons-en-Champagne|L'Haÿ-les-Roses|Vannes|Annecy"""
        ),
        states=_rows(
            "Bretagne|Normandie|Occitanie|Brittany|Normandy|Alsace|Île-de-France|Var|Loire-Atlantique|Isère|Corse"
        ),
        country=_rows("France"),
        iban="FR## ##### ##### ~########## ##",
    ),
    "fr_CA": Region(
        names="fr_CA",
        street=_rows(
            "{m}, rue {f}|{m}, boul. {f}|{n}, chemin {f}|{m}, av. {g}-{f}, app. {k}|{n}, {o} Rue Est|C.P. {m}"
        ),
        titles=_rows("M.|Mme|Me|Dr|Dre"),
        zips=_rows("H#? #?#|G#? #?#|J#? #?#"),
        phones=_US_PHONES,
        legal=_rows("inc.|ltée|S.E.N.C.|enr."),
        cities=_rows(
            "Montréal|Québec|Laval|Gatineau|Longueuil|Sherbrooke|Trois-Rivières|Chicoutimi|Rimouski|Saint-Jérôme|Val-d'Or"
        ),
        states=_rows("Québec|QC|Nouveau-Brunswick"),
        country=_rows("Canada"),
    ),
    "es_ES": Region(
        names="es_ES",
        street=_rows(
            """Calle {f}, {m}|C/ {g} {f}, {m}, {k}º {l}|Avenida de {f} {m}|Avda. {f}, {m}|Plaza de {f}, {k}|Paseo de la {f} {m}|
            Calle de {g} {f} {m}, piso {k}|Ronda de {f}, {m}|Calle Mayor, {m}, 2º izq.|Apartado de Correos {m}|Pza. {f} nº {k}|Camino {f} s/n"""
        ),
        titles=_rows("Sr.|Sra.|Señor|Señora|D.|Dña.|Don|Doña|Srta.|Dr.|Dra."),
        zips=("#####",),
        phones=_rows(
            "+34 6## ### ###|6## ## ## ##|9## ### ###|+34 9## ## ## ##|6########|0034 6## ### ###|(91) ### ## ##"
        ),
        legal=_rows("S.L.|S.A.|SL|S.A.U.|e Hijos|S. Coop.|y Asociados|S.L.U."),
        cities=_rows(
            """Madrid|Barcelona|Valencia|Sevilla|Bilbao|Zaragoza|Málaga|Murcia|Granada|Salamanca|Cádiz|Gijón|Vigo|Burgos|
            San Sebastián|A Coruña|Las Palmas de Gran Canaria|Alcalá de Henares|L'Hospitalet de Llobregat|Seville|Jerez de la Frontera"""
        ),
        states=_rows("Andalucía|Cataluña|Galicia|Aragón|País Vasco|Asturias|Catalonia|Andalusia|La Rioja|Cantabria"),
        country=_rows("Spain|España"),
        iban="ES## #### #### #### #### ####",
    ),
    "es_MX": Region(
        names="es_MX",
        street=_rows(
            "Calle {f} No. {m}, Col. {f}|Av. {g} {f} {n}|Calle {o} #{m}-{k}|Privada {f} {m}, Int. {k}|Blvd. {f} {n}, Piso {k}|Calzada {f} {m}|Carretera a {f} km {k}"
        ),
        titles=_rows("Sr.|Sra.|Lic.|Ing.|Dr.|Dra.|C.|Srta."),
        zips=_rows("#####|C.P. #####"),
        phones=_rows("+52 55 #### ####|55 #### ####|(33) #### ####|+52 1 ### ### ####|044 55 #### ####|81########"),
        legal=_rows("S.A. de C.V.|S. de R.L.|S.C.|A.C.|SAPI de CV"),
        cities=_rows(
            "Ciudad de México|CDMX|Guadalajara|Monterrey|Puebla|Mérida|Tijuana|Oaxaca|Querétaro|León|Cancún|Morelia|Toluca|San Luis Potosí|Mexico City"
        ),
        states=_rows("Jalisco|Nuevo León|Chiapas|Veracruz|Sonora|Yucatán|Sinaloa|Jal.|N.L."),
        country=_rows("Mexico|México"),
    ),
    "it_IT": Region(
        names="it_IT",
        street=_rows(
            "Via {g} {f}, {m}|Via {f} {m}|Viale {f} {m}|Piazza {f}, {k}|Corso {g} {f} {m}|Via Roma {m}|Strada {f} {m}/{l}|Vicolo {f} {k}, interno {k}|Contrada {f} snc|Largo {f}, {k}|Casella postale {m}"
        ),
        titles=_rows("Sig.|Sig.ra|Signor|Signora|Dott.|Dott.ssa|Avv.|Ing.|Prof.|Prof.ssa"),
        zips=_rows("#####|I-#####"),
        phones=_rows(
            "+39 3## #######|3## #######|06 #######|02 #### ####|+39 0## ######|3#########|+39 02 ########|0##-######"
        ),
        legal=_rows("S.r.l.|S.p.A.|SRL|SpA|e Figli|S.n.c.|s.a.s.|Fratelli"),
        cities=_rows(
            "Roma|Milano|Napoli|Torino|Palermo|Genova|Bologna|Firenze|Bari|Catania|Verona|Padova|Trieste|Brescia|Parma|L'Aquila|Reggio nell'Emilia|Sesto San Giovanni|Rome|Milan|Florence|Naples|Turin"
        ),
        states=_rows("Lombardia|Lazio|Toscana|Sicilia|Puglia|Veneto|Piemonte|Tuscany|Sicily|(MI)|(RM)|Umbria"),
        country=_rows("Italy|Italia"),
        iban="IT## ? ##### ##### ############",
    ),
    "nl_NL": Region(
        names="nl_NL",
        street=_rows(
            "{f}straat {m}|{f}laan {m}{l}|{f}weg {m}-{k}|{g}plein {k}|Van {f}singel {m}|Dorpsstraat {m}|{f}kade {m} III|Prins {g}laan {m} bis|Postbus {n}|{f}hof {k}|Burgemeester {f}straat {m}"
        ),
        titles=_rows("dhr.|mevr.|Dhr.|Mevr.|De heer|Mevrouw|drs.|mr.|ir.|dr."),
        zips=_rows("%### ??|%###??"),
        phones=_rows(
            "06-########|+31 6 ########|020 ### ####|+31 (0)## ### ####|06 ## ## ## ##|0###-######|0031 6########"
        ),
        legal=_rows("B.V.|BV|N.V.|V.O.F.|NV|& Zonen|Stichting|Groep"),
        cities=_rows(
            "Amsterdam|Rotterdam|Utrecht|Eindhoven|Groningen|Tilburg|Breda|Nijmegen|Haarlem|Leiden|Zwolle|Maastricht|Delft|'s-Hertogenbosch|Den Haag|The Hague|Alphen aan den Rijn|Bergen op Zoom|Apeldoorn|Gouda"
        ),
        states=_rows("Zuid-Holland|Noord-Brabant|Gelderland|Friesland|Limburg|Drenthe|Zeeland"),
        country=_rows("Netherlands|the Netherlands|Nederland|Holland"),
        iban="NL## ???? #### #### ##",
    ),
    "pl_PL": Region(
        names="pl_PL",
        street=_rows(
            "ul. {f}ego {m}|ul. {f} {m}/{k}|al. {g}a {f}a {m}|os. {f} {m}/{k}|pl. {f} {k}|ul. Polna {m}|ul. Kwiatowa {m} m. {k}|ulica Lipowa {m}|skr. poczt. {m}"
        ),
        titles=_rows("Pan|Pani|pan|pani|dr|mgr|inż.|prof."),
        zips=("##-###",),
        phones=_rows("+48 ### ### ###|### ### ###|22 ### ## ##|+48 ## ### ## ##|5########|0-22 ### ## ##"),
        legal=_rows("Sp. z o.o.|S.A.|sp.j.|Spółka z o.o.|s.c.|i Syn"),
        cities=_rows(
            "Warszawa|Kraków|Łódź|Wrocław|Poznań|Gdańsk|Szczecin|Lublin|Katowice|Białystok|Gdynia|Częstochowa|Rzeszów|Toruń|Kielce|Bielsko-Biała|Warsaw|Cracow|Sztum|Zielona Góra|Lubań"
        ),
        states=_rows("Mazowieckie|Małopolska|Śląsk|Silesia|Podlasie|Wielkopolska"),
        country=_rows("Poland|Polska|Republic of Poland"),
        iban="PL## #### #### #### #### #### ####",
    ),
    "pt_BR": Region(
        names="pt_BR",
        street=_rows(
            "Rua {g} {f}, {m}|Av. {f}, {n} - apto {m}|Rua {f}, nº {m}, casa {k}|Travessa {f}, {k}|Alameda {f} {n}, conj. {m}|Praça {f}, {k}|Rodovia {f}, km {k}|Rua das Flores, {m}|Estrada do {f}, {n}|Caixa Postal {m}"
        ),
        titles=_rows("Sr.|Sra.|Dr.|Dra.|Seu|Dona|Prof.|Profa."),
        zips=_rows("#####-###|#####-###|########"),
        phones=_rows("+55 11 9####-####|(21) 9####-####|(11) ####-####|11 9########|+55 (41) 9####-####|0800 ### ####"),
        legal=_rows("Ltda.|S.A.|S/A|ME|EIRELI|e Filhos|Ltda"),
        cities=_rows(
            "São Paulo|Rio de Janeiro|Belo Horizonte|Curitiba|Porto Alegre|Salvador|Recife|Fortaleza|Manaus|Brasília|Campinas|Florianópolis|Goiânia|Belém|Ribeirão Preto|São José dos Campos|Uberlândia"
        ),
        states=_rows("SP|RJ|MG|Bahia|Paraná|Minas Gerais|Ceará|RS|Pernambuco"),
        country=_rows("Brazil|Brasil"),
        iban="BR## ######## ##### ########## ? #",
    ),
    "sv_SE": Region(
        names="sv_SE",
        street=_rows(
            "{f}gatan {m}|{s}vägen {m}|Storgatan {m} {l}|{f}svägen {m}|Box {n}|Kungsgatan {m}, lgh {n}|Norra {s}stigen {k}|Drottninggatan {m}"
        ),
        titles=_rows("Herr|Fru|Dr|Prof."),
        zips=_rows("### ##|SE-### ##|#####"),
        phones=_rows("+46 7# ### ## ##|07#-### ## ##|08-### ### ##|+46 (0)8 ### ## ##|07########"),
        legal=_rows("AB|HB|KB|& Söner|AB (publ)|Ek. för."),
        cities=_rows(
            "Stockholm|Göteborg|Gothenburg|Malmö|Uppsala|Västerås|Örebro|Linköping|Umeå|Luleå|Gävle|Borås|Växjö|Kiruna|Östersund"
        ),
        states=_rows("Skåne|Dalarna|Småland|Värmland|Jämtland"),
        country=_rows("Sweden|Sverige"),
        iban="SE## #### #### #### #### ####",
    ),
    "da_DK": Region(
        names="da_DK",
        street=_rows(
            "{f}vej {m}|{f}sgade {m}, {k}. tv.|Nørregade {m}|{s}allé {m}|Skolevej {k}|Postboks {m}|Vester {f}gade {m}, st. th."
        ),
        titles=_rows("Hr.|Fru|Fr.|Dr."),
        zips=_rows("%###|DK-%###"),
        phones=_rows("+45 ## ## ## ##|## ## ## ##|########|+45 #### ####"),
        legal=_rows("A/S|ApS|I/S|& Søn|K/S"),
        cities=_rows(
            "København|Copenhagen|Aarhus|Odense|Aalborg|Esbjerg|Randers|Kolding|Vejle|Roskilde|Helsingør|Hørsholm|København Ø"
        ),
        states=_rows("Jylland|Fyn|Sjælland|Bornholm"),
        country=_rows("Denmark|Danmark"),
        iban="DK## #### #### #### ##",
    ),
    "cs_CZ": Region(
        names="cs_CZ",
        street=_rows("{s}ova {m}/{k}|ul. {s}á {m}|náměstí {f} {k}|Na {s}ě {m}|Dlouhá {m}|Husova {n}/{k}|třída {f} {m}"),
        titles=_rows("pan|paní|Ing.|Mgr.|MUDr.|JUDr.|Bc.|RNDr."),
        zips=_rows("### ##|#####"),
        phones=_rows("+420 ### ### ###|### ### ###|2## ### ###|00420 ### ### ###"),
        legal=_rows("s.r.o.|a.s.|spol. s r.o.|v.o.s.|k.s."),
        cities=_rows(
            "Praha|Prague|Brno|Ostrava|Plzeň|Liberec|Olomouc|České Budějovice|Hradec Králové|Pardubice|Zlín|Kladno|Karlovy Vary|Praha 5"
        ),
        states=_rows("Moravia|Vysočina|Bohemia"),
        country=_rows("Czech Republic|Czechia|Česko"),
        iban="CZ## #### #### #### #### ####",
    ),
    "tr_TR": Region(
        names="tr_TR",
        street=_rows(
            "{f} Caddesi No: {m}|{f} Sok. No:{m} D:{k}|{f} Mah. {f} Sk. No {m}/{k}|Atatürk Bulvarı {m}|{f} Sokak {m} Kat {k}|Cumhuriyet Cad. {m}/{l}"
        ),
        titles=_rows("Bay|Bayan|Sayın|Dr.|Av.|Prof. Dr.|Sn."),
        zips=("#####",),
        phones=_rows("+90 5## ### ## ##|05## ### ## ##|0212 ### ## ##|0(312) ### ####|+905#########"),
        legal=_rows("A.Ş.|Ltd. Şti.|San. ve Tic. A.Ş.|Holding|Ticaret Ltd."),
        cities=_rows(
            "Istanbul|İstanbul|Ankara|Izmir|İzmir|Bursa|Antalya|Konya|Adana|Kayseri|Diyarbakır|Gaziantep|Eskişehir|Trabzon|Kuşadası|Amasya|Şanlıurfa"
        ),
        states=_rows("Anatolia|Kadıköy|Beşiktaş|Hatay|Muğla"),
        country=_rows("Turkey|Türkiye|Republic of Turkey"),
        iban="TR## #### #### #### #### #### ##",
    ),
    "ro_RO": Region(
        names="ro_RO",
        street=_rows(
            "Str. {f} nr. {m}, bl. {l}{k}, ap. {m}|Strada {g} {f} {m}|Bd. {f} nr. {m}|Calea {f} {m}|Aleea {f} nr. {k}|Șos. {f} {m}"
        ),
        titles=_rows("Dl.|Dna.|Domnul|Doamna|Dr.|D-na|D-l"),
        zips=("######",),
        phones=_rows("+40 7## ### ###|07## ### ###|021 ### ####|07########"),
        legal=_rows("S.R.L.|SRL|S.A.|PFA|și Fiii"),
        cities=_rows(
            "București|Bucharest|Cluj-Napoca|Iași|Timișoara|Constanța|Brașov|Craiova|Sibiu|Oradea|Ploiești|Târgu Mureș|Sector 3|Galați"
        ),
        states=_rows("Transylvania|Dolj|Prahova|jud. Ilfov|Suceava"),
        country=_rows("Romania|România"),
        iban="RO## ???? ################",
    ),
    "fi_FI": Region(
        names="fi_FI",
        street=_rows(
            "{s}katu {m} {l} {k}|{f}ntie {m}|Mannerheimintie {m}|{s}polku {k}|Koivukuja {k} {l} {m}|Rantatie {m}|PL {m}"
        ),
        titles=_rows("herra|rouva|Tri|Prof.|neiti"),
        zips=_rows("#####|FI-#####"),
        phones=_rows("+358 40 ### ####|040 ### ####|050-#######|09 ### ####|+358 9 ### ###"),
        legal=_rows("Oy|Oyj|Ky|Oy Ab|Tmi"),
        cities=_rows(
            "Helsinki|Espoo|Tampere|Turku|Oulu|Jyväskylä|Lahti|Kuopio|Joensuu|Lappeenranta|Vaasa|Rovaniemi|Hämeenlinna"
        ),
        states=_rows("Lapland|Lappi|Pirkanmaa|Uusimaa"),
        country=_rows("Finland|Suomi"),
        iban="FI## #### #### #### ##",
    ),
    "hu_HU": Region(
        names="hu_HU",
        street=_rows(
            "{f} utca {m}.|{f} {g} u. {m}. {k}. em. {m}.|{f} út {m}|Kossuth Lajos tér {k}|Petőfi u. {m}/{l}|{f} köz {k}.|Pf. {m}"
        ),
        titles=_rows("Úr|Asszony|Dr.|dr.|özv.|Prof."),
        zips=_rows("%###|H-%###"),
        phones=_rows("+36 30 ### ####|06 20 ### ####|06-1-###-####|+36 1 ### ####|(06-70) ###-####"),
        legal=_rows("Kft.|Zrt.|Bt.|Nyrt.|és Társa Bt."),
        cities=_rows(
            "Budapest|Debrecen|Szeged|Pécs|Győr|Miskolc|Nyíregyháza|Kecskemét|Székesfehérvár|Szombathely|Eger|Sopron|Hódmezővásárhely"
        ),
        states=_rows("Baranya|Zala|Heves megye|Pest megye"),
        country=_rows("Hungary|Magyarország"),
        iban="HU## #### #### #### #### #### ####",
    ),
    "hr_HR": Region(
        names="hr_HR",
        street=_rows("Ulica {g}a {f}a {m}|{f}eva {m}|Trg {f} {k}|Ilica {m}|{f}ova ulica {m}{l}|Vukovarska {m}"),
        titles=_rows("gospodin|gospođa|g.|gđa|dr. sc."),
        zips=_rows("#####|HR-#####"),
        phones=_rows("+385 91 ### ####|091 ### ####|01 #### ###|+385 1 #### ###"),
        legal=_rows("d.o.o.|d.d.|j.d.o.o.|obrt"),
        cities=_rows("Zagreb|Split|Rijeka|Osijek|Zadar|Pula|Dubrovnik|Varaždin|Šibenik|Slavonski Brod"),
        states=_rows("Dalmatia|Istria|Slavonija"),
        country=_rows("Croatia|Hrvatska"),
        iban="HR## #### #### #### #### #",
    ),
    "id_ID": Region(
        names="id_ID",
        street=_rows(
            "Jl. {f} No. {m}|Jalan {f} {m}, RT 0{k}/RW 0{k}|Jl. {f} Raya Blok {l}{k} No. {m}|Gg. {f} No. {k}|Jl. Sudirman Kav. {m}"
        ),
        titles=_rows("Bapak|Ibu|Pak|Bu|H.|Hj.|dr."),
        zips=("#####",),
        phones=_rows("+62 812 #### ####|0813########|(021) #######|+62 21 #### ####|0857-####-####"),
        legal=_rows("Tbk|(Persero)|CV|Persero"),
        cities=_rows(
            "Jakarta|Surabaya|Bandung|Medan|Semarang|Makassar|Yogyakarta|Denpasar|Palembang|Bogor|Jakarta Selatan"
        ),
        states=_rows("Jawa Barat|Bali|Sumatera Utara|Java"),
        country=_rows("Indonesia"),
    ),
    "en_NG": Region(
        names="yo_NG",
        street=_rows(
            "{m} {f} Street|No. {m}, {f} Road|Plot {m} {f} Crescent|{m} {g} {f} Way, {s} Estate|Block {k}, Flat {m}, {s} Close"
        ),
        titles=_rows("Mr|Mrs|Chief|Alhaji|Dr.|Engr.|Barr.|Pastor"),
        zips=("######",),
        phones=_rows("+234 80# ### ####|080########|0703 ### ####|+23481########"),
        legal=_rows("Ltd|Nigeria Ltd|Plc|& Sons Ltd|Ventures"),
        cities=_rows("Lagos|Abuja|Ibadan|Kano|Port Harcourt|Enugu|Benin City|Kaduna|Jos|Abeokuta|Ikeja"),
        states=_rows("Ogun State|Rivers State|Kwara|Lagos State"),
        country=_rows("Nigeria"),
    ),
    "en_KE": Region(
        names="en_KE",
        street=_rows("P.O. Box {m}-00{m}|{f} Road, House No. {k}|{m} {s} Avenue|{s} Plaza, {o} Floor|P. O. BOX {n}"),
        titles=_EN_TITLES,
        zips=_rows("00###|#####"),
        phones=_rows("+254 7## ### ###|07## ######|+2547########|020 ### ####"),
        legal=_rows("Ltd|Sacco|Limited|Enterprises"),
        cities=_rows("Nairobi|Mombasa|Kisumu|Nakuru|Eldoret|Thika|Malindi|Nyeri"),
        states=_rows("Kiambu County|Rift Valley|Machakos"),
        country=_rows("Kenya"),
    ),
    "en_PK": Region(
        names="en_PK",
        street=_rows(
            "House No. {m}, Street {k}, Sector {l}-{k}|{m}-{l}, {s} Town|Flat {m}, {s} Heights, {f} Road|{m} Shahrah-e-{f}"
        ),
        titles=_rows("Mr|Mrs|Syed|Dr|Haji|Begum|Prof."),
        zips=("#####",),
        phones=_rows("+92 3## #######|03##-#######|042 ########|+923#########"),
        legal=_rows("(Pvt) Ltd|Pvt. Ltd.|Brothers|Textile Mills"),
        cities=_rows("Karachi|Lahore|Islamabad|Rawalpindi|Faisalabad|Multan|Peshawar|Quetta|Sialkot"),
        states=_rows("Punjab|Sindh|Balochistan|KPK"),
        country=_rows("Pakistan"),
        iban="PK## ???? #### #### #### ####",
    ),
    "zh_CN": Region(
        names="zh_CN",
        street=(),
        titles=_rows("先生|女士|老师|医生|教授|经理|小姐|主任|总"),
        zips=("%#####",),
        phones=_rows(
            "13#########|15#########|18#########|+86 13# #### ####|010-########|021-########|18# #### ####|400-###-####|0755-########|17#-####-####|86-13#########"
        ),
        legal=_rows("有限公司|股份有限公司|集团|科技有限公司"),
        cities=_rows(
            "北京|上海|广州|深圳|杭州|成都|武汉|西安|南京|苏州|重庆|天津|青岛|长沙|厦门|大连|昆明|郑州|合肥|哈尔滨|宁波|济南|福州|东莞|佛山"
        ),
        states=_rows("广东省|浙江省|江苏省|四川省|湖北省|陕西省|山东省|河南省|湖南省|福建省|云南|新疆|内蒙古|台湾"),
        country=_rows("中国|中华人民共和国"),
    ),
    # never in training texts
    "en_NZ": Region(
        names="en_NZ",
        street=_GB_STREETS,
        titles=_EN_TITLES,
        zips=("%###",),
        phones=_rows("+64 21 ### ####|021 ### ###|09 ### ####|0800 ### ###"),
        legal=_rows("Ltd|Limited|Trust"),
        cities=_rows(
            "Auckland|Wellington|Christchurch|Hamilton|Dunedin|Tauranga|Rotorua|Nelson|Palmerston North|Whanganui"
        ),
        states=_rows("Otago|Waikato|Canterbury|Northland"),
        country=_rows("New Zealand|Aotearoa"),
    ),
    "nl_BE": Region(
        names="nl_BE",
        street=_rows("{f}straat {m} bus {k}|{f}laan {m}|{f}steenweg {m}|Kerkstraat {m}"),
        titles=_rows("Dhr.|Mevr.|Meester|dr."),
        zips=_rows("%###|B-%###"),
        phones=_rows("+32 4## ## ## ##|04##/## ## ##|03 ### ## ##"),
        legal=_rows("BV|NV|BVBA|VZW"),
        cities=_rows("Antwerpen|Gent|Brugge|Leuven|Mechelen|Aalst|Hasselt|Kortrijk|Oostende|Sint-Niklaas"),
        states=_rows("Vlaanderen|Oost-Vlaanderen|Limburg"),
        country=_rows("Belgium|België"),
        iban="BE## #### #### ####",
    ),
    "fr_CH": Region(
        names="fr_CH",
        street=_rows("Rue {f} {m}|Chemin de {f} {k}|Avenue {g}-{f} {m}|Route de {f} {m}"),
        titles=_rows("Monsieur|Madame|Me|Dr"),
        zips=_rows("%###|CH-%###"),
        phones=_rows("+41 22 ### ## ##|021 ### ## ##|076 ### ## ##"),
        legal=_rows("SA|Sàrl|& Fils"),
        cities=_rows("Genève|Lausanne|Neuchâtel|Fribourg|Sion|Montreux|Vevey|Yverdon-les-Bains|Delémont"),
        states=_rows("Vaud|Valais|Jura"),
        country=_rows("Suisse|Switzerland"),
        iban="CH## #### #### #### #### #",
    ),
    "es_CO": Region(
        names="es_CO",
        street=_rows(
            "Calle {m} # {k}-{m}|Carrera {m} No. {k} - {m}|Av. {f} # {m}-{k} Apto {m}|Transversal {k} # {m}-{k}"
        ),
        titles=_rows("Sr.|Sra.|Doctor|Doctora"),
        zips=("######",),
        phones=_rows("+57 3## ### ####|3## ### ####|(601) ### ####"),
        legal=_rows("S.A.S.|Ltda.|S.A."),
        cities=_rows("Bogotá|Medellín|Cali|Barranquilla|Cartagena|Bucaramanga|Pereira|Manizales"),
        states=_rows("Antioquia|Valle del Cauca|Boyacá"),
        country=_rows("Colombia"),
    ),
    "pt_PT": Region(
        names="pt_PT",
        street=_rows("Rua {f} {m}, {k}º Esq.|Av. {g} {f} nº {m}|Largo {f} {k}|Travessa do {f}, {k} r/c"),
        titles=_rows("Sr.|Sra.|Dr.|Dra.|Eng."),
        zips=("%###-###",),
        phones=_rows("+351 9## ### ###|9## ### ###|21 ### ## ##"),
        legal=_rows("Lda.|S.A.|Unipessoal Lda."),
        cities=_rows("Lisboa|Porto|Braga|Coimbra|Faro|Évora|Aveiro|Setúbal|Vila Nova de Gaia"),
        states=_rows("Algarve|Alentejo|Minho"),
        country=_rows("Portugal"),
        iban="PT## #### #### ########### ##",
    ),
    "no_NO": Region(
        names="no_NO",
        street=_rows("{f}veien {m}|{f}s gate {m}{l}|Storgata {m}|Postboks {m}"),
        titles=_rows("Herr|Fru|Dr."),
        zips=("####",),
        phones=_rows("+47 ### ## ###|4## ## ###|22 ## ## ##"),
        legal=_rows("AS|ASA|& Sønner"),
        cities=_rows("Oslo|Bergen|Trondheim|Stavanger|Tromsø|Bodø|Kristiansand|Ålesund|Drammen"),
        states=_rows("Vestland|Nordland|Trøndelag"),
        country=_rows("Norway|Norge"),
        iban="NO## #### #### ###",
    ),
}

HELD_OUT = ("en_NZ", "nl_BE", "fr_CH", "es_CO", "pt_PT", "no_NO")
TRAINING = tuple(name for name in REGIONS if name not in HELD_OUT)
# how often English texts are set there; every other region has weight 1
_WEIGHTS = {"en_US": 9, "en_GB": 5, "en_IN": 3, "en_AU": 2, "en_CA": 2, "en_IE": 2, "de_DE": 2, "fr_FR": 2, "es_ES": 2}


def english_setting(locales: tuple[str, ...]) -> tuple[str, ...]:
    """Locales in which English texts are set, repeated by their weight; Han characters come in Chinese texts."""
    return tuple(name for name in locales if name != "zh_CN" for _ in range(_WEIGHTS.get(name, 1))) or locales


def of_language(language: str, locales: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some locales where a language is spoken."""
    return tuple(name for name in locales if name.startswith(language + "_"))


@cache
def people(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names and surnames of a region."""
    names = REGIONS[locale].names
    if names == "pl_PL":
        # Faker keeps Polish surnames under names of their own
        source = provider("person", names)
        return given_names(names), tuple(sorted({*source.unisex_last_names, *source.male_last_names}))
    return given_names(names), surnames(names)


@cache
def faker_cities(locale: str) -> tuple[str, ...]:
    """More cities of a region, where Faker lists real ones."""
    names = REGIONS[locale].names
    if names in ("yo_NG", "en_KE", "en_PK", "tr_TR", "zh_CN", "it_IT"):
        return ()
    found = getattr(provider("address", names), "cities", ())
    return tuple(name for name in found if isinstance(name, str) and len(name) < 25)
