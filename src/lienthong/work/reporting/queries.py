"""What is owed to the portal: found from the dossiers themselves, so that no lost message hides it."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from lienthong.work.onestop.models import Dossier
from lienthong.work.reporting.models import PortalReport

MOST_AT_ONCE = 500


def unnoted(codes: Collection[str], *, most: int = MOST_AT_ONCE) -> list[Dossier]:
    """Dossiers of the connected bodies of which something happened that no report knows to be owed; one query."""
    noted = PortalReport.objects.filter(dossier=OuterRef("pk"), owed_seq__gte=OuterRef("last_seq"))
    found = Dossier.objects.filter(body__code__in=codes).filter(~Exists(noted))
    return list(found.select_related("body").order_by("last_at", "id")[:most])
