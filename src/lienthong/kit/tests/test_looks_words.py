"""Times, numbers and marks as a person reads them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from lienthong.kit.templatetags import kit
from lienthong.kit.web import words

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # 16:00 on a Friday in Viet Nam


@pytest.mark.parametrize(
    ("later", "tone", "said"),
    [
        (timedelta(days=-3), "clay", "trễ 3 ngày"),
        (timedelta(days=-1), "clay", "trễ 1 ngày"),
        (timedelta(hours=-5), "clay", "trễ 5 giờ"),
        (timedelta(minutes=-20), "clay", "trễ 20 phút"),
        (timedelta(seconds=-2), "clay", "trễ 1 phút"),
        (timedelta(seconds=2), "amber", "còn 1 phút"),
        (timedelta(minutes=59), "amber", "còn 59 phút"),
        (timedelta(hours=2), "amber", "còn 2 giờ"),
        (timedelta(hours=16), "amber", "ngày mai, 08:00"),
        (timedelta(days=4), "leaf", "còn 4 ngày"),
    ],
)
def test_a_deadline_is_said_in_words_and_colour(later, tone, said):
    assert words.left(NOW + later, now=NOW) == words.Left(tone, said)


def test_days_are_those_of_the_wall_clock_in_viet_nam_not_spans_of_24_hours():
    before_midnight_there = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    assert words.left(before_midnight_there + timedelta(hours=1), now=before_midnight_there).words == "ngày mai, 00:30"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.42, "0,4 giây"),
        (42, "42 giây"),
        (660, "11 phút"),
        (3600, "1 giờ"),
        (12_000, "3 giờ 20 phút"),
        (187_200, "2 ngày 4 giờ"),
        (172_800, "2 ngày"),
    ],
)
def test_a_span_is_said_in_at_most_two_units(seconds, said):
    assert words.lasted(seconds) == said == kit.duration(seconds)


def test_figures_are_written_as_the_language_of_the_page_writes_them():
    assert (kit.number_vi(412806), kit.number_vi(94.7, 1), kit.percent_vi(0.947)) == ("412.806", "94,7", "94,7\u00a0%")
    with override("en"):
        assert (kit.number_vi(412806), kit.number_vi(94.7, 1)) == ("412,806", "94.7")


def test_what_is_not_known_is_a_dash_or_nothing():
    assert [f(None) for f in (kit.number_vi, kit.percent_vi, kit.money_vi, kit.duration)] == ["–"] * 4
    assert [f(None) for f in (kit.local_time, kit.local_date, kit.bytes_vi)] == [""] * 3
    assert kit.time_left(Context({"now": NOW}), None) == ""


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1,0 kB"),
        (482_113, "482 kB"),
        (15_728_640, "15,7 MB"),
        (2 * 10**12, "2.000 GB"),
    ],
)
def test_sizes_are_ones_a_person_can_picture(size, said):
    assert kit.bytes_vi(size) == said.replace(" ", "\u00a0")


def test_money_is_in_dong_and_from_a_billion_on_in_words():
    assert kit.money_vi(31_000) == "31.000\u00a0đ"
    assert kit.money_vi(38_200_000_000) == "38,2 tỷ đ"


def test_instants_and_days_stand_on_the_clock_of_viet_nam():
    late_in_london = datetime(2026, 11, 21, 20, 3, tzinfo=UTC)
    assert kit.local_time(late_in_london) == "22/11/2026 03:03"
    assert kit.local_date(late_in_london) == "22/11/2026" == kit.local_date(date(2026, 11, 22))


def test_a_mark_escapes_what_it_is_given_and_never_styles_inline():
    made = [
        kit.tag_mark("clay", "<b>"),
        kit.note("sea", "<b>", title="<i>"),
        kit.button("<b>", icon="send", kind="quiet small", key="s", name="act", aria_label="<i>"),
        kit.progress(61, 64, "<b>"),
        kit.state_banner("draft", "<b>"),
        kit.icon("send", label="<b>"),
    ]
    for html in made:
        assert "<b>" not in html
        assert "<i>" not in html
        assert "style=" not in html


def test_a_button_with_an_address_is_a_link_and_its_letter_is_announced():
    html = kit.button("Gửi", url="/x/", key="s")
    assert html.startswith('<a href="/x/"')
    assert 'aria-keyshortcuts="s"' in html
    assert kit.button("Gửi", type="button").startswith('<button class="button" type="button">')


def test_progress_over_nothing_does_not_divide_by_nothing():
    assert 'max="1" value="0"' in kit.progress(0, 0)


def test_a_silent_icon_is_hidden_and_one_that_stands_alone_speaks():
    assert 'aria-hidden="true"' in kit.icon("send")
    assert 'role="img" aria-label="Gửi"' in kit.icon("send", label="Gửi")


def test_a_finished_deadline_is_calm():
    assert "đã xong" in kit.time_left(Context({"now": NOW}), NOW - timedelta(days=9), done=True)
    assert "trễ" in kit.time_left(Context({}), NOW - timedelta(days=9000))


def sort_header(query):
    request = RequestFactory().get(f"/{query}")
    return Template('{% sort_header "Ngày" "day" %}').render(Context({"request": request}))


@pytest.mark.parametrize(
    ("query", "state", "next_sort"),
    [
        ("", "none", "sort=day"),
        ("?sort=day", "ascending", "sort=-day"),
        ("?sort=-day&q=a&after=x", "descending", "q=a&amp;sort=day"),
    ],
)
def test_a_table_head_turns_the_order_keeps_the_search_and_starts_afresh(query, state, next_sort):
    html = sort_header(query)
    assert f'aria-sort="{state}"' in html
    assert next_sort in html.replace("sort=day&amp;q=a", "q=a&amp;sort=day")
    assert "after=" not in html


def test_the_root_carries_language_and_only_choices_it_knows():
    request = RequestFactory().get("/")
    request.COOKIES = {"theme": "dark", "density": '"><script>'}
    assert kit.root_attributes(Context({"request": request})).strip() == 'data-theme="dark" lang="vi"'
    with override("en"):
        assert kit.root_attributes(Context({})).strip() == 'lang="en"'


def test_the_current_place_is_marked():
    class Match:
        view_name = "desk:inbox"

    request = RequestFactory().get("/")
    assert kit.active(Context({"request": request}), "desk:inbox") == ""
    request.resolver_match = Match()
    assert "page" in kit.active(Context({"request": request}), "desk:books", "desk:inbox")
    assert kit.active(Context({"request": request}), "desk:books") == ""


def test_small_words():
    assert [kit.initials(name) for name in ("Trần Thị Lan", "")] == ["L", "?"]
    assert (kit.get({"a": 1}, "a"), kit.get({}, "a")) == (1, "")
    assert kit.join_lines([1, "b"]) == "1\nb"
