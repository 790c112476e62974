"""What gives a credential away in the many ways in which it is written, and what only looks like one."""

from __future__ import annotations

import ast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.analysis.syntax.extract import extract
from lambdafix.evidence import CREDENTIAL
from lambdafix.families.secrets import forms
from lambdafix.families.secrets.literals import EVIDENCE, secrets_in
from lambdafix.source import Source

VALUE = "q9XzR4tLw82bVmK71sYpT5dH"
HEX = "0f9a8b7c6d5e4f30" * 2
SHAPES = """\
HEADERS = {"x-api-key": "VALUE"}
HEADERS["X-Api-Key"] = "VALUE"
ok = event["headers"]["x-api-key"] != "VALUE"
ok = event["token"] in ("VALUE", "other")
ok = hmac.compare_digest(token, "VALUE")
signature = hmac.new(b"VALUE", body, "sha256")
token = jwt.encode({}, "VALUE", algorithm="HS256")
cipher = cryptography.fernet.Fernet("VALUE")
reply = requests.get(url, auth=requests.auth.HTTPBasicAuth("user", "VALUE"))
server.login("me@acme.io", "VALUE")
connection = pymysql.connect("host", "user", "VALUE", "orders")
ftp = ftplib.FTP("host", "user", "VALUE")
config.set("db", "password", "VALUE")
setattr(settings, "password", "VALUE")
parser.add_argument("--password", default="VALUE")
ssm.put_parameter(Name="/orders/password", Value="VALUE")
client.create_secret(Name="orders", SecretString="VALUE")
query = urllib.parse.urlencode([("api_key", "VALUE"), ("q", "1")])
TOKEN: str = dataclasses.field(default="VALUE")
API_KEY = pydantic.Field("VALUE")
TOKEN = first = "VALUE"
TOKEN = "VALUE".strip().swapcase()
TOKEN_V2 = "VALUE"
password_prod = "VALUE"
mysql_password2 = "VALUE"
dbpassword = "VALUE"
pw = "VALUE"
SIGNING_KEY = "VALUE"
ENV = "USER=x\\nAPI_KEY=VALUE\\n"
SETTINGS = "user: x\\npassword: VALUE\\n"
SETTINGS = '{"user": "x", "password": "VALUE"}'
FILE = "aws_access_key_id = AKIAQ3EGRT5XYN2LMP7Z\\naws_secret_access_key = VALUE"
COMMAND = "curl -u admin:VALUE https://api.acme.io"
COMMAND = "curl -H 'Authorization: Bearer VALUE' https://api.acme.io"
COMMAND = ["mysql", "-uroot", "--password=VALUE"]
COMMAND = "export API_TOKEN=VALUE && run"
STORE = "AccountName=acme;AccountKey=VALUEVALUEVALUE==;EndpointSuffix=core.windows.net"
X = "eyJhbGciOiJIUzI1NiJ9.eyJ1IjoiYWRtaW4iLCJpIjo5OX0.VALUEVALUE"
X = "glpat-VALUE"
X = "sk-ant-api03-VALUEVALUE"
X = "shpat_HEX"
X = "key-HEX"
X = "whsec_VALUE"
X = "https://discord.com/api/webhooks/812345678901234567/VALUEVALUEVALUE"
# curl -H "Authorization: Bearer VALUE"
# api key: VALUE
PASSWORD = os.environ.get("P") or "VALUE"
PASSWORD = os.environ["P"] if "P" in os.environ else "VALUE"
TOKEN += "VALUE"
get_password = lambda: (password := "VALUE")
reply = requests.get(url, auth=("user", "VALUE"))
HEADERS = {"Authorization": "Bearer " + "VALUE"}
KEYS = {"stripe": dict(secret_key="VALUE")}
""".splitlines()
OTHERS = """\
TOKEN_URL = "https://auth.acme.io/oauth2/token"
SECRET_NAME = "prod/orders/db-credentials-7"
secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:Orders-7oczW5"
encryption_key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
API_KEY_PARAM = "/orders/prod/api-key-2"
text = text.replace("password", "p4ssw0rd_field_2")
MESSAGES = {"password": "Must have 8 characters and 1 digit"}
SQL = "UPDATE users SET password = :new_password1 WHERE token = :token2"
SQL = "SELECT * FROM t WHERE api_key = %s AND token=$1"
PATTERN = r"token=([A-Za-z0-9]{20,})&password=[A-Za-z0-9]+"
URL = r"https://x.io/?password=[A-Za-z0-9]+&token=[a-z0-9]{20,}"
KEYS = {"partition_key": "USER#2024-01-01T00:00:00", "master_key": "MASTER#2024-01-01"}
COMMAND = "curl -u user:$PASSWORD https://x.io -H 'Authorization: Bearer $TOKEN'"
HEADER = "Authorization: Bearer YOUR_ACCESS_TOKEN_GOES_HERE_1"
claims = jwt.decode(token, key, algorithms=["RS256"])
X = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_ad"
parser.add_argument("--token-file", default="/etc/app/token-2.json")
ok = event["token"] in ("id_token_v2", "access_token_v1")
LOG = "password: invalid, attempts=3, token: expired(401)"
SETTINGS = "password: ${DB_PASSWORD_1}\\ntoken: {{ secrets.TOKEN_2 }}\\napi_key: <YOUR_KEY_123>"
ACTIONS = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability2"]
pw = "pathway-enrichment-2024"
model = "hf_internal_testing_tiny_random"
sort = "sk-USER-0123456789-0123456789-orders"
""".splitlines()


def module_of(code: str) -> Module:
    names = ("hmac", "jwt", "requests.auth", "pymysql", "ftplib", "dataclasses", "pydantic", "cryptography.fernet")
    text = "".join(f"import {name}\n" for name in names) + code
    tree = ast.parse(text)
    program = Program({"app.py": extract("app.py", tree)})
    return Module(Source("app.py", text), tree, program, Users(program))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_credential_in_any_shape_is_known(shape: str) -> None:
    code = shape.replace("VALUE", VALUE).replace("HEX", HEX)

    found = [secret.value for secret in secrets_in(module_of(code))]

    assert any(VALUE in value or HEX in value for value in found), code
    assert EVIDENCE.search(code.encode()), "the file would not be looked at"
    assert CREDENTIAL.search(code.encode()), "the file would not be looked at where no handler reaches it"


@pytest.mark.parametrize("code", OTHERS)
def test_what_only_looks_like_one_is_none(code: str) -> None:
    assert [secret.value for secret in secrets_in(module_of(code))] == []


@pytest.mark.parametrize("number", range(len(forms._UNMISTAKABLE)))
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_form_is_found_without_one_of_its_words(number: int, data: st.DataObject) -> None:
    _, words, pattern = forms._UNMISTAKABLE[number]
    text = data.draw(st.from_regex(pattern))
    assert not forms._words_in(text).isdisjoint(words.split())
