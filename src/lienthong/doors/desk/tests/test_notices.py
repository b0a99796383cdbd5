import pytest

from conftest import at
from lienthong.ground.notices import actions
from lienthong.ground.notices.models import Notice


@pytest.fixture
def clerk(country, client):
    client.force_login(country.other.clerk.account)
    return country.other.clerk


def tell(clerk, count: int) -> None:
    for _number in range(count):
        actions.notify(
            account=clerk.account,
            kind="exchange.delivery.overdue",
            facts={"subject": "Báo cáo quý"},
            url="/desk/",
            now=at("09:00"),
        )


def test_the_list_says_when_there_is_nothing(clerk, client):
    assert "Chưa có thông báo" in client.get("/desk/notices/").content.decode()


def test_notices_are_listed_at_a_fixed_cost(clerk, client, django_assert_max_num_queries):
    for count in (1, 3):
        tell(clerk, count)
        with django_assert_max_num_queries(12):
            assert "Đã quá hạn: Báo cáo quý" in client.get("/desk/notices/").content.decode()


def test_all_can_be_marked_as_read_by_posting_only(clerk, client):
    tell(clerk, 2)
    assert client.get("/desk/notices/read/").status_code == 405
    assert client.post("/desk/notices/read/").status_code == 302
    assert not Notice.objects.of(clerk.account).unread().exists()


def test_nobody_sees_the_notices_of_another(clerk, client, country):
    tell(country.ministry.clerk, 1)
    assert "Báo cáo quý" not in client.get("/desk/notices/").content.decode()
