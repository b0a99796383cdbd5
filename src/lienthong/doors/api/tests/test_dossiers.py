"""The dossiers of a body through its own software: what changed, whole dossiers with sources, papers; never unseen."""

import hashlib
from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client

from conftest import at, offered, submitted
from lienthong.doors.api.tests.conftest import Software, token_for
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.ground.journal.models import Act
from lienthong.work.onestop import actions, standing
from lienthong.work.onestop.models import Dossier, DossierReading
from lienthong.work.onestop.tests import families
from lienthong.work.services.models import Application

pytestmark = pytest.mark.django_db
WORDS = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
LAW = "Nghị định 118/2025/NĐ-CP, điều 17"


@pytest.fixture
def dossier(shop) -> Dossier:
    """Taken in at ten, taken over at half past."""
    found = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    return actions.acknowledge(dossier=found, by=shop.officer, now=at("10:30"))


@pytest.fixture
def with_paper(shop) -> Dossier:
    """Handed in, a paper asked for and given."""
    items = [{"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Ảnh chụp bị mờ, không đọc được ngày khám."}]
    words = "Ảnh giấy khám sức khỏe mờ ở dòng kết luận, xin chụp lại trang hai."
    found = actions.ask_supplement(
        dossier=submitted(shop), items=items, words=words, law=LAW, by=shop.receiver, now=at("10:00")
    )
    file = files.keep(
        BytesIO(families.PICTURE), name="giay-kham.png", by=shop.citizen, now=at("10:10"), allowed=frozenset({PNG})
    )
    given = [("giay_kham_suc_khoe", file)]
    return actions.supply(dossier=found, answers={}, files=given, by=shop.citizen, now=at("10:10"))


def changes(software, cursor=0, limit=200):
    return software.get(f"/dossiers/changes?cursor={cursor}&limit={limit}").json()


# -- the list of changes ----------------------------------------------------------------------------------------------
def test_every_event_stands_in_the_list_with_where_the_dossier_stood_after_it(shop_system, dossier, shop):
    found = changes(shop_system)
    assert [each["position"] for each in found["items"]] == list(range(1, len(found["items"]) + 1))
    assert [each["seq"] for each in found["items"]] == [1, 2, 3, 4, 5]
    assert [each["kind"] for each in found["items"]] == ["submitted", "paid", "received", "handed_over", "acknowledged"]
    assert [each["status"] for each in found["items"]] == [1, 1, 2, 2, 4]
    assert [each["clock"] for each in found["items"]] == ["not_begun", "not_begun", "runs", "runs", "runs"]
    assert [each["unit"]["code"] for each in found["items"]] == ["H41.06"] * 3 + ["H41.07"] * 2
    assert found["items"][0]["due_at"] is None
    last, kept = found["items"][-1], Dossier.objects.get(pk=dossier.pk)
    assert datetime.fromisoformat(last["due_at"]) == kept.due_at
    assert (last["hash"], last["step"]) == (bytes(kept.last_hash).hex(), kept.step)
    assert "Nguyễn Thị Minh Anh" not in str(found)


def test_reading_takes_nothing_away_and_goes_on_where_it_was(shop_system, dossier, shop):
    whole = changes(shop_system)
    assert changes(shop_system) == whole
    seen, cursor, more = [], 0, True
    while more:
        page = changes(shop_system, cursor, 2)
        seen, cursor, more = seen + page["items"], page["next"], page["more"]
    assert (seen, cursor) == (whole["items"], whole["next"])
    assert changes(shop_system, cursor)["items"] == []
    actions.propose(dossier=dossier, outcome="cap_moi", words="Đủ điều kiện.", by=shop.officer, now=at("11:00"))
    (new,) = changes(shop_system, cursor)["items"]
    assert (new["position"], new["kind"], new["dossier"]) == (cursor + 1, "proposed", dossier.code)
    assert shop_system.get(f"/dossiers/changes?cursor={2**80}").status_code == 422


def test_others_see_nothing_of_it(dossier, country):
    for office in (country.ministry, country.other):
        stranger = Software(token_for(office.leader))
        assert changes(stranger) == {"items": [], "next": 0, "more": False}
        for path in (dossier.code, dossier.legacy_code, f"{dossier.code}/result"):
            answer = stranger.get(f"/dossiers/{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "no-such-address")
    assert not DossierReading.objects.exists()


def test_an_unchanged_list_is_a_short_answer_and_asking_writes_nothing(shop_system, dossier, django_assert_num_queries):
    first = shop_system.get("/dossiers/changes?cursor=5")
    again = {"headers": {"If-None-Match": first.headers["ETag"]}}
    with django_assert_num_queries(5) as asked:
        assert shop_system.get("/dossiers/changes?cursor=5", **again).status_code == 304
    written = [
        each["sql"] for each in asked.captured_queries if "onestop" in each["sql"] and "SELECT" not in each["sql"]
    ]
    assert written == []


def test_what_stands_is_the_fold_of_the_events_for_a_whole_family(shop_system, shop):
    shop.offerings[families.BIRTH] = offered(shop, families.BIRTH, owner=shop.office.body)
    handed = families.handed_in(shop)
    found = changes(shop_system)["items"]
    for each in handed:
        events = list(each.events.in_order())
        told = [one for one in found if one["dossier"] == each.code]
        assert [one["seq"] for one in told] == [event.seq for event in events]
        assert [one["clock"] for one in told] == [
            standing.fold(events[:place]).clock.value for place in range(1, len(events) + 1)
        ]
    assert {one["clock"] for one in found} >= {"not_begun", "awaits"}


# -- one dossier ------------------------------------------------------------------------------------------------------
def test_a_dossier_in_either_style_of_code(shop_system, dossier):
    found = shop_system.get(f"/dossiers/{dossier.code}").json()
    assert found == shop_system.get(f"/dossiers/{dossier.legacy_code.lower()}").json()
    assert (found["code"], found["status"], found["clock"], found["seq"]) == (dossier.code, 4, "runs", 5)
    assert found["package"] == dossier.version.address
    assert found["whom"]["name"] == "Nguyễn Thị Minh Anh"
    assert (found["unit"]["code"], found["receiving_unit"]["code"]) == ("H41.07", "H41.06")
    assert found["holder"] == dossier.holder.account.full_name
    assert (found["fee"], found["promised_at"]) == (135000, found["due_at"])
    assert any("5" in sentence for sentence in found["why"])
    assert [each["state"] for each in found["steps"]].count("now") == 1
    assert [each["words"] for each in found["history"]][-1] == "Taken over"
    assert found["result"] is None


def test_statements_and_facts_stay_apart_and_facts_name_their_source(shop_system, shop):
    dossier = submitted(shop)
    held = Application.objects.get()
    held.facts = {
        "licence_class": {"value": "b", "register": "giay_phep", "reading": "r-1", "as_of": "2026-11-16"},
        "reason": {"value": None, "register": "giay_phep", "reading": "r-1", "as_of": "2026-11-16"},
        "full_name": {"value": "Nguyễn Thị Anh", "register": "dan_cu", "reading": "r-2", "disputed": True},
    }
    held.save()
    found = shop_system.get(f"/dossiers/{dossier.code}").json()
    facts = {each["question"]: each for each in found["facts"]}
    stated = {each["question"]: each for each in found["statements"]}
    assert (facts["licence_class"]["value"], facts["licence_class"]["words"]) == ("b", "B")
    assert (facts["licence_class"]["reading"], facts["licence_class"]["disputed"]) == ("r-1", False)
    assert "licence" in facts["licence_class"]["source"].lower()
    assert (facts["full_name"]["said"], facts["full_name"]["disputed"]) == ("Nguyễn Thị Minh Anh", True)
    assert stated["reason"]["value"] == "ending", "a register that knows nothing leaves the citizen's word"
    assert not set(facts) & set(stated)
    assert stated["delivery"]["value"] == "post"


@pytest.mark.parametrize("code", ["H41.06-261116-9999", "%00", "%F0%9F%98%80", "x" * 300])
def test_a_code_nobody_has_is_not_there(shop_system, dossier, code):
    answer = shop_system.client.get(f"/api/v1/dossiers/{code}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-address")


def test_a_paper_comes_with_size_and_hash_and_by_reference(shop_system, with_paper):
    (paper,) = shop_system.get(f"/dossiers/{with_paper.code}").json()["papers"]
    data = b"".join(shop_system.get(paper["href"].removeprefix("/api/v1")).streaming_content)
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (paper["sha256"], paper["size_bytes"])
    assert (paper["paper"], paper["name"], paper["used_again"]) == ("giay_kham_suc_khoe", "giay-kham.png", "")
    other = with_paper.pk
    assert shop_system.get(f"/dossiers/{with_paper.code}/papers/{other}").status_code == 404


def test_the_signed_result_comes_byte_for_byte(shop_system, dossier, shop):
    assert shop_system.get(f"/dossiers/{dossier.code}/result").status_code == 404
    actions.decide(dossier=dossier, outcome="cap_moi", words=WORDS, by=shop.chief, now=at("14:00"))
    found = shop_system.get(f"/dossiers/{dossier.code}").json()
    data = b"".join(shop_system.get(f"/dossiers/{dossier.code}/result").streaming_content)
    assert hashlib.sha256(data).hexdigest() == found["result"]["sha256"]
    assert (found["result"]["kind"], found["status"], found["clock"]) == ("granted", 9, "ended")


# -- never unseen -----------------------------------------------------------------------------------------------------
def traces():
    return list(DossierReading.objects.order_by("read_at", "id").values_list("what", "system", "by_body"))


def test_each_reading_leaves_a_trace_with_the_systems_name_and_an_act(shop_system, with_paper, country):
    changes(shop_system)
    assert traces() == [], "the list names nobody"
    found = shop_system.get(f"/dossiers/{with_paper.code}")
    b"".join(shop_system.get(found.json()["papers"][0]["href"].removeprefix("/api/v1")).streaming_content)
    body = country.province.body.name_vi
    assert traces() == [("dossier", "Phần mềm", body), ("paper", "Phần mềm", body)]
    acts = list(Act.objects.filter(verb="onestop.dossier.read").order_by("id"))
    assert [(act.body["system"], act.body["what"]) for act in acts] == [("Phần mềm", "dossier"), ("Phần mềm", "paper")]
    assert {act.subject_id for act in acts} == {with_paper.pk}
    assert {act.by_id for act in acts} == {country.province.leader.pk}


def test_what_the_software_has_already_is_not_read_again(shop_system, with_paper):
    path = f"/dossiers/{with_paper.code}"
    first = shop_system.get(path)
    paper = first.json()["papers"][0]["href"].removeprefix("/api/v1")
    assert shop_system.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert (
        shop_system.client.get(
            f"/api/v1{paper}", headers={"If-None-Match": f'"{first.json()["papers"][0]["sha256"]}"'}
        ).status_code
        == 304
    )
    assert len(traces()) == 1


def test_the_person_sees_who_read_and_nobody_else_does(shop_system, with_paper, shop, country):
    shop_system.get(f"/dossiers/{with_paper.code}")

    def my_data(account):
        client = Client(headers={"Accept-Language": "vi"})
        client.force_login(account)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": at("09:00").timestamp()}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
        return client.get("/my-data/").text

    page = my_data(shop.citizen)
    assert "phần mềm của" in page
    assert with_paper.code in page
    assert country.province.body.name_vi in page
    assert "Ai đã mở hồ sơ của bạn" in page
    from lienthong.ground.identity.models import Account

    assert with_paper.code not in my_data(Account.objects.create_user("la@lienthong.example", "Người Lạ"))


def test_a_clerks_token_reads_no_dossiers(dossier, country):
    clerk = Software(token_for(country.province.clerk))
    for path in ("changes", dossier.code):
        refused = clerk.get(f"/dossiers/{path}").json()
        assert refused["code"] == "scope-missing"
        assert "“dossiers:read”. Ask for one that has it: leader." in refused["detail"]
    nobody = Client().get("/api/v1/dossiers/changes", headers={"Accept-Language": "vi"}).json()
    assert nobody["code"] == "token-missing"
    assert "người tạo mã ấy trên bàn làm việc là: lãnh đạo cơ quan." in nobody["detail"]


@pytest.mark.parametrize("cursor", [10_000, 2**62, 2**63, 10**30], ids=["beyond", "2^62", "2^63", "10^30"])
def test_a_place_that_was_never_given_is_refused_and_nothing_is_skipped(shop_system, dossier, cursor):
    refused = shop_system.get(f"/dossiers/changes?cursor={cursor}")
    assert (refused.status_code, refused.json()["code"]) == (422, "no-such-place")
    last = changes(shop_system)["next"]
    assert changes(shop_system, cursor=last) == {"items": [], "next": last, "more": False}
