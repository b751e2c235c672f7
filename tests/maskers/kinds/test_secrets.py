"""Passwords, keys, tokens."""

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]

# put together here, so that no scanner takes the tests for a leak
_AWS = "AKIA" + "IOSFODNN7EXAMPLE"
_GITHUB = "ghp_" + "a1B2" * 9
_OPENAI = "sk-" + "proj-" + "a1B2c3D4" * 4
_SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
_GOOGLE = "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"
_JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxIn0." + "c2lnbmF0dXJl"
_STRIPE = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
_PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n1234\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize("token", [_AWS, _GITHUB, _OPENAI, _SLACK, _GOOGLE, _JWT, _STRIPE, _PEM])
def test_tokens_by_their_prefixes(found: Found, token: str) -> None:
    assert found(f"I pushed {token} by accident") == [("PASSWORD", token)]
    assert ("PASSWORD", token) in found(f"泄露了{token}。")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("password: hunter2", "hunter2"),
        ('password: "two words pass"', "two words pass"),
        ('{"password": "two words pass", "user": 1}', "two words pass"),
        ('{"password":"hunterxx"}', "hunterxx"),
        ("pwd='p;a:ss'", "p;a:ss"),
        ("password: ab,cd,12", "ab,cd,12"),
        ("Server=x;Password=abcd9;Database=y", "abcd9"),
        ("security answer: fluffy", "fluffy"),
        ("Safe word: pineapple.", "pineapple"),
        ("memorable information = Windermere", "Windermere"),
        ("seed phrase: correct horse battery staple again", "correct horse battery staple again"),
        ("Password: Tr0ub4dor&3, please", "Tr0ub4dor&3"),
        ("my password is Sommer2024!", "Sommer2024!"),
        ("pwd=s3cr3t;user=x", "s3cr3t"),
        ("Passwort: geheim123", "geheim123"),
        ("Mein Passwort lautet geheim_123", "geheim_123"),
        ("mot de passe : azerty99", "azerty99"),
        ("mdp: azerty99", "azerty99"),
        ("contraseña: perro77", "perro77"),
        ("la contraseña es perro_77", "perro_77"),
        ("senha: gato88", "gato88"),
        ("wachtwoord: fiets12", "fiets12"),
        ("hasło: kotek99", "kotek99"),
        ("пароль: qwerty12", "qwerty12"),
        ("密码：abc12345，谢谢", "abc12345"),
        ("密码是abc12345", "abc12345"),
        ("wifi password: BlueHouse77", "BlueHouse77"),
        ("api_key = 9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706"),
        ('"token": "9f8e7d6c5b4a3928"', "9f8e7d6c5b4a3928"),
        ("https://x.example/cb?access_token=9f8e7d6c5b4a3928", "9f8e7d6c5b4a3928"),
        ("Authorization: Bearer 9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706"),
        ("postgres://ann:pa55word@db.example.org/x", "pa55word"),
        ("my PIN is 4821", "4821"),
        ("PIN: 4821", "4821"),
        ("your verification code is 482913", "482913"),
        ("OTP 482913 expires", "482913"),
        ("验证码：482913", "482913"),
        ("CVV: 123456", "123456"),
        ("CVC 123", "123"),
    ],
)
def test_announced_secrets(found: Found, text: str, value: str) -> None:
    from privml.maskers.recognizers.patterns import find_patterns

    spans = [(s.entity_type, text[s.start : s.end]) for s in find_patterns(text)]
    assert ("PASSWORD", value) in spans, found(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("I forgot my password, please reset it", "words alone"),
        ("password: required", "the state of a field"),
        ("Password reset: please click the link", "an action"),
        ("my password is wrong and the pin is blocked", "plain words"),
        ("the password is case sensitive", "plain words"),
        ("passwort: vergessen", "a state"),
        ("password: <PASSWORD>", "masked already"),
        ("task-1234 and risk-management-2024-overview", "words with sk- inside"),
        ("the token expired, a token of love", "words alone"),
        ("pin 5 comments to the board", "a verb"),
        ("eyJ is how they start, AKIA too", "prefixes alone"),
        ("https://example.org:8080/a@b", "a port"),
        ("secret: nothing", "a plain word"),
        ("basic information about insurance", "a plain word"),
    ],
)
def test_no_secrets(found: Found, text: str, why: str) -> None:
    assert [pair for pair in found(text) if pair[0] == "PASSWORD"] == [], why


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the door code 4471 works", "4471"),
        ("Gate code: 20817", "20817"),
        ("digicode 4471", "4471"),
        ("Wifi password: blue horse battery", "blue horse battery"),
        ("security answer: Fluffy the cat\nnext line", "Fluffy the cat"),
        ("Passwort: blaue Pferde laufen.", "blaue Pferde laufen"),
    ],
)
def test_codes_of_doors_and_passwords_of_several_words(found: Found, text: str, value: str) -> None:
    assert ("PASSWORD", value) in found(text)


@pytest.mark.parametrize("text", ["Password: reset it please", "password: must be changed", "password: is it true"])
def test_sentences_behind_password(found: Found, text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize("text", ["Password: hunter2 Username: ann9", "password: hunter2, then log in"])
def test_a_password_ends_where_another_field_begins(found: Found, text: str) -> None:
    assert ("PASSWORD", "hunter2") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Error in password: try again", "The user reset the password: it worked fine after that"),
        *("Re: Password: Who can help me", "Password: use env variable", "pw: see the wiki page"),
        *("alarm code 404 raised", "safe code 2000 lines"),
    ],
)
def test_sentences_about_passwords_are_none(found: Found, text: str) -> None:
    assert not [pair for pair in found(text) if pair[0] == "PASSWORD" and " " in pair[1]], found(text)


@pytest.mark.parametrize("value", ["correct horse battery staple", "new york yankees rule"])
def test_passphrases(found: Found, value: str) -> None:
    assert ("PASSWORD", value) in found(f"Password: {value}")
