"""Two addresses for the operator's monitor: is the process alive, and can it serve."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and its schema is the one this release knows; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as problem:  # noqa: BLE001 - the edge: whatever is wrong, the answer is "not ready"
        return JsonResponse({"ready": False, "database": type(problem).__name__}, status=503)
    return JsonResponse({"ready": not waiting, "migrations_waiting": len(waiting)}, status=503 if waiting else 200)
