"""Proving which person an account belongs to, and taking that back."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from lienthong.ground.identity import queries, rules
from lienthong.ground.identity.actions.accounts import create_account
from lienthong.ground.identity.models import Account, Identification
from lienthong.ground.identity.states import AccountLevel, Proof
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject

DEMONSTRATION_EVIDENCE = "demonstration"
DEMONSTRATION_DOMAIN = "cong-dan.lienthong.example"


def identify(
    *,
    account: Account,
    number: str,
    level: AccountLevel,
    way: Proof,
    evidence: str,
    by: Subject | None,
    now: datetime,
    until: datetime | None = None,
) -> Identification:
    """The account is proven to belong to the person with this number, at this level of Decree 69/2024.

    Proven again for the same person, the better level stays. `by=None`: the product itself, from the answer of the
    national e-ID. Refuses: NotANumber, EvidenceMissing, OnlyInTheDemonstration, NumberTaken, ProvenOtherwise.
    """
    digits = rules.require_number(number)
    rules.require_may_identify(account, way=way, evidence=evidence, by=by)
    Account.objects.select_for_update().get(pk=account.pk)
    _close_what_ran_out(account, digits, now)
    held = Identification.objects.open().filter(account=account).first()
    if held is not None and held.number != digits:
        raise rules.ProvenOtherwise
    if held is not None and _is_enough(held, level, until):
        return held
    if held is not None:
        _end(held, now, "replaced")
    made = _keep(
        Identification(
            account=account,
            number=digits,
            level=level,
            way=way,
            evidence=evidence,
            proven_at=now,
            valid_until=until,
        )
    )
    body = {"number": digits, "level": int(level), "way": str(way), "evidence": evidence, "valid_until": until}
    journal.record("identity.account.identified", account, by=by, at=now, body=body)
    return made


def meet(
    *,
    number: str,
    full_name: str,
    level: AccountLevel,
    evidence: str,
    account: Account | None,
    now: datetime,
    language: str = "vi",
) -> Account:
    """The account of the person whom the national e-ID named: the given one, the one they have, or a new one.

    A new one has neither address nor password: the e-ID is its only way in until the person adds one.
    Refuses: NotANumber, NumberTaken, ProvenOtherwise.
    """
    digits = rules.require_number(number)
    found = account or queries.account_of(digits, now)
    if found is None:
        found = Account.objects.create_user(None, full_name, language=language, synthetic=settings.DEMO)
        body = {"email": "", "phone": "", "name": full_name}
        journal.record("identity.account.opened", found, by=found, at=now, body=body)
    identify(account=found, number=digits, level=level, way=Proof.NATIONAL_ID, evidence=evidence, by=None, now=now)
    return found


def withdraw_identification(*, account: Account, reason: str, by: Subject | None, now: datetime) -> Identification:
    """The account no longer counts as this person's; it stays open for whoever holds its keys.

    Refuses: NotIdentified, EvidenceMissing (no reason).
    """
    if not reason.strip():
        raise rules.EvidenceMissing
    held = Identification.objects.open().select_for_update().filter(account=account).first()
    if held is None:
        raise rules.NotIdentified
    _end(held, now, reason)
    body = {"number": held.number, "reason": reason}
    journal.record("identity.account.identification_withdrawn", account, by=by, at=now, body=body)
    return held


def enter_as_demonstration_citizen(*, number: str, full_name: str, now: datetime) -> Account:
    """The account of a citizen who does not exist, identified at level 2; made at the first call.

    Only in the demonstration: the way by which the page "sign in as…" finds whom to sign in.
    Refuses: OnlyInTheDemonstration, NotANumber.
    """
    if not settings.DEMO:
        raise rules.OnlyInTheDemonstration
    digits = rules.require_number(number)
    account = queries.account_of(digits, now)
    if account is None:
        email = f"{digits}@{DEMONSTRATION_DOMAIN}"
        account = Account.objects.filter(email=email).first() or create_account(
            email=email, full_name=full_name, by=None, now=now, synthetic=True
        )
        identify(
            account=account,
            number=digits,
            level=AccountLevel.TWO,
            way=Proof.DEMONSTRATION,
            evidence=DEMONSTRATION_EVIDENCE,
            by=None,
            now=now,
        )
    if not account.synthetic:
        raise rules.OnlyInTheDemonstration
    return account


def _is_enough(held: Identification, level: AccountLevel, until: datetime | None) -> bool:
    """Better than what is proven now, or the same and lasting as long."""
    lasts = held.valid_until is None or (until is not None and until <= held.valid_until)
    return held.level > level or (held.level == level and lasts)


def _close_what_ran_out(account: Account, number: str, now: datetime) -> None:
    """Identifications that ran out make room: their end is written down as the instant they ran out."""
    open_ones = Identification.objects.open().filter(valid_until__lte=now)
    for held in (open_ones.filter(account=account) | open_ones.filter(number=number)).select_for_update():
        assert held.valid_until is not None
        _end(held, held.valid_until, "ran out")


def _end(held: Identification, at: datetime, reason: str) -> None:
    held.ended_at, held.end_reason = at, reason
    held.save(update_fields=["ended_at", "end_reason"])


def _keep(made: Identification) -> Identification:
    """Of two accounts that claim one number at once, the database lets one pass. Refuses: NumberTaken."""
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as taken:
        raise rules.NumberTaken from taken
    return made
