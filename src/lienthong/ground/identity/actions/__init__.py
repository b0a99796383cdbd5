"""Verbs of identity: accounts and their ways in, and which person stands behind an account."""

from lienthong.ground.identity.actions.accounts import (
    LINK_HOLDS,
    create_account,
    disable_account,
    enable_account,
    end_other_sessions,
    end_session,
    invite,
    log_sign_in,
    notice_session,
    set_password,
    use_invitation,
)
from lienthong.ground.identity.actions.identifications import (
    enter_as_demonstration_citizen,
    identify,
    withdraw_identification,
)

__all__ = [
    "LINK_HOLDS",
    "create_account",
    "disable_account",
    "enable_account",
    "end_other_sessions",
    "end_session",
    "enter_as_demonstration_citizen",
    "identify",
    "invite",
    "log_sign_in",
    "notice_session",
    "set_password",
    "use_invitation",
    "withdraw_identification",
]
