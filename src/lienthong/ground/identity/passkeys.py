"""Where passkeys can work. WebAuthn binds a key to a domain name over https; `localhost` is the one exception."""

from dataclasses import dataclass
from ipaddress import ip_address

from django.http import HttpRequest

LOCALHOST = "localhost"


@dataclass(frozen=True)
class Place:
    """`works` here, or else `elsewhere`: the same page under an address where it does, when there is one."""

    works: bool
    elsewhere: str = ""


def place_of(request: HttpRequest) -> Place:
    """Judge the address under which this page was opened."""
    host, _colon, port = request.get_host().rpartition(":") if _has_port(request) else (request.get_host(), "", "")
    if host == LOCALHOST or (request.is_secure() and not _is_number(host)):
        return Place(works=True)
    if _is_loopback(host):
        there = f"{LOCALHOST}:{port}" if port else LOCALHOST
        return Place(works=False, elsewhere=f"{request.scheme}://{there}{request.get_full_path()}")
    return Place(works=False)


def _has_port(request: HttpRequest) -> bool:
    return request.get_host().rpartition(":")[2].isdigit()


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_number(host) and ip_address(host.strip("[]")).is_loopback
