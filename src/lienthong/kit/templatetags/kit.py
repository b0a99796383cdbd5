"""Template words available on every page: icons, tags, buttons, fields, times, numbers.

Each component of the style sheet that takes more than a class has its word here; the gallery shows them all. Words that
make HTML escape what they are given; nothing makes a `style` attribute, the content policy forbids it.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, Field
from django.forms.utils import flatatt
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.kit import clock
from lienthong.kit.text import fold
from lienthong.kit.web import words as wording

register = template.Library()

TONE_ICONS = {
    "leaf": "circle-check",
    "amber": "clock",
    "clay": "triangle-alert",
    "sea": "info",
    "plain": "circle-dot",
}
NOTE_ICONS = {**TONE_ICONS, "amber": "triangle-alert", "clay": "circle-alert"}
"""A sentence to mind is no deadline: the clock stays with times."""
SHAPES: list[tuple[type, str]] = [
    (CheckboxSelectMultiple, "choices"),
    (RadioSelect, "choices"),
    (CheckboxInput, "check"),
    (Textarea, "textarea"),
    (Select, "select"),
    (ClearableFileInput, "file"),
    (FileInput, "file"),
]


# -- small marks ------------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A drawing from the sprite. Beside a word it stays silent; alone it needs a `label`."""
    return _drawing(name, label, css)


@lru_cache(maxsize=1024)
def _drawing(name: str, label: str, css: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    shape = format_html('<use href="{}#{}"/>', static("kit/icons.svg"), name)
    return format_html('<svg class="icon {}" {} focusable="false">{}</svg>', css, spoken, shape)


@register.simple_tag(name="tag")
def tag_mark(tone: str, words: object, icon_name: str = "") -> SafeString:
    """A pill that says a state: colour, icon and word together. Tones: leaf, amber, clay, sea, plain."""
    drawing = icon(icon_name or TONE_ICONS[tone])
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, drawing, words)


@register.simple_tag(takes_context=True)
def time_left(context: Context, due: datetime | None, done: bool = False) -> SafeString:
    """How long until `due`, in words and colour, by the page's one `now`. Nothing when there is no deadline."""
    if due is None:
        return SafeString("")
    if done:
        return tag_mark("plain", _("đã xong"), "check")
    left = wording.left(due, now=context.get("now") or clock.now())
    exact = local_time(due)
    shape = '<time datetime="{}" class="tag tag-{}" title="{}">{}{}</time>'
    return format_html(shape, due.isoformat(), left.tone, exact, icon(TONE_ICONS[left.tone]), left.words)


@register.simple_tag
def progress(done: int, total: int, words: str = "") -> SafeString:
    """So many of so many, as a bar and in words: `progress 61 64` → "61 / 64"."""
    said = words or f"{number_vi(done)} / {number_vi(total)}"
    bar = format_html('<progress max="{}" value="{}" aria-label="{}"></progress>', max(total, 1), done, said)
    return format_html('<div class="progress"><span class="strong">{}</span>{}</div>', said, bar)


@register.simple_tag
def note(tone: str, words: object, title: str = "") -> SafeString:
    """A sentence set apart: sea = for your information, leaf = done, amber = mind this, clay = wrong or dangerous."""
    head = format_html('<strong class="strong">{}</strong><br>', title) if title else SafeString("")
    return format_html('<div class="note note-{}">{}<p>{}{}</p></div>', tone, icon(NOTE_ICONS[tone]), head, words)


@register.simple_tag
def state_banner(kind: str, words: str = "") -> SafeString:
    """The banner nobody can misread: draft, sent, accepted or refused."""
    meaning = {
        "draft": ("pen-line", _("Bản nháp – CHƯA GỬI")),
        "sent": ("send", _("Đã gửi")),
        "accepted": ("circle-check", _("Đã tiếp nhận")),
        "refused": ("ban", _("Bị từ chối")),
    }
    drawing, said = meaning[kind]
    return format_html('<div class="state state-{}">{}<span>{}</span></div>', kind, icon(drawing), words or said)


@register.simple_tag
def button(
    words: str, icon: str = "", kind: str = "", url: str = "", key: str = "", **attributes: object
) -> SafeString:
    """A button, or with `url` a link that looks like one.

    `kind`: quiet, danger, danger-quiet, text, small — several with a space between. `key` is the single letter that
    presses it (desk.js). Further names become attributes, `_` written for `-`.
    """
    classes = " ".join(["button", *(f"button-{word}" for word in kind.split())])
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    more = {"class": classes, **({"data-key": key, "aria-keyshortcuts": key} if key else {}), **given}
    inside = format_html("{}{}{}", _icon_or_nothing(icon), words, _key_cap(key))
    if url:
        return format_html('<a href="{}"{}>{}</a>', url, flatatt(more), inside)
    return format_html("<button{}>{}</button>", flatatt({"type": "submit", **more}), inside)


def _icon_or_nothing(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


def _key_cap(key: str) -> SafeString:
    return format_html('<kbd aria-hidden="true" class="key-cap" hidden>{}</kbd>', key) if key else SafeString("")


# -- forms ------------------------------------------------------------------------------------------------------------
@register.simple_tag
def field(bound: BoundField, css: str = "", hint: str = "", look: str = "") -> SafeString:
    """A form field with label, hint and error, all joined for a screen reader; `look` is cards or row for choices."""
    return SafeString(render_to_string("kit/field.html", field_context(bound, css=css, hint=hint, look=look)))


def field_context(bound: BoundField, *, css: str = "", hint: str = "", look: str = "") -> dict[str, Any]:
    """What kit/field.html needs: the shape of the widget and the ids that describe it."""
    shape = next((word for kind, word in SHAPES if isinstance(bound.field.widget, kind)), "input")
    said = hint or bound.help_text
    described = [f"{bound.auto_id}-hint"] * bool(said) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    words = " ".join(described)
    context = {
        "field": bound, "shape": shape, "hint": said, "look": look, "described": words,
        "is_optional": not bound.field.required and bound.name not in getattr(bound.form, "needed_when", ()),
    }  # fmt: skip
    if shape == "choices":
        return context
    return {**context, "control": _control(bound, shape=shape, css=css, described=words)}


@register.filter
def vietnamese(words: Any) -> SafeString:
    """Words an office wrote, or its name: marked as Vietnamese on a page in another language, for who has it read."""
    text = str(words or "")
    if (get_language() or "vi").startswith("vi") or fold(text) == text.lower():
        return conditional_escape(text)
    return format_html('<span lang="vi">{}</span>', text)


@register.filter
def told_errors(bound: BoundField) -> list[str]:
    """What is wrong with a field; of one left empty, what is missing by its label, where the form has no own words."""
    return [
        _missing(bound) if error.code == "required" and error.message == Field.default_error_messages["required"]
        else " ".join(error.messages)
        for error in bound.errors.as_data()
    ]  # fmt: skip


_ASKS = re.compile(r"\b(gì|nào|ai|đâu|mấy|vì sao|what|which|who|where|how|why)\b", re.IGNORECASE)
"""What makes a label a question, also without its mark."""
_NO_NOUNS = frozenset({"giao", "nói", "trả", "gửi", "bạn", "có", "được", "hoặc", "thu", "bỏ", "đã"}) | frozenset(
    {"to", "assign", "say", "tell", "answer", "send", "you", "may", "or", "give", "put", "it"}
)
"""A label that begins so names nothing that could be entered: it is quoted."""


def _missing(bound: BoundField) -> str:
    shape = next((word for kind, word in SHAPES if isinstance(bound.field.widget, kind)), "input")
    label = str(bound.label)
    if label.endswith("?") or _ASKS.search(label):
        return _("Hãy trả lời câu này.")
    if shape == "check":
        return _("Đánh dấu “%(label)s”.") % {"label": label}
    if label.split(" ", maxsplit=1)[0].lower() in _NO_NOUNS:
        return _("Điền mục “%(label)s”.") % {"label": label}
    said = _("Chọn %(label)s.") if shape in {"choices", "select", "file"} else _("Nhập %(label)s.")
    return said % {"label": _inside(label)}


def _inside(label: str) -> str:
    """A label in the middle of a sentence: small at first, unless it begins with an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _control(bound: BoundField, *, shape: str, css: str, described: str) -> SafeString:
    own = bound.field.widget.attrs.get("class", "")
    classes = " ".join(word for word in (shape, own, css) if word)
    return bound.as_widget(attrs={"class": classes, **_described(bound, described)})


def _described(bound: BoundField, described: str) -> dict[str, str]:
    attributes = {"aria-describedby": described} if described else {}
    return {**attributes, **({"aria-invalid": "true"} if bound.errors else {})}


@register.inclusion_tag("kit/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """All that is wrong with one or several forms, at the head of the page, each line a link to its field."""
    shown = [form for form in forms if form]
    general = [error for form in shown for error in form.non_field_errors()]
    wrong = [bound for form in shown for bound in form if bound.errors]
    return {"general": general, "wrong": wrong, "any": bool(general or wrong)}


# -- places -----------------------------------------------------------------------------------------------------------
@register.simple_tag
def breadcrumbs(*words: str) -> SafeString:
    """The way here: label, address, label, address, …, and last the label of this page."""
    pairs = list(zip(words[:-1:2], words[1::2], strict=False))
    return SafeString(render_to_string("kit/breadcrumbs.html", {"pairs": pairs, "last": words[-1]}))


@register.simple_tag(takes_context=True)
def way_back(context: Context) -> str:
    """The page of ours this person came from, or nothing when it was somewhere else."""
    request: HttpRequest = context["request"]
    before = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else ""


@register.simple_tag(takes_context=True)
def home(context: Context) -> str:
    """Where this person begins: their work when they hold a post (unless it refused just now), else the front page."""
    request: HttpRequest = context["request"]
    at_work = bool(getattr(request, "mandates", ())) and request.path != settings.LOGIN_REDIRECT_URL
    return settings.LOGIN_REDIRECT_URL if at_work else "/"


@register.simple_tag(takes_context=True)
def active(context: Context, *names: str) -> SafeString:
    """` aria-current="page"` when this page is one of these view names (`desk:inbox`), else nothing."""
    match = getattr(context.get("request"), "resolver_match", None)
    return SafeString(' aria-current="page"') if match and match.view_name in names else SafeString("")


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, name: str, css: str = "") -> SafeString:
    """A table head that sorts by `?sort=name`, again by `?sort=-name`; the cursor starts afresh."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    for gone in ("after", "before"):
        query.pop(gone, None)
    query["sort"] = f"-{name}" if now == name else name
    order, drawing = {name: ("ascending", "arrow-up"), f"-{name}": ("descending", "arrow-down")}.get(
        now, ("none", "chevrons-up-down")
    )
    return format_html(
        '<th scope="col" aria-sort="{}" class="{}"><a href="?{}">{}{}</a></th>',
        order,
        css,
        query.urlencode(),
        label,
        icon(drawing),
    )


@register.simple_tag(takes_context=True)
def root_attributes(context: Context) -> SafeString:
    """Attributes of `<html>`: language, and what the reader chose for light and density (cookies of desk.js)."""
    cookies: Mapping[str, str] = getattr(context.get("request"), "COOKIES", {})
    chosen = {
        f"data-{name}": cookies[name]
        for name, allowed in {"theme": ("light", "dark"), "density": ("compact",)}.items()
        if cookies.get(name) in allowed
    }
    return flatatt({"lang": get_language() or "vi", **chosen})


@register.inclusion_tag("kit/pages.html", takes_context=True)
def pages(context: Context, page: Any) -> dict[str, Any]:
    """Newer and older, for a `kit.web.pagination.Page`."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("kit/filecard.html")
def filecard(
    name: str, *, url: str = "", size: int | None = None, about: str = "", tone: str = "", said: str = ""
) -> dict[str, Any]:
    """A file: its name, size, what is known of it, and a link to save it, or a tag when it may not be saved."""
    return {"name": name, "url": url, "size": size, "about": about, "tone": tone, "said": said}


@register.filter
def initials(name: str) -> str:
    """The letter for a round face: that of the given name, which stands last in a Vietnamese name."""
    words = name.split()
    return words[-1][0].upper() if words else "?"


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """`mapping|get:key`."""
    return mapping.get(key, "")


@register.filter
def called(thing: object | None) -> str:
    """`body|called`, `post|called`: the name in the language of the page. Official papers keep `name_vi`."""
    return wording.called(thing)


# -- times and numbers ------------------------------------------------------------------------------------------------
@register.filter
def local_time(at: datetime | None) -> str:
    """An instant on the wall clock of Viet Nam: `22/11/2026 08:03`."""
    return clock.local(at).strftime("%d/%m/%Y %H:%M") if at else ""


@register.filter
def moment(at: datetime) -> SafeString:
    """The same for people and programs: a `<time>` with its exact instant."""
    return format_html('<time datetime="{}">{}</time>', clock.local(at).isoformat(), local_time(at))


@register.filter
def local_date(at: datetime | date | None) -> str:
    """A day: `22/11/2026`; of an instant, its day in Viet Nam."""
    if at is None:
        return ""
    return (clock.local(at) if isinstance(at, datetime) else at).strftime("%d/%m/%Y")


@register.filter
def number_vi(value: float | None, places: int = 0) -> str:
    """`412806` → `412.806`, `94.7` with one place → `94,7`; on English pages the other way round."""
    return "–" if value is None else wording.number(value, places)


@register.filter
def few(count: int, fewest: int) -> str:
    """A count of people as open figures show it: `412.806`, and `<10` where it is fewer than this and not nought."""
    return f"<{fewest}" if 0 < count < fewest else wording.number(count, 0)


@register.filter
def percent_vi(value: float | None, places: int = 1) -> str:
    """A share between 0 and 1: `0.947` → `94,7 %`."""
    return "–" if value is None else f"{number_vi(value * 100, places)}\u00a0%"


@register.filter
def bytes_vi(size: int | None) -> str:
    """A size a person can picture: `1,2 MB`."""
    return "" if size is None else wording.size(size)


@register.filter
def money_vi(dong: int | None) -> str:
    """Vietnamese dong: `31000` → `31.000 đ`; from a billion on in words, `38,2 tỷ đ`."""
    if dong is None:
        return "–"
    if abs(dong) >= 10**9:
        return _("%(amount)s tỷ đ") % {"amount": number_vi(dong / 10**9, 1)}
    return f"{number_vi(dong)}\u00a0đ"


@register.filter
def duration(seconds: float | None) -> str:
    """How long something took, in the two units that matter: `11 phút`, `3 giờ 20 phút`, `0,4 giây`."""
    return "–" if seconds is None else wording.lasted(seconds)


@register.filter
def join_lines(items: Iterable[object]) -> str:
    """One item a line."""
    return "\n".join(str(item) for item in items)
