"""The verification page on credentials: pasted or as a file, with the lists of this installation, beside a paper's QR."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import at, submitted
from lienthong.ground.signatures import actions, queries, sdjwt, together
from lienthong.ground.signatures.pdf import sign
from lienthong.ground.signatures.tests import pdf_workshop
from lienthong.kit import clock
from lienthong.work.onestop import actions as onestop

pytestmark = pytest.mark.django_db
CLAIMS = {"name": "Nguyễn Thị Ánh", "class": "B", "born": "1990-02-28"}


@pytest.fixture(autouse=True)
def own_cache(db):
    cache.clear()


@pytest.fixture
def stated(country):
    """A credential of the ministry, of today."""
    whole = together.with_digest(CLAIMS)
    return actions.state_credential(
        body_id=country.ministry.body.pk, code="G12", kind="urn:lienthong:vct:thu:1", claims=whole,
        disclosable=[name for name in whole if name != together.DIGEST], subject=country.ministry.body, by=None,
        now=clock.now(),
    )  # fmt: skip


def given(*, text="", files=(), query="", json_wanted=True):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    headers = {"accept": "application/json"} if json_wanted else {}
    return Client(enforce_csrf_checks=True).post(f"/verify/{query}", {"text": text, "file": uploads}, headers=headers)


def digest_of(token):
    import json

    return json.loads(sdjwt.jose.from_text(token.split(".")[1]))[together.DIGEST]


def test_a_pasted_credential_is_told_in_plain_words(stated):
    page = given(text=f"  {stated.token}\n", json_wanted=False).text
    for words in (
        "Chứng nhận hợp lệ",
        "Bộ Tài chính (G12)",
        "Nguyễn Thị Ánh",
        "28/02/1990",
        "Còn hiệu lực, theo danh sách",
    ):
        assert words in page
    assert "content_sha256</dt>" not in page
    found = given(text=stated.token).json()
    assert (found["kind"], found["valid"], found["standing"]) == ("credential", True, "valid")
    assert found["facts"]["credential"]["claims"]["class"] == "B"
    assert len(found["steps"]) == 8


def test_a_result_is_told_in_the_words_of_its_procedure(shop):
    dossier = onestop.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
    result = onestop.decide(dossier=dossier, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00")).result
    page = given(text=result.credential, json_wanted=False).text.split("<details")[0]
    for words in ("Giấy phép lái xe mới", "Đổi giấy phép lái xe", "Được chấp thuận", "Người được giải quyết"):
        assert words in page
    for code in ("cap_moi", "subject_name", "granted", "withheld", "package", "online"):
        assert code not in page, code
    assert given(text=result.credential).json()["facts"]["credential"]["claims"]["result"] == "cap_moi"


def test_as_a_file_and_when_revoked_and_when_touched(stated):
    as_file = given(files=[("ket-qua.sd-jwt", stated.token.encode())])
    assert as_file.json()["valid"] is True
    actions.revoke_credential(
        uri=stated.place.uri, index=stated.place.index, reason="nhầm", by=None, now=clock.now()
    )  # fmt: skip
    page = given(text=stated.token, json_wanted=False).text
    assert "Chứng nhận đã bị thu hồi" in page
    assert "verdict-clay" in page
    touched = stated.token.replace(".", ".e", 1)
    found = given(text=touched).json()
    assert (found["standing"], found["facts"]["said"], found["facts"]["status"]) == ("invalid", [], "")


def test_a_list_that_came_along_is_used_in_either_order(stated):
    listed = queries.status_list("G12", 1).token.encode()
    queries.status_list("G12", 1).__class__.objects.update(token="")
    assert given(text=stated.token).json()["standing"] == "status-unknown"
    one, other = ("a.sd-jwt", stated.token.encode()), ("list.jwt", listed)
    assert given(files=[one, other]).json()["valid"] is True
    assert given(files=[other, one]).json()["valid"] is True
    assert given(files=[other]).json()["valid"] is False
    assert given(files=[("a.sd-jwt", b"eyJ" + b"~" * 3_000_000)]).json()["valid"] is False


def test_the_paper_that_was_scanned_is_compared_with_the_file(stated):
    query = f"?c=G12-261120-0001&d={digest_of(stated.token)}"
    page = Client().get(f"/verify/{query}").text
    assert "Mã kết quả: G12-261120-0001" in page
    found = given(text=stated.token, query=query).json()
    assert found["valid"] is True
    assert found["steps"][-1] == {"words": "Nội dung khớp với mã QR trên giấy", "held": True}
    other = given(text=stated.token, query="?c=x&d=other").json()
    assert (other["valid"], other["steps"][-1]["held"]) == (False, False)
    assert "KHÁC" in other["headline"]
    part = sdjwt.present(stated.token, ["name"])
    assert given(text=part, query=query).json()["valid"] is True


def test_without_a_digest_nothing_is_compared(country):
    plain = actions.state_credential(
        body_id=country.ministry.body.pk, code="G12", kind="urn:x:1", claims=CLAIMS, disclosable=[],
        subject=country.ministry.body, by=None, now=clock.now(),
    )  # fmt: skip
    found = given(text=plain.token, query="?c=x&d=y").json()
    assert (found["valid"], found["steps"][-1]["held"]) == (True, None)


def test_a_pdf_is_worth_no_more_than_the_credential_inside_it(country, stated):
    signer = queries.signer_of(country.ministry.body.pk, now=clock.now())
    laid = together.attach(pdf_workshop.prepared(), stated.token, at=clock.now())
    pdf = sign.seal(laid, signer, seal_png=pdf_workshop.red_seal(), at=clock.now())
    found = given(files=[("ket-qua.pdf", pdf)], query=f"?c=x&d={digest_of(stated.token)}").json()
    assert (found["kind"], found["standing"]) == ("pdf", "valid"), found
    assert (len(found["signatures"]), len(found["steps"])) == (1, 9)
    actions.revoke_credential(uri=stated.place.uri, index=stated.place.index, reason="x", by=None, now=clock.now())
    found = given(files=[("ket-qua.pdf", pdf)]).json()
    assert (found["valid"], found["standing"], found["headline"]) == (
        False, "revoked", "Chứng nhận đã bị thu hồi, không còn giá trị.",
    )  # fmt: skip


def test_a_pdf_with_another_file_inside_is_judged_as_before(country):
    import io

    import pikepdf

    signer = queries.signer_of(country.ministry.body.pk, now=at("09:00"))
    with pikepdf.open(io.BytesIO(pdf_workshop.prepared())) as pdf:
        pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="a.txt")
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    sealed = sign.seal(out.getvalue(), signer, seal_png=pdf_workshop.red_seal(), at=at("09:00"))
    found = given(files=[("a.pdf", sealed)]).json()
    assert (found["valid"], found["steps"]) == (True, [])


def test_the_issuers_address_leads_to_the_body(country):
    found = Client().get("/bodies/G12")
    assert (found.status_code, found.headers["Location"]) == (302, f"/directory/{country.ministry.body.pk}/")
    assert Client().get("/bodies/G99").status_code == 404
    assert Client().get("/bodies/G12.01").status_code == 404
