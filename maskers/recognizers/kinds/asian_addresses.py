"""Addresses of Japan and Korea, and those of Hong Kong; those of China are in `chinese`.

Sources: the Japanese order of prefecture, city, block and house (住居表示に関する法律); Korea's road names (도로명주소법) and
the lots that came before them (지번). Hong Kong writes floors as 12/F.
"""

from ...lazy_patterns import lazily
from ...words import HANGUL_RANGE
from ..likely_places import with_any
from ..pattern import Pattern

_PREFECTURES = (
    "北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|"
    "兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県"
)
# Kana that stand in names of places; other Hiragana are particles of sentences
_PLACE = r"[\u30a1-\u30fa\u4e00-\u9fff々ーのヶケ]"
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})"
_FIRST = rf"(?:{_NUMBER}\s?(?:丁目|番地|番町)|\d{{1,4}}\s?[-‐−–]\s?(?=\d))"
_BLOCK = rf"(?:の?\s?{_NUMBER}\s?(?:番地?|号室|号|階|[-‐−–]))"
_JAPANESE_REST = rf"{_PLACE}{{1,16}}?{_FIRST}{_BLOCK}{{0,3}}(?:\s?\d{{1,4}}(?!\d))?(?:号室?)?"
_HANGUL = f"[{HANGUL_RANGE}]"
_REGION = rf"(?:{_HANGUL}{{1,6}}(?:특별자치시|특별시|광역시|특별자치도|도|시)|서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)"
# behind a region or a district; a particle behind a word, as in 포트로 8080, has none before it
_WITHIN = rf"(?:{_REGION}\s(?:{_HANGUL}{{1,6}}[시군구읍면]\s){{0,3}}|(?:{_HANGUL}{{1,6}}[시군구읍면]\s){{1,3}})"
_DOOR = rf"(?:,?\s?(?:지하\s?)?\d{{1,4}}\s?(?:동|호|층)(?!{_HANGUL}))"
_ROAD = rf"[{HANGUL_RANGE}\d·]{{1,12}}(?:대로|로|길)(?:\s?\d{{1,4}}번?길)?\s\d{{1,4}}(?:-\d{{1,4}})?(?![\d.%])"
_LOT = rf"{_HANGUL}{{1,6}}[동리가]\s(?:산\s?)?\d{{1,5}}(?:-\d{{1,4}})?"

ASIAN_ADDRESS_PATTERNS: tuple[Pattern, ...] = (
    # 東京都千代田区丸の内1丁目9番1号, 大阪府大阪市北区梅田3-1-3
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?:〒?\d{{3}}-\d{{4}}\s?)?(?:{_PREFECTURES}){_PLACE}{{1,8}}?[市区町村郡]{_JAPANESE_REST}"),
        0.9,
        places=with_any("都", "道", "府", "県", needs="has_han"),
    ),
    # without a prefecture: 渋谷区神南1丁目2-3
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"[\u4e00-\u9fff々]{{1,6}}[市区町村]{_JAPANESE_REST}"),
        0.85,
        places=with_any("丁目", needs="has_han"),
    ),
    # in Latin letters, the block first: 1-2-3 Shibuya, Shibuya-ku
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?<![\w.,/$€£¥-])\d{1,4}-\d{1,3}(?:-\d{1,4})?,? (?:[A-Z][\w'’-]{1,30},? ){0,4}?"
            r"[A-Z][\w'’]{1,30}-(?:cho|chome|gun|ku|machi|mura|shi)\b"
        ),
        0.85,
        places=with_any("-cho", "-gun", "-ku", "-machi", "-mura", "-shi", needs="has_digit"),
    ),
    # 서울특별시 강남구 테헤란로 152, 3층
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<!{_HANGUL}){_WITHIN}{_ROAD}{_DOOR}{{0,3}}"),
        0.85,
        places=with_any("로 ", "길 ", needs="has_digit"),
    ),
    # 세종대로 110, 2층
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<!{_HANGUL}){_ROAD}{_DOOR}{{1,3}}"),
        0.85,
        places=with_any("로 ", "길 ", needs="has_digit"),
    ),
    # 부산광역시 해운대구 우동 1418번지, 역삼동 123-45번지
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<!{_HANGUL})(?:{_WITHIN}{_LOT}(?:번지)?|{_LOT}번지)(?!\d){_DOOR}{{0,3}}"),
        0.85,
        places=with_any("동 ", "리 ", "가 ", needs="has_digit"),
    ),
    # Hong Kong: Room 1205, 12/F, Tower A, 88 Queensway
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?<![\w-])(?i:room|rm|flat|unit|shop|suite)\.? [A-Z]?\d{0,4}[A-Z]?(?: ?[-&] ?\d{1,4}[A-Z]?)?,? (?:\d{1,2}|G|LG|UG)/F"
            r"(?:, (?:Block|Tower|Building|Phase) ?[A-Z0-9]{1,3}(?!\w))?(?:, \d{1,4}[A-Z]? [A-Z][\w'’.-]{1,24}(?: [A-Z][\w'’.-]{1,24}){0,3})?"
        ),
        0.85,
        places=with_any("/F", needs="has_digit"),
    ),
)  # fmt: skip
