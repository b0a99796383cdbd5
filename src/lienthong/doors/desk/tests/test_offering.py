"""Offering at the desk: the list, opening with one's units, changing and closing; and the way from publishing to applying."""

from datetime import date
from html import unescape

import pytest
from django.test import Client

from conftest import at
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.ground.identity import step_up
from lienthong.ground.organisations.models import Unit
from lienthong.kit import clock
from lienthong.work.services import actions, packages, starting
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.models import Draft, Offering, Procedure
from lienthong.work.services.states import Channel

KEY, OTHER = "doi_giay_phep_lai_xe", "dang_ky_khai_tu"
NOW = at("14:00")
LIST = "/desk/procedures/offers/"


@pytest.fixture
def office(shop, monkeypatch):
    """The one-stop shop, at two o'clock; it offers the exchange of licences."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    return shop


@pytest.fixture
def other(office, country):
    """A procedure of a ministry that nobody offers."""
    package = packages.read_shipped(OTHER)
    return actions.publish(key=OTHER, package=package, owner=country.ministry.body, by=None, now=NOW).procedure


def read(person, url):
    return unescape(desk(person).get(url).text)


def given(procedure, receives, decides):
    roles = procedure.current.package.roles
    return {"receives": receives.pk, **{f"role-{code}": decides.pk for code in roles}}


def url_of(key, more=""):
    return f"{LIST}{key}/{more}"


def test_the_list_says_what_the_body_offers_and_who_stands_for_what(office, other):
    page = read(office.leader, LIST)
    assert "Cơ quan đang nhận 1 thủ tục" in page
    assert page.index(KEY) < page.index(OTHER)
    assert page.count("đang nhận</span>") == 1
    assert page.count("chưa nhận</span>") == 1
    assert f"Đơn vị tiếp nhận: {office.desk.name_vi}" in page
    assert page.count(f": {office.division.name_vi}</li>") == len(office.offerings[KEY].units)
    assert "cần chọn lại đơn vị" not in page


def test_own_procedures_stand_first_and_everyday_words_find(office, other, country):
    package = packages.read_shipped("xac_nhan_tinh_trang_hon_nhan")
    actions.publish(key="a_last", package=package, owner=country.other.body, by=None, now=NOW)
    page = read(country.other.leader, LIST)
    assert page.index("a_last") < page.index(OTHER)
    assert page.count("cơ quan mình</span>") == 1
    found = read(office.leader, f"{LIST}?q=doi bang lai")
    assert KEY in found
    assert OTHER not in found
    assert "Không thấy thủ tục nào" in read(office.leader, f"{LIST}?q=tàu vũ trụ")


def test_where_nothing_is_published_the_list_says_so(country):
    assert "Chưa có thủ tục nào được công bố" in read(country.other.leader, LIST)


def test_who_is_not_the_leader_is_refused_everywhere(office, country, other):
    for person in (office.receiver, office.officer, country.province.clerk, country.province.auditor):
        browser = desk(person)
        assert [browser.get(url).status_code for url in (LIST, url_of(KEY))] == [403, 403]
        sent = given(other, office.desk, office.division)
        assert [browser.post(url_of(OTHER), sent).status_code, browser.post(url_of(KEY, "stop/")).status_code] == [
            403
        ] * 2
        assert "Thủ tục cơ quan nhận" not in unescape(browser.get("/desk/procedures/").text)
    assert Offering.objects.get().closed_at is None


def test_another_body_acts_for_itself_alone(office, country):
    browser, procedure = desk(country.other.leader), office.offerings[KEY].procedure
    assert browser.post(url_of(KEY, "stop/")).status_code == 404
    assert browser.post(url_of(KEY), given(procedure, office.desk, office.division)).status_code == 422
    assert Offering.objects.get().closed_at is None
    assert country.province.body.name_vi in read(country.other.leader, url_of(KEY))
    assert browser.get(url_of("khong_co")).status_code == 404


def test_units_are_chosen_one_for_each_role_and_then_it_is_open(office, other):
    browser, role = desk(office.leader), next(iter(other.current.package.roles))
    page = unescape(browser.get(url_of(OTHER)).text)
    assert other.current.package.roles[role]["name"]["vi"] in page
    assert "Chưa cơ quan nào khác nhận." in page
    left = {**given(other, office.desk, office.division), f"role-{role}": ""}
    assert browser.post(url_of(OTHER), left).status_code == 422
    assert browser.post(url_of(OTHER), {}).status_code == 422
    assert not other.offerings.exists()
    done = browser.post(url_of(OTHER), given(other, office.desk, office.division), follow=True)
    assert "Đã mở nhận" in done.text
    made = other.offerings.get()
    assert (made.body, made.receiving_unit, made.unit_for(role)) == (
        office.office.body,
        office.desk,
        office.division.pk,
    )


def test_the_page_begins_with_the_units_in_force_and_changes_them(office):
    browser, procedure = desk(office.leader), office.offerings[KEY].procedure
    assert browser.get(url_of(KEY)).text.count(f'value="{office.division.pk}" selected') == len(
        office.offerings[KEY].units
    )
    done = browser.post(url_of(KEY), given(procedure, office.division, office.desk), follow=True)
    assert "Đã đổi đơn vị" in done.text
    assert procedure.offerings.open().get().receiving_unit == office.division
    assert procedure.offerings.count() == 2


def test_a_unit_that_is_gone_is_to_be_chosen_anew(office):
    Unit.objects.filter(pk=office.division.pk).update(dissolved_on=date(2026, 11, 1))
    assert "cần chọn lại đơn vị" in read(office.leader, LIST)
    page = read(office.leader, url_of(KEY))
    assert "Chọn lại ở dưới" in page
    assert str(office.division.pk) not in page


def test_a_body_without_units_is_told_so(office, country):
    Unit.objects.filter(body=country.other.body).update(dissolved_on=date(2026, 11, 1))
    page = read(country.other.leader, url_of(KEY))
    assert "Cơ quan chưa có đơn vị nào" in page
    assert 'name="receives"' not in page


def test_stopped_nobody_begins_there_and_what_was_begun_goes_on(office):
    procedure = office.offerings[KEY].procedure
    whom = Whom("001190012345", "Nguyễn Thị Minh Anh")
    draft = actions.begin(
        offering=office.offerings[KEY], whom=whom, by=office.citizen, now=at("09:00"), channel=Channel.ONLINE
    )
    browser = desk(office.leader)
    assert "Đã thôi nhận" in browser.post(url_of(KEY, "stop/"), follow=True).text
    assert browser.post(url_of(KEY, "stop/")).status_code == 404
    assert not procedure.offerings.open().exists()
    citizen = portal(office)
    refused = citizen.get(f"/services/{KEY}/begin/", headers={"accept": "text/html"})
    assert refused.status_code == 409
    assert "Hiện không cơ quan nào nhận thủ tục này" in refused.text
    answers = {"on_record": "yes", "withheld": "no", "licence_class": "b", "valid_until": "20/05/2027"}
    assert citizen.post(f"/applications/{draft.pk}/questions/licence/", answers).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["licence_class"] == "b"
    assert "Chưa có nơi nào nhận thủ tục này qua cổng" in citizen.get(f"/services/{KEY}/").text


def test_a_place_that_stopped_meanwhile_is_refused_with_a_sentence(office, country):
    procedure, unit = office.offerings[KEY].procedure, country.other.unit
    units = dict.fromkeys(procedure.current.package.roles, unit)
    actions.offer(procedure=procedure, body=country.other.body, receiving_unit=unit, units=units, by=None, now=NOW)
    actions.close_offering(offering=office.offerings[KEY], by=office.leader, now=NOW)
    sent = portal(office).post(f"/services/{KEY}/begin/", {"whom": "self", "body": office.office.body.pk})
    assert "Nơi này không nhận thủ tục này nữa. Chọn nơi khác." in sent.text


def portal(office) -> Client:
    """The citizen, who has just signed in."""
    client = Client()
    client.force_login(office.citizen)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
    session["account_authentication_methods_user"] = str(office.citizen.pk)
    session.save()
    return client


def test_from_publishing_over_opening_to_the_page_where_people_begin(office, country):
    leader, key = country.province.leader, "thu_tuc_moi"
    draft = Draft.objects.create(
        key=key, owner=country.province.body, files=starting.files(), changed_at=NOW, changed_by=office.officer
    )
    browser = desk(leader)
    page = unescape(browser.post(f"/desk/procedures/drafts/{draft.pk}/publish/", {"revision": 1}, follow=True).text)
    assert "Chưa cơ quan nào nhận thủ tục này" in page
    assert f'href="{url_of(key)}"' in page
    assert "chưa cơ quan nào nhận" in read(leader, "/desk/procedures/")
    assert portal(office).get(f"/services/{key}/begin/", headers={"accept": "text/html"}).status_code == 409
    procedure = Procedure.objects.get(key=key)
    browser.post(url_of(key), given(procedure, office.desk, office.division))
    begin = portal(office).get(f"/services/{key}/begin/")
    assert begin.status_code == 200
    assert country.province.body.name_vi in unescape(begin.text)
    assert "chưa cơ quan nào nhận" not in read(leader, "/desk/procedures/")
    assert "Chưa cơ quan nào nhận" not in read(leader, f"/desk/procedures/versions/{procedure.current_id}/")
    sent = {"whom": "self", "body": str(country.province.body.pk)}
    assert portal(office).post(f"/services/{key}/begin/", sent).status_code == 302


def test_who_writes_reads_that_nobody_offers_it_and_is_not_led_where_only_leaders_go(country, other):
    page = read(country.ministry.specialist, f"/desk/procedures/versions/{other.current_id}/")
    assert "Chưa cơ quan nào nhận thủ tục này" in page
    assert LIST not in page


def test_the_list_costs_the_same_with_one_procedure_and_with_three(office, country, django_assert_max_num_queries):
    browser = desk(office.leader)
    browser.get(LIST)
    with django_assert_max_num_queries(12) as one:
        browser.get(LIST)
    cost = len(one)
    for key in (OTHER, "cap_giay_phep_lai_xe"):
        package = packages.read_shipped(key)
        actions.publish(key=key, package=package, owner=country.ministry.body, by=None, now=NOW)
    browser.get(LIST)  # a package is read once a process
    with django_assert_max_num_queries(cost):
        assert browser.get(LIST).text.count("data-label") == 6
