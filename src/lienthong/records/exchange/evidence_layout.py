"""What lies where in an evidence file, and the words of its README. Pure; the verifier and the maker share it."""

import re
from typing import Any, Final

FORMAT: Final = "lienthong-evidence/1"

INDEX: Final = "evidence.json"
README: Final = "README.txt"
MANIFEST: Final = "message/manifest.json"
SEAL: Final = "message/seal.p7s"
FILES: Final = "message/files/"
RECEIPT: Final = "receipt/receipt.json"
RECEIPT_SEAL: Final = "receipt/seal.p7s"
ARCHIVED: Final = "archive/document.pdf"
STATUSES: Final = "status.json"
CHANGES: Final = "changes/"
ACTS: Final = "acts/"
CHECKPOINT: Final = "log/checkpoint"
VKEY: Final = "log/vkey"
ANCHORS: Final = "trust/anchors.pem"
AUTHORITIES: Final = "trust/authorities.pem"
LISTS: Final = "trust/lists/"

ACT_OF_STATUS: Final = {
    "01": "exchange.document.arrived",
    "02": "exchange.document.refused",
    "03": "exchange.document.accepted",
    "04": "exchange.document.assigned",
    "05": "exchange.document.started",
    "06": "exchange.document.completed",
    "13": "exchange.take_back.asked",
    "15": "exchange.change.agreed",
    "16": "exchange.change.refused",
}
"""Which act in the log stands behind a status the sender sees."""

SENT: Final = "exchange.message.sent"
ARCHIVED_ACT: Final = "documents.document.archived"
RECEIPTED: Final = "exchange.receipt.sealed"


def is_known(name: str) -> bool:
    """May a part have this name? Nothing else belongs in the file."""
    return name in _SINGLE or bool(_NUMBERED.fullmatch(name))


_SINGLE: Final = frozenset(
    {README, MANIFEST, SEAL, RECEIPT, RECEIPT_SEAL, STATUSES, CHECKPOINT, VKEY, ANCHORS, AUTHORITIES, ARCHIVED}
)
_NUMBERED: Final = re.compile(
    r"acts/\d{4,}\.json|changes/\d{2,}-(?:request|answer)\.(?:json|p7s)"
    r"|trust/lists/\d{2,}\.crl|message/files/\d{2,}-[^/\\\x00-\x1f]+"
)


def change_name(place: int, what: str) -> str:
    """`changes/01-request.json` …"""
    return f"{CHANGES}{place:02d}-{what}"


def act_name(place: int) -> str:
    """`acts/0001.json` …"""
    return f"{ACTS}{place:04d}.json"


def file_name(place: int, name: str) -> str:
    """Where file number `place` of the message lies: `message/files/01-van-ban.pdf`."""
    return f"{FILES}{place:02d}-{name}"


def index(
    *, ids: dict[str, str], parts: list[dict[str, Any]], files: list[dict[str, Any]], waiting: list[dict[str, str]]
) -> dict[str, Any]:
    """The table of contents. `files` maps the message's files to parts (none: by digest only); `waiting` names acts
    that were not in the published log yet when the file was made.
    """
    return {"format": FORMAT, **ids, "parts": parts, "files": files, "acts_waiting": waiting}


README_TEXT: Final = """\
BẰNG CHỨNG VĂN BẢN ĐIỆN TỬ
==========================
Tệp này chứng minh một văn bản đã được gửi từ một cơ quan tới một cơ quan khác, và nơi nhận đã làm gì với văn bản đó.
Kiểm tra tất cả, không cần mạng:

    lienthong verify TỆP-NÀY --trust goc.pem

goc.pem là chứng thư gốc mà bạn tin, lấy từ nơi bạn tin chứ không lấy từ tệp này. Dấu vân tay (SHA-256) của chứng thư
gốc nằm trong tệp này được in ra khi kiểm tra, để đối chiếu.

Từng phần cũng kiểm tra được bằng công cụ khác, sau khi giải nén:

    openssl cms -verify -binary -inform DER -in message/seal.p7s -content message/manifest.json \\
        -certfile trust/authorities.pem -CAfile goc.pem -purpose any -out /dev/null
    openssl cms -verify -binary -inform DER -in receipt/seal.p7s -content receipt/receipt.json \\
        -certfile trust/authorities.pem -CAfile goc.pem -purpose any -out /dev/null
    pdfsig message/files/01-*.pdf
    pdfsig archive/document.pdf
    sha256sum message/files/*        so với "files" trong message/manifest.json

Trong tệp:
    message/manifest.json   nội dung gói tin: ai gửi, gửi ai, tệp nào (RFC 8785), và seal.p7s: con dấu số của nơi gửi
    message/files/          các tệp của văn bản (tệp quá lớn chỉ có mã SHA-256 trong manifest.json)
    archive/document.pdf    bản lưu trữ: đúng bản đã gửi, phía sau thêm dấu thời gian và bằng chứng kiểm tra lâu dài
    receipt/                biên nhận của nơi nhận và con dấu số của nơi nhận
    changes/                đề nghị thu hồi, cập nhật, thay thế của nơi gửi và trả lời của nơi nhận, có con dấu số
    status.json             các bước đã qua; tên người là tên hệ thống ghi, còn bước và giờ thì nhật ký chứng minh
    acts/, log/             từng hành vi, chứng minh nằm trong nhật ký công khai, dưới cùng một điểm chốt
    trust/                  chứng thư và danh sách thu hồi dùng khi kiểm tra


EVIDENCE OF AN ELECTRONIC DOCUMENT
==================================
This file proves that a document was sent from one body to another, and what the receiver did with it.
Check all of it, without a network:

    lienthong verify THIS-FILE --trust root.pem

root.pem is the root certificate you trust, from where you trust it, not from this file. The fingerprint (SHA-256) of
the root inside this file is printed when you check, to compare.

Each part can be checked with other tools too, once unpacked: the same commands as above.

Inside:
    message/manifest.json   the message: who sent what to whom (RFC 8785), and seal.p7s: the sender's digital seal
    message/files/          the document's files (of very large ones only the SHA-256 stands in manifest.json)
    archive/document.pdf    the archived form: what was sent, and behind it a time-stamp and proof for later years
    receipt/                the receiver's receipt and the receiver's digital seal
    changes/                what the sender asked (recall, update, replacement) and the receiver answered, if so, sealed
    status.json             the steps taken; names of persons are as the system wrote them, step and hour are proven
    acts/, log/             each act, proven to be in the public log, all under one checkpoint
    trust/                  certificates and revocation lists used in checking
"""
