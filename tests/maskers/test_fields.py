"""Fields, rows and paths inside a text: what their keys name is found, and what is nobody's stays."""

import pytest
from privml.maskers.header_languages import WHOLE_HEADERS
from privml.maskers.header_tables import DIRECT, WEAK, WEAK_PEOPLE, WEAK_PHRASES
from privml.maskers.headers import read_header
from privml.maskers.recognizers.clues import Clues
from privml.maskers.recognizers.field_keys import key_of
from privml.maskers.recognizers.fields import find_fields
from privml.maskers.recognizers.patterns import find_patterns
from privml.maskers.spans import resolve_overlaps

from ..growth import require_linear


def fields_in(text: str) -> list[str]:
    """Return the fields that are found, as type and value."""
    spans = sorted(find_fields(Clues(text)), key=lambda span: span.start)
    return [f"{span.entity_type} {text[span.start : span.end]}" for span in spans]


def masked(text: str) -> str:
    """Return a text in which patterns masked what they find."""
    for span in reversed(resolve_overlaps((s for s in find_patterns(text) if s.score >= 0.5), text)):
        text = f"{text[: span.start]}<{span.entity_type}>{text[span.end :]}"
    return text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"name": "Ingrid Solberg", "dob": "1981-04-05"}', ["PERSON Ingrid Solberg", "DATE_OF_BIRTH 1981-04-05"]),
        ('{"firstName":"Chidi","lastName":"Brown"}', ["PERSON Chidi", "PERSON Brown"]),
        ('{\\"surname\\": \\"Li\\", \\"tel\\": \\"5550188\\"}', ["PERSON Li", "PHONE_NUMBER 5550188"]),
        ('{"names": ["Ingrid Solberg", "Paul Haas"]}', ["PERSON Ingrid Solberg", "PERSON Paul Haas"]),
        ('{"customer": {"id": 8, "name": "chidi anagonye"}}', ["PERSON chidi anagonye"]),
        ('{"customer": {"phone": 2125550188}}', ["PHONE_NUMBER 2125550188"]),
        ("{'dob': '05.04.1981', 'ssn': '536228726'}", ["DATE_OF_BIRTH 05.04.1981", "US_SSN 536228726"]),
        ("{:surname=>'Haas', :city=>'Bonn'}", ["PERSON Haas"]),
        (r'{"first_name": "Jo \"Zyx\" Miller"}', [r'PERSON Jo \"Zyx\" Miller']),
        (r'{"last_name":"Haas\t"}', ["PERSON Haas"]),
        ("<name><![CDATA[Jane Miller]]></name>", ["PERSON Jane Miller"]),
        ('"last_name"  :         "Kuhlmey"', ["PERSON Kuhlmey"]),
        ('{"first_name":["Jane",null,"Otto"]}', ["PERSON Jane", "PERSON Otto"]),
        ("Customer(first_name=Ingrid, last_name=Miller)", ["PERSON Ingrid", "PERSON Miller"]),
        ("<ns:Surname>Anagonye</ns:Surname>", ["PERSON Anagonye"]),
        ("<birthDate>1981-04-05</birthDate>", ["DATE_OF_BIRTH 1981-04-05"]),
        ("/q?fname=Ingrid&lname=Smith&page=2", ["PERSON Ingrid", "PERSON Smith"]),
        ("/q?customer=Haas, Paul&order=7", ["PERSON Haas, Paul"]),
        ("X-Forwarded-User: isolberg", ["USERNAME isolberg"]),
        ('level=warn customer="Ingrid Solberg" n=2', ["PERSON Ingrid Solberg"]),
        ("assignee=tom.reed;state=open", ["PERSON tom.reed"]),
        ("CN=Paul Haas,OU=Sales,O=Acme", ["PERSON Paul Haas"]),
        ("user_id: 8842213 surname: Haas", ["ID 8842213", "PERSON Haas"]),
        ('{"Nachname":"Krüger","Geburtsdatum":"5.4.1981"}', ["PERSON Krüger", "DATE_OF_BIRTH 5.4.1981"]),
        ('{"姓名":"王小明"}', ["PERSON 王小明"]),
        ('{"фамилия":"Сидорова"}', ["PERSON Сидорова"]),
        ("BEGIN:VCARD\nN:Haas;Paul;;;\nEND:VCARD", ["PERSON Haas", "PERSON Paul"]),
        ("BEGIN:VCARD\nBDAY:19810405\nEND:VCARD", ["DATE_OF_BIRTH 19810405"]),
        ("last_name: ‘Haas’, city: ‘Bonn’", ["PERSON Haas"]),
        ("{‘last_name’: ‘O’Dea’}", ["PERSON O’Dea"]),
        ("nom : « Haas », prénom : ‹Paul›", ["PERSON Haas", "PERSON Paul"]),
        ("{`last_name`: `haas`}", ["PERSON haas"]),
        ("last_name = \"\"\"haas\"\"\"; first_name = '''ann'''", ["PERSON haas", "PERSON ann"]),
        (r'{"a": "{\"b\": \"{\\\"last_name\\\": \\\"haas\\\"}\"}"}', ["PERSON haas"]),
        (r'{\\\"last_name\\\": [\\\"haas\\\", \\\"lutz\\\"]}', ["PERSON haas", "PERSON lutz"]),
        (r'{\\\"key\\\": \\\"last_name\\\", \\\"value\\\": \\\"haas\\\"}', ["PERSON haas"]),
        ("<field><name>surname</name><value>haas</value></field>", ["PERSON haas"]),
        ("<dict><key>last_name</key><string>haas</string></dict>", ["PERSON haas"]),
        ("<tr><th>Surname</th><td>haas</td></tr>", ["PERSON haas"]),
        ("<tr><td>Last name:</td><td>haas</td></tr>", ["PERSON haas"]),
        ("<dt>Last name</dt>\n<dd class=x>haas</dd>", ["PERSON haas"]),
        ('<label for="s">Surname</label> <input id="s" value="haas">', ["PERSON haas"]),
        ('{"linkId": "last_name", "text": "Called how?", "answer": [{"valueString": "haas"}]}', ["PERSON haas"]),
        ('{"text": "Last name", "answer": [{"valueString": "haas"}]}', ["PERSON haas"]),
        ('{"name": "surname", "stringValue": "haas"}', ["PERSON haas"]),
        ('[["last_name", "haas"], ["plan", "gold"], ["ssn", "536228726"]]', ["PERSON haas", "US_SSN 536228726"]),
        ('form.put("last_name", "haas")', ["PERSON haas"]),
        (
            '--x\r\nContent-Disposition: form-data; name="last_name"\r\n\r\nhaas\r\n--x--\r\n',
            ["PERSON haas"],
        ),
        (
            'Content-Disposition: form-data; name="surname"\nContent-Type: text/plain\n\nhaas\n--x--',
            ["PERSON haas"],
        ),
        ("| Surname | Haas |\n| Plan | gold |\n| First name | Ann |", ["PERSON Haas", "PERSON Ann"]),
        ("last_name\thaas\nfirst_name\tann", ["PERSON haas", "PERSON ann"]),
        ("Last name ........ Haas\nPlan ........ gold", ["PERSON Haas"]),
        ("Last name: ________ Haas", ["PERSON Haas"]),
        (
            '{"columns":["id","last_name"],"index":[0,1],"data":[[4,"haas"],[5,"O\\"Dea"]]}',
            ["PERSON haas", 'PERSON O\\"Dea'],
        ),
        ("INSERT INTO t (id, last_name) VALUES (7, 'Haas'), (8, 'O''Dea')", ["PERSON Haas", "PERSON O''Dea"]),
        ("UPDATE t SET last_name='Haas' WHERE id=7", ["PERSON Haas"]),
        ("surname;dob\nHaas;1981-04-05\n", ["PERSON Haas", "DATE_OF_BIRTH 1981-04-05"]),
        ("| Name | Phone |\n|---|---|\n| Paul Haas | 555-0188 |", ["PERSON Paul Haas", "PHONE_NUMBER 555-0188"]),
        ("Last name: Haas / DOB: 4/5/81", ["PERSON Haas", "DATE_OF_BIRTH 4/5/81"]),
        ("Address: 5 Elm Street, Bonn", ["STREET_ADDRESS 5 Elm Street"]),
        ('{"last_name": "Root"}, {"last_name": "SALES"}', ["PERSON Root", "PERSON SALES"]),
        ('{"key": "last_name", "value": "Haas"}', ["PERSON Haas"]),
        ('{"id": 7, "field": "dob", "type": "date", "answer": "1981-04-05"}', ["DATE_OF_BIRTH 1981-04-05"]),
        ('{"value": "Haas", "key": "last_name"}', ["PERSON Haas"]),
        ('[{\\"name\\":\\"surname\\",\\"value\\":\\"Haas\\"}]', ["PERSON Haas"]),
        ("{'label': 'Last name', 'value': 'Haas'}", ["PERSON Haas"]),
        ('{"system":"phone","value":"555-0188"}', ["PHONE_NUMBER 555-0188"]),
        ('<field name="last_name">Haas</field>', ["PERSON Haas"]),
        ('<data key="dob"><value>1981-04-05</value></data>', ["DATE_OF_BIRTH 1981-04-05"]),
        ('<input type="text" name="lname" value="Haas">', ["PERSON Haas"]),
        ("<input value='Haas' id='last-name'/>", ["PERSON Haas"]),
        ('{"last_name": {"value": "Haas"}}', ["PERSON Haas"]),
        ('{"surname": [{"#text": "Haas"}]}', ["PERSON Haas"]),
        ("“last_name”: “Haas”, ”dob”: ”1981-04-05”", ["PERSON Haas", "DATE_OF_BIRTH 1981-04-05"]),
        ("last name: “Haas”", ["PERSON Haas"]),
        ('{"id": 7, "last_name": "Haa', ["PERSON Haa"]),
        ('{"key": "last_name", "value": "Haas', ["PERSON Haas"]),
        ("“key”: “last_name”, “value”: “Haas”", ["PERSON Haas"]),
        ('{"Key":"surname","Value":"Haas"}', ["PERSON Haas"]),
        ('{"fieldName":"surname","fieldValue":"Haas"}', ["PERSON Haas"]),
        ('{"field":"ssn","value":536228726}', ["US_SSN 536228726"]),
        ("<input name=last_name value=Haas>", ["PERSON Haas"]),
        ("- key: last_name\n  value: Haas", ["PERSON Haas"]),
        ('- value: "Haas"\n  name: "last_name"\n- value: "Bonn"\n  name: "city"', ["PERSON Haas"]),
        ('{"name":"last_name","tags":[],"answer":"","value":"Haas \\"Bud\\" Lee"}', ['PERSON Haas \\"Bud\\" Lee']),
        ('<input value="Haas" class="' + "a b " * 25 + '" name="last_name">', ["PERSON Haas"]),
        ('Field(name="last_name", value="Haas")', ["PERSON Haas"]),
        ('{"last_name":{"type":"string","value":"Haas"}}', ["PERSON Haas"]),
        ('{"last_name":[{"value":"Haas"},{"id":2,"value":"Solberg"}]}', ["PERSON Haas", "PERSON Solberg"]),
        ("{u'last_name': u'Haas'}", ["PERSON Haas"]),
        ('{"name":"Max Born","value":"Hello there"}', ["PERSON Max Born"]),
        ('{"product": {"owner": "Ingrid Solberg"}}', ["PERSON Ingrid Solberg"]),
        ('{"product_owner":{"name":"Ingrid Solberg"}}', ["PERSON Ingrid Solberg"]),
        ('{"items":[{"id":1,"name":"Ana Solberg","ssn":"536-22-8726"}]}', ["PERSON Ana Solberg", "US_SSN 536-22-8726"]),
        ('{"product": {"id": 1}, "name": "Ingrid Solberg"}', ["PERSON Ingrid Solberg"]),
    ],
)  # fmt: skip
def test_values_of_telling_keys(text: str, found: list[str]) -> None:
    assert sorted(fields_in(text)) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "Widget Pro", "price": 3.5}',
        '{"product": {"name": "Madison Sofa"}}',
        '{"items": [{"sku": 7, "name": "Hugo Boss"}, {"sku": 8, "name": "Hugo Boss"}]}',
        '<h2 id="address">5 Memory addressing modes</h2><string name="address">Address line 1</string>',
        '{"id":"address","text":"Delivery address"}, {"column":"phone","type":"varchar(20)","text":"2024-01-01"}',
        '{"name":"address","value":"required|min:5"}, {"type":"address","value":"checksum missing"}',
        '{"key":"first_name","value":"Vorname"}, {"key":"username","value":"Benutzername"}',
        '{"key": "colour", "value": "Brown"}',
        '<option name="size" value="Haas">',
        '{"value": "Brown"}, {"key": "last_name"}',
        '{"address": "localhost"}',
        "phone=10000.50",
        "account_number: 2024-01-01",
        '{"product_name": "Calvin Klein Jacket"}',
        '{"server_name": "web01", "port": 8080}',
        '{"name": "email", "type": "string", "required": true}',
        '{"city": "Austin", "name": "Main Store"}',
        '{"user": "root"}',
        '{"user": null, "name": ""}',
        '{"owner": "platform", "team": "core"}',
        '{"name": "lodash", "license": "MIT"}',
        '<input name="last_name" type="text">',
        "<author>unknown</author>",
        "level=info name=scheduler status=ok",
        "GET /items?page=2&sort=name",
        "address: 0x7ffd12",
        "address=localhost:8080",
        "address: same as before",
        "phone: model X",
        "dob: unknown",
        "login: failed",
        "user: must change password",
        "Customer: please confirm the order",
        "driver version: 471.11",
        "technician: will arrive at noon",
        "request_id=8f2c991a",
        "cell: B12",
        "lead: 20 mg/l",
        "INSERT INTO products (id, name) VALUES (7, 'Widget Pro')",
        "name,price\nWidget,3\nGadget,4",
        "Name | Price\nBeer | 3",
        "def user(name: str) -> None:",
        "metadata:\n  name: web\n  labels:\n    app: web\n",
        "ratio 3:4 at 12:30, https://example.org",
        '["name", "email", "phone"]',
        '("surname", "first_name"), ("surname", "city")',
        'put("name", "Widget"), ("phone", "n/a")',
        "<tr><th>Surname</th><th>City</th></tr><tr><td>Name</td><td>Total</td></tr>",
        "<name>Widget</name><value>Haas</value>",
        "<label>Surname</label><input value=''>",
        "Name ........ 12\nOrders ........ 40",
        '{"columns":["id","name"],"data":[[1,"Widget"],[2,"Gadget"]]}',
        '{"columns":["id","last_name"]}',
        'Content-Disposition: attachment; name="surname"; filename="a.csv"',
        "say ‘hello’: «well»",
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert fields_in(text) == []


@pytest.mark.parametrize(
    ("key", "entity_type"),
    [
        ("lastName", "PERSON"),
        ("X-User", "USERNAME"),
        ("date_of_birth", "DATE_OF_BIRTH"),
        ("patient_id", "ID"),
        ("id", None),
        ("session_id", None),
        ("file_name", None),
        ("email_verified", None),
        ("x" * 41, None),
    ],
)
def test_keys_are_read_as_headers(key: str, entity_type: str | None) -> None:
    named = key_of(key)
    assert (named and named.entity_type) == entity_type


def test_the_cheap_test_of_keys_loses_nothing() -> None:
    phrases = [*(phrase for phrase, _, _ in DIRECT), *WEAK, *WEAK_PEOPLE, *WEAK_PHRASES, *WHOLE_HEADERS]
    for phrase in phrases:
        for key in (phrase, phrase.replace(" ", "_"), phrase.title().replace(" ", ""), phrase.upper()):
            hint = read_header(key)
            is_nobodys = hint is None or hint.role != "direct" or hint.entity_type == "ID" or "street" in phrase
            assert is_nobodys or len(key) > 40 or key_of(key) is not None, key


def test_only_wanted_entity_types_are_found() -> None:
    text = '{"surname": "Haas", "dob": "1981-04-05"}'
    assert [span.entity_type for span in find_fields(Clues(text), frozenset({"DATE_OF_BIRTH"}))] == ["DATE_OF_BIRTH"]


_OPEN = (
    *('["name","', '"columns":["name"],', '"data":[["a",', "<td>name</td>", "name ....", "‘name’: ‘", "name: «"),
    *(
        '\\\\"name\\\\":\\\\"',
        'Disposition: x; name="name"\n',
        "name\ta\n",
        '"linkId":"name","answer":[{',
        'name:"""',
        "`name`:",
    ),
)


def test_time_is_linear() -> None:
    """A key, a quote and a bracket that never end: each stretch of text is read once."""
    for piece in ("name:", '{"name":"', "a.b-c", "<name>", "x|y;z\n", "values ('", "name='", *_OPEN):
        require_linear(
            lambda text: list(find_fields(Clues(text))),
            lambda length, piece=piece: piece * (length // len(piece)),
            20_000,
            name=piece,
        )


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("C:\\Users\\Ingrid Solberg\\Documents\\a.docx", "C:\\Users\\<USERNAME>\\Documents\\a.docx"),
        ("\\\\server\\homes\\bkowalski\\scan.pdf", "\\\\server\\homes\\<USERNAME>\\scan.pdf"),
        ("/home/isolberg/notes.txt", "/home/<USERNAME>/notes.txt"),
        ("GET /u/isolberg/settings HTTP/1.1", "GET /u/<USERNAME>/settings HTTP/1.1"),
        ("POST /profile/ingrid.solberg 302", "POST /profile/<USERNAME> 302"),
        ("~isolberg/public_html", "~<USERNAME>/public_html"),
        ("ssh isolberg@build01 failed", "ssh <USERNAME>@build01 failed"),
        ("Accepted publickey for isolberg from 10.2.3.4", "Accepted publickey for <USERNAME> from <IP_ADDRESS>"),
        ("sudo: isolberg : TTY=pts/0", "sudo: <USERNAME> : TTY=pts/0"),
        ("uploads/passport_jane_miller.jpg", "uploads/passport_<PERSON>.jpg"),
        ("scans/Miller, Jane - contract.pdf", "scans/<PERSON> - contract.pdf"),
        ("To: Chidi Anagonye <c@example.org>", "To: <PERSON> <<EMAIL_ADDRESS>>"),
        ("Support Team <help@example.org>", "Support Team <<EMAIL_ADDRESS>>"),
        ("/home/ubuntu/app.log", "/home/ubuntu/app.log"),
        ("C:\\Users\\Public\\a.txt", "C:\\Users\\Public\\a.txt"),
        ("☎ 212•555•0188 or 212·736·5000", "☎ <PHONE_NUMBER> or <PHONE_NUMBER>"),
        ("GET /users/login HTTP/1.1", "GET /users/login HTTP/1.1"),
        ("/users/active", "/users/active"),
        ("summer_sale_2024.png", "summer_sale_2024.png"),
        ("v2_final_draft.docx", "v2_final_draft.docx"),
    ],
)
def test_paths(text: str, result: str) -> None:
    assert masked(text) == result


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the last four of my social: 8726", "8726"),
        ("SSN ending in 8726", "8726"),
        ("social security last 4 8726", "8726"),
        ("social media in 2024", None),
    ],
)
def test_last_digits_of_social_security_numbers(text: str, value: str | None) -> None:
    found = [text[s.start : s.end] for s in find_patterns(text) if s.entity_type == "US_SSN"]
    assert found == ([] if value is None else [value])
