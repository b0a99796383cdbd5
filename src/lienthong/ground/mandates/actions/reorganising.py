"""When a post is abolished, whoever holds it holds it no longer; taken back, they hold it again."""

from datetime import datetime
from typing import Any

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.plans import Moves
from lienthong.ground.organisations.reorganisation import By

ABOLISHED = "the post was abolished"


def count_held(moves: Moves) -> int:
    """How many mandates without an end are held in posts that would be abolished."""
    return Mandate.objects.filter(post__in=moves.posts, valid_until__isnull=True).count()


def end_held(moves: Moves, by: By, now: datetime) -> list[dict[str, Any]]:
    """End every mandate in an abolished post at this instant; returns what is needed to go back."""
    held = Mandate.objects.filter(post__in=moves.posts, valid_from__lt=now).in_force_at(now)
    return [_end(mandate, by=by, now=now) for mandate in held.select_for_update(of=("self",)).order_by("id")]


def hold_again(ended: list[dict[str, Any]], by: By, now: datetime) -> None:
    """Let go on what `end_held` ended, unless somebody was appointed anew or ended it otherwise meanwhile."""
    for before in ended:
        mandate = Mandate.objects.select_for_update().get(pk=before["mandate"])
        again = Mandate.objects.filter(account=mandate.account_id, post=mandate.post_id, role=mandate.role)
        if (
            mandate.valid_until != _instant(before["ended_at"])
            or again.exclude(pk=mandate.pk).in_force_at(now).exists()
        ):
            continue
        mandate.valid_until = _instant(before["until"])
        mandate.save(update_fields=["valid_until"])
        journal.record("mandates.mandate.resumed", mandate, by=by, for_whom=mandate.account, at=now)


def _end(mandate: Mandate, *, by: By, now: datetime) -> dict[str, Any]:
    before = {"mandate": str(mandate.pk), "until": _text(mandate.valid_until), "ended_at": now.isoformat()}
    mandate.valid_until = now
    mandate.save(update_fields=["valid_until"])
    journal.record(
        "mandates.mandate.ended", mandate, by=by, for_whom=mandate.account, at=now, body={"reason": ABOLISHED}
    )
    return before


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
