"""Django's cache in a table of the database, which counts as well: one statement, exact whoever counts meanwhile."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

_ONE_MORE = """
insert into {table} as counted (cache_key, value, expires) values (%s, '1', now() + %s * interval '1 second')
on conflict (cache_key) do update set value = (counted.value::int + 1)::text
returning value
"""
"""Counts are kept as plain digits: they are no values of the cache and are never got from it."""


class CountingCache(DatabaseCache):
    """A `DatabaseCache` whose counts guard against guessing: a hundred tries at one moment are a hundred."""

    def count(self, key: str, *, timeout: int) -> int:
        """Count one use of `key` and return how many there are; all are forgotten `timeout` seconds after the first."""
        connection: Any = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(self.cache_model_class._meta.db_table)  # noqa: SLF001 - Django's way
            cursor.execute(_ONE_MORE.format(table=table), [self.make_and_validate_key(key), timeout])
            return int(cursor.fetchone()[0])
