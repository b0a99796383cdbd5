"""A body's procedures on the desk: its versions in plain words, what changed between two, for who writes or publishes."""

import shutil
from html import unescape

import pytest

from conftest import at
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.services import actions, linking, packages
from lienthong.work.services.models import Version

KEY = "doi_giay_phep_lai_xe"
NOW = at("14:00")


@pytest.fixture
def ministry(shop, country, monkeypatch):
    """The body that publishes the exchange of a driving licence."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return country.ministry


@pytest.fixture
def second(ministry, tmp_path):
    """A second version, with another fee."""
    shutil.copytree(packages.SHIPPED / KEY, tmp_path / KEY)
    for file in (tmp_path / KEY / "tables.yaml", *(tmp_path / KEY / "examples").iterdir()):
        file.write_text(file.read_text().replace("135000", "155000"))
    package = packages.read(tmp_path / KEY)
    return actions.publish(key=KEY, package=package, owner=ministry.body, by=None, now=NOW)


def read(person, url):
    return unescape(desk(person).get(url).text)


def test_the_list_names_every_version_and_what_is_to_be_confirmed(ministry, second):
    page = read(ministry.leader, "/desk/procedures/")
    assert "Đổi giấy phép lái xe" in page
    assert page.index("Phiên bản 2") < page.index("Phiên bản 1")
    assert page.count("đang áp dụng") == 1


def test_a_version_is_read_in_plain_words_with_its_law_and_marks(ministry, second):
    page = read(ministry.specialist, f"/desk/procedures/versions/{second.pk}/")
    for words in (
        "đang áp dụng", "dấu của cơ quan đúng", "Lệ phí cấp giấy phép lái xe: 155.000 đ", "chờ xác nhận",
        "“Bạn nộp hồ sơ ở đâu?”", "ngày nộp hồ sơ không sau 31/12/2025", "luôn luôn", "40 phần trăm thời hạn",
        "5 ngày làm việc", "Bổ sung xong thì tính lại từ đầu.", "Quá hạn thì báo lên lãnh đạo.", "điều 57 (chờ cơ quan công bố xác nhận)",
    ):  # fmt: skip
        assert words in page, words
    assert "chưa trả lời" not in page
    assert "otherwise" not in page, "how a row is called in the file is no word of a page"
    first = Version.objects.get(number=1)
    assert "phiên bản cũ" in read(ministry.specialist, f"/desk/procedures/versions/{first.pk}/")


@pytest.mark.parametrize("key", packages.shipped())
def test_every_shipped_package_can_be_read(key):
    from lienthong.doors.desk.authoring.showing import shown

    package = packages.read_shipped(key)
    found = shown(package, linking.find_shipped)
    assert found["pages"]
    assert [each.task for each in found["links"]] == [each.plain["task"]["vi"] for each in package.links]
    assert all(row.gives for _title, _policy, rows in found["tables"] for row in rows)


def test_a_seal_that_does_not_hold_is_said(ministry, second):
    Version.objects.filter(pk=second.pk).update(seal=b"0")
    assert "dấu không đúng" in read(ministry.leader, f"/desk/procedures/versions/{second.pk}/")


def test_two_versions_are_compared_in_words(ministry, second):
    url = f"/desk/procedures/versions/{second.pk}/compare/"
    page = read(ministry.leader, url)
    assert "Từ phiên bản 1 đến phiên bản 2" in page
    assert "mức: 135000 → 155000" in page
    first = Version.objects.get(number=1)
    assert read(ministry.leader, f"{url}?with={first.pk}").count("→") == page.count("→")
    assert "Đây là phiên bản đầu tiên." in read(ministry.leader, f"/desk/procedures/versions/{first.pk}/compare/")
    assert "Không có gì khác" in read(ministry.leader, f"{url}?with={second.pk}")


def test_versions_of_two_procedures_are_not_compared(ministry, second):
    package = packages.read_shipped("dang_ky_khai_tu")
    other = actions.publish(key="dang_ky_khai_tu", package=package, owner=ministry.body, by=None, now=NOW)
    url = f"/desk/procedures/versions/{second.pk}/compare/?with="
    browser = desk(ministry.leader)
    assert browser.get(f"{url}{other.pk}").status_code == 422
    assert browser.get(f"{url}{new_id()}").status_code == 404
    assert browser.get(f"{url}x").status_code == 404


def test_another_body_finds_nothing_and_who_neither_writes_publishes_nor_audits_is_refused(ministry, country, second):
    urls = ["/desk/procedures/", *(f"/desk/procedures/versions/{second.pk}/{more}" for more in ("", "compare/"))]
    assert [desk(country.other.leader).get(url).status_code for url in urls] == [200, 404, 404]
    assert "Cơ quan chưa công bố thủ tục nào" in read(country.other.leader, urls[0])
    for person in (ministry.clerk, ministry.records_keeper):
        assert [desk(person).get(url).status_code for url in urls] == [403, 403, 403]
    assert [desk(ministry.auditor).get(url).status_code for url in urls] == [200, 200, 200]
    assert [desk(country.other.auditor).get(url).status_code for url in urls] == [200, 404, 404]


def test_the_list_costs_the_same_with_one_procedure_and_with_three(ministry, django_assert_max_num_queries):
    browser = desk(ministry.leader)
    browser.get("/desk/procedures/")
    with django_assert_max_num_queries(10) as one:
        browser.get("/desk/procedures/")
    cost = len(one)
    for key in ("dang_ky_khai_tu", "cap_giay_phep_lai_xe"):
        actions.publish(key=key, package=packages.read_shipped(key), owner=ministry.body, by=None, now=NOW)
    browser.get("/desk/procedures/")  # a package is read once a process
    with django_assert_max_num_queries(cost):
        assert browser.get("/desk/procedures/").text.count("Phiên bản 1") == 3
