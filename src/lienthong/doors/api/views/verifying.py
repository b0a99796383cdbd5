"""Checking a file somebody brings: who signed it, what changed since, whether the log holds it. Nothing is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import shapes
from lienthong.doors.api.calls import Call, Upload
from lienthong.doors.api.endpoints import Takes, endpoint
from lienthong.doors.api.problems import ContentTooLarge
from lienthong.doors.api.views.files import one
from lienthong.ground.journal import installation
from lienthong.ground.mandates.states import Scope
from lienthong.ground.signatures import queries
from lienthong.records.exchange import verifying
from lienthong.records.exchange.verifying import Trusted

LARGEST_BYTES = 256 * 1024 * 1024


@endpoint(
    "POST",
    "/verify",
    summary=_("Kiểm tra một tệp đã ký: PDF, chữ ký rời với tệp (content), XML, tệp bằng chứng, biên nhận nhật ký"),
    scope=Scope.VERIFY,
    takes=Takes.FILE,
    query=shapes.VerifyAsked,
    gives=shapes.Verified,
    files=("file", "content"),
    curl='curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -F file=@van-ban.pdf "$LIENTHONG_URL/api/v1/verify"',
    refuses=(400, 413, 415, 422),
)
def verify_file(call: Call, uploads: dict[str, Upload]) -> shapes.Verified:
    """By this installation's own trust and the key of its log."""
    with _on_disk(one(uploads)) as file, _on_disk(uploads.get("content")) as content:
        assert file is not None
        judged = verifying.judge(file, content=content, trusted=_ours(call), now=call.now)
    return shapes.Verified(
        kind=cast("Any", judged.kind),
        valid=judged.valid,
        standing=judged.standing,
        level=judged.level,
        sentence=judged.sentence,
        lines=list(judged.lines),
        facts=judged.as_json()["facts"],
    )


def _ours(call: Call) -> Trusted:
    trust = queries.trust(call.now)
    key = installation.store().verifier_key() or ""
    return Trusted(tuple(anchor.public_bytes(Encoding.DER) for anchor in trust.anchors), key, trust)


@contextmanager
def _on_disk(upload: Upload | None) -> Iterator[Path | None]:
    """The upload as a file that vanishes afterwards. Refuses: ContentTooLarge."""
    if upload is None:
        yield None
        return
    limit = min(LARGEST_BYTES, settings.FILES_LARGEST_BYTES)
    with NamedTemporaryFile(prefix="lienthong-verify-") as kept:
        taken = 0
        while piece := upload.read():
            taken += len(piece)
            if taken > limit:
                raise ContentTooLarge(largest_bytes=limit)
            kept.write(piece)
        kept.flush()
        yield Path(kept.name)
