"""Versions, extensions, schema, durability, clock and room of the database."""

import sys
from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from lienthong.doors.command.visits.finding import Finding, Visit, attention, either, well
from lienthong.kit import clock

OLDEST_PYTHON = (3, 11)
OLDEST_SERVER = 150_000
EXTENSIONS = ("btree_gist", "pg_trgm")
_SECONDS_OFF_NOTICED, _SECONDS_OFF_WRONG = 2, 30
_CROWDED = 0.8


def examine(_visit: Visit) -> Iterator[Finding]:
    """Everything about the database but what is in it."""
    python = sys.version.split()[0]
    yield either(
        "python.version",
        sys.version_info >= OLDEST_PYTHON,
        yes=_("Python {version}.").format(version=python),
        no=_("Python {version} quá cũ; cần 3.11 trở lên.").format(version=python),
    )
    server = _setting("server_version")
    yield either(
        "database.version",
        int(_setting("server_version_num")) >= OLDEST_SERVER,
        yes=_("PostgreSQL {version}.").format(version=server),
        no=_("PostgreSQL {version} quá cũ; cần 15 trở lên.").format(version=server),
    )
    yield from _extensions()
    yield from _durability()
    yield _migrations()
    yield _clock()
    yield _connections()


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _extensions() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("select extname from pg_extension")
        there = {name for (name,) in cursor.fetchall()}
    missing = ", ".join(name for name in EXTENSIONS if name not in there)
    yield either(
        "database.extensions",
        not missing,
        yes=_("Đủ các phần mở rộng của PostgreSQL."),
        no=_("Thiếu phần mở rộng của PostgreSQL: {names}. Hãy chạy lienthong migrate.").format(names=missing),
    )
    yield either(
        "database.lz4",
        _setting("default_toast_compression") == "lz4",
        yes=_("Dữ liệu lớn được nén bằng lz4."),
        no=_("Nên đặt default_toast_compression = lz4: nhanh hơn pglz nhiều lần."),
        otherwise=attention,
    )


def _durability() -> Iterator[Finding]:
    off = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if _setting(name) == "off"]
    yield either(
        "database.durability",
        not off,
        yes=_("Việc đã báo xong thì còn lại cả khi mất điện."),
        no=_("{names} đang tắt: mất điện là mất dữ liệu đã báo xong. Hãy bật lại.").format(names=", ".join(off)),
    )


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return either(
        "database.migrations",
        not waiting,
        yes=_("Lược đồ dữ liệu đúng với bản phát hành này."),
        no=_("Còn {count} bước chuyển lược đồ chưa chạy. Hãy chạy lienthong migrate.").format(count=waiting),
    )


def _clock() -> Finding:
    before = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        there = cursor.fetchone()[0]
    after = clock.now()
    off = abs((there - (before + (after - before) / 2)).total_seconds())
    sentence = _("Đồng hồ của cơ sở dữ liệu lệch {seconds:.1f} giây. Hãy kiểm tra NTP ở cả hai máy.").format(
        seconds=off
    )
    if off >= _SECONDS_OFF_WRONG:
        return either("database.clock", holds=False, yes="", no=sentence)
    return either(
        "database.clock",
        off < _SECONDS_OFF_NOTICED,
        yes=_("Đồng hồ của máy và của cơ sở dữ liệu khớp nhau."),
        no=sentence,
        otherwise=attention,
    )


def _connections() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("select count(*), current_setting('max_connections')::int from pg_stat_activity where datid > 0")
        used, most = cursor.fetchone()
    said = _("{used} trên {most} kết nối tới cơ sở dữ liệu đang dùng.").format(used=used, most=most)
    return well("database.connections", said) if used < most * _CROWDED else attention("database.connections", said)
