"""`lienthong fees`: what is owed to people of before fees went back by themselves, settled once.

Exit codes: 0 done, also where nothing was owed · 1 refused, the reason on standard error · 2 the call's words are off.
"""

from typing import Any

import click
from django.db import transaction
from django.utils.translation import gettext as _

from lienthong.doors.command import speech
from lienthong.kit import clock
from lienthong.work.onestop import actions, paying
from lienthong.work.onestop import fees as owed
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.paying import GoesBack
from lienthong.work.onestop.wording import dong


@click.group()
def fees() -> None:
    """Settle fees of dossiers that ended before fees went back by themselves."""


@fees.command("settle-withdrawn")
@click.option("--preview", is_flag=True, help="Say what would go back, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
def settle_withdrawn(preview: bool, as_json: bool) -> None:
    """Give back what was paid for dossiers withdrawn before they were taken in; each once, each in a transaction.

    Stopped half-way, it goes on where it was when it is called again: what is settled is not owed any more.
    """
    rows = []
    for dossier in list(owed.withdrawn_unsettled().select_related("body")):
        goes_back = paying.paid(dossier) if preview else _settled(dossier)
        if goes_back.whole:
            rows.append(_facts(dossier, goes_back))
            if not as_json:
                click.echo(_line(dossier, goes_back))
    if as_json:
        speech.say({"preview": preview, "settled": rows})
    elif preview:
        click.echo(_("Chưa ghi gì. Sẽ hoàn phí của {count} hồ sơ đã rút.").format(count=len(rows)))
    else:
        click.echo(_("Đã hoàn phí của {count} hồ sơ đã rút; người nộp được báo.").format(count=len(rows)))


def _settled(dossier: Dossier) -> GoesBack:
    with transaction.atomic():
        return actions.settle_withdrawn(dossier=dossier, now=clock.now())


def _facts(dossier: Dossier, goes_back: GoesBack) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "body": dossier.body.name_vi,
        "transfer_dong": goes_back.transfer,
        "cash_dong": goes_back.cash,
    }


def _line(dossier: Dossier, goes_back: GoesBack) -> str:
    ways = {
        _("chuyển khoản {amount}"): goes_back.transfer,
        _("tiền mặt {amount}"): goes_back.cash,
    }
    said = ", ".join(words.format(amount=dong(much)) for words, much in ways.items() if much)
    return f"{dossier.code}  {dossier.body.name_vi}  {said}"
