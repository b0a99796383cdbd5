"""The result: a signed PDF that others can verify, words and claims, handed over once."""

import base64
import json
from datetime import date

import pytest

from conftest import at
from lienthong.ground.files import store
from lienthong.ground.signatures import together
from lienthong.ground.signatures.tests import pdf_workshop as workshop
from lienthong.work.onestop import actions, deciding, histories, queries, rules, states, timing
from lienthong.work.onestop.models import Result
from lienthong.work.onestop.states import Kind, Status
from lienthong.work.onestop.tests.made import REASON, REFUSAL
from lienthong.work.services import resulting
from lienthong.work.services.models import Application


def content(result):
    with store.open(result.file.sha256) as stream:
        return stream.read()


def electronic(dossier):
    """As if the applicant had chosen to have it electronically alone."""
    held = dossier.application
    Application.objects.filter(pk=held.pk).update(answers={**held.answers, "delivery": "online"})


@pytest.mark.parametrize("tracking", ["EI123456789VN", ""])
def test_what_was_posted_keeps_its_day_and_its_number_and_the_history_says_them_to_the_person_alone(
    hall, in_hand, tracking
):
    done = actions.decide(dossier=in_hand, outcome="cap_moi", words="Đủ điều kiện.", by=hall.chief, now=at("14:00"))
    give = {"dossier": done, "to": "Minh Anh", "by": hall.receiver, "now": at("15:00", day=date(2026, 11, 18))}
    for wrong in (date(2026, 11, 15), date(2026, 11, 19)):
        with pytest.raises(rules.PostedAnotherDay):
            actions.return_result(**give, posted=rules.Posted(wrong))
    gone = actions.return_result(**give, posted=rules.Posted(date(2026, 11, 17), tracking))
    assert gone.events.in_order().last().details == {
        "to": "Minh Anh", "way": "post", "on": "2026-11-17", "tracking": tracking,
    }  # fmt: skip
    told = histories.outside(gone, queries.events_of(gone))[-1].about
    assert ("17/11/2026" in told, tracking in told) == (True, True)
    assert histories.public(gone, queries.public_events_of(gone))[-1].about == ""


@pytest.mark.foreign("pdfsig")
def test_a_granted_result_is_signed_and_sealed_handed_over_once_and_fetched_as_often_as_wanted(hall, in_hand, tmp_path):
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    done = actions.decide(dossier=in_hand, outcome="cap_moi", words=words, by=hall.chief, now=at("14:00"))
    assert (done.status, done.unit_id, done.decided_at) == (Status.DONE, hall.desk.pk, at("14:00"))
    signed = content(done.result)
    assert workshop.pdfsig(signed, tmp_path).count("Signature is Valid") == 2
    tampered = workshop.flipped(signed, signed.index(b"/ToUnicode"))
    assert "Signature is Valid" not in workshop.pdfsig(tampered, tmp_path)
    assert actions.fetch_result(dossier=done, by=hall.citizen, now=at("14:30")).status == Status.DONE, "it is posted"
    electronic(done)
    fetched = actions.fetch_result(dossier=done, by=hall.citizen, now=at("15:00"))
    again = actions.fetch_result(dossier=fetched, by=hall.citizen, now=at("16:00"))
    assert (again.status, again.returned_at, again.last_seq) == (Status.RETURNED, at("15:00"), fetched.last_seq)
    with pytest.raises(states.DossierMovedOn):
        actions.return_result(dossier=done, to="Người nộp", by=hall.receiver, now=at("16:00"))


@pytest.mark.foreign("pdftotext")
def test_the_paper_and_the_credential_say_what_a_reader_of_the_licence_needs(hall, in_hand, tmp_path):
    """What nobody types again is as it was declared; what who decides writes counts before it."""
    data = {"residence": "Phường Hoàn Kiếm, Hà Nội"}
    done = actions.decide(
        dossier=in_hand, outcome="cap_moi", words="Dữ liệu khớp.", data=data, by=hall.chief, now=at("14:00")
    )
    stated = done.result.claims["data"]
    assert (stated["licence_number"], stated["licence_class"]) == ("010170000001", "B")
    assert (stated["valid_from"], stated["valid_until"]) == ("2026-11-16", "2036-11-16")
    assert stated["residence"] == data["residence"]
    (tmp_path / "licence.pdf").write_bytes(content(done.result))
    printed = " ".join(workshop.run("pdftotext", tmp_path / "licence.pdf", "-").stdout.split())
    for line in ("Ngày sinh: 02/05/1990.", "Hạng: B.", "Có giá trị đến: 16/11/2036.", "Nơi cư trú: Phường Hoàn Kiếm"):
        assert line in printed


def test_what_who_decides_leaves_empty_is_empty_and_what_must_not_be_is_refused(hall, in_hand):
    said = {"dossier": in_hand, "outcome": "cap_moi", "words": "Dữ liệu khớp.", "by": hall.chief, "now": at("14:00")}
    with pytest.raises(resulting.DataUnfit):
        actions.decide(**said, data={"licence_number": ""})
    done = actions.decide(**said, data={"valid_until": ""})
    assert "valid_until" not in done.result.claims["data"]


@pytest.mark.foreign("pdfsig", "pdftotext")
def test_a_refusal_is_told_with_reason_and_law_under_the_same_signatures(hall, in_hand, tmp_path):
    done = actions.decide(dossier=in_hand, **REFUSAL, by=hall.chief, now=at("14:00"))
    result = Result.objects.get(dossier=done)
    assert (result.kind, result.text, result.claims["granted"]) == ("refused", REFUSAL["words"], False)
    details = done.events.in_order().last().details
    assert (details["suggested"], details["granted"], details["law"]) == ("cap_moi", False, REASON["law"])
    assert (details["reason"], details["plain"]) == ("not_eligible", REASON["words"])
    assert workshop.pdfsig(content(result), tmp_path).count("Signature is Valid") == 2
    (tmp_path / "refusal.pdf").write_bytes(content(result))
    printed = " ".join(workshop.run("pdftotext", tmp_path / "refusal.pdf", "-").stdout.split())
    assert f"{REFUSAL['words']} Lý do: {REASON['words']}" in printed
    assert f"Căn cứ: {REASON['law']}." in printed
    returned = actions.return_result(dossier=done, to=" Người nộp ", by=hall.receiver, now=at("15:00"))
    assert returned.events.in_order().last().details == {"to": "Người nộp", "way": "counter"}


def test_words_that_say_why_already_are_printed_once():
    said = deciding.with_basis("Không giải quyết đề nghị: ảnh mờ ở dòng kết luận.", "ảnh mờ ở dòng kết luận", "Điều 5")
    assert said == "Không giải quyết đề nghị: ảnh mờ ở dòng kết luận.\n\nCăn cứ: Điều 5."


def test_claims_name_the_person_and_the_result_as_machines_read_them_and_no_other_answer(in_hand):
    way = timing.plan(in_hand, received_at=in_hand.begins_at)
    chosen = deciding.outcome(in_hand.version.package, "cap_moi")
    said = deciding.claims(in_hand, chosen, {"class": "B"}, on=date(2026, 11, 16))
    assert (said["dossier"], said["subject_number"]) == ("H41.06-261116-0001", "001190012345")
    assert (said["result"], said["granted"], said["decided_on"]) == ("cap_moi", True, "2026-11-16")
    assert (said["package"], said["data"]) == (in_hand.version.address, {"class": "B"})
    assert set(said) == {
        "dossier", "procedure", "package", "subject_number", "subject_name", "result", "granted", "decided_on", "data",
    }  # fmt: skip
    facts = deciding.facts(in_hand.version.package, way)
    assert (facts["valid_until"], facts["withheld"]) == ("2027-05-20", False)
    assert deciding._plain(frozenset({"b", "a"})) == ["a", "b"]
    in_hand.subject_number = "0300588569"
    said = deciding.claims(in_hand, chosen, {}, on=date(2026, 11, 16))
    assert said["enterprise_code"] == "0300588569"
    assert "subject_number" not in said


def test_whoever_is_shown_the_result_learns_none_of_the_answers_and_the_event_keeps_what_it_rests_on(in_hand, shop):
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    done = actions.decide(dossier=in_hand, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))
    kept = done.events.get(kind=Kind.DECIDED).details["facts"]
    assert (kept["post_phone"], kept["withheld"]) == ("+84912345678", False)
    inside = together.attached(content(done.result))
    assert inside == done.result.credential
    told = " ".join(str(json.loads(base64.urlsafe_b64decode(each + "=="))) for each in inside.split("~")[1:-1])
    assert "Nguyễn Thị Minh Anh" in told
    for private in ("post_phone", "912345678", kept["post_address"], "withheld", "facts"):
        assert private not in told, private


def test_the_words_are_put_together_from_the_rows_that_hold(in_hand):
    way = timing.plan(in_hand, received_at=in_hand.begins_at)
    text = deciding.text(in_hand, way)
    assert text.startswith("Căn cứ Luật")
    whom = "Xét hồ sơ số H41.06-261116-0001 của Nguyễn Thị Minh Anh, số định danh 001190012345 về việc"
    assert f";\n\n{whom}" in text
    assert deciding.suggested(way) == "cap_moi"
