"""The ASGI application of the gateway."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def alive(_request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"alive": True})


application = Starlette(routes=[Route("/healthz", alive)])
