"""The evidence file: whole, honest about what is missing, refused with any byte changed, and readable by strangers."""

import io
import itertools
import json
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import override

from conftest import at
from lienthong.ground.journal import installation, sequencer
from lienthong.ground.signatures import queries as signatures
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.states import ProofLevel
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import evidence, evidence_archive, evidence_verify, lanes, verifying
from lienthong.records.exchange import evidence_layout as layout
from lienthong.records.exchange.evidence_archive import Part
from lienthong.records.exchange.models import Delivery

NOW = at("16:00")


@pytest.fixture(autouse=True)
def in_vietnamese():
    """Whatever language a test before left behind."""
    with override("vi"):
        yield


@pytest.fixture
def sent(country):
    """A document signed, sealed and sent to two bodies; not carried yet."""
    office = country.ministry
    draft = documents.draft(
        kind="cong_van",
        subject="V/v bằng chứng",
        text="Kính đề nghị quý cơ quan phối hợp.",
        by=office.specialist,
        now=at("09:00"),
        signer=office.leader,
    )
    documents.set_recipients(
        document=draft,
        addresses=[Address(country.other.body), Address(country.province.body)],
        by=office.specialist,
        now=at("09:00"),
    )
    documents.submit(document=draft, by=office.specialist, now=at("09:01"))
    documents.sign(document=draft, by=office.leader, now=at("09:10"))
    documents.reserve_number(document=draft, by=office.clerk, now=at("09:20"))
    documents.number(document=draft, by=office.clerk, now=at("09:20"))
    sealed = documents.seal(document=draft, by=office.clerk, now=at("09:21"))
    message = exchange.send_document(document=sealed, by=office.clerk, now=at("09:22"))
    return Delivery.objects.get(message=message, recipient=country.other.body)


@pytest.fixture
def handled(sent, country):
    """Arrived, archived, accepted, given to a unit, begun and done; everything in the log."""
    lanes.carry_round(at("09:23"))
    documents.archive(document=sent.message.document, level=ProofLevel.B_LT, now=at("09:23"))
    exchange.accept_document(delivery=sent, by=country.other.clerk, now=at("09:30"))
    unit, holder = country.other.unit, country.other.specialist
    exchange.assign_document(delivery=sent, unit=unit, holder=holder, by=country.other.leader, now=at("09:40"))
    exchange.start_handling(delivery=sent, by=holder, now=at("10:00"))
    exchange.complete_document(delivery=sent, by=holder, now=at("15:00"), outcome="Đã trả lời")
    sequencer.sequence_now()
    return fresh(sent)


@dataclass(frozen=True)
class Whole:
    """An evidence file of a handled document, and what a verifier may bring along."""

    data: bytes
    digests: bytes
    anchors: list[bytes]
    vkey: str

    def judged(self, data):
        return checked(data, anchors=self.anchors, vkey=self.vkey)


_WHOLE: list[Whole] = []


@pytest.fixture
def whole(request) -> Whole:
    """Made once for all tests that only read bytes: checking needs no database, and this proves it."""
    if not _WHOLE:
        handled = request.getfixturevalue("handled")
        key = str(installation.verifier())
        _WHOLE.append(Whole(made(handled), made(handled, files="digests"), anchors(), key))
    return _WHOLE[0]


def fresh(delivery):
    return Delivery.objects.whole().get(pk=delivery.pk)


def made(delivery, **more) -> bytes:
    out = io.BytesIO()
    evidence.build(evidence.gather(fresh(delivery), now=NOW), out, **more)
    return out.getvalue()


def anchors():
    return [one.public_bytes(Encoding.DER) for one in signatures.trust(NOW).anchors]


def checked(data, **more):
    return evidence_verify.verify(io.BytesIO(data), now=NOW, **more)


def ours(data):
    return checked(data, anchors=anchors(), vkey=str(installation.verifier()))


def verdicts(found):
    return {finding.code: finding.verdict.value for finding in found.findings}


def failed(found):
    return [finding.code for finding in found.findings if finding.verdict.value == "failed"]


def test_evidence_of_a_handled_document_holds_in_every_step(handled):
    found = ours(made(handled))
    assert found.holds, found.findings
    assert found.trusted_by_you
    assert set(verdicts(found).values()) == {"passed"}
    assert found.as_json()["trust"] == "yours"
    assert [step["code"] for step in found.facts["statuses"]] == ["01", "03", "04", "05", "06"]


def test_without_ones_own_trust_that_is_said_loudly(whole):
    found = checked(whole.data)
    assert found.holds
    assert not found.trusted_by_you
    assert (verdicts(found)["anchors"], verdicts(found)["log-key"]) == ("absent", "absent")
    assert found.as_json()["trust"] == "inside"
    assert "CHƯA" in next(f.detail for f in found.findings if f.code == "anchors")


def test_another_root_or_another_log_key_is_not_accepted(whole):
    from lienthong.ground.journal.note import Verifier

    data = whole.data
    stranger = foreign_root()
    assert failed(checked(data, anchors=[stranger])) == ["seal"]
    key = Verifier(Verifier.parse(whole.vkey).name, bytes(32))
    assert "log" in failed(checked(data, anchors=whole.anchors, vkey=str(key)))


def foreign_root() -> bytes:
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gốc lạ")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    builder = builder.not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_the_same_rows_give_the_same_bytes(handled):
    material = evidence.gather(fresh(handled), now=NOW)
    first, second = io.BytesIO(), io.BytesIO()
    evidence.build(material, first)
    evidence.build(material, second)
    assert first.getvalue() == second.getvalue()


def test_before_the_log_and_the_receipt_it_says_what_is_missing(sent):
    found = checked(made(sent), anchors=anchors())
    assert found.holds, found.findings
    told = verdicts(found)
    assert (told["receipt"], told["log"], told["statuses"]) == ("absent", "absent", "absent")
    assert {act["verb"] for act in found.facts["acts_waiting"]} >= {layout.SENT}


def test_steps_not_in_the_log_yet_are_told_and_not_failed(sent):
    sequencer.sequence_now()
    lanes.carry_round(at("09:23"))
    found = ours(made(sent))
    assert found.holds, found.findings
    assert verdicts(found)["statuses"] == "absent"
    assert {act["verb"] for act in found.facts["acts_waiting"]} >= {"exchange.document.arrived"}


def answered(delivery, country, *, agrees):
    """The sender asked for it back, the receiver answered; everything in the log."""
    sender, receiver = country.ministry.clerk, country.other.clerk
    why, no = "Sai phụ lục số hai.", "" if agrees else "Đã giải quyết xong, không trả lại."
    asked = exchange.recall_document(
        message=delivery.message, by=sender, now=at("15:10"), reason=why, deliveries=[delivery.pk]
    )
    exchange.answer_change(request=asked[0], by=receiver, now=at("15:20"), agrees=agrees, words=no)
    sequencer.sequence_now()


@pytest.mark.parametrize(("agrees", "code"), [(True, "15"), (False, "16")])
def test_a_recall_and_its_answer_are_proven_under_both_seals(handled, country, agrees, code):
    answered(handled, country, agrees=agrees)
    found = ours(made(handled))
    assert found.holds, found.findings
    assert verdicts(found)["changes"] == "passed"
    assert [step["code"] for step in found.facts["statuses"]][-2:] == ["13", code]
    assert [one["agrees"] for one in found.facts["changes"]["answers"]] == [agrees]


@pytest.mark.parametrize("part", ["changes/01-request.json", "changes/01-answer.json"])
def test_a_changed_request_or_answer_is_found(handled, country, part):
    answered(handled, country, agrees=False)
    parts = unpacked(made(handled))
    said = json.loads(parts[part])
    said["words" if "answer" in part else "sent_at"] = "2026-11-16T08:00:00.000000Z"
    parts[part] = evidence_canonical(said)
    assert "changes" in failed(ours(packed(parts)))


def test_the_receiver_of_what_was_taken_back_gets_the_proof_without_the_files(handled, country):
    answered(handled, country, agrees=True)
    assert evidence.files_for(fresh(handled), country.other.body.pk, "auto") == "digests"
    assert evidence.files_for(fresh(handled), country.ministry.body.pk, "auto") == "auto"


def test_files_may_travel_by_digest(handled):
    data = made(handled, files="digests")
    found = ours(data)
    assert found.holds
    assert verdicts(found)["files"] == "absent"
    assert not [name for name in names_of(data) if name.startswith(layout.FILES)]
    assert len(data) < len(made(handled, files="inside"))


def test_large_files_travel_by_digest_unless_asked_for(handled, monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST_INSIDE_BYTES", 10)
    assert not [name for name in names_of(made(handled)) if name.startswith(layout.FILES)]
    assert [name for name in names_of(made(handled, files="inside")) if name.startswith(layout.FILES)]


# -- tampering ----------------------------------------------------------------------------------------------------
def names_of(data):
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def unpacked(data) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, *, mend_index=True) -> bytes:
    """The parts as an archive; with a table of contents that fits them, as a clever forger would write it."""
    parts = dict(parts)
    if mend_index:
        index = json.loads(parts[layout.INDEX])
        rest = [name for name in parts if name not in {"mimetype", layout.INDEX}]
        index["parts"] = [
            {"name": m.name, "sha256": m.sha256, "size_bytes": m.size}
            for m in (Part.of(name, parts[name]).measured() for name in rest)
        ]
        parts[layout.INDEX] = evidence_canonical(index)
    out = io.BytesIO()
    evidence_archive.write(out, [Part.of(name, content) for name, content in parts.items()])
    return out.getvalue()


def evidence_canonical(value):
    from lienthong.kit import canonical

    return canonical.encode(value)


def test_an_honest_archive_packed_again_is_the_same(whole):
    data = whole.data
    assert packed(unpacked(data)) == data


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_one_flipped_byte_in_any_part_is_found(whole):
    data = whole.data
    parts = unpacked(data)
    assert len(parts) > 15
    for name, content in parts.items():
        place = data.index(content) + len(content) // 2
        twin = flipped(data, place)
        assert twin != data
        assert not whole.judged(twin).holds, name


def test_one_flipped_byte_anywhere_around_the_parts_is_found(whole):
    data = whole.digests
    directory = data.rindex(b"PK\x05\x06")
    places = [*range(60), *range(directory - 200, len(data))]
    missed = [place for place in places if whole.judged(flipped(data, place)).holds]
    assert not missed


FORGED = {
    layout.MANIFEST: lambda c: c.replace("bằng chứng".encode(), "bằng CHỨNG".encode()),
    layout.SEAL: lambda c: flipped(c, len(c) - 5),
    layout.RECEIPT: lambda c: c.replace(b'"passed":true', b'"passed":false', 1),
    layout.RECEIPT_SEAL: lambda c: flipped(c, len(c) - 5),
    layout.STATUSES: lambda c: c.replace(b'"code":"06"', b'"code":"05"'),
    layout.README: lambda c: c.replace(b"--trust", b"--TRUST"),
    layout.CHECKPOINT: lambda c: flipped(c, len(c) // 2),
    layout.VKEY: lambda c: flipped(c, len(c) - 6),
    layout.ANCHORS: lambda c: flipped(c, len(c) // 2),
    "acts/0001.json": lambda c: c.replace(b'"index": ', b'"index": 1'),
    "acts/0003.json": lambda c: c.replace(b'"capacity": ""', b'"capacity": "TM."'),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forger_who_mends_the_table_of_contents_is_found_all_the_same(whole, name):
    parts = unpacked(whole.data)
    parts[name], before = FORGED[name](parts[name]), parts[name]
    assert parts[name] != before
    assert not checked(packed(parts)).holds


def test_a_forged_pdf_is_found(whole):
    parts = unpacked(whole.data)
    name = next(name for name in parts if name.startswith(layout.FILES))
    parts[name] += b"\n% more"
    assert "files" in failed(checked(packed(parts)))


def proves_less(name, content) -> bool:
    """Without this part the file proves less, and says nothing false."""
    if name.startswith(layout.ACTS):
        verb = json.loads(content)["record"]["verb"]
        return verb != layout.SENT and verb not in layout.ACT_OF_STATUS.values()
    return name.startswith(layout.LISTS)


def test_parts_taken_out_or_put_in_are_found(whole):
    data = whole.data
    for name, content in unpacked(data).items():
        parts = unpacked(data)
        del parts[name]
        found = checked(packed(parts, mend_index=layout.INDEX in parts))
        assert found.holds is proves_less(name, content), (name, found.findings)
    more = {**unpacked(data), "extra.txt": b"?"}
    assert not checked(packed(more, mend_index=False)).holds
    assert failed(checked(packed(more))) == ["container"]
    stray = {**unpacked(data), f"{layout.FILES}09-la.pdf": b"%PDF-"}
    assert failed(checked(packed(stray))) == ["files"]


def test_an_act_left_out_is_found_by_the_statuses_and_a_hidden_step_by_the_acts(whole):
    data = whole.data
    parts = unpacked(data)
    last = max(name for name in parts if name.startswith(layout.ACTS))
    assert json.loads(parts[last])["record"]["verb"] == "exchange.document.completed"
    without_act = {name: content for name, content in parts.items() if name != last}
    assert failed(checked(packed(without_act))) == ["statuses"]
    hidden = dict(parts)
    hidden[layout.STATUSES] = evidence_canonical(json.loads(parts[layout.STATUSES])[:-1])
    assert failed(checked(packed(hidden))) == ["statuses"]


def test_acts_of_another_matter_and_of_another_message_are_found(handled, country):
    from lienthong.ground.journal.models import Act
    from lienthong.ground.journal.queries import proofs

    material = evidence.gather(fresh(handled), now=NOW)
    stranger = proofs.receipt_of(Act.objects.in_the_log().exclude(subject_id=handled.pk).first())
    out = io.BytesIO()
    evidence.build(replace(material, acts=[*material.acts, stranger]), out)
    assert failed(checked(out.getvalue())) == ["log", "statuses"] or failed(checked(out.getvalue())) == ["log"]
    sending = [act for act in material.acts if act["record"]["verb"] != layout.SENT]
    out = io.BytesIO()
    evidence.build(replace(material, acts=sending), out)
    assert "log" in failed(checked(out.getvalue()))


def test_the_receipt_of_another_delivery_is_found(handled, country):
    other = Delivery.objects.whole().get(message=handled.message, recipient=country.province.body)
    theirs = evidence.gather(other, now=NOW)
    mixed = replace(evidence.gather(fresh(handled), now=NOW), receipt=theirs.receipt)
    out = io.BytesIO()
    evidence.build(mixed, out)
    assert "receipt" in failed(checked(out.getvalue()))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"{}", b"\x00" * 1000, b"PK\x05\x06" + bytes(18)],
    ids=["empty", "cut", "json", "zeros", "empty-archive"],
)
def test_what_is_no_evidence_is_refused_without_an_error(data):
    found = checked(data)
    assert failed(found) == ["container"]


def test_an_ordinary_archive_a_packed_one_and_one_with_two_parts_of_a_name_are_refused(whole):
    data = whole.data
    plain, squeezed = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "a")
    with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unpacked(data).items():
            archive.writestr(name, content)
    double = io.BytesIO()
    evidence_archive.write(double, [Part.of("mimetype", b"x"), Part.of("mimetype", b"y")])
    for each in (plain, squeezed, double):
        assert failed(checked(each.getvalue())) == ["container"]
    assert failed(checked(data + b"more")) == ["container"]
    assert failed(checked(b"more" + data)) == ["container"]


def test_every_prefix_of_an_evidence_file_is_refused(whole):
    data = whole.digests
    for length in itertools.chain(range(0, len(data), 997), [len(data) - 1]):
        assert not checked(data[:length]).holds


# -- strangers' tools ---------------------------------------------------------------------------------------------
def unpack_to(data, folder):
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    return folder


def openssl(folder, what, content):
    words = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", f"{what}/seal.p7s", "-content",
        f"{what}/{content}", "-certfile", "trust/authorities.pem", "-CAfile", "trust/anchors.pem", "-purpose", "any",
        "-out", "/dev/null",
    ]  # fmt: skip
    return subprocess.run(words, cwd=folder, capture_output=True, check=False)


@pytest.mark.foreign("openssl")
def test_openssl_checks_seal_and_receipt_and_refuses_them_changed(whole, tmp_path):
    folder = unpack_to(whole.data, tmp_path / "evidence")
    for what, content in (("message", "manifest.json"), ("receipt", "receipt.json")):
        done = openssl(folder, what, content)
        assert done.returncode == 0, done.stderr
        place = folder / what / content
        before = place.read_bytes()
        place.write_bytes(flipped(before, len(before) // 2))
        assert place.read_bytes() != before
        assert openssl(folder, what, content).returncode != 0


@pytest.mark.foreign("pdfsig")
def test_pdfsig_reads_the_document_and_refuses_it_changed(whole, tmp_path):
    folder = unpack_to(whole.data, tmp_path / "evidence")
    (pdf,) = (folder / "message" / "files").iterdir()

    def said():
        done = subprocess.run(["pdfsig", "-nocert", pdf], capture_output=True, check=False, text=True)
        return done.stdout

    assert said().count("Signature is Valid") == 2
    before = pdf.read_bytes()
    pdf.write_bytes(flipped(before, 300))
    assert pdf.read_bytes() != before
    assert "Signature is Valid" not in said()


@pytest.mark.foreign("unzip", "sha256sum")
def test_unzip_opens_it_and_the_files_have_the_digests_of_the_manifest(whole, tmp_path):
    (tmp_path / "e.zip").write_bytes(whole.data)
    subprocess.run(["unzip", "-q", "e.zip", "-d", "out"], cwd=tmp_path, check=True)
    manifest = json.loads((tmp_path / "out" / layout.MANIFEST).read_bytes())
    files = sorted((tmp_path / "out" / layout.FILES).iterdir())
    said = subprocess.run(["sha256sum", *files], capture_output=True, check=True, text=True).stdout
    assert [line.split()[0] for line in said.splitlines()] == [fact["sha256"] for fact in manifest["files"]]
    shutil.rmtree(tmp_path / "out")


# -- one way to every judge ---------------------------------------------------------------------------------------
def judged(data, tmp_path, *, trusted=None, **more):
    (tmp_path / "file").write_bytes(data)
    return verifying.judge(tmp_path / "file", trusted=trusted or verifying.Trusted(), now=NOW, **more)


def test_the_judge_of_everything_knows_evidence_and_says_whose_trust_it_used(whole, tmp_path):
    mine = verifying.Trusted(tuple(whole.anchors), whole.vkey)
    good = judged(whole.data, tmp_path, trusted=mine)
    assert (good.kind, good.valid, good.facts["trust"]) == ("evidence", True, "yours")
    inside = judged(whole.data, tmp_path)
    assert (inside.valid, inside.facts["trust"]) == (True, "inside")
    assert inside.sentence != good.sentence
    bad = judged(flipped(whole.data, 5000), tmp_path, trusted=mine)
    assert (bad.valid, bad.standing) == (False, "invalid")
    assert any(line.startswith("✗") for line in bad.lines)
    assert json.loads(json.dumps(bad.as_json()))["kind"] == "evidence"


def test_the_judge_of_everything_tells_who_signed_a_pdf_and_what_happened_since(whole, tmp_path):
    parts = unpacked(whole.data)
    pdf = next(content for name, content in parts.items() if name.startswith(layout.FILES))
    good = judged(pdf, tmp_path, trusted=verifying.Trusted(tuple(whole.anchors)))
    assert (good.kind, good.valid) == ("pdf", True), good
    assert sum(line.startswith("✓") for line in good.lines) == 2
    assert any("Người Thử leader 1" in line for line in good.lines)
    stranger = judged(pdf, tmp_path)
    assert (stranger.valid, stranger.standing) == (False, "unknown-signer")
    twin = judged(flipped(pdf, 300), tmp_path, trusted=verifying.Trusted(tuple(whole.anchors)))
    assert not twin.valid


def test_the_judge_of_everything_refuses_what_is_too_large_to_hold(whole, tmp_path, monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST_HELD_BYTES", 3)
    assert judged(b"%PDF-1.7", tmp_path).standing == "invalid"


def test_edxml_is_judged_by_its_own_rules(country, tmp_path):
    from pathlib import Path

    good = Path(__file__).resolve().parents[5] / "tests" / "vectors" / "edxml" / "good"
    unsigned = [judged(file.read_bytes(), tmp_path) for file in sorted(good.glob("*.edxml"))]
    assert unsigned
    assert {one.kind for one in unsigned} == {"xml"}
    assert not any(one.valid for one in unsigned)
    broken = judged(b'<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><x/></edXML>', tmp_path)
    assert broken.standing == "invalid"


# -- what a forger with the sender's own key could try ------------------------------------------------------------
def rebuilt(handled, **changed) -> bytes:
    out = io.BytesIO()
    evidence.build(replace(evidence.gather(fresh(handled), now=NOW), **changed), out)
    return out.getvalue()


def resealed(country, content: bytes, office="ministry") -> bytes:
    import hashlib

    from lienthong.ground.signatures import cms

    signer = signatures.signer_of(getattr(country, office).body, now=NOW)
    return cms.detached(signer, hashlib.sha256(content).digest(), signing_time=at("09:22"))


def test_a_message_sealed_by_another_body_or_changed_and_sealed_again_is_found(handled, country):
    material = evidence.gather(fresh(handled), now=NOW)
    theirs = resealed(country, material.manifest, "other")
    assert failed(checked(rebuilt(handled, seal=theirs))) == ["seal"]
    message = json.loads(material.manifest)
    message["document"]["subject"] = "V/v khác"
    content = evidence_canonical(message)
    found = checked(rebuilt(handled, manifest=content, seal=resealed(country, content)))
    assert {"receipt", "log"} <= set(failed(found))


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"format": "lienthong-message/9"}, "manifest"),
        ({"sent_at": "2026-11-16"}, "seal"),
        ({"to": []}, "receipt"),
    ],
)
def test_a_message_of_another_form_is_found(handled, country, change, step):
    material = evidence.gather(fresh(handled), now=NOW)
    content = evidence_canonical({**json.loads(material.manifest), **change})
    assert step in failed(checked(rebuilt(handled, manifest=content, seal=resealed(country, content))))


def test_a_receipt_sealed_by_another_body_is_found(handled, country):
    content, _seal = evidence.gather(fresh(handled), now=NOW).receipt
    assert failed(checked(rebuilt(handled, receipt=(content, resealed(country, content))))) == ["receipt"]


def test_an_index_that_is_not_canonical_or_of_another_version_is_refused(whole):
    parts = unpacked(whole.data)
    index = json.loads(parts[layout.INDEX])
    spaced = {**parts, layout.INDEX: json.dumps(index).encode()}
    assert failed(checked(packed(spaced, mend_index=False))) == ["container"]
    other = {**parts, layout.INDEX: evidence_canonical({**index, "format": "lienthong-evidence/9"})}
    assert failed(checked(packed(other, mend_index=False))) == ["container"]


# -- the archived form --------------------------------------------------------------------------------------------
def archive_step(data, **more):
    return next(finding for finding in checked(data, **more).findings if finding.code == "archive")


def test_before_the_archived_form_is_made_that_is_told_and_nothing_fails(sent):
    assert archive_step(made(sent), anchors=anchors()).verdict.value == "absent"


def test_the_archived_form_goes_along_and_its_level_is_told(whole):
    verdict = checked(whole.data, anchors=whole.anchors)
    assert verdict.holds, verdict.findings
    step = archive_step(whole.data, anchors=whole.anchors)
    assert (step.verdict.value, step.detail.endswith("B-LT, RFC 3161")) == ("passed", True)
    assert verdict.facts["archive"]["signatures"][0]["stamped_at"] == "2026-11-16T02:23:00.000000Z"


def test_the_archived_form_holds_when_all_certificates_of_signers_have_expired(whole):
    in_ten_years = at("09:00").replace(year=2036)
    found = evidence_verify.verify(io.BytesIO(whole.data), anchors=whole.anchors, now=in_ten_years)
    assert found.holds, found.findings


def test_what_does_not_begin_with_what_was_sent_is_no_archived_form_of_it(whole):
    parts = unpacked(whole.data)
    for other in (b"%PDF-1.7 something else", b"%PDF-1.7\n" + parts[layout.ARCHIVED]):
        step = archive_step(packed({**parts, layout.ARCHIVED: other}), anchors=whole.anchors)
        assert (step.verdict.value, step.detail) == ("failed", "Bản lưu trữ không bắt đầu bằng đúng bản đã gửi.")


def test_an_archived_form_that_the_log_does_not_know_is_refused(whole):
    parts = unpacked(whole.data)
    sent = next(content for name, content in parts.items() if name.startswith(layout.FILES))
    step = archive_step(packed({**parts, layout.ARCHIVED: sent}), anchors=whole.anchors)
    assert (step.verdict.value, step.detail) == ("failed", "Bản lưu trữ khác với bản mà nhật ký đã ghi.")


@pytest.mark.foreign("pdfsig")
def test_pdfsig_reads_the_archived_form_in_the_evidence_and_refuses_it_changed(whole, tmp_path):
    path = tmp_path / "archived.pdf"
    data = unpacked(whole.data)[layout.ARCHIVED]

    def said(content):
        path.write_bytes(content)
        done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=False, text=True)
        return done.stdout.count("Signature is Valid")

    assert said(data) == 2
    assert said(flipped(data, 300)) == 0
