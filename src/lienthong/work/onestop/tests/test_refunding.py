"""The fee after a decided refusal: back where the package says so, by whoever handles money, once; kept where it says."""

import json
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import at, submitted
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.ground.notices.models import Notice
from lienthong.work.onestop import actions, events, fees, queries, refunding, rules, telling
from lienthong.work.onestop.actions.happening import happen
from lienthong.work.onestop.models import Dossier, Event, Result
from lienthong.work.onestop.states import Kind, Status
from lienthong.work.onestop.tests.made import REFUSAL
from lienthong.work.onestop.tests.test_settling import fresh, kinds, owed, transferred  # noqa: F401 - a fixture
from lienthong.work.payments.models import Refund
from lienthong.work.services.models import Version
from lienthong.work.services.states import FeeBecomes

WHY = {"words": "Giấy phép của chị còn hạn mười năm, không phải đổi; chưa in thẻ.", "law": "Thông tư 37/2023, điều 5"}
SAID = {
    "becomes": FeeBecomes.RETURNED.value,
    "text": {"vi": "Chưa in thẻ thì hoàn lệ phí.", "en": "No card printed, the charge goes back."},
    "law": {"act": "TT-37-2023-BTC", "at": "điều 5"},
}


@pytest.fixture
def says(monkeypatch):
    """What the package of this dossier says of the fee of a refused one."""

    def say(dossier, **more):
        monkeypatch.setitem(dossier.version.package.plain["procedure"], "refused_fee", {**SAID, **more})
        return dossier

    return say


def refused(hall, dossier, **more):
    """Taken in, handed over and decided, and not granted."""
    actions.receive(dossier=dossier, by=hall.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=hall.officer, now=at("10:30"))
    actions.decide(dossier=dossier, by=hall.chief, now=at("11:00"), **{**REFUSAL, **more})
    return fresh(dossier)


@pytest.fixture
def by_transfer(hall, owed, says):  # noqa: F811 - the fixture
    transferred(owed)
    return refused(hall, says(owed))


@pytest.fixture
def by_cash(hall, says):
    dossier = submitted(hall, paid=False)
    actions.take_cash(dossier=dossier, slip="BL 12", by=hall.receiver, now=at("09:30"))
    return refused(hall, says(dossier))


def given_back(hall, dossier, **more):
    return fresh(actions.give_back_refused(dossier=dossier, by=hall.leader, now=at("13:00"), **{**WHY, **more}))


def said(dossier, **more) -> str:
    return " ".join(fees.told(fresh(dossier), queries.events_of(dossier), **more).said)


def test_a_transfer_goes_back_with_the_words_and_the_name_of_who_decided_so(hall, by_transfer):
    assert "hoàn lại khoản bạn đã nộp. Chưa in thẻ thì hoàn lệ phí. Căn cứ: Thông tư 37/2023/TT-BTC, điều 5" in said(
        by_transfer
    )
    assert refunding.may_give_back(hall.leader, by_transfer, now=at("13:00"))
    over = given_back(hall, by_transfer)
    refund = Refund.objects.get()
    assert (refund.amount_dong, refund.reason, refund.asked_by_id) == (135_000, WHY["words"], hall.leader.pk)
    assert (over.status, over.cash_due_since) == (Status.DONE, None)
    assert kinds(over)[-2:] == [Kind.DECIDED, Kind.FEE_SETTLED]
    assert Act.objects.get(verb="onestop.dossier.fee_settled").by_id == hall.leader.pk
    assert queries.verify_chain(over) is None
    for words in (
        WHY["words"],
        WHY["law"],
        hall.leader.account.full_name,
        "Hoàn lại 135.000 đ vào tài khoản đã chuyển",
    ):
        assert words in said(over)
    assert not refunding.may_give_back(hall.leader, over, now=at("13:00"))


def test_the_person_is_told_and_the_end_of_the_refund_is_written_once(hall, by_transfer):
    over = given_back(hall, by_transfer)
    Notice.objects.all().delete()
    telling.tell_applicant(events.happened(Kind.FEE_SETTLED, over.events.in_order().last().pk, at=at("13:00")))
    notice = Notice.objects.get()
    assert (notice.account_id, notice.facts["amount"]) == (hall.citizen.pk, "135.000 đ")
    for _twice in range(2):
        over = actions.note_refund(dossier=over, refund=Refund.objects.get(), now=at("15:00"))
    assert kinds(over)[-1] == Kind.FEE_RETURNED
    assert kinds(over).count(Kind.FEE_RETURNED) == 1
    returned = actions.return_result(dossier=over, to="Minh Anh", by=hall.receiver, now=at("15:30"))
    assert returned.status == Status.RETURNED


def test_cash_waits_at_the_counter_and_is_handed_back_against_a_slip(hall, by_cash):
    over = given_back(hall, by_cash)
    assert over.cash_due_since is not None
    assert "biên lai số BL 12" in said(over)
    paid = actions.return_cash(dossier=over, slip="PC 3", to="Minh Anh", by=hall.receiver, now=at("14:00"))
    assert paid.cash_due_since is None
    assert "Đã trả 135.000 đ tiền mặt cho Minh Anh" in said(paid)
    assert Refund.objects.count() == 0


def test_it_goes_back_once_whoever_presses_and_the_database_holds_it(hall, by_cash):
    over = given_back(hall, by_cash)
    with pytest.raises(refunding.NoFeeToGiveBack):
        given_back(hall, by_cash)
    with pytest.raises(IntegrityError, match="fee_settled_once"), transaction.atomic():
        happen(over, Kind.FEE_SETTLED, by=None, now=at("14:00"), details={"transfer": 0, "cash": 135_000})
    assert Event.objects.filter(dossier=over, kind=Kind.FEE_SETTLED).count() == 1


def test_only_who_handles_the_money_of_this_body_gives_back(hall, other, by_cash):
    for mandate, refusal in ((hall.chief, NotInThisRole), (hall.receiver, NotInThisRole), (other.leader, NotYours)):
        assert not refunding.may_give_back(mandate, by_cash, now=at("13:00"))
        with pytest.raises(refusal):
            actions.give_back_refused(dossier=by_cash, by=mandate, now=at("13:00"), **WHY)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [({"words": "Hồ sơ không hợp lệ."}, refunding.WhyEmpty), ({"law": "luật"}, rules.BasisMissing)],
    ids=["set_phrase", "no_provision"],
)
def test_it_needs_words_of_ones_own_and_a_provision(hall, by_cash, wrong, refusal):
    with pytest.raises(refusal):
        given_back(hall, by_cash, **wrong)
    assert fresh(by_cash).cash_due_since is None


def test_where_the_package_keeps_it_or_says_nothing_it_stays_with_its_source(hall, waiting, says, monkeypatch):
    over = refused(hall, waiting)
    assert "quy định của thủ tục không nói đến việc hoàn lại" in said(over)
    with pytest.raises(refunding.FeeStays):
        given_back(hall, over)
    says(over, becomes=FeeBecomes.KEPT.value, confirm=True)
    assert (
        "Chưa in thẻ thì hoàn lệ phí. Căn cứ: Thông tư 37/2023/TT-BTC, điều 5 (chờ cơ quan công bố xác nhận)"
        in said(over)
    )
    assert "người nộp rút hồ sơ hoặc hồ sơ bị từ chối: Chưa in" in said(over, to_office=True)
    with pytest.raises(refunding.FeeStays):
        given_back(hall, over)


def test_before_the_decision_and_after_a_granted_one_nothing_goes_back_here(hall, waiting, in_hand, says):
    says(in_hand)
    assert "bị từ chối giải quyết thì được hoàn lại" in said(in_hand)
    for dossier in (waiting, in_hand):
        with pytest.raises(refunding.NoFeeToGiveBack):
            given_back(hall, dossier)
    actions.decide(dossier=in_hand, outcome="cap_moi", words="Đủ điều kiện.", by=hall.chief, now=at("11:00"))
    with pytest.raises(refunding.NoFeeToGiveBack):
        given_back(hall, fresh(in_hand))


def test_a_refusal_that_was_revoked_gives_nothing_back(hall, by_cash):
    Result.objects.filter(dossier=by_cash).update(revoked_at=at("12:00"))
    with pytest.raises(refunding.NoFeeToGiveBack):
        given_back(hall, by_cash)
    assert refunding.owed_by(fresh(by_cash)) is None


def test_an_official_reads_about_the_payer_and_is_never_addressed_as_one(hall, owed, says):  # noqa: F811
    """Before it is taken in, once it is, sent in excess, with an unknown account, in cash."""
    assert "nếu người nộp rút hồ sơ trước khi tiếp nhận" in said(owed, to_office=True)
    transferred(owed, amount="200000", payer={})
    assert "Người nộp chuyển thừa" in said(owed, to_office=True)
    over = refused(hall, says(owed))
    assert "phải hoàn lại cho người nộp" in said(over, to_office=True)
    assert " bạn" not in said(given_back(hall, over), to_office=True).lower()
    assert "liên hệ với họ" in said(over, to_office=True)
    assert "liên hệ với bạn" in said(over)


# -- a refusal that is revoked after its fee went back -----------------------------------------------------------------
ANEW = "Văn bản từ chối ghi nhầm giấy khám sức khỏe của người khác; giấy của bà Minh Anh còn hạn."


def revoked(hall, dossier, *, when="14:00"):
    return fresh(actions.revoke_result(dossier=dossier, reason=ANEW, by=hall.chief, now=at(when)))


def waits(dossier) -> list[str]:
    """In which of the two lists of its body it stands."""
    lists = {"owed": Dossier.objects.fee_owed(dossier.body), "gone": Dossier.objects.fee_gone(dossier.body)}
    return [name for name, found in lists.items() if dossier in found]


def test_what_is_to_go_back_waits_in_the_list_until_it_did_or_the_refusal_is_revoked(hall, by_cash, says):
    assert (by_cash.fee_owed_since, waits(by_cash)) == (at("11:00"), ["owed"])
    again = revoked(hall, by_cash, when="12:00")
    assert waits(again) == [], "the office still holds the fee, and works for it"
    assert fees.of_a_decision(again) == ""
    actions.acknowledge(dossier=again, by=hall.officer, now=at("12:10"))
    actions.decide(dossier=again, by=hall.chief, now=at("12:30"), **REFUSAL)
    assert fresh(by_cash).fee_owed_since == at("12:30")
    assert waits(given_back(hall, by_cash)) == []


def test_what_stays_or_was_granted_waits_in_no_list(hall, in_hand, waiting, says):
    says(in_hand)
    actions.decide(dossier=in_hand, outcome="cap_moi", words="Đủ điều kiện.", by=hall.chief, now=at("11:00"))
    assert waits(fresh(in_hand)) == []
    says(waiting, becomes=FeeBecomes.KEPT.value)
    assert waits(refused(hall, waiting)) == []


def test_a_fee_that_went_back_is_not_asked_again_and_both_sides_read_so(hall, by_cash):
    again = revoked(hall, given_back(hall, by_cash))
    assert (again.fee_gone_since, waits(again)) == (at("14:00"), ["gone"])
    assert again.paid_at is not None, "nobody is asked to pay, and no step waits for money"
    assert "bạn không phải nộp lại" in said(again)
    assert "không còn giữ khoản nào của hồ sơ này, và không thu lại" in said(again, to_office=True)
    assert "135.000 đ lúc 13:00 16/11/2026" in fees.of_a_decision(again)
    actions.acknowledge(dossier=again, by=hall.officer, now=at("14:10"))
    done = actions.decide(dossier=again, by=hall.chief, now=at("14:30"), **REFUSAL)
    assert waits(fresh(done)) == ["gone"], "nothing is left to give back a second time"
    with pytest.raises(refunding.NoFeeToGiveBack):
        given_back(hall, done)


def test_money_on_its_way_arrives_also_after_the_refusal_was_revoked(hall, by_transfer):
    revoked(hall, given_back(hall, by_transfer))
    over = actions.note_refund(dossier=by_transfer, refund=Refund.objects.get(), now=at("15:00"))
    assert (kinds(over)[-1], over.status) == (Kind.FEE_RETURNED, Status.PROCESSING)
    assert over.waiting_since == at("14:00"), "the unit must still say that it has it"


def test_cash_that_was_promised_back_is_handed_out_also_after_the_refusal_was_revoked(hall, by_cash):
    revoked(hall, given_back(hall, by_cash))
    paid = actions.return_cash(dossier=by_cash, slip="PC 3", to="Minh Anh", by=hall.receiver, now=at("15:00"))
    assert (paid.cash_due_since, paid.status) == (None, Status.PROCESSING)


def test_an_older_installation_learns_what_waits_and_what_went_back(hall, by_cash, says):
    gone = submitted(hall, paid=False)
    actions.take_cash(dossier=gone, slip="BL 13", by=hall.receiver, now=at("09:30"))
    revoked(hall, given_back(hall, refused(hall, gone)))
    kept = submitted(hall, paid=False)
    package = {"procedure": {"refused_fee": SAID}}
    Version.objects.filter(pk=by_cash.version_id).update(compiled=json.dumps(package).encode())
    Dossier.objects.update(fee_owed_since=None, fee_gone_since=None)
    migration = import_module("lienthong.work.onestop.migrations.0023_fee_of_a_refusal")
    with connection.cursor() as cursor:
        cursor.execute(migration.OWED)
        cursor.execute(migration.GONE)
    assert [waits(fresh(each)) for each in (by_cash, gone, kept)] == [["owed"], ["gone"], []]
    assert (fresh(by_cash).fee_owed_since, fresh(gone).fee_gone_since) == (at("11:00"), at("14:00"))
