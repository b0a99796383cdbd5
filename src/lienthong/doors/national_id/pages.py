"""The pages of the stand-in: plain HTML under the product's style sheet, loud about what they are."""

from collections.abc import Iterable, Mapping
from html import escape

from lienthong.doors.national_id.people import Person
from lienthong.doors.national_id.wording import WORDS

_FRAME = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title} · {loud}</title>
<link rel="icon" href="/static/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/style.css"></head><body>
<div class="demo-bar" role="note"><div class="wrap"><span><strong>{loud}</strong></span></div></div>
<div class="page"><main class="main" id="main"><div class="wrap narrow"><div class="stack stack-wide">
<header class="page-head"><h1>{title}</h1><p class="lead">{lead}</p></header>
<div class="note note-amber"><p><strong class="strong">{loud}.</strong> {warning}</p></div>
{body}</div></div></main></div></body></html>"""


def choosing(
    people: Iterable[Person], hidden: Mapping[str, str], *, client: str, language: str, missing: bool = False
) -> str:
    """Choose a person and levels; every word of the request goes along in the form."""
    words = WORDS[language]
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(said)}">' for name, said in hidden.items()
    )
    wrong = f'<p class="error-text" role="alert">{escape(words["choose"])}</p>' if missing else ""
    strengths = [(str(number), words[f"strength_{number}"]) for number in (2, 1, 3, 4)]
    body = f"""<form class="form" method="post" action="/authorize">{kept}{wrong}
<fieldset class="field"><legend>{words["people"]}</legend>
<div class="choices">{_persons(people, language)}
<label class="choice" for="person-other"><input type="radio" name="person" value="" id="person-other">
<span class="choice-label">{words["other"]}</span></label></div></fieldset>
{_box("number", words["number"], 'inputmode="numeric" maxlength="16"')}
{_box("full_name", words["name"], 'maxlength="100"')}
{_choices("account_level", words["level"], [("2", words["level_2"]), ("1", words["level_1"])])}
{_choices("authentication_level", words["strength"], strengths)}
<div class="buttons"><button class="button" name="answer" value="yes">{words["enter"]}</button>
<button class="button button-quiet" name="answer" value="no">{words["stop"]}</button></div></form>"""
    return _page(words["title"], words["lead"].format(client=escape(client)), body, language)


def wrong(language: str = "vi") -> str:
    """A request that must not be answered by sending anybody anywhere."""
    return _page(WORDS[language]["wrong_title"], WORDS[language]["wrong"], "", language)


def idle(language: str = "vi") -> str:
    """Nobody asked anything."""
    return _page(WORDS[language]["idle_title"], WORDS[language]["idle"], "", language)


def _persons(people: Iterable[Person], language: str) -> str:
    born = WORDS[language]["born"]
    return "".join(
        f'<label class="choice" for="person-{one.number}">'
        f'<input type="radio" name="person" value="{one.number}" id="person-{one.number}">'
        f'<span class="choice-label">{escape(one.full_name)}</span>'
        f'<span class="choice-hint">{escape(one.about.get(language, ""))} · {born} {escape(_day(one.born_on))}'
        f' · <span class="figure">{one.number}</span></span></label>'
        for one in people
    )


def _box(name: str, label: str, more: str) -> str:
    return (
        f'<div class="field"><label for="{name}">{label}</label>'
        f'<input class="input" id="{name}" name="{name}" autocomplete="off" {more}></div>'
    )


def _choices(name: str, legend: str, choices: list[tuple[str, str]]) -> str:
    """Radio buttons, the first one chosen."""
    lines = "".join(
        f'<label class="choice" for="{name}-{value}"><input type="radio" name="{name}" value="{value}"'
        f' id="{name}-{value}"{" checked" if number == 0 else ""}>'
        f'<span class="choice-label">{escape(label)}</span></label>'
        for number, (value, label) in enumerate(choices)
    )
    return f'<fieldset class="field"><legend>{legend}</legend><div class="choices">{lines}</div></fieldset>'


def _day(born_on: str) -> str:
    return "/".join(reversed(born_on.split("-")))


def _page(title: str, lead: str, body: str, language: str) -> str:
    words = WORDS[language]
    return _FRAME.format(
        title=title, lead=lead, body=body, language=language, loud=words["loud"], warning=words["warning"]
    )
