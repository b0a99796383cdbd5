"""From an empty sheet to the leader's table: what each step does, and whom it refuses."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from conftest import at
from lienthong.ground.files import store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.records.documents import actions, queries, rules, sheet
from lienthong.records.documents.actions.drafting import Address, ChangedMeanwhile, NothingSaid, TimedWithoutTime
from lienthong.records.documents.kinds import UnknownKind
from lienthong.records.documents.layout.office import OfficeAbsent
from lienthong.records.documents.models import Annex, Comment, Document, Recipient, StateChange, Version
from lienthong.records.documents.states import DocumentState, Manner, Urgency, WrongState
from lienthong.records.documents.tests.drafts import REASON, drafted, kept, pdf, signed


def names(document):
    return [one.body.name_vi for one in Recipient.objects.filter(document=document)]


def test_an_edit_says_what_it_changed_and_nothing_when_nothing_changed(country):
    document, author = drafted(country), country.ministry.specialist
    changed = actions.edit(document=document, by=author, now=at("09:10"), seen_at=document.changed_at, subject="Khác")
    assert changed.subject == "Khác"
    assert Act.objects.get(verb="documents.document.edited").body == {"fields": ["subject"]}
    same = actions.edit(document=document, by=author, now=at("09:20"), subject="Khác")
    assert same.changed_at == changed.changed_at


def test_two_editors_are_told_of_each_other(country):
    document, author = drafted(country), country.ministry.specialist
    seen = document.changed_at
    actions.edit(document=document, by=country.ministry.clerk, now=at("09:10"), seen_at=seen, subject="Một")
    with pytest.raises(ChangedMeanwhile):
        actions.edit(document=document, by=author, now=at("09:11"), seen_at=seen, subject="Hai")
    document.refresh_from_db()
    assert document.subject == "Một"


def test_an_edit_keeps_to_the_29_kinds_and_to_the_hour_of_a_timed_express(country):
    document, author = drafted(country), country.ministry.specialist
    with pytest.raises(UnknownKind):
        actions.edit(document=document, by=author, now=at("09:10"), kind="thu_tay")
    with pytest.raises(TimedWithoutTime):
        actions.edit(document=document, by=author, now=at("09:10"), urgency=Urgency.EXPRESS_TIMED)


def test_recipients_keep_their_order_and_are_named_once(country):
    document = drafted(country, to=("province",))
    author, now = country.ministry.specialist, at("09:10")
    again = [Address(country.other.body, copy=True), Address(country.province.body)]
    assert actions.add_recipients(document=document, addresses=again, by=author, now=now) == 1
    assert names(document) == ["Ủy ban nhân dân tỉnh Nghệ An", "Bộ Tư pháp"]
    unit = Address(country.other.body, country.other.unit)
    assert actions.add_recipients(document=document, addresses=[unit, unit], by=author, now=now) == 1
    second = Recipient.objects.filter(document=document)[1]
    assert second.manner == Manner.COPY
    assert actions.address_as(document=document, recipients=[second.pk], manner=Manner.TO, by=author, now=now) == 1
    assert actions.remove_recipients(document=document, recipients=[second.pk], by=author, now=now) == 1
    assert Recipient.objects.filter(document=document).count() == 2


def test_another_documents_recipients_are_left_alone(country):
    one, other = drafted(country), drafted(country)
    theirs = list(Recipient.objects.filter(document=other).values_list("pk", flat=True))
    author = country.ministry.specialist
    assert actions.remove_recipients(document=one, recipients=theirs, by=author, now=at("09:10")) == 0
    assert len(names(other)) == 2


def test_annexes_come_in_order_and_go_again(country):
    document, author = drafted(country), country.ministry.specialist
    file = kept(pdf())
    first = actions.add_annex(document=document, title="Phụ lục I", file=file, by=author, now=at("09:10"))
    actions.add_annex(document=document, title="Phụ lục II", file=file, by=author, now=at("09:10"))
    actions.remove_annex(annex=first, by=author, now=at("09:11"))
    third = actions.add_annex(document=document, title="Phụ lục III", file=file, by=author, now=at("09:12"))
    assert [a.title for a in Annex.objects.filter(document=document).order_by("ordinal")] == [
        "Phụ lục II",
        "Phụ lục III",
    ]
    assert third.ordinal == 3


def test_a_finished_pdf_is_signed_numbered_and_sealed_as_it_is(country):
    document, ministry = drafted(country, text=""), country.ministry
    file = kept(pdf(pages=3))
    held = actions.attach_finished(document=document, file=file, by=ministry.specialist, now=at("09:02"))
    assert (held.finished, held.finished_from, held.page_count) == (file, None, 3)
    actions.submit(document=document, by=ministry.specialist, now=at("09:05"))
    assert Version.objects.get(document=document).file == file
    actions.sign(document=document, by=ministry.leader, now=at("09:10"))
    actions.reserve_number(document=document, by=ministry.clerk, now=at("09:20"))
    actions.number(document=document, by=ministry.clerk, now=at("09:20"))
    sealed = actions.seal(document=document, by=ministry.clerk, now=at("09:21"))
    with store.open(sealed.latest.file.sha256) as stream, pikepdf.open(BytesIO(stream.read())) as made:
        assert len(made.pages) == 3
        fields = {str(field.T): str(field.get("/V", "")) for field in made.Root.AcroForm.Fields}
    assert fields["so"] == "Số: 01/BTC-VP"
    assert fields["ngay"] == "Hà Nội, ngày 16 tháng 11 năm 2026"


def test_a_finished_file_can_be_taken_off_again(country):
    document, author = drafted(country), country.ministry.specialist
    actions.attach_finished(document=document, file=kept(pdf()), by=author, now=at("09:02"))
    off = actions.detach_finished(document=document, by=author, now=at("09:03"))
    assert (off.finished, off.page_count) == (None, 0)


def test_a_word_file_is_shown_as_pdf_and_kept_beside_it(country, monkeypatch):
    document, author = drafted(country, text=""), country.ministry.specialist
    word = kept(pdf())
    StoredFile.objects.filter(pk=word.pk).update(media_type=sheet.content.DOCX, name="ban-thao.docx")
    word.refresh_from_db()

    def convert(source, *, into):
        made = into / "source.pdf"
        made.write_bytes(pdf(pages=4))
        return made

    monkeypatch.setattr(sheet.office, "docx_to_pdf", convert)
    held = actions.attach_finished(document=document, file=word, by=author, now=at("09:02"))
    assert (held.finished.name, held.finished_from, held.page_count) == ("ban-thao.pdf", word, 4)


def test_without_libreoffice_a_word_file_is_refused_with_the_way_out(country, monkeypatch):
    document, author = drafted(country), country.ministry.specialist
    word = kept(pdf())
    StoredFile.objects.filter(pk=word.pk).update(media_type=sheet.content.DOCX)
    word.refresh_from_db()
    monkeypatch.setattr(sheet.office, "office_program", lambda: None)
    with pytest.raises(OfficeAbsent, match="PDF"):
        actions.attach_finished(document=document, file=word, by=author, now=at("09:02"))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"subject": "  "}, rules.NoSubject),
        ({"content_text": " \n "}, rules.NothingToSign),
        ({"signer": None}, rules.NoSigner),
    ],
)
def test_a_draft_that_lacks_something_is_not_submitted(country, change, refusal):
    document, author = drafted(country), country.ministry.specialist
    actions.edit(document=document, by=author, now=at("09:01"), **change)
    with pytest.raises(refusal):
        actions.submit(document=document, by=author, now=at("09:05"))
    assert not Version.objects.exists()


def test_a_draft_needs_recipients_and_a_signer_who_may_sign(country):
    author = country.ministry.specialist
    with pytest.raises(rules.NoRecipients):
        actions.submit(document=drafted(country, to=()), by=author, now=at("09:05"))
    for signer in (country.ministry.clerk, country.other.leader):
        with pytest.raises(rules.SignerHasNoRight):
            actions.submit(document=drafted(country, signer=signer), by=author, now=at("09:05"))


def test_what_was_submitted_is_out_of_the_drafters_hands_until_it_is_returned(country):
    document, ministry = drafted(country), country.ministry
    submitted = actions.submit(document=document, by=ministry.specialist, now=at("09:05"))
    assert (submitted.state, submitted.page_count) == ("in_review", 1)
    for act in (actions.submit, actions.detach_finished):
        with pytest.raises(rules.NotEditable):
            act(document=document, by=ministry.specialist, now=at("09:06"))
    with pytest.raises(rules.NotEditable):
        actions.abandon(document=document, by=ministry.specialist, now=at("09:06"), reason=REASON)
    with pytest.raises(rules.ReasonNeeded):
        actions.return_for_correction(document=document, by=ministry.leader, now=at("09:06"), reason="sửa")
    actions.return_for_correction(document=document, by=ministry.leader, now=at("09:07"), reason=f" {REASON} ")
    actions.submit(document=document, by=ministry.specialist, now=at("09:30"))
    steps = StateChange.objects.filter(document=document).order_by("at").values_list("after", "reason")
    assert list(steps) == [("in_review", ""), ("returned", REASON), ("in_review", "")]
    assert Version.objects.filter(document=document).count() == 2


def test_only_the_chosen_signer_signs_and_only_once(country):
    document, ministry = drafted(country), country.ministry
    actions.submit(document=document, by=ministry.specialist, now=at("09:05"))
    with pytest.raises(rules.NotTheSigner):
        actions.sign(document=document, by=ministry.head_of_unit, now=at("09:10"))
    with pytest.raises(NotInThisRole):
        actions.sign(document=document, by=ministry.clerk, now=at("09:10"))
    done = actions.sign(document=document, by=ministry.leader, now=at("09:10"))
    assert (done.signer_name, done.signer_position) == (ministry.leader.account.full_name, "Thủ trưởng")
    assert done.issue_due_at > done.signed_at
    with pytest.raises(WrongState):
        actions.sign(document=document, by=ministry.leader, now=at("09:11"))


def test_a_remark_says_something_and_comes_from_within_the_body(country):
    document = drafted(country)
    actions.comment(document=document, by=country.ministry.leader, now=at("09:10"), text=" Cần số liệu. ")
    assert Comment.objects.get().text == "Cần số liệu."
    with pytest.raises(NothingSaid):
        actions.comment(document=document, by=country.ministry.leader, now=at("09:10"), text="  ")
    with pytest.raises(NotYours):
        actions.comment(document=document, by=country.other.leader, now=at("09:10"), text="Xin chào")
    with pytest.raises(NotInThisRole):
        actions.comment(document=document, by=country.ministry.auditor, now=at("09:10"), text="Xin chào")


def test_an_abandoned_draft_keeps_its_reason_and_moves_no_more(country):
    document, author = drafted(country), country.ministry.specialist
    actions.abandon(document=document, by=author, now=at("09:10"), reason=REASON)
    with pytest.raises(rules.NotEditable):
        actions.submit(document=document, by=author, now=at("09:11"))
    assert StateChange.objects.get(document=document, after="abandoned").reason == REASON


ROLES = ["leader", "head_of_unit", "specialist", "clerk", "records_keeper", "auditor"]
OFFERED = {
    "draft": {
        "leader": ["edit", "submit", "abandon"],
        "head_of_unit": ["edit", "submit", "abandon"],
        "specialist": ["edit", "submit", "abandon"],
        "clerk": ["edit", "submit", "abandon"],
    },
    "in_review": {"leader": ["sign", "return"], "head_of_unit": ["return"]},
    "signed": {"clerk": ["issue"]},
    "issued": {},
}


@pytest.mark.parametrize("state", OFFERED)
def test_the_steps_offered_follow_role_and_state(country, state):
    document = drafted(country)
    Document.objects.filter(pk=document.pk).update(state=state, number=1)
    document.refresh_from_db()
    for role in ROLES:
        mine, theirs = (getattr(office, role) for office in (country.ministry, country.other))
        assert rules.next_steps(mine, document, now=at("10:00")) == OFFERED[state].get(role, []), role
        assert rules.next_steps(theirs, document, now=at("10:00")) == []


def test_what_one_may_read_is_the_same_as_a_rule_and_as_a_condition(country):
    own, unsigned = drafted(country), drafted(country, signer=None)
    Document.objects.filter(pk=unsigned.pk).update(drafted_by=country.ministry.clerk, unit=None)
    received = drafted(country)
    Document.objects.filter(pk=received.pk).update(state=DocumentState.RECEIVED)
    for office in (country.ministry, country.other):
        for role in ROLES:
            mandate = getattr(office, role)
            found = set(queries.readable_by(mandate))
            asked = {
                one for one in Document.objects.exclude(pk=received.pk) if rules.may_read(mandate, one, now=at("10:00"))
            }
            assert found == asked, role
    assert set(queries.readable_by(country.ministry.specialist)) == {own}


def test_a_role_without_the_right_reads_nothing(country, monkeypatch):
    drafted(country)
    monkeypatch.setattr(queries.mandates, "reach_of", lambda role, verb: None)
    assert not queries.readable_by(country.ministry.leader).exists()


def test_signers_are_leaders_then_heads_of_unit_of_the_body_in_force(country):
    ministry = country.ministry
    assert queries.possible_signers(ministry.body, at("09:00")) == [ministry.leader, ministry.head_of_unit]
    assert queries.possible_signers(ministry.body, country.since - timedelta(days=1)) == []


def test_boxes_of_repeated_fields_are_all_kept(country):
    document = signed(country)
    first = Version.objects.get(document=document, ordinal=1)
    assert {"so", "ngay", "ky", "dau"} <= {box["name"] for box in first.boxes}
    assert first.box("so")["page"] == 1
    assert first.box("khong_co") is None
    assert str(first) == "typeset 1"
