"""Software of three bodies, each with tokens, and a client that holds every answer against the OpenAPI document."""

import itertools
import json
import uuid
from datetime import timedelta
from functools import cache

import pytest
from django.test import Client
from django.utils.translation import override

from conftest import at
from lienthong.doors.api import limits
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates import rules
from lienthong.ground.mandates.states import Scope
from lienthong.kit import clock

TODAY = at("09:00")


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch):
    """Every request is made on the Monday the country lives in, a second after the one before."""
    passed = itertools.count()
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(seconds=next(passed)))
    monkeypatch.setattr(limits, "WINDOW_SECONDS", 3600)


@cache
def description() -> dict:
    from lienthong.doors.api import openapi

    with override("en"):
        return openapi.document(server="http://testserver")


def schema_of(method: str, template: str, response) -> dict | None:
    """The JSON schema the OpenAPI document promises for this answer; None where bytes are promised."""
    operation = description()["paths"][template][method.lower()]
    promised = operation["responses"].get(str(response.status_code))
    assert promised is not None, f"{method} {template} gave {response.status_code}, which is promised nowhere"
    media = response.headers.get("Content-Type", "").split(";")[0]
    if response.status_code == 304:
        return None
    content = promised["content"]
    assert media in content or "*/*" in content, f"{method} {template} gave {media}"
    return content.get(media, {}).get("schema")


def template_of(path: str) -> str:
    """The address in the OpenAPI document that a path belongs to."""
    from django.urls import resolve

    from lienthong.doors.api.endpoints import table

    name = resolve(path.partition("?")[0]).url_name
    return next(each.path for each in table() if each.name == name)


class Software:
    """One body's software with a token; every answer is checked against what the OpenAPI document says."""

    def __init__(self, secret: str, language: str = "en"):
        token = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.client = Client(headers={**token, "Accept-Language": language})
        self.secret = secret

    def get(self, path, **more):
        return self._checked("GET", path, self.client.get(f"/api/v1{path}", **more))

    def post(self, path, content=None, *, key=None, kind="application/json", **more):
        headers = {"Idempotency-Key": key} if key else {}
        data = json.dumps(content) if kind == "application/json" and not isinstance(content, bytes) else content
        data = "" if content is None else data
        answer = self.client.post(f"/api/v1{path}", data, content_type=kind, headers=headers, **more)
        return self._checked("POST", path, answer)

    def upload(self, data, name="van-ban.pdf", **more):
        return self.post(f"/files?name={name}", data, kind="application/pdf", **more)

    @staticmethod
    def _checked(method, path, response):
        from jsonschema import Draft202012Validator

        schema = schema_of(method, template_of(f"/api/v1{path}"), response)
        if schema is not None:
            whole = {**schema, "components": description()["components"]}
            Draft202012Validator(whole).validate(json.loads(response.content))
        assert "Set-Cookie" not in response.headers
        assert not response.cookies
        return response


def token_for(clerk, *scopes, days=30) -> str:
    given = scopes or rules.scopes_of(clerk.role)
    _token, secret = mandates.make_token(name="Phần mềm", scopes=given, days=days, by=clerk, now=TODAY)
    return secret


def who_gives(office, scope):
    """Somebody of the office who may give software this right."""
    return office.leader if scope is Scope.DOSSIERS_READ else office.clerk


@pytest.fixture
def sender(country):
    return Software(token_for(country.ministry.clerk))


@pytest.fixture
def receiver(country):
    return Software(token_for(country.other.clerk))


@pytest.fixture
def stranger(country):
    return Software(token_for(country.province.clerk))


@pytest.fixture
def anybody():
    """Without any token."""
    return Software("")


@pytest.fixture
def shop_system(country, shop):
    """The one-stop software of the province, connected by its leader."""
    return Software(token_for(country.province.leader))


@pytest.fixture(scope="session")
def plain_pdf() -> bytes:
    return a_pdf()


def a_pdf(pages: int = 1) -> bytes:
    """A small unsigned PDF."""
    import io

    import pikepdf

    pdf = pikepdf.Pdf.new()
    for _page in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


@pytest.fixture
def letter():
    """The JSON of a letter to the other ministry."""

    def write(file, *to, **more):
        return {
            "kind": "cong_van",
            "subject": "V/v kết nối phần mềm",
            "file": file,
            "to": list(to) or [{"code": "G15"}],
            **more,
        }

    return write


@pytest.fixture
def send(sender, letter, plain_pdf):
    """Upload a PDF and send it; returns the answer."""

    def go(*to, software=sender, **more):
        file = software.upload(plain_pdf).json()["id"]
        return software.post("/documents", letter(file, *to, **more), key=str(uuid.uuid4()))

    return go
