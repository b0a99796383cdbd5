"""What people ask for that is not done here is said plainly, with where it is done and what is nearest."""

import csv
from pathlib import Path

import pytest
from django.utils import translation

from conftest import offered
from lienthong.work.services import elsewhere, finding, packages, queries

QUERIES = list(csv.DictReader((Path(__file__).parent / "elsewhere_queries.csv").read_text().splitlines()))


def asked(text):
    """As the portal answers: the keys of services, the best first, and what is done elsewhere."""
    found = finding.shipped_index().find(text)
    there = elsewhere.meant(text, found)
    near = there.near if there else ()
    clear = [each.key for each in found if each.score >= finding.CLEAR or there is None]
    return [*dict.fromkeys([*near, *clear])], there.plain["code"] if there else ""


@pytest.mark.parametrize("row", QUERIES, ids=lambda row: row["query"])
def test_everyday_questions_lead_to_the_service_or_to_where_it_is_done(row):
    keys, there = asked(row["query"])
    assert there == row["elsewhere"]
    assert keys[:1] == ([row["here"]] if row["here"] else [])


@pytest.mark.parametrize("code", elsewhere.known())
def test_every_entry_is_found_by_its_names_and_says_where_in_both_languages(code):
    one = elsewhere.known()[code]
    assert set(one.near) <= set(packages.shipped())
    for said in one.plain["said"][:3]:
        assert elsewhere.meant(said, []) is one, said
    with translation.override("en"):
        english = (one.name, one.where)
    with translation.override("vi"):
        assert english != (one.name, one.where)
        assert all((one.name, one.where, *english))


def test_what_fits_a_service_here_nearly_as_well_is_the_service():
    best = elsewhere._index().find("cấp lại căn cước", most=1)[0].score
    assert elsewhere.meant("cấp lại căn cước", [finding.Found("x", best)]) is None
    assert elsewhere.meant("cấp lại căn cước", [finding.Found("x", best - 0.5)]) is not None


def test_the_catalogue_answers_with_the_nearest_that_is_published(shop, country):
    offered(shop, "xac_nhan_tinh_trang_hon_nhan", owner=country.ministry.body)
    said = queries.answer("đăng kí kết hôn")
    assert [each.key for each in said.procedures] == ["xac_nhan_tinh_trang_hon_nhan"]
    assert said.elsewhere == elsewhere.known()["ket_hon"]
    assert queries.answer("tạm trú").procedures == []
    plainly = queries.answer("xin giấy độc thân")
    assert (plainly.elsewhere, len(plainly.procedures)) == (None, 1)
