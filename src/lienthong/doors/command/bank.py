"""`lienthong bank`: the mock bank, for whoever tries payments out. No money, no real bank, never in production."""

import base64
import json
import os
import secrets
from pathlib import Path

import click

from lienthong.doors.command import processes, speech
from lienthong.doors.command.speech import gettext as _
from lienthong.work.payments.adapters.mock_bank.ledger import BIN

NAME = "mock"


def settings(port: int, *, key: str, token: str) -> str:
    """What the product has to be told of the bank: the value of LIENTHONG_PAYMENT_BANKS."""
    facts = {"adapter": "mock_bank", "bin": BIN, "url": f"http://127.0.0.1:{port}", "call_keys": [key], "token": token}
    return json.dumps({NAME: facts})


def fresh_secrets() -> tuple[str, str]:
    """A key for calls and a token for statements."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(), secrets.token_urlsafe(32)


def environment(port: int, *, product: str, data: Path | None) -> dict[str, str]:
    """What product and bank are told, for a bank on `port` that calls the product at this address."""
    key, token = fresh_secrets()
    key, token = os.environ.get("LIENTHONG_BANK_KEY", key), os.environ.get("LIENTHONG_BANK_TOKEN", token)
    return {
        "LIENTHONG_PAYMENT_BANKS": settings(port, key=key, token=token),
        "LIENTHONG_BANK_CALLS": f"{product.rstrip('/')}/api/v1/payments/calls/{NAME}",
        "LIENTHONG_BANK_KEY": key,
        "LIENTHONG_BANK_TOKEN": token,
        "LIENTHONG_BANK_DATA": str(data or ""),
    }


@click.command()
@click.option("--port", default=8002, show_default=True, help="Where the bank listens, on this machine only.")
@click.option("--product", default="http://127.0.0.1:8000", show_default=True, help="The product the bank calls.")
@click.option("--data", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Keep the books in a file.")
@click.option("--json", "as_json", is_flag=True, help="Say in JSON where it is, and what the product must be told.")
def bank(port: int, product: str, data: Path | None, as_json: bool) -> None:
    """Run a mock bank, in the foreground; says what to put into LIENTHONG_PAYMENT_BANKS."""
    told = environment(port, product=product, data=data)
    address = f"http://127.0.0.1:{port}"
    if as_json:
        speech.say({"started": address, "payment_banks": json.loads(told["LIENTHONG_PAYMENT_BANKS"])})
    else:
        click.echo(_("Ngân hàng mô phỏng: {address}").format(address=address))
        click.echo(f"LIENTHONG_PAYMENT_BANKS='{told['LIENTHONG_PAYMENT_BANKS']}'")
    with processes.stopping() as asked:
        processes.keep_running([processes.bank(port, told)], asked_to_stop=asked, each_round=lambda: None)
