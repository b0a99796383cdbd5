"""The clerk's page for edXML files: each file stands alone and says what became of it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import at
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.kit import clock
from lienthong.records.exchange import lanes
from lienthong.records.exchange.actions import importing
from lienthong.records.exchange.intake.tests.messages import document, status, written
from lienthong.records.exchange.models import Message, RefusedMessage

pytestmark = pytest.mark.urls("lienthong.doors.desk.tests.imports_urls")
NOW = at("10:00")


@pytest.fixture
def ready(country, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    importing.install_seal(now=country.since)
    return country


def sealed(country, **more):
    message, contents = document(**more)
    return written(message, contents, by=country.ministry.body, now=NOW)


def bring(mandate, **files):
    sent = [SimpleUploadedFile(f"{name}.edxml", data) for name, data in files.items()]
    return desk(mandate).post("/desk/imports/", {"files": sent})


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_each_file_says_what_became_of_it(ready):
    good, bad = sealed(ready, to=("G15",)), sealed(ready, number="16", to=("G98",))
    unsigned, contents = document(number="17", to=("G15",))
    answer = bring(ready.other.clerk, tot=good, la=bad, tham_khao=written(unsigned, contents))
    said = words(answer)
    assert answer.status_code == 200
    assert said.count("Đã nhận") == 2
    assert "Dòng" in said
    assert "To/OrganId" in said
    assert "tham khảo" in said
    assert Message.objects.count() == 2
    assert RefusedMessage.objects.get().file_name == "la.edxml"
    assert "Đã có từ trước" in words(bring(ready.other.clerk, tot=good))


def test_a_status_by_hand_says_which_document_it_moved(ready):
    bring(ready.ministry.clerk, tot=sealed(ready))
    lanes.carry_round(NOW)
    said = words(bring(ready.other.clerk, s=written(status("G12,2026/11/16,15/BTC-VP", "03"))))
    assert "Đã ghi trạng thái" in said
    assert "15/BTC-VP: Đã tiếp nhận" in said


def test_nothing_chosen_and_nothing_taken_are_told(ready):
    assert desk(ready.other.clerk).get("/desk/imports/").status_code == 200
    assert desk(ready.other.clerk).post("/desk/imports/").status_code == 422
    assert bring(ready.other.clerk, hong=b"no message").status_code == 422
    assert not Message.objects.exists()


def test_only_who_may_import_sees_the_page(ready):
    assert desk(ready.other.specialist).get("/desk/imports/").status_code == 403
