"""A credential's verdict in plain words, in both languages; and when nobody knows, that is what it says."""

from datetime import timedelta

import pytest
from django.utils import translation

from lienthong.ground.signatures import sdjwt, sdjwt_sentences
from lienthong.ground.signatures.refusals import REASONS
from lienthong.ground.signatures.sdjwt_verify import STEPS, Standing
from lienthong.ground.signatures.states import CredentialStatus
from lienthong.ground.signatures.tests.credential_workshop import CLAIMS, House, house, issue
from lienthong.ground.signatures.tests.test_sdjwt import judged, listed


def test_everything_has_words():
    assert set(sdjwt_sentences.STANDINGS) == set(Standing)
    assert set(sdjwt_sentences.STEPS) == set(STEPS)


def test_who_says_what_from_when_until_when_and_whether_it_still_holds():
    text = "\n".join(sdjwt_sentences.lines(judged(sdjwt.present(issue(), ["name", "born", "address"]))))
    for part in (
        "✓ Chữ ký khớp với nội dung", "Nơi cấp: UBND tỉnh Nghệ An (H41)", "Họ và tên: Nguyễn Thị Ánh", "Hạng: B",
        "Ngày sinh: 28/02/1990", "Địa chỉ: Tỉnh hoặc thành phố: Nghệ An; Số nhà, đường: 12 Lê Lợi",
        "Không đưa ra: 1 mục", "Cấp lúc: 20/11/2026 09:00", "Hết hạn lúc: 20/11/2027 09:00",
        "Trạng thái: Còn hiệu lực, theo danh sách của nơi cấp lúc 20/11/2026 09:00",
    ):  # fmt: skip
        assert part in text


def test_the_same_in_english():
    with translation.override("en"):
        found = judged(issue(), statuses=[])
        text = "\n".join(sdjwt_sentences.lines(found))
        assert "not known whether it was revoked" in sdjwt_sentences.standing(found)
        assert "Status: Not known: no status list of the issuer is at hand" in text
        assert "– Not revoked or suspended by the status list: No status list" in text


def test_nothing_is_told_of_a_stranger_but_that_he_is_one():
    lines = list(sdjwt_sentences.lines(judged(issue(House("Gốc lạ").body()))))
    assert len(lines) == len(STEPS)
    assert str(REASONS["no-path"]) in lines[2]
    assert sdjwt_sentences.issuer(judged("x")) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "có"), (False, "không"), (None, "–"), (7, "7"), (["a", 1], "a, 1"), ("2026-13-45", "2026-13-45"),
     ({"x": ["2026-01-02"]}, "x: 02/01/2026")],
    ids=["yes", "no", "nothing", "number", "list", "no day", "deeper"],
)  # fmt: skip
def test_values_are_written_as_people_write_them(value, words):
    found = judged(issue(claims={"v": value, "nonce": "x", "content_sha256": "y"}, disclosable=[]))
    assert sdjwt_sentences.said(found) == [("v", words)]


def test_status_in_words():
    assert "tạm đình chỉ" in sdjwt_sentences.status(
        judged(issue(), statuses=[listed({4711: CredentialStatus.SUSPENDED})])
    )
    assert "không có danh sách" in sdjwt_sentences.status(judged(issue(status=None)))
    nameless = house().body("Cơ quan không mã", "")
    found = judged(issue(nameless, issuer="https://x.example", status=None, ends_at=None, claims=CLAIMS))
    assert sdjwt_sentences.issuer(found) == "Cơ quan không mã"
    assert not any("Hết hạn" in line for line in sdjwt_sentences.lines(found))
    late = judged(issue(), at=found.issued_at + timedelta(days=366), statuses=[])
    assert sdjwt_sentences.standing(late) == "Chứng nhận thật nhưng đã hết hạn."
