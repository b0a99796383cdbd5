"""The stand-in keeps to the contract, misbehaves when told to, and never claims to be real."""

import pytest

from lienthong.work.reporting.adapters.dvcqg.emulator import LOUD, application
from lienthong.work.reporting.tests.wire import Wire

ONE = {"MaHoSo": "H41-1", "TrangThaiHoSo": "2", "TenTTHC": "<b>"}
STEP = {"MaHoSo": "H41-1", "NoiDungXuLy": "Tiếp nhận"}


@pytest.fixture
def wire():
    return Wire(application())


def told(wire, service="DongBoHoSoMC", data=(ONE,), **more):
    return wire.post("/", json={"session": "s", "madonvi": "m", "service": service, "data": list(data), **more})


def code(answer):
    return answer.json()["error_code"]


def test_a_dossier_then_its_steps_and_the_same_again_is_counted(wire):
    assert code(told(wire, "CapNhatTienDoHoSoMC", [STEP])) == "-3"
    assert code(told(wire, isUpdating="True")) == "-3"
    assert code(told(wire, isUpdating="False")) == "0"
    assert code(told(wire, isUpdating="False")) == "-4"
    assert code(told(wire, isUpdating="True")) == "0"
    for _time in range(2):
        assert code(told(wire, "CapNhatTienDoHoSoMC", [STEP])) == "0"
    known = wire.get("/told").json()
    assert (known["again"], known["steps"]) == (2, {"H41-1": [STEP]})


def test_what_is_not_of_the_contract_is_refused(wire):
    assert code(told(wire, "LayThuTuc")) == "-2"
    assert code(wire.post("/", content=b"{}")) == "-1"


def test_it_misbehaves_so_often_as_it_is_told(wire):
    for switches, status, said in (
        ({"unreachable": True}, 503, "503"), ({"error_code": "-9"}, 200, "-9"), ({"lose_reply": True}, 504, "504"),
        ({"delay_seconds": 0.01}, 200, "0"),
    ):  # fmt: skip
        wire.post("/switches", json={"times": 1, **switches})
        answer = told(wire, isUpdating=str("H41-1" in wire.get("/told").json()["dossiers"]))
        assert (answer.status_code, code(answer)) == (status, said)
    assert "H41-1" in wire.get("/told").json()["dossiers"], "the answer was lost, not the message"


def test_it_says_everywhere_that_it_is_none(wire):
    told(wire, isUpdating="False")
    page = wire.get("/").text
    assert LOUD in page
    assert "<b>" not in page
    assert told(wire, isUpdating="True").json()["result"] == LOUD
    assert wire.get("/told").json()["note"] == LOUD
