"""The demonstration's stage in a real browser: looked at, asked by axe, walked by keys."""

import pytest

from lienthong.ground.identity.models import Account
from lienthong.ground.organisations import actions, seed
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.naming import Naming
from lienthong.kit.testing.browser import axe, fits, look

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]

NAMES = {
    "leader": "Nguyễn Đức Long",
    "head_of_unit": "Trần Thị Hương Giang",
    "specialist": "Lê Minh Quân",
    "clerk": "Phạm Thu Thảo",
    "records_keeper": "Hoàng Văn Bình",
    "auditor": "Đinh Ngọc Oanh",
}
LOOKS = [(360, "vi", False), (360, "vi", True), (1280, "vi", False), (1280, "en", True)]


@pytest.fixture
def stage(country):
    """The small country with names, the directory of 2019 around it, and an outsider."""
    known = set(Body.objects.values_list("name_vi", flat=True))
    for row in seed._table("agencies.csv"):
        if row["among_the_95"] == "yes" and row["vi_name"] not in known:
            name = Naming(row["vi_name"], row["en_name"], row["abbreviation"])
            actions.found_body(name=name, kind=row["kind"], on=seed.OPENED_ON, by=None, now=country.since)
    for role, name in NAMES.items():
        account = country.ministry.mandates[role].account
        account.full_name, account.synthetic = name, True
        account.save()
    Account.objects.create_user("ngoai@lienthong.example", "Lý Thị Mai", synthetic=True)
    return country


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS)
def test_bodies_and_people_can_be_seen_and_chosen(stage, page_at, width, language, dark):
    page = page_at(width, language, dark=dark)
    name = f"acting-{width}-{language}-{'dark' if dark else 'light'}"
    page.goto("/sign-in/as/")
    fits(page)
    axe(page)
    look(page, f"{name}-bodies")
    page.fill("input[type=search]", "tai chinh")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=tai**")
    look(page, f"{name}-found")
    page.goto(f"/sign-in/as/{stage.ministry.body.pk}/")
    fits(page)
    axe(page)
    look(page, f"{name}-people")
    page.goto("/sign-in/as/?q=khongcogi")
    axe(page)
    look(page, f"{name}-none")
