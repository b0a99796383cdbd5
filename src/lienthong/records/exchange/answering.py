"""The answer to a message that is kept: the sealed receipt byte for byte, its seal, and what had to be said."""

import base64
import json
from collections.abc import Sequence

from lienthong.records.exchange.actions.storing import Accepted


def as_json(accepted: Accepted, warnings: Sequence[str]) -> bytes:
    """JSON in which the receipt stands as it was sealed, so that nobody needs to canonicalise it again."""
    said = json.dumps(list(warnings), ensure_ascii=False).encode() if warnings else b"[]"
    repeated = b"true" if accepted.repeated else b"false"
    receipt, seal = accepted.receipt or b"null", base64.b64encode(accepted.seal)
    return b'{"receipt":%b,"seal":"%b","repeated":%b,"warnings":%b}' % (receipt, seal, repeated, said)
