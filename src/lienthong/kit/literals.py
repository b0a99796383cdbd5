"""Conditions whose value stands in the statement itself: constants of the code, never what somebody typed.

Statements are planned once for all values that are handed over. Of such a value PostgreSQL knows neither how many rows
have it, nor whether an index of only those rows serves; of one that stands in the statement it knows both.
"""

from typing import Any

from django.db import models


@models.IntegerField.register_lookup
class Among(models.Lookup):
    """Is it one of these numbers?"""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Written out."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} in ({', '.join(str(int(each)) for each in self.rhs)})", tuple(values)


@models.CharField.register_lookup
class Mentions(models.Lookup):
    """Does this name occur in it?"""

    lookup_name = "mentions"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Written out. Refuses: ValueError for what is no name."""
        if not str(self.rhs).isidentifier():
            raise ValueError(self.rhs)
        column, values = self.process_lhs(compiler, connection)
        return f"position('{self.rhs}' in {column}) > 0", tuple(values)
