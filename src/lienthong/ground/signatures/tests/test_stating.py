"""Stating, revoking, suspending, publishing: places are given once, reasons kept, the published list says it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lienthong.ground.journal.models import Act
from lienthong.ground.signatures import actions, jobs, queries, sdjwt_verify, statuslist
from lienthong.ground.signatures.models import SigningIntent, StatusChange, StatusList
from lienthong.ground.signatures.refusals import (
    CredentialUnknown,
    NoCertificate,
    ReasonMissing,
    StatusCannotChange,
    StatusListMissing,
)
from lienthong.ground.signatures.sdjwt_verify import Standing
from lienthong.ground.signatures.states import CREDENTIAL_STEPS, CredentialStatus
from lienthong.ground.signatures.tests.conftest import NOW
from lienthong.kit import jobs as kit_jobs

LATER = NOW + timedelta(minutes=2)
SUBJECT = ("onestop.dossier", uuid4())


@pytest.fixture
def body(workshop):
    return workshop.seal_certificate.holder_id


def state(body, **more):
    return actions.state_credential(
        body_id=body,
        code="G12",
        kind="urn:lienthong:vct:thu:1",
        claims={"name": "Nguyễn Thị Ánh", "class": "B"},
        disclosable=["name"],
        subject=SUBJECT,
        by=None,
        now=NOW,
        **more,
    )


def published(stated):
    return StatusList.objects.filter(uri=stated.place.uri).exclude(token="").values_list("token", flat=True)


def judged(stated, *, at=NOW, statuses=None):
    given = published(stated) if statuses is None else statuses
    return sdjwt_verify.verify(stated.token, trust=queries.trust(at), at=at, statuses=given)


def test_a_stated_credential_is_valid_by_the_list_published_with_it(body, settings):
    stated = state(body, ends_at=NOW + timedelta(days=30))
    found = judged(stated)
    assert found.standing is Standing.VALID, found.reasons
    assert found.said == {"name": "Nguyễn Thị Ánh", "class": "B"}
    assert found.claims["iss"] == f"{settings.PUBLIC_URL}/bodies/G12"
    assert stated.place.uri == f"{settings.PUBLIC_URL}/status-lists/G12/1"
    assert SigningIntent.objects.unfinished().count() == 0
    assert SigningIntent.objects.filter(subject_kind="onestop.dossier").count() == 1
    verbs = list(Act.objects.oldest_first().values_list("verb", flat=True))
    assert verbs[-3:] == [
        "signatures.status_list.opened", "signatures.status_list.published", "signatures.credential.issued",
    ]  # fmt: skip


def test_revoked_suspended_restored_and_published_each_time(body):
    stated, other = state(body), state(body)
    given = {"uri": stated.place.uri, "index": stated.place.index, "by": None}
    later = iter(NOW + timedelta(minutes=number) for number in range(1, 20))

    def after(action):
        now = next(later)
        action(**given, reason=" nhầm ", now=now)
        jobs.publish_status_lists(int((now + timedelta(seconds=30)).timestamp()))
        return judged(stated, at=now + timedelta(seconds=30)).standing

    assert after(actions.suspend_credential) is Standing.SUSPENDED
    assert after(actions.restore_credential) is Standing.VALID
    assert after(actions.revoke_credential) is Standing.REVOKED
    for action in (actions.revoke_credential, actions.restore_credential, actions.suspend_credential):
        with pytest.raises(StatusCannotChange):
            action(**given, reason="nhầm", now=LATER)
    assert judged(other, at=NOW + timedelta(minutes=4)).standing is Standing.VALID
    assert list(StatusChange.objects.order_by("id").values_list("status", "reason")) == [
        (2, "nhầm"),
        (0, "nhầm"),
        (1, "nhầm"),
    ]
    assert Act.objects.filter(verb="signatures.credential.revoked").count() == 1


def test_a_revocation_is_known_only_after_publication_and_unchanged_lists_stay(body):
    stated = state(body)
    actions.revoke_credential(uri=stated.place.uri, index=stated.place.index, reason="x", by=None, now=LATER)
    assert judged(stated, at=LATER).standing is Standing.VALID
    jobs.publish_status_lists(int(LATER.timestamp()))
    assert judged(stated, at=LATER).standing is Standing.REVOKED
    assert queries.status_lists_due(LATER + timedelta(minutes=1)) == []
    assert len(queries.status_lists_due(LATER + timedelta(days=1))) == 1
    assert queries.status_lists_due(LATER + timedelta(days=4000)) == []


def test_here_a_revocation_is_known_at_once_and_a_list_that_is_none_says_why(body):
    stated = state(body)
    uri = stated.place.uri
    assert judged(stated, statuses=queries.statuses_now(uri, now=NOW)).standing is Standing.VALID
    actions.revoke_credential(uri=uri, index=stated.place.index, reason="x", by=None, now=LATER)
    found = judged(stated, at=LATER, statuses=queries.statuses_now(uri, now=LATER))
    assert (found.standing, found.status_as_of) == (Standing.REVOKED, LATER)
    assert judged(stated, at=LATER).standing is Standing.VALID, "the published list does not say so yet"
    much_later = NOW + statuslist.LIFETIME * 2
    still = judged(stated, at=much_later, statuses=queries.statuses_now(uri, now=much_later))
    assert still.standing is Standing.REVOKED, "however old the published list, here it is known"
    assert queries.statuses_now("https://elsewhere.example/1", now=NOW) == []
    StatusList.objects.update(token="eyJ.broken.list")
    assert queries.statuses_now(uri, now=NOW) == ["eyJ.broken.list"]
    assert judged(stated, statuses=queries.statuses_now(uri, now=NOW)).standing is Standing.STATUS_UNKNOWN


def test_a_change_is_published_right_after_it_was_committed_and_only_once(body, monkeypatch):
    asked = []
    monkeypatch.setattr(kit_jobs, "defer", lambda name, **values: asked.append((name, values)))
    monkeypatch.setattr(jobs.clock, "now", lambda: LATER)
    stated, other = state(body), uuid4()
    actions.revoke_credential(uri=stated.place.uri, index=stated.place.index, reason="x", by=None, now=LATER)
    held = StatusList.objects.get()
    assert asked == [("signatures.publish_status_list", {"of": str(held.pk)})]
    jobs.publish_status_list(of=str(other))
    assert judged(stated, at=LATER).standing is Standing.VALID
    jobs.publish_status_list(of=str(held.pk))
    assert judged(stated, at=LATER).standing is Standing.REVOKED
    jobs.publish_status_list(of=str(held.pk))
    assert Act.objects.filter(verb="signatures.status_list.published").count() == 2


def test_without_a_reason_or_for_a_place_never_given_nothing_changes(body):
    place = state(body).place
    with pytest.raises(ReasonMissing):
        actions.revoke_credential(uri=place.uri, index=place.index, reason=" ", by=None, now=NOW)
    for uri, index in (
        (place.uri, (place.index + 1) % statuslist.SIZE),
        (place.uri, -1),
        (place.uri, 99_999),
        ("x", 1),
    ):
        with pytest.raises(CredentialUnknown):
            actions.revoke_credential(uri=uri, index=index, reason="x", by=None, now=NOW)
    assert not StatusChange.objects.exists()


def test_a_full_list_is_followed_by_the_next_and_bodies_without_code_have_their_own(workshop, body):
    first = actions.reserve(body_id=body, code="G12", by=None, now=NOW)
    again = actions.reserve(body_id=body, code="G12", by=None, now=NOW)
    assert (first.uri, first.index != again.index) == (again.uri, True)
    StatusList.objects.update(given_count=statuslist.SIZE)
    assert actions.reserve(body_id=body, code="G12", by=None, now=NOW).uri.endswith("/G12/2")
    nameless = uuid4()
    with pytest.raises(NoCertificate):
        actions.reserve(body_id=nameless, code="", by=None, now=NOW)
    actions.issue_seal(body_id=nameless, name="Cơ quan không mã", code="", by=None, now=NOW)
    assert actions.reserve(body_id=nameless, code="", by=None, now=NOW).uri.endswith(f"/{nameless}/1")
    assert str(queries.status_list("G12", 2)).endswith("/G12/2")
    with pytest.raises(StatusListMissing):
        queries.status_list("G12", 3)


def test_what_was_revoked_stays_revoked():
    assert CREDENTIAL_STEPS[CredentialStatus.REVOKED] == frozenset()
    assert set(CREDENTIAL_STEPS) == set(CredentialStatus)
