"""`lienthong national-id`: what the stand-in and the pages that ask it are told."""

import asyncio

import httpx
import pytest
from click.testing import CliRunner

from lienthong.doors.command import national_id, processes
from lienthong.doors.national_id.app import from_environment

ISSUER = "http://127.0.0.1:8777"


def get(application, address) -> httpx.Response:
    async def send():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=ISSUER) as client:
            return await client.get(address)

    return asyncio.run(send())


@pytest.fixture
def told(monkeypatch):
    def tell(**more) -> dict:
        words = national_id.settings_for(ISSUER, **more)
        for name, said in words.items():
            monkeypatch.setenv(name, said)
        return words

    return tell


def test_the_stand_in_is_what_its_environment_says(told):
    words = told(redirects=("http://localhost:8000/back/",))
    application = from_environment()
    assert get(application, "/.well-known/openid-configuration").json()["issuer"] == ISSUER
    question = f"/authorize?client_id=lienthong&redirect_uri={words['LIENTHONG_NATIONAL_ID_REDIRECTS']}"
    assert get(application, question).status_code == 303
    assert get(application, question + "x").status_code == 400


def test_unless_told_otherwise_answers_go_to_the_pages_of_the_demonstration(told):
    assert told()["LIENTHONG_NATIONAL_ID_REDIRECTS"].split(",") == [
        "http://127.0.0.1:8000/citizen/national-id/back/",
        "http://localhost:8000/citizen/national-id/back/",
    ]


def test_a_secret_that_is_set_stays_and_otherwise_each_start_has_its_own(monkeypatch):
    monkeypatch.delenv("LIENTHONG_NATIONAL_ID_SECRET", raising=False)
    first, second = (national_id.settings_for(ISSUER)["LIENTHONG_NATIONAL_ID_SECRET"] for _start in range(2))
    assert first != second
    assert len(first) >= 40
    monkeypatch.setenv("LIENTHONG_NATIONAL_ID_SECRET", "kept")
    assert national_id.settings_for(ISSUER)["LIENTHONG_NATIONAL_ID_SECRET"] == "kept"


def test_the_command_starts_one_process_and_says_where(monkeypatch):
    started = []
    monkeypatch.setattr(processes, "keep_running", lambda kept, **more: started.extend(kept))
    monkeypatch.setattr(national_id.os, "environ", {})
    said = CliRunner().invoke(national_id.national_id, ["--port", "8777", "--json"])
    assert said.exit_code == 0, said.output
    assert '"issuer": "http://127.0.0.1:8777"' in said.output
    assert [process.name for process in started] == ["national-id"]
    assert started[0].words[started[0].words.index("--port") + 1] == "8777"


def test_pages_know_the_way_back_under_the_same_address():
    from django.urls import reverse

    assert reverse("citizen-national-id-back") == national_id.BACK
