"""`lienthong national-id`: the stand-in for the national e-ID, a process of its own."""

import os
import secrets

import click

from lienthong.doors.command import processes, speech


@click.command("national-id")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8002, show_default=True)
@click.option("--client", default="lienthong", show_default=True, help="Who may ask.")
@click.option("--redirect", "redirects", multiple=True, help="Where answers may go; letter by letter, several times.")
@click.option("--people", default="", help="A JSON file of people instead of those supplied.")
@click.option("--json", "as_json", is_flag=True, help="Say in JSON that it started, and where.")
def national_id(host: str, port: int, client: str, redirects: tuple[str, ...], people: str, as_json: bool) -> None:
    """Run a SIMULATED national e-ID in the foreground: for demonstrations, never for real people."""
    address = f"http://{host}:{port}"
    os.environ |= settings_for(address, client=client, redirects=redirects, people=people)
    if as_json:
        speech.say({"started": "national-id", "issuer": address})
    with processes.stopping() as asked:
        processes.keep_running([processes.national_id(port, host=host)], asked_to_stop=asked, each_round=lambda: None)


def settings_for(
    address: str, *, client: str = "lienthong", redirects: tuple[str, ...] = (), people: str = ""
) -> dict[str, str]:
    """What the stand-in and the pages that ask it are told; a secret that is set already stays."""
    pages = ("http://127.0.0.1:8000", "http://localhost:8000")
    return {
        "LIENTHONG_NATIONAL_ID": address,
        "LIENTHONG_NATIONAL_ID_CLIENT": client,
        "LIENTHONG_NATIONAL_ID_SECRET": os.environ.get("LIENTHONG_NATIONAL_ID_SECRET") or secrets.token_urlsafe(32),
        "LIENTHONG_NATIONAL_ID_REDIRECTS": ",".join(redirects or [page + BACK for page in pages]),
        "LIENTHONG_NATIONAL_ID_PEOPLE": people,
    }


BACK = "/citizen/national-id/back/"
"""Where the product takes answers."""
