"""Schemathesis, which we did not write, asks every endpoint what its description allows and what it does not."""

from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from conftest import submitted
from lienthong.doors.api import limits
from lienthong.doors.api.tests.conftest import description
from lienthong.kit import clock
from lienthong.records.exchange import lanes

pytestmark = pytest.mark.django_db
BASE = "http://testserver/api/v1"
NOT_OURS = [ignored_auth, positive_data_acceptance]
"""The token is not one it made; and what is well said may still not be so, such as a delivery that there is not."""

WELL_ASKED = {
    "get": {
        "/bodies",
        "/documents/{document}",
        "/inbox",
        "/deliveries/{delivery}/receipt",
        "/changes",
        "/procedures",
        "/procedures/{procedure}",
        "/packages/{package}",
        "/dossiers/changes",
        "/dossiers/{dossier}",
    },
    "post": {
        "/files",
        "/inbox/{delivery}/confirm",
        "/deliveries/{delivery}/accept",
        "/verify",
        "/procedures/{procedure}/trial",
    },
}
"""Among what is asked, these are also answered: the test goes further than the first refusal."""


@pytest.fixture(scope="module")
def schema():
    return schemathesis.openapi.from_dict(description())


def closing(application):
    """As a server does when an answer has been sent."""

    def whole(environ, start_response):
        answer = application(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return whole


@pytest.fixture
def real(send, receiver, shop) -> dict[str, str | int]:
    """Parts of addresses under which software finds something: a document that came to it, a dossier of its body."""
    dossier = submitted(shop)
    message = send().json()
    lanes.carry_round(clock.now())
    (came,) = receiver.get("/inbox").json()["items"]
    service = {"procedure": dossier.procedure.key, "package": dossier.version.address, "dossier": dossier.code}
    exchanged = {**{name: came[name] for name in ("delivery", "document")}, "message": message["message"]}
    return {**exchanged, **service, "body": "G15"}


@pytest.fixture
def application(real, monkeypatch):
    """The product as a server runs it, on the connection of the test and without a limit of calls."""
    monkeypatch.setattr(limits, "WINDOW_SECONDS", 1)
    for signal in (request_started, request_finished):  # after `real`, for Django's own client connects them again
        assert signal.disconnect(close_old_connections)
    yield closing(get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token_for_path(receiver, shop_system):
    """Documents are asked for by the software of the receiver, dossiers by that of the one-stop shop."""

    def header(path):
        software = shop_system if path.startswith("/dossiers") else receiver
        return {"Authorization": f"Bearer {software.secret}"}

    return header


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_described_is_what_happens(method, schema, application, token_for_path, real):
    answers = Counter()

    def ask_all_of(path):
        token = token_for_path(path)

        @settings(max_examples=8, phases=[Phase.generate], database=None, derandomize=True)
        @given(case=schema[path][method].as_strategy(), of_real=st.booleans())
        def ask(case, of_real):
            if of_real:
                case.path_parameters |= {name: real[name] for name in case.path_parameters if name in real}
            answer = case.call(app=application, base_url=BASE, headers=token)
            case.validate_response(answer, excluded_checks=NOT_OURS)
            answers[path, answer.status_code // 100] += 1

        ask()

    paths = [path for path, operations in description()["paths"].items() if method in operations]
    for path in paths:
        ask_all_of(path)
    assert {path for path, _ in answers} == set(paths)
    assert sum(count for (_, hundreds), count in answers.items() if hundreds == 2) > 2 * len(WELL_ASKED[method])
    assert {path for path, hundreds in answers if hundreds == 2} >= WELL_ASKED[method]


def test_what_is_not_described_is_noticed(application, receiver):
    told = description()["paths"]["/bodies"]["get"]
    paths = {"/bodies": {"get": {**told, "responses": {"401": told["responses"]["401"]}}}}
    lying = schemathesis.openapi.from_dict({**description(), "paths": paths})
    case = lying["/bodies"]["get"].Case()
    answer = case.call(app=application, base_url=BASE, headers={"Authorization": f"Bearer {receiver.secret}"})
    with pytest.raises(FailureGroup, match="Undocumented status code"):
        case.validate_response(answer, excluded_checks=NOT_OURS)
