"""Coordinates, postal codes, addresses in the forms of the world."""

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("at 48.137154, 11.576124 now", "48.137154, 11.576124"),
        ("(-33.8688,151.2093)", "-33.8688,151.2093"),
        ("48.1371° N, 11.5754° E", "48.1371° N, 11.5754° E"),
        ("40°26'46\"N 79°58'56\"W", "40°26'46\"N 79°58'56\"W"),
        ("lat: 48.137, lng: 11.575", "48.137"),
        ("latitude=48.13715&longitude=11.57612", "11.57612"),
        ("纬度：39.9042", "39.9042"),
        ("GPS: 48.1371 11.5754", "48.1371 11.5754"),
    ],
)
def test_coordinates(found: Found, text: str, value: str) -> None:
    assert ("COORDINATE", value) in found(text), found(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("scores 0.9123, 0.8841 and loss 1.2345, 0.0001, 3.2231", "shares and lists"),
        ("95.1234, 200.1234", "out of range"),
        ("version 1.2.3, 4.5.6", "versions"),
        ("it is 25° C and 48.13 % humid", "degrees of warmth"),
        ("12.50, 13.75", "prices"),
    ],
)
def test_no_coordinates(found: Found, text: str, why: str) -> None:
    assert [pair for pair in found(text) if pair[0] == "COORDINATE"] == [], why


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("zip code 94103", "94103"),
        ("ZIP: 94103-1234", "94103-1234"),
        ("PLZ 80331", "80331"),
        ("code postal : 75002", "75002"),
        ("CEP 01310-100", "01310-100"),
        ("邮编：100000", "100000"),
        ("postcode SW1A 1AA", "SW1A 1AA"),
        ("London SW1A 1AA", "SW1A 1AA"),
        ("Ottawa K1A 0B1", "K1A 0B1"),
        ("Adresse: Zentrum, 80331 München", "80331"),
        ("Anna Schmidt\n75002 Paris\nFrance", "75002"),
        ("Jansen, 1012 AB Amsterdam", "1012 AB"),
        ("Kowalski, 00-950 Warszawa", "00-950"),
        ("〒100-0001 東京都", "100-0001"),
    ],
)
def test_postal_codes(found: Found, text: str, value: str) -> None:
    assert ("ZIP_CODE", value) in found(text), found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("wohnhaft Hauptstraße 12, 80331 München", "Hauptstraße 12, 80331 München"),
        ("Berliner Allee 7a", "Berliner Allee 7a"),
        ("in der Goethestr. 5", "Goethestr. 5"),
        ("Rue de la Paix 5", "Rue de la Paix 5"),
        ("12 bis, rue de la Paix, 75002 Paris", "12 bis, rue de la Paix, 75002 Paris"),
        ("au 45 avenue des Champs-Élysées", "45 avenue des Champs-Élysées"),
        ("vive en Calle Mayor 3, 28013 Madrid", "Calle Mayor 3, 28013 Madrid"),
        ("Avenida de la Constitución, 20", "Avenida de la Constitución, 20"),
        ("abita in Via Roma 1", "Via Roma 1"),
        ("Piazza Garibaldi, 14", "Piazza Garibaldi, 14"),
        ("Rua Augusta, 100", "Rua Augusta, 100"),
        ("ul. Długa 7 m. 3", "ul. Długa 7 m. 3"),
        ("Kerkstraat 4, 1012 AB Amsterdam", "Kerkstraat 4, 1012 AB Amsterdam"),
        ("Drottninggatan 71", "Drottninggatan 71"),
        ("Atatürk Caddesi No: 5", "Atatürk Caddesi No: 5"),
        ("ул. Ленина, д. 5", "ул. Ленина, д. 5"),
        ("Postfach 10 20 30", "Postfach 10 20 30"),
        ("PSC 5125, Box 6746\nAPO AP 96310", "PSC 5125, Box 6746\nAPO AP 96310"),
        ("Unit 4670 Box 6562, DPO AA 34022-1234", "Unit 4670 Box 6562, DPO AA 34022-1234"),
        ("USNS Mercy, FPO AE 09501", "USNS Mercy, FPO AE 09501"),
        ("write to APO AE 09012", "APO AE 09012"),
        ("CMR 467, Box 1234A, APO AE 09012", "CMR 467, Box 1234A, APO AE 09012"),
        ("USS Enterprise (CVN-65), FPO AP 96636", "USS Enterprise (CVN-65), FPO AP 96636"),
        ("USS John S. McCain, FPO AP 96672", "USS John S. McCain, FPO AP 96672"),
        ("psc 1 box 2 apo ae 09012", "psc 1 box 2 apo ae 09012"),
        ("BP 123, Paris", "BP 123"),
        ("P.O. Box 1234, Springfield IL 62704", "P.O. Box 1234, Springfield IL 62704"),
        ("po box 77 please", "po box 77"),
        ("lives at 1-2-3 Shibuya, Shibuya-ku, Tokyo", "1-2-3 Shibuya, Shibuya-ku"),
        ("2-11 Nagatacho, Chiyoda-ku", "2-11 Nagatacho, Chiyoda-ku"),
        ("Apartado de Correos 45", "Apartado de Correos 45"),
        ("Casella postale 12", "Casella postale 12"),
        ("Postbus 1234", "Postbus 1234"),
        ("12 Oak Street, Apt 4, Springfield, IL 62704", "12 Oak Street, Apt 4, Springfield, IL 62704"),
        ("住幸福小区3号楼2单元501室", "幸福小区3号楼2单元501室"),
        ("广东省深圳市南山区科技园路1号A座1203室", "广东省深圳市南山区科技园路1号A座1203室"),
    ],
)
def test_addresses(found: Found, text: str, value: str) -> None:
    assert any(kind == "STREET_ADDRESS" and value in address for kind, address in found(text)), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "auf dem Weg 5 Leute getroffen",
        "version 1-2-3 Released, see Foo-ku",
        "a score of 3-2 for Kyoto",
        "during 5 days the string 7 broke",
        "via email 3 times, via Paypal 20 euro",
        "the court is in session 12 hours",
        "rue the day 5 times",
        "Platz 1 im Ring 2",
        "calle me 5 times",
        "12345 Items were sold, 10000 People came",
        "in 20000 Leagues under the sea",
        "BP shares fell 12 percent",
        "AB12 3CDE and SW1A1 AAA",
    ],
)
def test_no_addresses(found: Found, text: str) -> None:
    assert [pair for pair in found(text) if pair[0] in ("STREET_ADDRESS", "ZIP_CODE")] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886E0F7030069857D2E4169EE7"),
        ("send to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
    ],
)
def test_wallets(found: Found, text: str, value: str) -> None:
    assert ("CRYPTO", value) in found(text)
    assert found(text.replace(value, value[:-1])) == []


@pytest.mark.parametrize(
    "value",
    [
        "N52.5200 E13.4050",
        "N 52° 31.200 E 13° 24.300",
        "S 33°51'24\" E 151°12'33\"",
        "S33.8688, W70.6693",
        "9C3XGV4C+XV",
        "///filled.count.soap",
        "///größe.wörter.straße",
    ],
)
def test_coordinates_with_the_compass_first_and_codes(found: Found, value: str) -> None:
    assert ("COORDINATE", value) in found(f"seen at {value} today")


@pytest.mark.parametrize(
    "text",
    [
        "vitamins B 12.500 E 13.400",
        "classes N1.2 E3.4",
        "ABCD1234+XV",
        "a C+X run",
        "file:///usr.local.bin",
        "see ///usr.local.bin.old",
        "/// note.of.code",
    ],
)
def test_no_compass(found: Found, text: str) -> None:
    assert not [pair for pair in found(text) if pair[0] == "COORDINATE"]


@pytest.mark.parametrize(
    "value",
    [
        "東京都千代田区丸の内1丁目9番1号",
        "大阪府大阪市北区梅田3-1-3",
        "北海道札幌市中央区北一条西2丁目",
        "渋谷区神南1丁目2-3",
        "서울특별시 강남구 테헤란로 152 3층",
        "부산광역시 해운대구 우동 1418번지",
        "역삼동 123-45번지 201호",
        "경기도 성남시 분당구 판교역로 235",
        "세종대로 110, 2층",
        "Room 1205, 12/F, Tower A, 88 Queensway",
        "Flat B, 3/F",
        "ул. Ленина, д. 5, корп. 2, кв. 12",
    ],
)
def test_addresses_of_east_asia_and_russia(found: Found, value: str) -> None:
    assert ("STREET_ADDRESS", value) in found(value), found(value)
    assert ("STREET_ADDRESS", value) in found(f"({value})")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "서울로 2 시간 걸렸다",
            "스마트폰으로 3 개",
            "앞으로 10",
            "포트로 8080",
            "그대로 100",
            "실제로 3",
            "주가 100-200",
        ),
        *("우리 3-4", "자동 1-2", "京都の清水寺", "都道府県の数は47", "東京都の人口は1番", "大阪府の感染者は1-3"),
        *("愛知県チームは2-1", "北海道旅行で2番", "大阪府内で3階", "1/F ratio", "room 12 is free"),
    ],
)
def test_no_addresses_of_east_asia(found: Found, text: str) -> None:
    assert not [pair for pair in found(text) if pair[0] == "STREET_ADDRESS"]
