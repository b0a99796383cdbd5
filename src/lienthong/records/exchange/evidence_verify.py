"""Checking an evidence file with nothing but the file, the trust one brings, and time: no network, no database.

Numbered steps, each with a finding; any exception is a failed step; a step uses only what earlier steps proved. Trust:
with anchors of your own everything is judged by those; without, by the root inside the file, and that is said loudly,
because whoever made a false file would have put a false root into it. The same holds for the log's key.

The signatures are judged at the moment the message was sent: seal, receipt and log prove that moment.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lienthong.ground.journal import receipts
from lienthong.ground.journal.receipts import Verdict
from lienthong.ground.signatures.certificates import Holder
from lienthong.ground.signatures.cms_verify import SignedBy, verify_detached
from lienthong.ground.signatures.revocation import Revocations
from lienthong.ground.signatures.trust import Trust
from lienthong.kit import canonical
from lienthong.records.exchange import evidence_layout as layout
from lienthong.records.exchange import manifest as message_format
from lienthong.records.exchange.evidence_archive import (
    MEDIA_TYPE,
    MIMETYPE,
    PIECE_BYTES,
    Comparing,
    Part,
    write,
)
from lienthong.records.exchange.states import Business

MOST_SMALL_BYTES = 16 * 1024 * 1024
MOST_ENTRIES = 20_000
MOST_JUDGED_BYTES = 256 * 1024 * 1024

TITLES = {
    "container": _("Tệp bằng chứng còn nguyên, không thừa không thiếu phần nào"),
    "manifest": _("Nội dung gói tin đúng định dạng"),
    "seal": _("Con dấu số của cơ quan gửi"),
    "files": _("Các tệp của văn bản khớp với gói tin"),
    "signatures": _("Chữ ký số trên văn bản"),
    "receipt": _("Biên nhận có con dấu số của nơi nhận"),
    "log": _("Các hành vi nằm trong nhật ký công khai"),
    "changes": _("Đề nghị của nơi gửi và trả lời của nơi nhận có con dấu số hợp lệ"),
    "statuses": _("Các bước đã qua đều có trong nhật ký"),
    "archive": _("Bản lưu trữ: dấu thời gian và bằng chứng lâu dài"),
    "anchors": _("Chứng thư gốc do bạn đưa ra"),
    "log-key": _("Khóa của nhật ký do bạn đưa ra"),
}


class Broken(Exception):
    """What makes a step fail, said to a person."""


@dataclass(frozen=True)
class Finding:
    """One step: its stable code, what it found, and in words why or who."""

    code: str
    verdict: Verdict
    detail: str = ""

    @property
    def title(self) -> str:
        """What was looked at."""
        return str(TITLES[self.code])


@dataclass(frozen=True)
class EvidenceVerdict:
    """All findings, and what they prove."""

    findings: tuple[Finding, ...]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Did no step fail? What is absent is told, not failed."""
        return all(finding.verdict is not Verdict.FAILED for finding in self.findings)

    @property
    def trusted_by_you(self) -> bool:
        """Was it judged by anchors and a log key brought along, not by those inside the file?"""
        own = {finding.code: finding.verdict for finding in self.findings}
        return own.get("anchors") is Verdict.PASSED and own.get("log-key") in {None, Verdict.PASSED}

    @property
    def archived_level(self) -> str:
        """The level of the archived form inside; empty when there is none."""
        return str(self.facts.get("archive_level", ""))

    def as_json(self) -> dict[str, Any]:
        """Plain values with stable codes."""
        steps = [{"step": f.code, "verdict": f.verdict.value, "detail": f.detail} for f in self.findings]
        return {
            "valid": self.holds,
            "trust": "yours" if self.trusted_by_you else "inside",
            "steps": steps,
            **self.facts,
        }


def verify(source: BinaryIO, *, anchors: Sequence[bytes] = (), vkey: str = "", now: datetime) -> EvidenceVerdict:
    """Check an evidence file; never raises. `anchors` are DER certificates you trust, `vkey` the log key you trust."""
    return _Checking(source, tuple(anchors), vkey, now).run()


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as people compare it."""
    return certificate.fingerprint(SHA256()).hex(":").upper()


class _Checking:
    """One run over one file."""

    def __init__(self, source: BinaryIO, anchors: tuple[bytes, ...], vkey: str, now: datetime) -> None:
        self.source, self.own_anchors, self.own_vkey, self.now = source, anchors, vkey, now
        self.findings: list[Finding] = []
        self.facts: dict[str, Any] = {}
        self.archive: zipfile.ZipFile
        self.index: dict[str, Any] = {}
        self.manifest: dict[str, Any] = {}
        self.acts: list[receipts.Receipt] = []
        self.trust: Trust

    def run(self) -> EvidenceVerdict:
        first: tuple[tuple[str, Callable[[], Finding]], ...] = (
            ("container", self._container),
            ("anchors", self._anchors),
            ("manifest", self._manifest),
            ("seal", self._seal),
        )
        rest: tuple[tuple[str, Callable[[], Finding]], ...] = (
            ("files", self._files),
            ("signatures", self._signatures),
            ("receipt", self._receipt),
            ("changes", self._changes),
            ("log-key", self._log_key),
            ("log", self._log),
            ("statuses", self._statuses),
            ("archive", self._archive),
        )
        if all(self._step(code, check) for code, check in first):
            for code, check in rest:
                if code != "changes" or self._asked_for_changes():
                    self._step(code, check)
        return EvidenceVerdict(tuple(self.findings), self.facts)

    def _step(self, code: str, check: Callable[[], Finding]) -> bool:
        try:
            found = check()
        except Broken as broken:
            found = Finding(code, Verdict.FAILED, str(broken))
        except Exception as problem:  # noqa: BLE001 - verifying: any exception means not proven
            found = Finding(code, Verdict.FAILED, str(problem) or type(problem).__name__)
        self.findings.append(found)
        return found.verdict is not Verdict.FAILED

    # -- 1. the container -----------------------------------------------------------------------------------------
    def _container(self) -> Finding:
        self.archive = zipfile.ZipFile(self.source)
        entries = self.archive.infolist()
        names = [entry.filename for entry in entries]
        if len(entries) > MOST_ENTRIES or len(set(names)) != len(names):
            raise Broken(_now("Tệp có quá nhiều phần, hoặc hai phần cùng tên."))
        if any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 for entry in entries):
            raise Broken(_now("Có phần bị nén hoặc mã hóa; tệp bằng chứng thì không."))
        if names[:2] != [MIMETYPE, layout.INDEX] or self._small(MIMETYPE) != MEDIA_TYPE.encode():
            raise Broken(_now("Đây không phải là tệp bằng chứng của Liên Thông."))
        self.index = self._canonical(layout.INDEX)
        if self.index.get("format") != layout.FORMAT:
            raise Broken(_now("Tệp bằng chứng thuộc một phiên bản khác."))
        if names[2:] != [part["name"] for part in self.index["parts"]]:
            raise Broken(_now("Các phần trong tệp không đúng như mục lục."))
        if strange := [name for name in names[2:] if not layout.is_known(name)]:
            raise Broken(_now("Có phần không thuộc tệp bằng chứng: %(name)s.") % {"name": strange[0][:100]})
        self._compare_parts()
        if self._small(layout.README) != layout.README_TEXT.encode():
            raise Broken(_now("Phần hướng dẫn trong tệp đã bị sửa."))
        return Finding("container", Verdict.PASSED)

    def _compare_parts(self) -> None:
        for listed in self.index["parts"]:
            found = Part(listed["name"], self._pieces(listed["name"])).measured()
            if (found.sha256, found.size) != (listed["sha256"], listed["size_bytes"]):
                raise Broken(_now("Phần “%(name)s” đã bị thay đổi.") % {"name": listed["name"]})
        again = Comparing(self.source)
        write(again, [Part(entry.filename, self._pieces(entry.filename)) for entry in self.archive.infolist()])
        if not again.is_whole():
            raise Broken(_now("Vỏ của tệp đã bị sửa, hoặc có dữ liệu lạ nối thêm."))

    def _pieces(self, name: str) -> Callable[[], Iterator[bytes]]:
        def pieces() -> Iterator[bytes]:
            with self.archive.open(name) as entry:
                while piece := entry.read(PIECE_BYTES):
                    yield piece

        return pieces

    def _small(self, name: str) -> bytes:
        if self.archive.getinfo(name).file_size > MOST_SMALL_BYTES:
            raise Broken(_now("Phần “%(name)s” lớn bất thường.") % {"name": name})
        return self.archive.read(name)

    def _canonical(self, name: str) -> Any:
        data = self._small(name)
        found = json.loads(data)
        if canonical.encode(found) != data:
            raise Broken(_now("Phần “%(name)s” không ở dạng chuẩn RFC 8785.") % {"name": name})
        return found

    def _has(self, name: str) -> bool:
        return name in self.archive.namelist()

    # -- 2. whom to trust -----------------------------------------------------------------------------------------
    def _anchors(self) -> Finding:
        inside = x509.load_pem_x509_certificates(self._small(layout.ANCHORS))
        authorities = _certificates(self._small(layout.AUTHORITIES))
        lists = [self._small(name) for name in self.archive.namelist() if name.startswith(layout.LISTS)]
        used = [x509.load_der_x509_certificate(own) for own in self.own_anchors] or inside
        self.trust = Trust(
            (one.public_bytes(Encoding.DER) for one in used),
            intermediates=(one.public_bytes(Encoding.DER) for one in authorities),
            revocations=Revocations(lists),
            require_revocation=False,
        )
        prints = [{"name": one.subject.rfc4514_string(), "sha256": fingerprint(one)} for one in used]
        self.facts["anchors"] = prints
        if self.own_anchors:
            return Finding("anchors", Verdict.PASSED, ", ".join(one["sha256"] for one in prints))
        detail = _now("CHƯA đối chiếu với chứng thư gốc bạn tin cậy: dùng chứng thư gốc nằm trong tệp (%(prints)s).")
        return Finding("anchors", Verdict.ABSENT, detail % {"prints": ", ".join(one["sha256"] for one in prints)})

    # -- 3. the message -------------------------------------------------------------------------------------------
    def _manifest(self) -> Finding:
        self.manifest = self._canonical(layout.MANIFEST)
        if self.manifest["format"] != message_format.FORMAT:
            raise Broken(_now("Gói tin thuộc một phiên bản khác."))
        document = self.manifest["document"]
        self.facts["message"] = {
            "manifest_sha256": self._manifest_digest(),
            "message_id": self.manifest["message_id"],
            "from": self.manifest["from"],
            "to": self.manifest["to"],
            "sent_at": self.manifest["sent_at"],
            "document": document,
        }
        said = _now("%(sender)s gửi %(number)s, “%(subject)s”, lúc %(at)s.")
        detail = said % {
            "sender": self.manifest["from"]["name"],
            "number": document["number_and_symbol"],
            "subject": document["subject"],
            "at": self.manifest["sent_at"],
        }
        return Finding("manifest", Verdict.PASSED, detail)

    def _manifest_digest(self) -> str:
        return hashlib.sha256(self._small(layout.MANIFEST)).hexdigest()

    def _sent_at(self) -> datetime:
        return _instant(self.manifest["sent_at"])

    def _seal(self) -> Finding:
        signed = self._signed(layout.SEAL, layout.MANIFEST, at=self._sent_at())
        _require_holder(signed.holder, self.manifest["from"])
        self.facts["seal"] = _signer(signed)
        return Finding("seal", Verdict.PASSED, _who(signed))

    def _signed(self, signature: str, content: str, *, at: datetime) -> SignedBy:
        return verify_detached(self._small(signature), self._small(content), trust=self.trust, at=at)

    # -- 4. the files ---------------------------------------------------------------------------------------------
    def _files(self) -> Finding:
        facts, listed = self.manifest["files"], self.index["files"]
        if [fact["sha256"] for fact in facts] != [each["sha256"] for each in listed]:
            raise Broken(_now("Mục lục tệp không khớp với gói tin."))
        parts = {part["name"]: part for part in self.index["parts"]}
        carried = [each["part"] for each in listed if each["part"] is not None]
        others = {name for name in parts if name.startswith(layout.FILES)} - set(carried)
        if others or len(set(carried)) != len(carried):
            raise Broken(_now("Có tệp không thuộc gói tin: %(names)s.") % {"names": ", ".join(sorted(others))})
        for fact, each in zip(facts, listed, strict=True):
            if each["part"] is not None and not _same(parts[each["part"]], fact):
                raise Broken(_now("Tệp “%(name)s” không phải là tệp đã gửi.") % {"name": fact["name"]})
        self.facts["files"] = [{**fact, "inside": each["part"]} for fact, each in zip(facts, listed, strict=True)]
        if len(carried) < len(facts):
            detail = _now("%(count)d tệp chỉ có mã SHA-256 trong gói tin, không nằm trong tệp bằng chứng này.")
            return Finding("files", Verdict.ABSENT, detail % {"count": len(facts) - len(carried)})
        return Finding("files", Verdict.PASSED, ", ".join(str(fact["name"]) for fact in facts))

    def _signatures(self) -> Finding:
        pdf = self._pdf()
        if pdf is None:
            return Finding("signatures", Verdict.ABSENT, _now("Không có tệp PDF trong tệp bằng chứng này."))
        from lienthong.ground.signatures import sentences, verdict

        judged = verdict.judge(pdf, trust=self.trust, now=self._sent_at())
        self.facts["signatures"] = judged.as_json()
        if judged.standing is verdict.Standing.UNSIGNED:
            return Finding("signatures", Verdict.ABSENT, sentences.standing(judged))
        names = ", ".join(dict.fromkeys(one.signer for one in judged.signatures if one.signer))
        passed = Verdict.PASSED if judged.is_valid else Verdict.FAILED
        return Finding("signatures", passed, f"{sentences.standing(judged)} {names}".strip())

    def _pdf(self) -> bytes | None:
        for fact in self.facts.get("files", []):
            if fact["role"] == "document" and fact["media_type"] == "application/pdf" and fact["inside"]:
                if fact["size_bytes"] > MOST_JUDGED_BYTES:
                    return None
                return self.archive.read(fact["inside"])
        return None

    # -- 5. the receipt -------------------------------------------------------------------------------------------
    def _receipt(self) -> Finding:
        if self._has(layout.RECEIPT) != bool(self.index["receipt"]):
            raise Broken(_now("Biên nhận đã bị lấy ra khỏi tệp."))
        if not self._has(layout.RECEIPT):
            return Finding("receipt", Verdict.ABSENT, _now("Khi tệp này được lập, chưa có biên nhận của nơi nhận."))
        receipt = self._canonical(layout.RECEIPT)
        if receipt["format"] != message_format.RECEIPT_FORMAT or receipt["delivery"] != self.index["delivery"]:
            raise Broken(_now("Biên nhận thuộc về một lần gửi khác."))
        if receipt["manifest_sha256"] != self._manifest_digest():
            raise Broken(_now("Biên nhận là của một gói tin khác."))
        if receipt["recipient"]["id"] not in {party["id"] for party in self.manifest["to"]}:
            raise Broken(_now("Người lập biên nhận không phải là nơi nhận của gói tin."))
        signed = self._signed(layout.RECEIPT_SEAL, layout.RECEIPT, at=_instant(receipt["arrived_at"]))
        _require_holder(signed.holder, receipt["recipient"])
        self.facts["receipt"] = {
            "recipient": receipt["recipient"],
            "arrived_at": receipt["arrived_at"],
            **_signer(signed),
        }
        detail = _now("%(who)s nhận lúc %(at)s.") % {"who": _who(signed), "at": receipt["arrived_at"]}
        return Finding("receipt", Verdict.PASSED, detail)

    # -- 6. the log -----------------------------------------------------------------------------------------------
    def _log_key(self) -> Finding:
        if self.own_vkey:
            return Finding("log-key", Verdict.PASSED, self.own_vkey.strip())
        if not self._has(layout.VKEY):
            return Finding("log-key", Verdict.ABSENT, _now("Tệp này chưa có phần nào từ nhật ký."))
        detail = _now("CHƯA đối chiếu với khóa bạn giữ: dùng khóa nhật ký nằm trong tệp (%(key)s).")
        return Finding("log-key", Verdict.ABSENT, detail % {"key": self._small(layout.VKEY).decode().strip()})

    def _log(self) -> Finding:
        names = [name for name in self.archive.namelist() if name.startswith(layout.ACTS)]
        waiting = self.index["acts_waiting"]
        self.facts["acts_waiting"] = waiting
        if not names:
            return Finding("log", Verdict.ABSENT, _waiting_words(len(waiting)))
        vkey = self.own_vkey.strip() or self._small(layout.VKEY).decode().strip()
        checkpoint = self._small(layout.CHECKPOINT).decode()
        for name in names:
            self._take_act(receipts.decode(self._small(name)), vkey, checkpoint, name)
        self._require_sending()
        self.facts["acts"] = [{"verb": act["record"]["verb"], "at": act["record"]["at"]} for act in self.acts]
        detail = _now("%(count)d hành vi, điểm chốt %(size)s.")
        size = checkpoint.split("\n")[1]
        told = detail % {"count": len(self.acts), "size": size}
        return Finding("log", Verdict.PASSED, f"{told} {_waiting_words(len(waiting))}".strip())

    def _take_act(self, act: receipts.Receipt, vkey: str, checkpoint: str, name: str) -> None:
        failed = [step for step in receipts.verify_receipt(act, vkey) if step.verdict is Verdict.FAILED]
        if failed:
            why = f"{failed[0].title} ({failed[0].detail})"
            raise Broken(_now("%(name)s không đúng: %(why)s") % {"name": name, "why": why})
        if act["checkpoint"] != checkpoint:
            raise Broken(_now("Các hành vi không nằm dưới cùng một điểm chốt."))
        ours = {self.index[key] for key in ("delivery", "message", "document", "receipt")}
        if act["record"]["subject"]["id"] not in ours:
            raise Broken(_now("%(name)s là hành vi về một việc khác.") % {"name": name})
        self.acts.append(act)

    def _require_sending(self) -> None:
        sent = [act for act in self.acts if act["record"]["verb"] == layout.SENT]
        if not sent:
            if any(each["verb"] == layout.SENT for each in self.index["acts_waiting"]):
                return
            raise Broken(_now("Thiếu hành vi gửi văn bản."))
        body = sent[0]["body"]
        bound = body is None or body["manifest_sha256"] == self._manifest_digest()
        if len(sent) > 1 or not bound or _instant(sent[0]["record"]["at"]) != self._sent_at():
            raise Broken(_now("Hành vi gửi văn bản trong nhật ký là của một gói tin khác."))

    # -- 7. the statuses ------------------------------------------------------------------------------------------
    def _asked_for_changes(self) -> bool:
        return any(part["name"].startswith(layout.CHANGES) for part in self.index["parts"])

    def _changes(self) -> Finding:
        """Every request sealed by the sender, every answer by the receiver, both about this message and this copy."""
        names = [name for name in self.archive.namelist() if name.startswith(layout.CHANGES) and name.endswith(".json")]
        requests = [self._request(name) for name in names if name.endswith("request.json")]
        answers = [self._answer(name, requests) for name in names if name.endswith("answer.json")]
        self.facts["changes"] = {"requests": len(requests), "answers": answers}
        said = [_now("đồng ý") if one["agrees"] else _now("không đồng ý") for one in answers]
        return Finding("changes", Verdict.PASSED, ", ".join(said))

    def _request(self, name: str) -> str:
        """Digest of a request; its sender is the sender of this message."""
        asked = self._canonical(name)
        signed = self._signed(name.replace(".json", ".p7s"), name, at=_instant(asked["sent_at"]))
        _require_holder(signed.holder, asked["from"])
        about = asked.get("change") or {}
        elsewhere = asked["business"] == Business.RECALL and about.get("manifest_sha256") != self._manifest_digest()
        if elsewhere or asked["from"]["id"] != self.manifest["from"]["id"]:
            raise Broken(_now("Đề nghị của nơi gửi nói về một gói tin khác."))
        return hashlib.sha256(self._small(name)).hexdigest()

    def _answer(self, name: str, requests: list[str]) -> dict[str, Any]:
        said: dict[str, Any] = self._canonical(name)
        signed = self._signed(name.replace(".json", ".p7s"), name, at=_instant(said["answered_at"]))
        _require_holder(signed.holder, said["recipient"])
        here = said["manifest_sha256"] == self._manifest_digest() and said["delivery"] == self.index["delivery"]
        if not here or said["request_sha256"] not in {None, *requests}:
            raise Broken(_now("Trả lời của nơi nhận nói về một gói tin khác."))
        return {key: said[key] for key in ("business", "agrees", "words", "answered_at")}

    def _statuses(self) -> Finding:
        statuses = self._canonical(layout.STATUSES)
        proven = {(each["verb"], each["at"], each["by"]) for each in self._steps_in_the_log()}
        claimed = {(layout.ACT_OF_STATUS[each["code"]], each["at"], each["by"]) for each in statuses}
        waiting = {each["verb"] for each in self.index["acts_waiting"]}
        if unproven := [each for each in claimed - proven if each[0] not in waiting]:
            raise Broken(_now("Bước “%(verb)s” không có trong nhật ký.") % {"verb": unproven[0][0]})
        if hidden := proven - claimed:
            raise Broken(_now("Bước “%(verb)s” có trong nhật ký mà thiếu ở đây.") % {"verb": min(hidden)[0]})
        self.facts["statuses"] = statuses
        if not statuses:
            return Finding("statuses", Verdict.ABSENT, _now("Chưa có bước nào."))
        detail = ", ".join(f"{each['code']} {each['at']}" for each in statuses)
        verdict = Verdict.ABSENT if claimed - proven else Verdict.PASSED
        return Finding("statuses", verdict, detail)

    def _steps_in_the_log(self) -> Iterator[dict[str, Any]]:
        verbs = set(layout.ACT_OF_STATUS.values())
        for act in self.acts:
            record = act["record"]
            if record["verb"] in verbs and record["subject"]["id"] == self.index["delivery"]:
                by = record["by"]["id"] if record["by"] else None
                yield {"verb": record["verb"], "at": record["at"], "by": by}

    # -- 8. the archived form -------------------------------------------------------------------------------------
    def _archive(self) -> Finding:
        if not self._has(layout.ARCHIVED):
            if self._acts_of_archiving() and self._pdf() is not None:
                raise Broken(_now("Bản lưu trữ đã bị lấy ra khỏi tệp."))
            return Finding("archive", Verdict.ABSENT, _now("Tệp này không kèm bản lưu trữ."))
        if self.archive.getinfo(layout.ARCHIVED).file_size > MOST_JUDGED_BYTES:
            return Finding("archive", Verdict.ABSENT, _now("Bản lưu trữ quá lớn, không kiểm tra ở đây."))
        data = self.archive.read(layout.ARCHIVED)
        self._require_archive_of_what_was_sent(data)
        from lienthong.ground.signatures import sentences, verdict

        judged = verdict.judge(data, trust=self.trust, now=self.now)
        self.facts["archive"] = judged.as_json()
        self.facts["archive_level"] = judged.level
        levels = ", ".join(dict.fromkeys(one.level for one in judged.signatures if one.level))
        passed = Verdict.PASSED if judged.is_valid else Verdict.FAILED
        return Finding("archive", passed, f"{sentences.standing(judged)} {levels}".strip())

    def _require_archive_of_what_was_sent(self, data: bytes) -> None:
        """It begins with the document as it was sent, and where the log knows it, it is the one in the log."""
        (sent,) = (fact for fact in self.manifest["files"] if fact["role"] == "document")
        if hashlib.sha256(data[: sent["size_bytes"]]).hexdigest() != sent["sha256"]:
            raise Broken(_now("Bản lưu trữ không bắt đầu bằng đúng bản đã gửi."))
        known = {act["body"]["sha256"] for act in self._acts_of_archiving() if act["body"] is not None}
        if known and hashlib.sha256(data).hexdigest() not in known:
            raise Broken(_now("Bản lưu trữ khác với bản mà nhật ký đã ghi."))

    def _acts_of_archiving(self) -> list[receipts.Receipt]:
        return [act for act in self.acts if act["record"]["verb"] == layout.ARCHIVED_ACT]


def _certificates(pem: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pem) if pem.strip() else []


def _instant(text: str) -> datetime:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text):
        raise Broken(_now("Thời điểm “%(text)s” không đúng cách viết.") % {"text": text})
    return datetime.fromisoformat(text)


def _same(part: dict[str, Any], fact: dict[str, Any]) -> bool:
    return bool(part["sha256"] == fact["sha256"] and part["size_bytes"] == fact["size_bytes"])


def _require_holder(holder: Holder, party: dict[str, Any]) -> None:
    """The certificate names the party: by its code where both have one, else by its name."""
    same_code = holder.organisation_code == party["code"]
    if not (same_code if holder.organisation_code and party["code"] else holder.name == party["name"]):
        detail = _now("Con dấu số là của %(holder)s, không phải của %(party)s.")
        raise Broken(detail % {"holder": holder.name, "party": party["name"]})


def _signer(signed: SignedBy) -> dict[str, Any]:
    return {
        "signer": signed.holder.name,
        "organisation_code": signed.holder.organisation_code,
        "certificate_sha256": fingerprint(signed.certificate),
        "level": signed.level,
        "revocation_known": all(statement is not None for statement in signed.path.statements),
    }


def _who(signed: SignedBy) -> str:
    code = f" ({signed.holder.organisation_code})" if signed.holder.organisation_code else ""
    return f"{signed.holder.name}{code}"


def _waiting_words(count: int) -> str:
    if not count:
        return ""
    return _now("Khi tệp này được lập, %(count)d hành vi chưa kịp vào nhật ký đã công bố.") % {"count": count}
