"""Peer: the smallest FastAPI that keeps what it is sent, unsigned, one commit a request; tables in DATABASE_URL."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel


class Document(BaseModel):
    """What is sent."""

    id: UUID
    sender: str
    receiver: str
    text: str


pool = AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=8, max_size=8, open=False)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """The connections live as long as the process."""
    async with pool:
        yield


application = FastAPI(lifespan=lifespan)


@application.post("/documents")
async def keep(document: Document) -> dict[str, UUID]:
    """One row, one commit."""
    async with pool.connection() as connection:
        await connection.execute(
            "insert into document (id, sender, receiver, text) values (%s, %s, %s, %s)",
            (document.id, document.sender, document.receiver, document.text),
        )
    return {"id": document.id}
