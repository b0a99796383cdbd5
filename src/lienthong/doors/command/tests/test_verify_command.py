"""`lienthong verify`: every kind of file, its tampered twin, and a machine with nothing but the package."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding

from lienthong.doors.command.verify import verify
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal import installation, receipts, sequencer
from lienthong.ground.journal.queries import proofs
from lienthong.ground.signatures import cms, queries, xmldsig
from lienthong.kit import clock
from lienthong.kit.ids import new_id

NOW = clock.now()


@pytest.fixture
def kit(db, tmp_path):
    """A root, a signed file of each kind, and the log's key, as files; the signer is of today."""
    from lienthong.ground.signatures import actions as signatures

    queries.forget()
    since = NOW - timedelta(hours=1)
    signatures.set_up_authority(now=since)
    body = new_id()
    signatures.issue_seal(body_id=body, name="Bộ Thử", code="G12", by=None, now=since)
    (tmp_path / "root.pem").write_bytes(queries.trust(NOW).anchors[0].public_bytes(Encoding.PEM))
    (tmp_path / "root.cer").write_bytes(queries.trust(NOW).anchors[0].public_bytes(Encoding.DER))
    yield tmp_path, queries.signer_of(body, now=NOW)
    queries.forget()


def run(*words):
    return CliRunner().invoke(verify, [str(word) for word in words])


def told(*words):
    done = run(*words, "--json")
    return done.exit_code, json.loads(done.output)


def test_a_detached_signature_with_its_content_and_with_another(kit, settings):
    folder, signer = kit
    content, signature = folder / "a.txt", folder / "a.p7s"
    content.write_text("nội dung")
    signature.write_bytes(cms.detached(signer, hashlib.sha256(content.read_bytes()).digest(), signing_time=NOW))
    for root in ("root.pem", "root.cer"):
        code, (found,) = told(signature, "--content", content, "--trust", folder / root)
        assert (code, found["kind"], found["valid"], found["facts"]["signer"]) == (0, "cms", True, "Bộ Thử")
    code, (found,) = told(signature, "--content", content)
    assert (code, found["standing"]) == (1, "unknown-signer")
    address = f"{settings.PUBLIC_URL}/pki/ca/root.cer"
    assert f"Chứng thư gốc của nơi cấp: {address}" in run(signature, "--content", content).output
    content.write_text("nội dunG")
    code, (found,) = told(signature, "--content", content, "--trust", folder / "root.pem")
    assert (code, found["facts"]["reason"]) == (1, "digest-differs")
    code, (found,) = told(signature)
    assert (code, found["kind"], found["standing"]) == (1, "cms", "unsigned")


def test_a_signed_xml_and_its_twin(kit, settings):
    from lxml import etree

    folder, signer = kit
    root = xmldsig.parse(b"<a><b>1</b></a>")
    xmldsig.sign_enveloped(root, signer)
    file = folder / "a.xml"
    file.write_bytes(etree.tostring(root))
    code, (found,) = told(file, "--trust", folder / "root.pem")
    assert (code, found["kind"], found["valid"]) == (0, "xml", True)
    assert f"{settings.PUBLIC_URL}/pki/ca/root.cer" in run(file).output
    file.write_bytes(file.read_bytes().replace(b"<b>1</b>", b"<b>2</b>"))
    code, (found,) = told(file, "--trust", folder / "root.pem")
    assert (code, found["valid"]) == (1, False)


def test_a_credential_needs_the_list_of_its_issuer_to_be_called_valid(kit):
    from lienthong.ground.signatures import actions as signatures
    from lienthong.ground.signatures import together

    folder, signer = kit
    body = queries.Certificate.objects.get(der=signer.certificate_der).holder_id
    whole = together.with_digest({"name": "Nguyễn Thị Ánh"})
    stated = signatures.state_credential(
        body_id=body, code="G12", kind="urn:lienthong:vct:thu:1", claims=whole, disclosable=["name"],
        subject=("onestop.dossier", body), by=None, now=NOW,
    )  # fmt: skip
    file, listed = folder / "ket-qua.sd-jwt", folder / "list.jwt"
    file.write_text(stated.token + "\n")
    listed.write_text(queries.status_list("G12", 1).token)
    code, (found,) = told(file, "--trust", folder / "root.pem", "--status", listed)
    assert (code, found["kind"], found["valid"]) == (0, "credential", True)
    text = run(file, "--trust", folder / "root.pem").output
    assert text.startswith("? ")
    assert "chưa biết có bị thu hồi hay không" in text
    assert f"→ Tải danh sách trạng thái của nơi cấp ở {stated.place.uri} rồi đưa bằng --status TỆP." in text
    assert "Bộ Thử" in text
    home = stated.place.uri.split("/status-lists/", 1)[0]
    unknown = run(file).output
    assert unknown.startswith("? ")
    assert f"--trust TỆP. Chứng thư gốc của nơi cấp: {home}/pki/ca/root.cer" in unknown
    assert "Nguyễn Thị Ánh" in text
    assert told(file, "--trust", folder / "root.pem")[1][0]["standing"] == "status-unknown"
    assert told(file, "--status", listed)[1][0]["standing"] == "unknown-signer"
    file.write_text(stated.token.replace("~", "~~", 1))
    assert told(file, "--trust", folder / "root.pem", "--status", listed)[1][0]["standing"] == "invalid"
    file.write_text("eyJ" + "a" * 3_000_000)
    assert told(file, "--trust", folder / "root.pem")[0] == 1


def test_a_result_of_a_shipped_procedure_is_told_in_its_words(kit):
    from lienthong.ground.signatures import actions as signatures
    from lienthong.work.services.packages import read_shipped

    folder, signer = kit
    body = queries.Certificate.objects.get(der=signer.certificate_der).holder_id
    claims = {
        "package": read_shipped("doi_giay_phep_lai_xe").address, "procedure": "1.002809", "result": "cap_moi",
        "granted": True, "subject_name": "Ánh", "facts": {"channel": "online", "withheld": False},
    }  # fmt: skip
    file = folder / "ket-qua.sd-jwt"
    for package, words in ((claims["package"], "Kết quả: Giấy phép lái xe mới"), ("0" * 64, "Kết quả: cap_moi")):
        stated = signatures.state_credential(
            body_id=body, code="G12", kind="urn:lienthong:vct:thu:1", claims=claims | {"package": package},
            disclosable=[], subject=("onestop.dossier", body), by=None, now=NOW,
        )  # fmt: skip
        file.write_text(stated.token)
        text = run(file, "--trust", folder / "root.pem").output
        assert words in text
        assert "Người được giải quyết: Ánh" in text
        assert "Được chấp thuận: có" in text
        assert "Dữ kiện dùng để quyết định: không hiện ở đây" in text, "a result of before, that carries answers"
    assert told(file, "--trust", folder / "root.pem")[1][0]["facts"]["claims"]["result"] == "cap_moi"


def test_a_pdf_is_worth_no_more_than_the_credential_it_carries(kit):
    from lienthong.ground.signatures import actions as signatures
    from lienthong.ground.signatures import together
    from lienthong.ground.signatures.pdf import sign
    from lienthong.ground.signatures.tests import pdf_workshop

    folder, signer = kit
    body = queries.Certificate.objects.get(der=signer.certificate_der).holder_id
    stated = signatures.state_credential(
        body_id=body, code="G12", kind="urn:lienthong:vct:thu:1", claims={"name": "Ánh"}, disclosable=[],
        subject=("onestop.dossier", body), by=None, now=NOW,
    )  # fmt: skip
    laid = together.attach(pdf_workshop.prepared(), stated.token, at=NOW)
    file, listed = folder / "ket-qua.pdf", folder / "list.jwt"
    file.write_bytes(sign.seal(laid, signer, seal_png=pdf_workshop.red_seal(), at=NOW))
    listed.write_text(queries.status_list("G12", 1).token)
    code, (found,) = told(file, "--trust", folder / "root.pem", "--status", listed)
    assert (code, found["kind"], found["valid"]) == (0, "pdf", True)
    assert found["facts"]["credential"]["claims"]["name"] == "Ánh"
    code, (found,) = told(file, "--trust", folder / "root.pem")
    assert (code, found["valid"], found["standing"]) == (1, False, "status-unknown")
    text = run(file, "--trust", folder / "root.pem").output
    assert text.startswith("? ")
    assert f"nơi cấp ở {stated.place.uri} rồi" in text
    assert f"✓ Bộ Thử lúc {clock.local(NOW):%d/%m/%Y %H:%M}\n" in text, "the name once, the time of this country"
    assert "/pki/ca/root.cer" in run(file).output
    file.write_bytes(file.read_bytes().replace(b"/Lang", b"/Lung").replace(b"/MediaBox", b"/MediaBax", 1))
    assert run(file).output.startswith("✗ ")


def test_a_sealed_pdf_names_where_the_root_is_and_one_that_does_not_says_whom_to_ask(kit, settings):
    from lienthong.ground.signatures.pdf import sign
    from lienthong.ground.signatures.tests import pdf_workshop

    folder, signer = kit
    file = folder / "xac-nhan.pdf"
    file.write_bytes(sign.seal(pdf_workshop.prepared(), signer, seal_png=pdf_workshop.red_seal(), at=NOW))
    assert f"Chứng thư gốc của nơi cấp: {settings.PUBLIC_URL}/pki/ca/root.cer" in run(file).output
    file.write_bytes(pdf_workshop.travel(pdf_workshop.Hierarchy.made()).sealed)
    said = run(file).output
    assert "Tệp này không ghi nơi lấy: hãy xin ở nơi đã ký." in said
    assert "<" not in said


def test_here_a_revocation_is_known_at_once(kit):
    from lienthong.ground.signatures import actions as signatures

    folder, signer = kit
    body = queries.Certificate.objects.get(der=signer.certificate_der).holder_id
    stated = signatures.state_credential(
        body_id=body, code="G12", kind="urn:lienthong:vct:thu:1", claims={"name": "Ánh"}, disclosable=[],
        subject=("onestop.dossier", body), by=None, now=NOW,
    )  # fmt: skip
    file, other = folder / "ket-qua.sd-jwt", folder / "other.xml"
    file.write_text(stated.token)
    other.write_text("<a/>")
    assert told(file, "--here")[1][0]["standing"] == "valid"
    signatures.revoke_credential(uri=stated.place.uri, index=stated.place.index, reason="x", by=None, now=clock.now())
    code, (found, unsigned) = told(file, other, "--here")
    assert (code, found["standing"], unsigned["valid"]) == (1, "revoked", False)
    assert told(file, "--trust", folder / "root.pem")[1][0]["standing"] == "status-unknown"


def test_a_receipt_of_the_log_needs_the_logs_key(kit):
    folder, _signer = kit
    act = journal.record("exchange.document.sent", ("documents.document", new_id()), by=None, at=NOW)
    sequencer.sequence_now()
    act.refresh_from_db()
    file = folder / "receipt.json"
    file.write_bytes(receipts.encode(proofs.receipt_of(act)))
    assert told(file)[1][0]["standing"] == "unknown-signer"
    key = folder / "vkey"
    key.write_text(str(installation.verifier()))
    assert told(file, "--vkey", key)[0] == 0
    assert told(file, "--vkey", str(installation.verifier()))[0] == 0
    file.write_bytes(file.read_bytes().replace(b"document.sent", b"document.lost"))
    assert told(file, "--vkey", key)[0] == 1


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", "other"), (b"hello", "other"), (b"{}", "other"), (b"{", "other"), (b"%PDF-1.7", "pdf"), (b"<a/>", "xml"),
     (b"PK\x03\x04", "evidence"), (b"<edXML xmlns='http://www.mic.gov.vn/TBT/QCVN_102_2016'/>", "xml")],
)  # fmt: skip
def test_what_is_signed_by_nobody_is_not_valid(data, kind, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(data)
    code, (found,) = told(file)
    assert (code, found["kind"], found["valid"]) == (1, kind, False)
    assert len(found["sentence"]) > 10


def test_several_files_are_told_one_by_one_and_one_bad_one_fails_the_call(kit, tmp_path):
    (tmp_path / "x").write_bytes(b"hello")
    done = run(tmp_path / "x", tmp_path / "root.pem")
    assert done.exit_code == 1
    assert done.output.count("✗") >= 2


def test_words_that_are_off_are_exit_code_2(tmp_path):
    (tmp_path / "x").write_bytes(b"hello")
    for words in (
        [],
        [tmp_path / "absent"],
        [tmp_path / "x", tmp_path / "x", "--content", tmp_path / "x"],
        [tmp_path / "x", "--trust", tmp_path / "x"],
        [tmp_path / "x", "--vkey", "nothing"],
    ):
        assert run(*words).exit_code == 2


def test_it_runs_where_there_is_nothing_but_the_package(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7")
    program = Path(sys.executable).with_name("lienthong")
    done = subprocess.run(
        [program, "verify", "x.pdf"], cwd=tmp_path, env={"PATH": os.environ["PATH"], "LANG": "en_GB.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "x.pdf" in done.stdout
    assert not done.stderr
