"""Charts: what they draw, what they say, what they refuse."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.kit.web import charts


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_the_top_of_an_axis_is_round_and_never_below_the_largest(largest):
    top = charts.ceiling(largest)
    assert top >= largest
    assert top <= largest * 2.5001
    assert re.fullmatch(r"[124580]+\.?0*(e[-+]\d+)?", f"{top:.0e}".replace(".", ""))


@pytest.mark.parametrize("nothing", [0, -3])
def test_an_axis_of_nothing_still_has_a_top(nothing):
    assert charts.ceiling(nothing) == 1


def over_time(*values, **more):
    labels = [f"{day + 1:02}/09" for day in range(len(values))]
    return charts.over_time(labels, [charts.Series("Gửi", values)], name="a", title="T", summary="S", **more)


def test_a_line_has_a_title_a_summary_and_a_table_of_every_value():
    html = over_time(1, 2, 1234, unit="văn bản", csv_url="/a.csv")
    assert '<title id="a-title">T</title><desc id="a-words">S</desc>' in html
    assert html.count('<th scope="row">') == 3
    assert "1.234" in html
    assert 'href="/a.csv"' in html
    assert "Gửi (văn bản)" in html


def test_a_hidden_value_leaves_a_gap_and_says_that_it_is_hidden():
    html = over_time(1, 2, None, 3, 4, None, 5)
    assert html.count("<polyline") == 2
    assert html.count("<polygon") == 2
    assert html.count("h.1") == 1
    assert html.count(">ẩn<") == 2


def test_a_chart_of_nothing_is_empty_and_whole():
    assert "<polyline" not in over_time()
    assert "<rect" not in charts.distribution([], [], name="a", title="T", summary="S")
    assert "<tbody></tbody>" in charts.bars([], name="a", title="T", summary="S")


def test_the_highest_point_touches_the_top_line_of_a_round_axis():
    html = over_time(0, 500, 1000)
    assert 'points="0,200 500,100 1000,0"' in html


def test_an_axis_with_nothing_to_show_says_so_instead_of_being_an_empty_frame():
    lines = [charts.Series("Gửi", [None, None]), charts.Series("Trễ", [0, 0])]
    hidden = charts.over_time(["2026-10", "2026-11"], lines, name="a", title="T", summary="S")
    assert "Mỗi mốc ít hơn 10, không hiện." in hidden
    assert "chart-plot" not in hidden
    assert hidden.count("ẩn") == 2, "the table says the same"
    assert "Chưa có gì để đếm trong kỳ này." in charts.over_time([], [], name="a", title="T", summary="S")
    shown = charts.over_time(["a", "b"], [charts.Series("x", [None, 12])], name="a", title="T", summary="S")
    assert "chart-plot" in shown
    assert "không hiện" not in shown


def test_two_lines_are_told_apart_by_more_than_colour():
    series = [charts.Series("Gửi", [1, 2]), charts.Series("Nhận", [1, 1], "leaf")]
    html = charts.over_time(["a", "b"], series, name="a", title="T", summary="S")
    assert "legend" in html
    assert html.count("tone-leaf second") == 2


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="one value for each label"):
        charts.over_time(["a"], [charts.Series("x", [1, 2])], name="a", title="T", summary="S")
    with pytest.raises(ValueError, match="one count"):
        charts.distribution(["a"], [1, 2], name="a", title="T", summary="S")


def test_bars_are_their_own_table_and_never_longer_than_full():
    items = [charts.Bar("Huế", 120, url="/hue"), charts.Bar("Lào Cai", None), charts.Bar("Vinh", 50, said="một nửa")]
    html = charts.bars(items, name="a", title="T", summary="S", most=100, unit="%")
    assert re.findall(r'chart-bar tone-sea" width="([\d.]+)"', html) == ["100", "0", "50"]
    assert '<a href="/hue">Huế</a>' in html
    assert "ẩn" in html
    assert "một nửa" in html
    assert "120\u00a0%" in html


def test_a_distribution_skips_what_is_hidden_and_keeps_its_place():
    html = charts.distribution(["a", "b", "c"], [4, None, 2], name="a", title="T", summary="S")
    assert re.findall(r'<rect class="chart-column tone-sea" x="([\d.]+)" y="([\d.]+)"', html) == [
        ("33.3", "0"),
        ("700", "100"),
    ]
    assert html.count(">ẩn<") == 1


def test_no_chart_writes_a_colour_or_a_size_inline():
    html = over_time(1, 2) + charts.bars([charts.Bar("a", 1)], name="b", title="T", summary="S")
    assert "style=" not in html
    assert "fill=" not in html


@pytest.mark.parametrize(("count", "places"), [(0, []), (3, [0, 1, 2]), (60, [0, 20, 40, 59])])
def test_at_most_four_labels_stand_under_a_line(count, places):
    assert charts._some(count) == places
