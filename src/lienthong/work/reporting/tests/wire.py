"""Speaks with an application in memory, one request after the other."""

import httpx

from lienthong.kit.testing.loops import run_apart


class Wire:
    def __init__(self, application):
        self.transport = httpx.ASGITransport(application)

    def request(self, method, path, **more) -> httpx.Response:
        async def go():
            async with httpx.AsyncClient(transport=self.transport, base_url="http://portal") as client:
                return await client.request(method, path, **more)

        return run_apart(go())

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, **more):
        return self.request("POST", path, **more)
