"""Verbs of identity: accounts and their ways in, and which person stands behind an account."""

from lienthong.ground.identity.actions.accounts import (
    LINK_HOLDS,
    change_contact,
    choose_shortcuts,
    create_account,
    disable_account,
    enable_account,
    end_other_sessions,
    end_session,
    invite,
    log_sign_in,
    notice_session,
    open_account,
    set_password,
    use_invitation,
    warn,
)
from lienthong.ground.identity.actions.codes import begin_opening, check_code, pretend_code, send_code, send_or_pretend
from lienthong.ground.identity.actions.identifications import (
    enter_as_demonstration_citizen,
    identify,
    meet,
    withdraw_identification,
)
from lienthong.ground.identity.actions.recoveries import (
    approve_recovery,
    raise_recovery,
    recover_by_code,
    refuse_recovery,
)

__all__ = [
    "LINK_HOLDS",
    "approve_recovery",
    "begin_opening",
    "change_contact",
    "check_code",
    "choose_shortcuts",
    "create_account",
    "disable_account",
    "enable_account",
    "end_other_sessions",
    "end_session",
    "enter_as_demonstration_citizen",
    "identify",
    "invite",
    "log_sign_in",
    "meet",
    "notice_session",
    "open_account",
    "pretend_code",
    "raise_recovery",
    "recover_by_code",
    "refuse_recovery",
    "send_code",
    "send_or_pretend",
    "set_password",
    "use_invitation",
    "warn",
    "withdraw_identification",
]
