"""The public pages of figures, directory and log: open to strangers, without persons, cheap, and honest about SQL."""

import csv
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import at
from lienthong.doors.observatory import figures, telling
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.records.documents.models import Document
from lienthong.records.exchange.figures import Day, OfBody
from lienthong.records.exchange.models import Delivery, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_cache(db):
    cache.clear()


@pytest.fixture
def busy(country):
    """Six documents from the ministry to the province today."""
    now = clock.now()
    for _ in range(6):
        document = Document.objects.create(
            body=country.ministry.body,
            kind="cong_van",
            subject="Tuyệt đối riêng",
            state="received",
            created_at=now,
            changed_at=now,
            page_count=1,
        )
        message = Message.objects.create(
            sender=country.ministry.body,
            message_id=str(new_id()),
            document=document,
            manifest=b"",
            manifest_digest=b"",
            seal=b"",
            sent_at=now,
        )
        Delivery.objects.create(
            message=message, recipient=country.province.body, state="03", state_at=now, queued_at=now, next_try_at=now,
            arrived_at=now, accepted_at=now, accept_due_at=now, checks=[{"check": "signatures", "passed": True}],
        )  # fmt: skip
    return country


@pytest.fixture
def stranger():
    return Client()


def test_a_stranger_sees_the_figures_of_an_empty_country(stranger):
    response = stranger.get("/figures/")
    assert response.status_code == 200
    assert "Nhật ký chưa bắt đầu" in response.text


def test_the_front_page_shows_counts_shares_and_the_head_of_the_log(busy, stranger):
    sequence_now()
    text = stranger.get("/figures/?days=7").text
    assert "Văn bản điện tử giữa 2 cơ quan" in text
    assert '<span class="stat-figure">6</span>' in text
    assert "100,0" in text
    assert "135.000" in text  # six pages at 500, six dispatches at 22.000
    assert "lienthong.example/log" in text


def test_no_public_page_holds_a_person_or_a_subject(busy, stranger):
    addresses = [
        "/",
        "/figures/",
        *(reverse("observatory:figure", args=[name]) for name in telling.ALL),
        "/directory/",
        "/log/",
    ]
    addresses.append(reverse("observatory:body", args=[busy.ministry.body.pk]))
    for address in addresses:
        text = stranger.get(address).text
        assert "Người Thử" not in text, address
        assert "Tuyệt đối riêng" not in text, address


@pytest.mark.parametrize("name", telling.ALL)
def test_each_figure_says_how_it_was_counted_and_gives_its_table(busy, stranger, name):
    told = telling.ALL[name]
    response = stranger.get(reverse("observatory:figure", args=[name]) + "?days=30")
    assert str(told.definition) in response.text
    assert response.context["sql"] in told.sql
    answer = stranger.get(reverse("observatory:figure-csv", args=[name]) + "?days=30")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == [str(column) for column in told.columns]
    assert len(rows) == 1 + len(response.context["rows"])


def test_there_is_no_figure_of_another_name(stranger):
    assert stranger.get("/figures/persons/").status_code == 404
    assert stranger.get("/figures/persons.csv").status_code == 404


def test_figures_are_counted_once_a_minute(busy, stranger):
    stranger.get("/figures/?days=7")
    with CaptureQueriesContext(connection) as asked:
        stranger.get("/figures/?days=7")
    assert asked.captured_queries, "what is remembered lies in a table"
    assert all("identity_remembered" in each["sql"] for each in asked.captured_queries), asked.captured_queries


@pytest.mark.parametrize(("asked", "days"), [("7", 7), ("365", 365), ("", 90), ("8", 90), ("x", 90)])
def test_only_the_periods_offered_are_counted(rf, asked, days):
    assert figures.period_of(rf.get("/", {"days": asked})) == days


def test_days_become_weeks_where_too_many_would_be_hidden():
    start = at("09:00").date()
    few = tuple(Day(start.replace(day=1 + n), 1, 0) for n in range(30))
    assert len(telling._steps(few)) == 4
    assert telling._steps(few)[-1].sent == 7
    many = tuple(Day(day.on, 9, 9) for day in few)
    assert telling._steps(many) is many
    assert telling._steps(few[:7]) == few[:7]


@pytest.mark.parametrize(
    ("vi", "short"),
    [
        ("Ủy ban nhân dân tỉnh Bến Tre", "Bến Tre"),
        ("Ủy ban nhân dân thành phố Đà Nẵng", "Đà Nẵng"),
        ("Bộ Tài chính", "Bộ Tài chính"),
    ],
)
def test_beside_a_bar_a_body_has_the_name_people_say(vi, short):
    assert telling.short_name_of(OfBody(new_id(), vi, "", 0, 0, 0, 0, 0)) == short


def test_bars_say_how_good_a_share_is_and_hide_what_is_few():
    bodies = [OfBody(new_id(), "A", "", 0, 10, 10, same_day, 0) for same_day in (10, 9, 5)]
    assert [telling._share_bar(body).tone for body in bodies] == ["leaf", "sea", "amber"]
    assert telling._share_bar(OfBody(new_id(), "A", "", 0, 2, 2, 2, 0)).value is None


def test_the_header_leads_strangers_to_sign_in_and_officials_to_their_desk(country, stranger):
    assert stranger.get("/figures/").context["public_nav"][-1]["url"] == "/sign-in/"
    stranger.force_login(country.ministry.clerk.account)
    assert stranger.get("/figures/").context["public_nav"][-1]["url"] == "/desk/"


def test_the_log_page_says_how_many_acts_there_are_and_by_which_key_to_check(country, stranger):
    assert stranger.get("/log/").context["size"] == 0
    sequence_now()
    response = stranger.get("/log/")
    assert response.context["size"] > 10
    assert response.context["vkey"] in response.text.replace("&#x2B;", "+")


def test_programs_find_their_files(stranger, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    robots, security = stranger.get("/robots.txt").text, stranger.get("/.well-known/security.txt").text
    assert "Disallow: /desk/" in robots
    assert "Contact: mailto:security@example.org\nExpires: 20" in security
    settings.SECURITY_CONTACT = ""
    assert "Contact: mailto:" in stranger.get("/.well-known/security.txt").text


def test_the_public_directory_is_asked_as_of_a_day_and_searched(country, stranger):
    names = lambda **asked: [body.vi_then for body in stranger.get("/directory/", asked).context["bodies"]]  # noqa: E731
    assert names() == ["Bộ Tài chính", "Bộ Tư pháp", "Ủy ban nhân dân tỉnh Nghệ An"]
    assert names(q="nghe an") == ["Ủy ban nhân dân tỉnh Nghệ An"]
    assert names(q="tư") == ["Bộ Tư pháp"]
    assert names(kind="province") == ["Ủy ban nhân dân tỉnh Nghệ An"]
    assert names(on="2018-01-01") == []
    assert stranger.get("/directory/", {"on": "soon"}).status_code == 422


def test_a_public_body_page_shows_codes_and_units_and_a_stranger_body_is_not_found(country, stranger):
    text = stranger.get(reverse("observatory:body", args=[country.ministry.body.pk])).text
    assert "G12" in text
    assert "Văn phòng" in text
    assert stranger.get(reverse("observatory:body", args=[new_id()])).status_code == 404


def test_a_flood_of_look_ups_is_slowed_down(stranger, monkeypatch):
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # one minute, however slow the machine
    answers = [stranger.get("/figures/sent.csv").status_code for _ in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429
