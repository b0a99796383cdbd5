"""Forms as a screen reader meets them (after the tested behaviour of GOV.UK Frontend), and pages of refusal."""

import json
import re
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from lxml import html

import lienthong
from lienthong.kit.errors import Conflict, NotAllowed, NotFound
from lienthong.kit.templatetags.kit import vietnamese
from lienthong.kit.web import failures
from lienthong.kit.web.forms import DayField
from lienthong.kit.web.gallery import SampleForm

PACKAGE = Path(lienthong.__file__).parent
OURS = [
    *(PACKAGE / "kit" / "templates").rglob("*.html"),
    PACKAGE / "doors/desk/templates/desk/shell.html",
    PACKAGE / "doors/observatory/templates/observatory/shell.html",
]
CODE = [PACKAGE / "kit/templatetags/kit.py", *(PACKAGE / "kit/web").glob("*.py")]


def drawn(source, **context):
    return html.fragment_fromstring(Template(source).render(Context(context)), create_parent="div")


def having(part, *names):
    """Elements that carry all these classes."""
    return [
        one for one in part.iter() if isinstance(one.tag, str) and set(names) <= set((one.get("class") or "").split())
    ]


def field_of(form, name, options=""):
    return drawn("{% field form." + name + " " + options + " %}", form=form)


@pytest.fixture
def wrong():
    return SampleForm({"kind": "bc", "due_on": "31/02/2026", "urgency": "9"})


def test_a_label_belongs_to_its_control_and_the_hint_describes_it():
    part = field_of(SampleForm(), "subject")
    control = part.find(".//input")
    assert part.find(".//label").get("for") == control.get("id")
    assert part.get_element_by_id(control.get("aria-describedby")).text == "Một câu, nói văn bản về việc gì."
    assert control.get("aria-invalid") is None


def test_an_error_is_read_after_the_hint_and_begins_with_the_word_error(wrong):
    part = field_of(wrong, "subject")
    control = part.find(".//input")
    assert control.get("aria-describedby") == "id_subject-hint id_subject-error"
    assert control.get("aria-invalid") == "true"
    assert part.get_element_by_id("id_subject-error").text_content().strip().startswith("Lỗi:")


def test_choices_stand_in_a_fieldset_whose_legend_asks_the_question(wrong):
    part = field_of(wrong, "urgency", 'look="cards"')
    fieldset = part.find(".//fieldset")
    assert fieldset.find("legend").text.strip() == "Độ khẩn"
    assert fieldset.get("aria-describedby") == "id_urgency-hint id_urgency-error"
    assert len(fieldset.findall(".//input[@type='radio']")) == 4
    for label in fieldset.findall(".//label"):
        assert label.find("input").get("id") == label.get("for")


def test_a_single_box_stands_before_its_words(wrong):
    part = field_of(wrong, "sure")
    label = part.find(".//label")
    assert label.getchildren()[0].get("type") == "checkbox"
    assert label.find("input").get("aria-describedby") == "id_sure-hint id_sure-error"
    assert len(part.findall(".//*[@id='id_sure-error']")) == 1


@pytest.mark.parametrize(
    ("name", "css"), [("subject", "input"), ("body", "textarea"), ("kind", "select"), ("paper", "file")]
)
def test_each_kind_of_control_has_its_class(name, css):
    assert having(field_of(SampleForm(), name, 'css="input-short"'), css, "input-short")


def test_what_need_not_be_filled_says_so_and_what_must_does_not():
    assert "không bắt buộc" in field_of(SampleForm(), "body").text_content()
    assert "không bắt buộc" in field_of(SampleForm(), "places").text_content()
    assert "không bắt buộc" not in field_of(SampleForm(), "subject").text_content()


def test_what_is_needed_in_some_cases_is_not_called_optional():
    class Paying(forms.Form):
        needed_when = ("slip",)
        slip = forms.CharField(required=False)
        note = forms.CharField(required=False)

    assert "không bắt buộc" not in field_of(Paying(), "slip").text_content()
    assert "không bắt buộc" in field_of(Paying(), "note").text_content()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (forms.CharField(label="Họ và tên"), "Nhập họ và tên."),
        (forms.CharField(label="UBND xã"), "Nhập UBND xã."),
        (forms.ChoiceField(label="Loại"), "Chọn loại."),
        (forms.FileField(label="Tệp kèm theo"), "Chọn tệp kèm theo."),
        (forms.BooleanField(label="Tôi đồng ý"), "Đánh dấu “Tôi đồng ý”."),
        (forms.CharField(label="Chuyện gì xảy ra?"), "Hãy trả lời câu này."),
        (forms.CharField(label="Hỏi điều gì"), "Hãy trả lời câu này."),
        (forms.CharField(label="Trả lời trong mấy ngày"), "Hãy trả lời câu này."),
        (forms.CharField(label="Giao cho"), "Điền mục “Giao cho”."),
        (forms.CharField(label="Tên", error_messages={"required": "Hãy ghi tên."}), "Hãy ghi tên."),
    ],
    ids=["text", "abbreviation", "choice", "file", "box", "question", "what", "how many", "verb", "own words"],
)
def test_of_what_was_left_empty_its_label_says_what_is_missing(made, words):
    form = type("Form", (forms.Form,), {"it": made})({})
    assert words in field_of(form, "it").text_content()
    assert words in drawn("{% error_summary form %}", form=form).text_content()


def test_an_error_that_is_not_of_an_empty_field_stays_as_it_is():
    form = type("Form", (forms.Form,), {"it": forms.IntegerField(label="Số", max_value=3)})({"it": "9"})
    assert form.errors["it"][0] in field_of(form, "it").text_content()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", ["Ghi nhiều nhất 3 ký tự; bạn đã ghi 6. Hãy rút ngắn lại.", "Ghi nhiều nhất 3.", "Ghi từ 1 trở lên.",
                "“z” không có trong danh sách. Hãy chọn lại.", "Ghi địa chỉ thư điện tử như ten@vi-du.vn."]),
        ("en", ["Enter at most 3 characters; there are 6. Shorten it.", "Enter 3 or less.", "Enter 1 or more.",
                "“z” is not in the list. Choose again.", "Enter an e-mail address like name@example.vn."]),
    ],
)  # fmt: skip
def test_what_the_framework_says_is_said_in_the_words_of_the_product(language, said):
    class Wide(forms.Form):
        short = forms.CharField(max_length=3)
        most = forms.IntegerField(max_value=3)
        least = forms.IntegerField(min_value=1)
        chosen = forms.ChoiceField(choices=[("x", "X")])
        email = forms.EmailField()

    with translation.override(language):
        wrong = Wide({"short": "abcdef", "most": "9", "least": "0", "chosen": "z", "email": "a"}).errors
        assert [str(each[0]) for each in wrong.values()] == said


def test_words_of_an_office_are_marked_as_vietnamese_where_the_page_is_not():
    with translation.override("en"):
        assert vietnamese("Sở <Y tế>") == '<span lang="vi">Sở &lt;Y tế&gt;</span>'
        assert vietnamese("Unit & 12") == "Unit &amp; 12"
        assert vietnamese(None) == ""
    with translation.override("vi"):
        assert vietnamese("Sở <Y tế>") == "Sở &lt;Y tế&gt;"


def test_a_hidden_field_is_only_its_input():
    class Secret(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput, initial="x")

    part = field_of(Secret(), "token")
    assert [one.tag for one in part] == ["input"]


def test_the_summary_leads_to_each_field_and_to_the_first_of_its_choices(wrong):
    part = drawn("{% error_summary form %}", form=wrong)
    assert part[0][0].get("role") == "alert"
    leads = [link.get("href") for link in part.findall(".//a")]
    assert leads == ["#id_subject", "#id_urgency_0", "#id_due_on", "#id_paper", "#id_sure"]


def test_a_form_without_errors_has_no_summary():
    assert drawn("{% error_summary form other %}", form=SampleForm(), other=None).text_content().strip() == ""


def test_what_is_wrong_with_the_whole_form_stands_in_the_summary_too():
    class Pair(forms.Form):
        first = forms.CharField()
        token = forms.CharField(widget=forms.HiddenInput)

        def clean(self):
            raise ValidationError("Hai mục phải giống nhau.")

    part = drawn("{{ form }}", form=Pair({"first": "1"}))
    assert "Hai mục phải giống nhau." in having(part, "error-summary")[0].text_content()
    assert not [link for link in part.findall(".//a") if "token" in link.get("href")]


def test_a_form_is_drawn_whole_by_its_own_name_and_a_field_by_the_word_of_django():
    assert len(having(drawn("{{ form }}", form=SampleForm()), "field")) == 8
    assert having(drawn("{{ form.due_on.as_field_group }}", form=SampleForm()), "input-date")


@pytest.mark.parametrize("written", ["22/11/2026", "22-11-2026", "22.11.2026", "2026-11-22"])
def test_a_day_is_understood_as_people_write_it(written):
    assert f"{DayField().clean(written):%Y%m%d}" == "20261122"


@pytest.mark.parametrize("written", ["31/02/2026", "11/22/2026", "mai", "22/11"])
def test_a_day_that_is_none_is_refused_with_an_example(written):
    with pytest.raises(ValidationError, match="22/11/2026"):
        DayField().clean(written)


@pytest.mark.parametrize(
    ("written", "is_a_day_at_all"),
    [("31/02/1990", True), ("31-4-2026", True), ("1990-02-30", True), ("31/02/90", False)],
)
def test_that_the_calendar_has_no_such_day_is_said_where_it_is_written_well(written, is_a_day_at_all):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(written)
    assert ("Không có ngày này" in refused.value.message) == is_a_day_at_all


def test_a_form_filled_well_is_taken():
    given = {"subject": "a", "kind": "cv", "urgency": "1", "due_on": "22/11/2026", "sure": "on"}
    assert SampleForm(given, {"paper": SimpleUploadedFile("a.pdf", b"%PDF-")}).is_valid()


@pytest.mark.parametrize(
    ("refused", "head"),
    [
        (NotFound(), "Không tìm thấy"),
        (NotAllowed(), "Bạn chưa có quyền làm việc này"),
        (Conflict("Đã có người làm."), "Chưa làm được"),
    ],
)
def test_a_refusal_says_what_happened_what_to_do_and_its_trace_id(refused, head):
    request = RequestFactory().get("/", headers={"referer": "http://testserver/before/"})
    request.trace_id = "7" * 32
    page = html.fromstring(
        render_to_string("kit/refused.html", {"refused": refused, "trace_id": "7" * 32}, request=request)
    )
    assert page.find(".//h1").text == head
    assert refused.detail in page.text_content()
    assert "7" * 32 in page.text_content()
    assert "http://testserver/before/" in [way.get("href") for way in having(page, "button")]


def test_a_refusal_does_not_lead_back_to_a_stranger():
    request = RequestFactory().get("/", headers={"referer": "https://stranger.example/"})
    assert "stranger" not in render_to_string("kit/refused.html", {"refused": NotFound()}, request=request)


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html"])
def test_every_page_of_failure_names_a_way_out(name):
    page = html.fromstring(render_to_string(name, request=RequestFactory().get("/")))
    assert page.find(".//h1").text
    assert "/" in [way.get("href") for way in having(page, "button")]


def test_the_page_of_last_resort_speaks_both_languages_and_shows_the_trace_id():
    request = RequestFactory().get("/")
    request.trace_id = "ab" * 16
    answer = failures.server_error(request)
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "ab" * 16 in text
    assert "Something went wrong" in text
    assert "Trace id" not in failures.server_error(RequestFactory().get("/")).content.decode()


def test_every_word_of_ours_has_its_english_pair():
    parts = sorted((PACKAGE / "locale/parts").glob("*.json"))
    pairs = {said: meant for part in parts for said, meant in json.loads(part.read_text()).items()}
    said = set()
    for place in OURS:
        text = place.read_text()
        said |= {
            one for pair in re.findall(r"""translate "([^"]+)"|translate '([^']+)'""", text) for one in pair if one
        }
        blocks = re.findall(r"blocktranslate[^%]*%\}(.*?)\{% endblock", text)
        said |= {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", one) for one in blocks}
    for place in CODE:
        said |= set(re.findall(r'\b_\("([^"]+)"\)', place.read_text()))
    assert said > {"Tìm", "Tất cả %(count)s dòng"}
    assert not said - set(pairs)
    assert all(pairs.values())


def test_no_page_of_ours_styles_or_scripts_inline():
    for place in OURS:
        text = place.read_text()
        assert " style=" not in text, place
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=", text), place


def test_every_icon_named_in_a_template_is_in_the_sprite():
    drawn_ones = set(re.findall(r'<symbol id="([^"]+)"', (PACKAGE / "kit/static/kit/icons.svg").read_text()))
    named = set()
    for place in PACKAGE.rglob("templates/**/*.html"):
        text = place.read_text()
        named |= set(re.findall(r'{% icon "([^"]+)"', text)) | set(re.findall(r'\bicon="([^"]+)"', text))
    assert len(named) > 20
    assert not named - drawn_ones
