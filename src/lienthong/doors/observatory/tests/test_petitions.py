"""Petitions in the open figures: counted per body, hidden where few."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from conftest import at
from lienthong.doors.observatory import services
from lienthong.doors.observatory.services_tables import petition_rows
from lienthong.ground.organisations.models import Body
from lienthong.kit import clock
from lienthong.work.petitions import actions
from lienthong.work.petitions.figures import Figures
from lienthong.work.petitions.rules import Said

BODY = Body(name_vi="Bộ Xây dựng", name_en="Ministry of Construction")


@pytest.mark.parametrize(
    ("figures", "cells"),
    [
        (Figures(BODY), ["Bộ Xây dựng", 0, *["ẩn"] * 4]),
        (Figures(BODY, *[9] * 10), ["Bộ Xây dựng", "ẩn", *["ẩn"] * 4]),
        (
            Figures(BODY, 20, 11, 11, 11, 20, 15, 10, 10, 10, 5),
            ["Bộ Xây dựng", 20, "100,0 %", "75,0 %", "100,0 %", "50,0 %"],
        ),
    ],
    ids=["none", "few", "many"],
)
def test_a_row_hides_what_is_counted_of_few(figures, cells):
    assert petition_rows([figures]) == [cells]


def test_the_open_figures_tell_of_petitions_by_body(country, client, monkeypatch, settings):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    cache.clear()
    body = country.province.body
    assert client.get("/figures/services/").text.count("Chưa có gì để đếm trong kỳ này.") >= 1
    actions.name_desk(unit=country.province.unit, by=None, now=at("08:00"))
    said = Said(
        "acts", "Hẹn ba lần", "Tôi được hẹn lại ba lần trong tháng.", "Phường", "person", "An", "Vinh", "0912345678"
    )
    actions.submit_petition(body=body, said=said, by=None, now=at("09:00"))
    cache.clear()
    page = client.get("/figures/services/").text
    row = page.split("<h2>Phản ánh, kiến nghị theo cơ quan")[-1].split("</table>")[0]
    assert body.name_vi in row
    assert row.count("ẩn") >= 5, "few are hidden, and hidden does not say that they are few"
    assert '<td class="number">1<' not in row
    saved = client.get("/figures/services/petitions.csv?days=30")
    assert saved.headers["Content-Type"].startswith("text/csv")
    told = b"".join(saved.streaming_content).decode("utf-8-sig").splitlines()
    assert told[0].startswith("Cơ quan")
    assert told[1].startswith(body.name_vi)


def test_indicator_eight_counts_what_a_body_had_to_answer(monkeypatch):
    row = SimpleNamespace(body=BODY.pk, calls_ended=3, calls_in_time=3)
    found = SimpleNamespace(scores=[row], since=None, until=None, counted_at=None)
    monkeypatch.setattr(services.petitions, "handled", lambda **_period: {BODY.pk: (7, 5)})
    services._with_petitions(found)
    assert (row.calls_ended, row.calls_in_time) == (10, 8)
