"""Published procedures, open to everybody: found in everyday words, read, proven by hash and seal, tried."""

import base64
import hashlib
import json
from datetime import datetime

import pytest

from conftest import offered
from lienthong.doors.api.tests.conftest import TODAY, Software
from lienthong.ground.signatures import cms_verify
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.kit.clock import VIETNAM
from lienthong.work.services import packages, queries
from lienthong.work.services.models import Application, Version

pytestmark = pytest.mark.django_db
LICENCE = "doi_giay_phep_lai_xe"
ANSWERS = {
    "full_name": "Nguyễn Thị Minh Anh", "identity_number": "001190012345", "on_record": True, "withheld": False,
    "licence_class": "b", "valid_until": "2027-05-20", "reason": "ending", "health_on_record": True,
    "channel": "online", "delivery": "post", "post_to": "Nguyễn Thị Minh Anh", "post_phone": "+84912345678",
    "post_address": "Số 12 đường Nguyễn Huệ",
}  # fmt: skip


@pytest.fixture
def several(shop, country):
    """A birth with what it is linked with, and the exchange of a licence."""
    offered(shop, "dang_ky_khai_sinh", owner=country.other.body)
    return sorted(each.key for each in queries.catalogue())


def keys(answer):
    return [each["key"] for each in answer.json()["items"]]


def test_all_are_listed_page_by_page(several, anybody):
    seen, cursor = [], ""
    while cursor is not None:
        page = anybody.get(f"/procedures?limit=2&cursor={cursor}").json()
        assert len(page["items"]) <= 2
        seen += [each["key"] for each in page["items"]]
        cursor = page["next"]
    assert seen == several
    assert len(seen) >= 3


def test_everyday_words_without_tones_find_the_service_first(several, anybody):
    assert keys(anybody.get("/procedures?search=doi bang lai xe"))[0] == LICENCE
    assert keys(anybody.get("/procedures?search=làm giấy khai sinh cho con&limit=1")) == ["dang_ky_khai_sinh"]
    assert keys(anybody.get("/procedures?search=zzzzqqq")) == []


def test_by_body_and_by_field(several, anybody, country):
    assert keys(anybody.get("/procedures?body=G12")) == [LICENCE]
    assert keys(anybody.get("/procedures?body=H41")) == several
    assert keys(anybody.get("/procedures?body=000.00.00.G15")) == [key for key in several if key != LICENCE]
    assert keys(anybody.get("/procedures?body=H41.06&field=giay phep lai xe")) == [LICENCE]
    assert keys(anybody.get("/procedures?field=driving")) == [LICENCE]
    assert anybody.get("/procedures?body=G99").status_code == 404


def test_a_procedure_says_everything_its_package_says(shop, anybody, country):
    found = anybody.get(f"/procedures/{LICENCE}").json()
    package = packages.read_shipped(LICENCE)
    plain = package.plain["procedure"]
    assert (found["code"], found["code_confirmed"]) == (plain["code"]["value"], False)
    assert [each["name"] for each in found["pages"]] == [page.name for page in package.pages]
    asked = [question for page in found["pages"] for question in page["questions"]]
    assert {each["name"]: each["required"] for each in asked} == {
        name: each.is_required for name, each in package.questions.items()
    }
    assert [each["code"] for each in found["papers"]] == [each["code"] for each in plain["papers"]]
    assert (found["publisher"]["code"], [each["code"] for each in found["offered_by"]]) == ("G12", ["H41"])
    assert found["package"]["sha256"] == package.address
    assert found["unconfirmed"] == package.unconfirmed > 0
    assert (found["speed"], found["amounts"]) == ({"decided": 0, "slow_days": None}, [135000])
    assert 115000 in {each["amount"] for each in package.plain["tables"]["fee"]["rows"]}, "asked until the end of 2025"
    assert found["law"][0]["number"] == "Luật 36/2024/QH15"


def test_words_are_in_the_language_asked_for(shop, anybody):
    assert anybody.get(f"/procedures/{LICENCE}").json()["name"] == "Exchange of a driving licence"
    assert Software("", "vi").get(f"/procedures/{LICENCE}").json()["name"] == "Đổi giấy phép lái xe"


@pytest.mark.parametrize("key", ["khong_co", "%00", "%F0%9F%98%80", "a" * 300])
def test_what_is_not_published_is_not_there(shop, anybody, key):
    assert anybody.client.get(f"/api/v1/procedures/{key}").status_code == 404
    answer = anybody.client.post(f"/api/v1/procedures/{key}/trial", "{}", content_type="application/json")
    assert answer.status_code == 404


# -- the package by its hash ------------------------------------------------------------------------------------------
def is_sealed(seal: bytes, content: bytes) -> bool:
    try:
        cms_verify.verify_detached(seal, content, trust=signatures.trust(TODAY), at=TODAY)
    except SignatureInvalid:
        return False
    return True


def test_the_package_is_the_very_bytes_under_their_hash_and_seal(shop, anybody):
    address = anybody.get("/procedures").json()["items"][0]["package"]
    content = anybody.get(f"/packages/{address}?part=content")
    seal = anybody.get(f"/packages/{address}?part=seal").content
    assert hashlib.sha256(content.content).hexdigest() == address
    assert is_sealed(seal, content.content)
    assert not is_sealed(seal, content.content.replace(b"135000", b"235000"))
    assert "immutable" in content.headers["Cache-Control"]
    both = anybody.get(f"/packages/{address}").json()
    assert base64.b64decode(both["content_base64"]) == content.content
    assert base64.b64decode(both["seal_base64"]) == seal
    assert (both["content"], both["sealed"], both["in_force"]) == (json.loads(content.content), True, True)


def test_a_version_that_was_changed_in_the_database_is_not_told_to_be_sealed(shop, anybody):
    version = Version.objects.get()
    Version.objects.update(compiled=bytes(version.compiled).replace(b"135000", b"235000"))
    assert anybody.get(f"/packages/{version.address}").json()["sealed"] is False


@pytest.mark.parametrize("address", ["0" * 64, "%00" * 64, "x", "A" * 64])
def test_a_hash_nobody_published_is_not_there(shop, anybody, address):
    assert anybody.client.get(f"/api/v1/packages/{address}").status_code == 404


# -- the trial --------------------------------------------------------------------------------------------------------
def tried(software, answers, key=LICENCE, **more):
    return software.post(f"/procedures/{key}/trial", {"answers": answers, **more})


@pytest.mark.parametrize("key", [LICENCE, "dang_ky_khai_sinh"])
def test_the_trial_says_what_the_examples_of_the_package_expect(several, anybody, key):
    examples = packages.read_shipped(key).plain["examples"]
    for example in examples:
        received = datetime.fromisoformat(example["received"]).replace(tzinfo=VIETNAM)
        found = tried(anybody, example["answers"], key, received_at=received.isoformat()).json()
        expected = example["expect"]
        assert (found["closed"], found["missing"]) == (True, []), example["name"]
        assert found["eligible"] is expected["eligible"]
        assert [each["code"] for each in found["papers"]] == expected["papers"]
        assert found["fee"] == expected["fee"] == sum(each["amount"] for each in found["fees"])
        assert (found["decided_by"]["code"], found["outcome"]["code"]) == (expected["route"], expected["outcome"])
        due = datetime.fromisoformat(found["due_at"]).astimezone(VIETNAM)
        assert f"{due:%Y-%m-%dT%H:%M}" == expected["due"]
        assert len(found["why"]) >= 2
        assert found["due_at"].endswith("Z")
        assert found["steps"][-1]["due_at"] == found["due_at"]
    assert len(examples) >= 2


def test_what_is_missing_is_named_and_what_depends_on_it_is_left_open(shop, anybody):
    found = tried(anybody, {}).json()
    assert (found["closed"], found["fee"], found["eligible"], found["outcome"]) == (False, None, None, None)
    assert "licence_class" in [each["name"] for each in found["missing"]]
    assert found["pages"][:2] == ["applicant", "licence"]


def test_answers_that_do_not_fit_are_all_named(shop, anybody):
    wrong = {"licence_class": "z", "on_record": "có", "valid_until": "mai", "lạ": 1, "withheld": 1.5, "reason": None}
    answer = tried(anybody, {**ANSWERS, **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "answers-unfit")
    assert {each["answer"] for each in answer.json()["answers"]} == {f"answers.{name}" for name in wrong}


def test_a_day_beyond_all_calendars_is_refused(shop, anybody):
    assert tried(anybody, ANSWERS, received_at="2090-01-04T09:00:00+07:00").status_code == 409
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert tried(anybody, ANSWERS, received_at=moment).json()["code"] == "shape-wrong"
    assert tried(anybody, ANSWERS, received_at="2026-11-16T09:00:00").status_code == 422


def test_what_the_answers_link_it_with_is_told(several, anybody):
    example = next(
        each for each in packages.read_shipped("dang_ky_khai_sinh").plain["examples"]
        if each["answers"].get("with_residence")
    )  # fmt: skip
    found = tried(anybody, example["answers"], "dang_ky_khai_sinh").json()
    assert found["linked"]
    assert all(each["procedure"] in several and each["task"] and each["waits_for"] for each in found["linked"])


def test_a_trial_keeps_nothing_and_needs_no_key(shop, anybody):
    assert tried(anybody, ANSWERS).json()["fee"] == 135000
    assert not Application.objects.exists()


def test_open_addresses_do_not_look_at_tokens(shop):
    wrong = Software("lt_wrong")
    assert wrong.get("/procedures").status_code == 200
    assert "RateLimit" in wrong.get("/procedures").headers
