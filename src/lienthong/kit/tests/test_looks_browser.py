"""The gallery and the two shells in a real Chromium: nothing found by axe, nothing sticks out, pictures to look at."""

import pytest
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.test import override_settings
from django.urls import include, path

from lienthong.kit.testing.browser import axe, fits, look
from lienthong.kit.web import gallery

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]

NAV = [
    {"label": "Chờ tôi", "url": "/desk/", "icon": "inbox", "count": 14, "current": True},
    {"label": "Văn bản đến", "url": "#", "icon": "mail", "count": 6},
    {"label": "Văn bản đi", "url": "#", "icon": "send"},
    {"label": "Sổ văn bản", "url": "#", "icon": "book-open"},
    {"label": "Đúng hẹn", "url": "#", "icon": "chart-column", "group": "Bộ Giao thông vận tải"},
    {"label": "Danh bạ", "url": "#", "icon": "building-2"},
]
DESK = """{% extends "desk/shell.html" %}{% block title %}Chờ tôi{% endblock %}{% block view %}{{ view }}{% endblock %}
{% block list %}<div class="list-head"><h2>Chờ tôi</h2>{% include "kit/search.html" with words="Tìm số, trích yếu" %}</div>
<ul class="work" data-list>{% for due in deadlines %}<li class="{% if forloop.first %}chosen{% elif forloop.counter == 2 %}unread{% endif %}"><a class="work-title" href="#{{ forloop.counter }}">{% if forloop.counter == 3 %}{{ long }}{% else %}V/v phối hợp liên thông dữ liệu giấy phép lái xe{% endif %}</a>{% time_left due %}<span class="work-about">VPCP · 5561/VPCP-KSTT · đến 08:12</span></li>{% endfor %}</ul>{% endblock %}
{% block head_of_case %}<header class="page-head"><a class="back back-narrow" href="#">{% icon "arrow-left" %}Chờ tôi</a><div class="tags">{% tag "leaf" "Chữ ký hợp lệ" "badge-check" %}{% tag "sea" "Đến số 1847" "hash" %}{% tag "clay" "Hoả tốc" "zap" %}</div><h1>V/v phối hợp liên thông dữ liệu giấy phép lái xe</h1><p class="soft">Văn phòng Chính phủ → Bộ Giao thông vận tải và 63 tỉnh, thành phố · 5561/VPCP-KSTT</p><div class="buttons">{% button "Phân công" icon="user-check" key="p" %}{% button "Soạn trả lời" icon="reply" kind="quiet" key="r" %}{% button "Hoàn thành" icon="check-check" kind="quiet" key="x" %}{% button "Từ chối" icon="undo-2" kind="danger-quiet" %}</div></header>{% endblock %}
{% block content %}<div class="card"><h2>Thông tin</h2>{% include "kit/facts.html" %}</div>{% filecard "5561.pdf" url="#" size=48211 about="2 chữ ký" %}{% endblock %}
{% block actions %}<div class="card"><h2>Diễn biến</h2>{% include "kit/timeline.html" %}</div><div class="card">{% progress 61 64 "61 nơi đã nhận, 3 nơi chưa" %}</div>{% endblock %}"""
OPEN = """{% extends "observatory/shell.html" %}{% block headline %}Văn bản điện tử giữa 95 cơ quan{% endblock %}
{% block lead %}Mọi con số ở đây tính lại được từ nhật ký công khai. Không ai gõ tay được một chỉ số.{% endblock %}
{% block figures %}<div class="stack stack-wide"><div class="stats">{% include "kit/stat.html" with figure="412.806" label="văn bản gửi từ 1/9" url="#" link="cách tính" %}{% include "kit/stat.html" with figure="94,7 %" label="có đủ chữ ký số" url="#" link="cách tính" %}{% include "kit/stat.html" with figure="11 phút" label="từ gửi đến tiếp nhận" url="#" link="cách tính" %}{% include "kit/stat.html" with figure="38,2 tỷ đ" label="giấy, in, chuyển phát đã bớt" url="#" link="công thức" %}</div><div class="columns-2-1"><div class="card">{{ lines }}</div><div class="card">{{ bars }}</div></div></div>{% endblock %}"""
BLANK = '{% extends "desk/shell.html" %}{% block content %}{% include "kit/empty.html" with icon="inbox" title="Không có gì chờ bạn" words="Văn bản mới đến sẽ hiện ở đây." %}{% endblock %}'
LOST = '{% extends "404.html" %}'


def page_of(source, **more):
    def view(request):
        person = {"name": "Trần Thị Lan", "post": "Văn thư", "body": "Bộ Giao thông vận tải", "sign_out_url": "/out/"}
        menu = [{"label": "Số liệu", "url": "#", "current": True}, {"label": "Nhật ký", "url": "#"}, {"label": "Kiểm tra tệp", "url": "#"}]
        context = {**gallery.sample(), "nav": NAV, "person": person, "public_nav": menu, **more}
        return HttpResponse(Template(source).render(RequestContext(request, context)))

    return view


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("gallery/", include(gallery)),
    path("desk/case/", page_of(DESK, view="case")),
    path("desk/list/", page_of(DESK, view="list")),
    path("desk/blank/", page_of(BLANK)),
    path("open/", page_of(OPEN)),
    path("lost/", page_of(LOST)),
]
PLACES = ["gallery", "desk/case", "desk/list", "desk/blank", "open", "lost"]


@pytest.fixture(autouse=True)
def own_addresses(settings):
    own = [name for name in settings.MIDDLEWARE if not name.startswith(("lienthong.doors", "allauth"))]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=own):
        yield


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("width", "language", "dark"), [(360, "vi", False), (1280, "en", False), (1280, "vi", True), (360, "en", True)])
def test_every_page_is_whole_and_accessible_in_each_light_width_and_language(page_at, place, width, language, dark):
    page = page_at(width, language, dark=dark)
    page.goto(f"/{place}/")
    look(page, f"{place.replace('/', '-')}-{width}-{language}-{'dark' if dark else 'light'}")
    fits(page)
    axe(page)
