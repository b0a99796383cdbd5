"""A petition from a person without an account, through two bodies, to the answer that everybody may read."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.notices.models import Notice, Text
from lienthong.kit import clock
from lienthong.work.petitions import jobs
from lienthong.work.petitions.models import Petition

from .a_shop_at_work import picture
from .petitions_at_work import ANSWER, SAID, UNCLEAR

pytestmark = pytest.mark.story

WAIT = "Ba lần là ngày 5, 12 và 19 tháng 10, tại phường Hưng Bình của thành phố Vinh, bàn số 4."


@pytest.fixture
def clocked(monkeypatch):
    """`clocked("09:00", day=…)`: from now on it is then."""

    def to(hour, day=16, month=11):
        moment = at(hour, day=date(2026, month, day))
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return to


def desk(mandate) -> Client:
    browser = Client()
    browser.force_login(mandate.account)
    return browser


def test_a_petition_is_sent_asked_about_forwarded_late_answered_and_published(country, settings, clocked):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    clocked("08:00")
    here, there = country.province, country.other
    for office in (here, there):
        answer = desk(office.leader).post("/desk/petitions/desk/", {"unit": str(office.unit.pk)})
        assert answer.status_code == 302

    person = Client()
    form = {
        "matter": "acts", "body": str(here.body.pk), "about": SAID.about, "subject": SAID.subject,
        "content": SAID.content, "petitioner": "person", "name": SAID.name, "address": SAID.address,
        "phone": SAID.phone, "official": SAID.official, "may_publish": "on",
        "files": [SimpleUploadedFile("giay.png", picture(), content_type="image/png")],
    }  # fmt: skip
    url = person.post("/petitions/new/", form).url
    receipt = person.get(url).text
    code, second = re.findall(r'class="code">([^<]+)<', receipt)[:2]
    assert Text.objects.get().kind == "petitions.text.submitted"

    clerk, step = desk(here.specialist), f"/desk{url}"
    assert code in clerk.get("/desk/petitions/?tab=new").text
    assert clerk.post(f"{step}clarity/", {"clarity-words": UNCLEAR}).status_code == 302
    clocked("09:00", day=17)
    again = Client()
    assert again.get(url).status_code == 404
    assert again.post("/petitions/lookup/", {"code": code, "second": second}).url == url
    assert UNCLEAR in again.get(url).text
    assert again.post(f"{url}clarify/", {"words": WAIT}).status_code == 302

    assert clerk.post(f"{step}accept/").status_code == 302
    clocked("09:00", day=26)
    jobs.watch()
    assert code in clerk.get("/desk/petitions/?tab=late").text
    assert Notice.objects.filter(account=here.leader.account, kind="petitions.petition.alarmed").exists()
    assert clerk.post(f"{step}forward/", {"forward-to": str(there.body.pk)}).status_code == 302

    head = desk(there.head_of_unit)
    assert desk(country.ministry.leader).get(step).status_code == 404
    assert head.post(f"{step}acknowledge/").status_code == 302
    assert head.post(f"{step}answer/", {"answer-words": ANSWER, "answer-law": "Điều 17"}).status_code == 302
    again.post("/petitions/lookup/", {"code": code, "second": second})
    assert ANSWER in again.get(url).text

    shown = {"publish-subject": SAID.subject, "publish-content": SAID.content, "publish-answer": ANSWER}
    named = shown | {"publish-answer": f"{ANSWER} Bà {SAID.official} đã xin lỗi."}
    assert head.post(f"{step}publish/", named).status_code == 422
    assert head.post(f"{step}publish/", shown).status_code == 302
    public = Client().get("/petitions/").text
    page = Client().get(re.search(r"/petitions/answers/[0-9a-f-]+/", public)[0]).text
    assert ANSWER in page
    assert not [each for each in (SAID.name, SAID.official, code, second) if each in page]

    petition = Petition.objects.get()
    assert (petition.forwarded_in_time, petition.answered_in_time) == (False, True)
    assert "0/1" in clerk.get("/desk/petitions/").text
    verbs = Act.objects.about(petition).oldest_first().values_list("verb", flat=True)
    assert [each.rpartition(".")[2] for each in verbs] == [
        "submitted", "clarity_asked", "clarified", "accepted", "alarmed", "forwarded", "acknowledged", "answered",
        "published",
    ]  # fmt: skip
