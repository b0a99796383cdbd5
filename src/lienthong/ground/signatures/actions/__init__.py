"""The verbs of signatures: certify, record what is about to be signed, state what machines can check, take it back."""

from lienthong.ground.signatures.actions.certifying import (
    RENEW_BEFORE,
    complete_certificate,
    issue_personal,
    issue_seal,
    renew_services,
    revoke,
    set_up_authority,
)
from lienthong.ground.signatures.actions.intending import complete_signature, intend_signature, signer_for
from lienthong.ground.signatures.actions.stating import (
    Stated,
    publish,
    reserve,
    restore_credential,
    revoke_credential,
    state_credential,
    suspend_credential,
)

__all__ = [
    "RENEW_BEFORE",
    "Stated",
    "complete_certificate",
    "complete_signature",
    "intend_signature",
    "issue_personal",
    "issue_seal",
    "publish",
    "renew_services",
    "reserve",
    "restore_credential",
    "revoke",
    "revoke_credential",
    "set_up_authority",
    "signer_for",
    "state_credential",
    "suspend_credential",
]
