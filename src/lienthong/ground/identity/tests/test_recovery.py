"""Getting back in: never weaker than getting in, never by one official alone, never without the old contact knowing."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lienthong.ground.identity import actions, queries, rules
from lienthong.ground.identity.models import Session
from lienthong.ground.identity.states import AccountLevel, Proof
from lienthong.ground.journal.models import Act
from lienthong.kit import clock

from .conftest import EMAIL, NOW, PASSWORD, SPOKEN_PHONE

NEW = "mây trắng bay ngang đầu núi"
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def officials(db):
    return [
        actions.create_account(email=f"mot-cua-{number}@lienthong.example", full_name=name, by=None, now=NOW)
        for number, name in enumerate(["Đỗ Thị Hoa", "Bùi Văn Thắng"])
    ]


def proven(account):
    return actions.identify(
        account=account, number="001090000123", level=AccountLevel.TWO, way=Proof.NATIONAL_ID, evidence="t", by=None,
        now=NOW,
    )  # fmt: skip


def raised(account, official, **more):
    return actions.raise_recovery(
        account=account, evidence="CCCD gắn chip, đối chiếu mặt", by=official, now=NOW, **more
    )


def ask(client, post, address=SPOKEN_PHONE):
    client.post("/citizen/recover/", {"address": address})
    return client.post("/citizen/recover/code/", {"code": post.code})


def choose(client, **more):
    return client.post("/citizen/recover/password/", {"password1": NEW, "password2": NEW, **more})


def test_an_account_opened_by_a_code_is_recovered_by_one_and_its_sessions_end(client, post, minh):
    other = Client()
    other.force_login(minh)
    assert ask(client, post)["location"] == "/citizen/recover/password/"
    assert choose(client)["location"] == "/citizen/sign-in/"
    minh.refresh_from_db()
    assert minh.check_password(NEW)
    assert not Session.objects.of(minh).exists()
    assert Act.objects.about(minh).filter(verb="identity.account.recovered").exists()


def test_a_proven_account_is_not_recovered_by_a_code_alone(client, post, minh):
    proven(minh)
    ask(client, post)
    assert "hãy ghi thêm một mã dự phòng" in client.get("/citizen/recover/password/").content.decode()
    assert "Mã dự phòng không đúng" in choose(client, spare="12345678").content.decode()
    assert "Nhập mã dự phòng." in choose(client).content.decode()
    with pytest.raises(rules.RecoverOtherwise):
        actions.recover_by_code(account=minh, password=NEW, spare=False, now=NOW)
    minh.refresh_from_db()
    assert not minh.check_password(NEW)


def test_a_proven_account_is_recovered_with_a_recovery_code_beside(client, post, minh):
    proven(minh)
    spare = RecoveryCodes.activate(minh).get_unused_codes()[0]
    ask(client, post)
    assert choose(client, spare=f"{spare[:4]} {spare[4:]}")["location"] == "/citizen/sign-in/"
    minh.refresh_from_db()
    assert minh.check_password(NEW)
    assert spare not in RecoveryCodes.activate(minh).get_unused_codes()


def test_guessing_at_recovery_codes_is_stopped(client, post, minh):
    proven(minh)
    RecoveryCodes.activate(minh)
    ask(client, post)
    assert [choose(client, spare="00000000").status_code for _try in range(6)] == [200] * 5 + [429]


def test_a_stranger_sees_the_same_pages_and_gets_nowhere(client, post, db):
    assert client.post("/citizen/recover/", {"address": SPOKEN_PHONE})["location"] == "/citizen/recover/code/"
    assert not post.sent
    assert "Mã không đúng" in client.post("/citizen/recover/code/", {"code": "123456"}).content.decode()


def test_the_pages_after_the_first_lead_back_to_it(client, db):
    for page in ("code", "password"):
        assert client.get(f"/citizen/recover/{page}/")["location"] == "/citizen/recover/"


def test_the_first_page_says_all_ways_and_what_is_wrong(client, post, minh):
    assert "Tại quầy một cửa" in client.get("/citizen/recover/").content.decode()
    for _time in range(5):
        client.post("/citizen/recover/", {"address": SPOKEN_PHONE})
    assert "Đã gửi quá nhiều mã" in client.post("/citizen/recover/", {"address": SPOKEN_PHONE}).content.decode()


def test_the_proof_holds_a_quarter_of_an_hour(client, post, minh):
    with time_machine.travel(clock.now(), tick=False) as clocks:
        ask(client, post)
        clocks.shift(timedelta(minutes=16))
        assert choose(client)["location"] == "/citizen/recover/"


def test_an_account_disabled_meanwhile_is_not_recovered(client, post, minh):
    ask(client, post)
    actions.disable_account(account=minh, by=None, now=NOW)
    assert choose(client)["location"] == "/citizen/recover/"


def test_at_the_counter_two_officials_open_the_account_and_everything_old_stops(client, post, lan, officials):
    """Telephone lost, mailbox dead, seventy years old: in at the counter, with every step on record."""
    first, second = officials
    TOTP.activate(lan, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client.force_login(lan)
    recovery = raised(lan, first, address="0000 777 777")
    assert (post.sent[-1]["email"], post.kinds[-1]) == (EMAIL, "identity.recovery.asked")
    assert list(queries.recoveries_waiting(LATER)) == [recovery]
    invitation = actions.approve_recovery(recovery=recovery, by=second, now=LATER)
    assert (post.sent[-1]["email"], post.kinds[-1]) == (EMAIL, "identity.contact.changed")
    lan.refresh_from_db()
    assert lan.phone == "+84000777777"
    assert not lan.has_usable_password()
    assert not Authenticator.objects.filter(user=lan).exists()
    assert not Session.objects.of(lan).exists()
    assert invitation.expires_at == LATER + timedelta(minutes=30)
    with time_machine.travel(LATER, tick=False):
        there = reverse("sign-in-link", args=[queries.link_token(invitation)])
        assert client.post(there, {"password1": NEW, "password2": NEW})["location"] == "/account/"
    verbs = list(Act.objects.about(lan).oldest_first().values_list("verb", flat=True))
    assert verbs[-6:] == [
        "identity.account.recovery_asked",
        "identity.account.contact_changed",
        "identity.account.recovered",
        "identity.account.invited",
        "identity.account.link_used",
        "identity.account.password_set",
    ]


def test_whoever_raised_it_and_whose_account_it_is_may_not_decide(post, lan, officials):
    recovery = raised(lan, officials[0])
    for somebody in (officials[0], lan):
        for decide in (
            lambda by: actions.approve_recovery(recovery=recovery, by=by, now=LATER),
            lambda by: actions.refuse_recovery(recovery=recovery, reason="không khớp", by=by, now=LATER),
        ):
            with pytest.raises(rules.SecondOfficialNeeded):
                decide(somebody)
    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)


def test_the_database_itself_refuses_one_official_for_both(post, lan, officials):
    recovery = raised(lan, officials[0])
    recovery.decided_by = officials[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        recovery.save()


def test_nobody_raises_it_for_themselves_nor_without_evidence(lan, officials):
    with pytest.raises(rules.SecondOfficialNeeded):
        raised(lan, lan)
    with pytest.raises(rules.EvidenceMissing):
        actions.raise_recovery(account=lan, evidence=" ", by=officials[0], now=NOW)


def test_a_refusal_says_why_and_leaves_the_account_as_it_was(post, lan, officials):
    first, second = officials
    recovery = raised(lan, first)
    with pytest.raises(rules.EvidenceMissing):
        actions.refuse_recovery(recovery=recovery, reason="", by=second, now=LATER)
    refused = actions.refuse_recovery(recovery=recovery, reason="ảnh không khớp", by=second, now=LATER)
    assert (refused.approved, refused.reason) == (False, "ảnh không khớp")
    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)
    with pytest.raises(rules.RecoverySettled):
        actions.approve_recovery(recovery=recovery, by=second, now=LATER)
    assert str(recovery).startswith("Trần Thị Lan")


def test_one_recovery_runs_at_a_time_and_for_a_day(post, lan, officials):
    first, second = officials
    old = raised(lan, first)
    with pytest.raises(rules.RecoveryRunning):
        raised(lan, second)
    tomorrow = NOW + timedelta(hours=24)
    with pytest.raises(rules.RecoverySettled):
        actions.approve_recovery(recovery=old, by=second, now=tomorrow)
    actions.raise_recovery(account=lan, evidence="CCCD", by=second, now=tomorrow)
    old.refresh_from_db()
    assert (old.approved, old.reason) == (False, "ran out")


def test_a_new_contact_that_reaches_nobody_is_refused_at_once(post, lan, officials):
    with pytest.raises(rules.NotReachable):
        raised(lan, officials[0], address="12")


def test_whoever_keeps_the_old_contact_gets_a_link_and_nothing_else_is_changed(post, minh, officials):
    first, second = officials
    actions.approve_recovery(recovery=raised(minh, first), by=second, now=LATER)
    minh.refresh_from_db()
    assert minh.phone == "+84000123456"
    assert post.kinds == ["identity.recovery.asked"]
