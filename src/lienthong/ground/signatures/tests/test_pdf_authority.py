"""Documents signed with certificates of our own authority, judged with the trust the product really uses."""

from datetime import timedelta

import pytest

from lienthong.ground.signatures import actions, queries, verdict
from lienthong.ground.signatures.pdf import sign
from lienthong.ground.signatures.tests import pdf_workshop
from lienthong.ground.signatures.tests.conftest import NOW
from lienthong.ground.signatures.verdict import SignerKind, Standing


@pytest.fixture
def sealed(workshop):
    stamper = queries.stamper(NOW)
    signed = sign.sign_person(
        pdf_workshop.prepared(), workshop.person, appearance_png=pdf_workshop.handwriting(), capacity="KT.", at=NOW,
        timestamp=stamper,
    )  # fmt: skip
    numbered = pdf_workshop.number(signed)
    return sign.seal(numbered, workshop.seal, seal_png=pdf_workshop.red_seal(), at=NOW, timestamp=stamper)


def test_both_engines_accept_what_our_authority_certified(workshop, sealed):
    found = verdict.judge(sealed, trust=workshop.trust, now=NOW)
    assert found.is_valid, found
    person, seal = found.signatures
    assert (person.signer, person.title, person.signer_kind) == ("Nguyễn Thị Ánh", "Thứ trưởng", SignerKind.PERSON)
    assert (seal.signer, seal.organisation_code, seal.signer_kind) == ("Bộ Tài chính", "G12", SignerKind.ORGANISATION)
    assert {opinion.standing for one in found.signatures for opinion in one.opinions} == {Standing.VALID}


def test_a_revocation_after_the_stamp_leaves_it_valid_for_both_engines(workshop, sealed):
    later = NOW + timedelta(hours=2)
    actions.revoke(certificate=workshop.person_certificate, reason="superseded", by=None, now=later)
    queries.forget()
    assert verdict.judge(sealed, trust=queries.trust(later), now=later).is_valid
