"""Reads about accounts: second factors, sessions, invitations, lists."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core import signing
from django.db.models import QuerySet

from lienthong.ground.identity.models import Account, Identification, Invitation, OneTimeCode, Recovery, Session, SignIn
from lienthong.ground.identity.states import Purpose
from lienthong.kit.text import fold

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
INVITATION_SALT = "identity.invitation"


def second_factors(account: Account) -> QuerySet[Authenticator]:
    """Passkeys and authenticator apps of a person; recovery codes are spares, not a factor of their own."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=account.pk, type__in=FACTORS)
    return found.order_by("created_at")


def has_second_factor(account: Account) -> bool:
    """Does the person hold at least one?"""
    return second_factors(account).exists()


def open_sessions(account: Account, *, at: datetime) -> QuerySet[Session]:
    """Sessions that are open, the one seen last first."""
    return Session.objects.of(account).open_at(at).order_by("-last_seen_at")


def accounts(words: str = "") -> QuerySet[Account]:
    """Accounts in Vietnamese order of names; `words` is sought in name (without tones) and e-mail."""
    found = Account.objects.order_by("sort_key", "id")
    for word in words.split():
        found = found.filter(folded__contains=fold(word)) | found.filter(email__icontains=word)
    return found


def invitation_of(token: str, *, at: datetime) -> Invitation | None:
    """The invitation behind a link; None when the link was altered, used or has expired."""
    try:
        identity = signing.loads(token, salt=INVITATION_SALT)
    except signing.BadSignature:
        return None
    found = Invitation.objects.select_related("account").filter(id=identity).first()
    return found if found is not None and found.is_usable_at(at) else None


def link_token(invitation: Invitation) -> str:
    """The signed word that stands in the link."""
    return signing.dumps(str(invitation.pk), salt=INVITATION_SALT)


def recent_sign_ins(account: Account, *, most: int = 10) -> QuerySet[SignIn]:
    """The person's last attempts to sign in, refused ones too."""
    return SignIn.objects.filter(account=account).order_by("-at")[:most]


def codes_sent(address: str, *, since: datetime) -> int:
    """How many codes went to this address since then."""
    return OneTimeCode.objects.filter(address=address, made_at__gt=since).count()


def code_of(identity: str | None, *, purpose: Purpose) -> OneTimeCode | None:
    """The code that was sent, by what the session remembers of it; None when it remembers nothing that exists."""
    return OneTimeCode.objects.filter(id=identity, purpose=purpose).first() if identity else None


def reached_by(address: str) -> Account | None:
    """The account that signs in with this e-mail address or telephone number (E.164)."""
    word = {"email__iexact": address} if "@" in address else {"phone": address}
    return Account.objects.filter(**word).first()


def identification_of(account: Account, at: datetime) -> Identification | None:
    """As whom the account was identified at this instant; None = nobody was proven to stand behind it."""
    return Identification.objects.in_force_at(at).filter(account=account).first()


def account_of(number: str, at: datetime) -> Account | None:
    """The account that was proven, at this instant, to belong to the person with this personal identity number."""
    found = Identification.objects.in_force_at(at).filter(number=number).select_related("account").first()
    return found.account if found else None


def recoveries_waiting(at: datetime) -> QuerySet[Recovery]:
    """Recoveries at counters that a second official has to decide, the oldest first."""
    return Recovery.objects.waiting_at(at).select_related("account", "asked_by")
