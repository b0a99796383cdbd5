"""Every component in every state on one page, for whoever builds or judges pages; served by tests and the demo only.

The sample words are invented and stay Vietnamese in both languages: they are content, not the product's own words.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from lienthong.kit import clock
from lienthong.kit.web import charts
from lienthong.kit.web.forms import DayField
from lienthong.kit.web.pagination import Page

LONG = (
    "Về việc phối hợp rà soát, chuẩn hoá và kết nối liên thông dữ liệu giấy phép lái xe giữa Bộ Giao thông vận tải, "
    "Uỷ ban nhân dân sáu mươi ba tỉnh, thành phố trực thuộc trung ương và các cơ quan có liên quan"
)


class SampleForm(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(label=_("Trích yếu"), help_text=_("Một câu, nói văn bản về việc gì."))
    body = forms.CharField(label=_("Nội dung"), widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=[("", "—"), ("cv", "Công văn"), ("bc", "Báo cáo")])
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"),
        widget=forms.RadioSelect,
        choices=[("0", "Thường"), ("1", "Khẩn"), ("2", "Thượng khẩn"), ("3", "Hoả tốc")],
        help_text=_("Văn bản khẩn đi trước trong hàng."),
    )
    places = forms.MultipleChoiceField(
        label=_("Nơi nhận"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("a", "Bộ Tài chính"), ("b", "Uỷ ban nhân dân tỉnh Nghệ An"), ("c", LONG)],
    )
    due_on = DayField(label=_("Hạn trả lời"), help_text=_("Ví dụ 22/11/2026."))
    paper = forms.FileField(label=_("Tệp kèm theo"), help_text=_("PDF hoặc DOCX, nhỏ hơn 50 MB."))
    sure = forms.BooleanField(label=_("Tôi đã đọc lại toàn bộ văn bản"), help_text=_("Sau khi ký không sửa được."))


def components(request: HttpRequest) -> HttpResponse:
    """All of it. `?sort=` and the cursor links work on themselves."""
    return render(request, "kit/gallery.html", sample())


def sample() -> dict[str, Any]:
    """What the gallery shows: good news, bad news, nothing, and too much."""
    now = clock.now()
    wrong = SampleForm({"kind": "bc", "due_on": "31/02/2026", "urgency": "9"}, auto_id="wrong_%s")
    return {
        "form": SampleForm(initial={"urgency": "1"}),
        "wrong": wrong,
        "long": LONG,
        "now": now,
        "deadlines": [now + timedelta(hours=hours) for hours in (-50, -3, 0.4, 26, 99)],
        "page": Page(rows=[], newer="a", older="b", count=2048),
        "steps": timeline(),
        "tabs": [
            {"label": "Chờ tôi", "url": "#", "count": 14, "current": True},
            {"label": "Đã xong", "url": "#", "count": 2048},
            {"label": "Tất cả", "url": "#", "count": None},
        ],
        "facts": [("Số, ký hiệu", "5561/VPCP-KSTT"), ("Nơi gửi", "Văn phòng Chính phủ"), ("Trích yếu", LONG)],
        **pictures(),
    }


def timeline() -> list[dict[str, Any]]:
    """Six acts of one document, the last of them still to come."""
    now = clock.now()
    words = ["Ký", "Cấp số, đóng dấu cơ quan", "Gửi 64 nơi", "Đến, kiểm tra hợp lệ", "Bị trả lại", "Vào sổ đến"]
    tones = ["", "", "", "leaf", "clay", "next"]
    return [
        {
            "words": said,
            "tone": tone,
            "at": None if tone == "next" else now - timedelta(minutes=60 - place * 9),
            "by": "" if tone == "next" else "Trần Thị Lan, văn thư",
        }
        for place, (said, tone) in enumerate(zip(words, tones, strict=True))
    ]


def pictures() -> dict[str, Any]:
    """One chart of each kind."""
    weekend = (5, 6)
    sent = [240 + 9 * day + (-180 if day % 7 in weekend else 40 * (day % 3)) for day in range(60)]
    days = [f"{1 + day % 30:02}/{9 + day // 30:02}" for day in range(60)]
    shares = [
        ("Đà Nẵng", 99.6, "leaf"),
        ("Bộ Tài chính", 99.1, "leaf"),
        ("Nghệ An", 95.2, "sea"),
        ("Lai Châu", 83.0, "amber"),
        (LONG[:80], 61.5, "clay"),
    ]
    return {
        "lines": charts.over_time(
            days,
            [charts.Series("Gửi đi", sent), charts.Series("Tiếp nhận", [count * 0.93 for count in sent], "leaf")],
            name="sent",
            title="Văn bản mỗi ngày",
            csv_url="#csv",
            summary="Tăng từ 240 lên 830 văn bản mỗi ngày trong 60 ngày; cuối tuần ít hơn.",
        ),
        "bars": charts.bars(
            [
                *(charts.Bar(label, value, tone=tone, url="#") for label, value, tone in shares),
                charts.Bar("Cơ quan có ít văn bản", None),
            ],
            name="on-time",
            title="Tiếp nhận trong ngày",
            most=100,
            places=1,
            unit="%",
            summary="Phần trăm văn bản được tiếp nhận trong ngày gửi.",
            csv_url="#csv",
        ),
        "spread": charts.distribution(
            ["< 5 phút", "5–15", "15–60", "1–4 giờ", "> 4 giờ"],
            [410, 320, 150, 60, 12],
            name="spread",
            title="Từ gửi đến tiếp nhận",
            unit="văn bản",
            summary="Ba phần tư văn bản được tiếp nhận trong mười lăm phút.",
        ),
    }


urlpatterns = [path("", components, name="gallery")]
