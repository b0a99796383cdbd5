"""What the API says of itself: valid OpenAPI 3.1 that names every address, and a page people can read."""

import html
import json
import re
import shlex

import pytest
from django.test import Client
from django.utils.translation import override
from openapi_spec_validator import OpenAPIV31SpecValidator

from lienthong.doors.api import openapi
from lienthong.doors.api.endpoints import PREFIX, table
from lienthong.kit.testing.browser import axe, fits, look

ENDPOINTS = [pytest.param(each, id=each.name) for each in table()]


def test_the_document_is_valid_openapi_3_1_and_open_to_everybody():
    response = Client().get("/api/v1/openapi.json")
    document = json.loads(response.content)
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers


def test_a_broken_document_would_be_noticed():
    document = openapi.document(server="http://x")
    document["paths"]["/bodies"]["get"]["parameters"][0]["in"] = "nowhere"
    assert list(OpenAPIV31SpecValidator(document).iter_errors())


@pytest.mark.parametrize("each", ENDPOINTS)
def test_every_endpoint_is_described_with_its_refusals(each):
    operation = openapi.document(server="http://x")["paths"][each.path][each.method.lower()]
    assert {"405", "429", "500"} <= set(operation["responses"])
    assert ({"401", "403"} <= set(operation["responses"])) is (each.scope is not None)
    assert operation.get("x-scope") == (each.scope and each.scope.value)
    assert ("security" in operation) is (each.scope is None)
    assert operation["description"].endswith((".", "wanted"))
    parts = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
    assert parts == set(each.parts)
    assert ("requestBody" in operation) is (each.method == "POST")


def test_the_two_addresses_of_edxml_are_described_and_exist():
    from django.urls import resolve

    from lienthong.doors.api import openapi_edxml

    paths = openapi.document(server="http://x")["paths"]
    for method, path in openapi_edxml.ADDRESSES.items():
        assert paths[path][method]["x-scope"] == openapi_edxml.SCOPES[method]
        place = PREFIX + path.format(message="01a202e5-aac7-773f-bde5-c2275f7bc71e")
        assert resolve(place).url_name.startswith("edxml")
        assert path.split("{")[0] in openapi_edxml.CURLS[method]


def test_operation_ids_are_stable_and_used_once():
    names = [each.name for each in table()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("each", ENDPOINTS)
def test_every_line_of_curl_is_a_whole_command_that_calls_its_address(each):
    words = shlex.split(each.curl.replace("\\\n", " "))
    assert words[0] == "curl"
    address = words[-1].removeprefix("$LIENTHONG_URL").split("?")[0]
    shape = re.sub(r"\{(\w+)\}", r"[^/]+", PREFIX + each.path)
    assert re.fullmatch(shape, address), address
    sends = any(word in words for word in ("-d", "-F", "-X"))
    assert sends is (each.method == "POST")


@pytest.mark.parametrize(("language", "heading"), [("vi", "API cho phần mềm"), ("en", "API for software")])
def test_the_page_shows_every_endpoint(language, heading):
    text = Client(headers={"Accept-Language": language}).get("/api/").content.decode()
    text = html.unescape(text)
    assert heading in text
    for each in table():
        assert f'id="{each.name.replace("_", "-")}"' in text
        with override(language):
            assert str(each.summary) in text
    assert "<script>" not in text


@pytest.mark.browser
@pytest.mark.foreign("chromium")
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, False), (1280, True)])
def test_the_page_in_a_browser(page_at, width, dark):
    page = page_at(width, dark=dark)
    page.goto("/api/")
    fits(page)
    axe(page)
    look(page, f"api-{width}{'-dark' if dark else ''}", whole=False)
