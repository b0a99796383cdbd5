"""No mixed pages: every word a person can see has its pair, Vietnamese → English or, for refusals, English → Vietnamese."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "lienthong"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "N_"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
TEMPLATE_CALL = re.compile(r"\b(?:gettext|ngettext)\(u?(['\"])((?:\\.|(?!\1).)*)\1")
TEMPLATE_CALL_IN_CONTEXT = re.compile(r"\bpgettext\(u?(['\"])((?:\\.|(?!\1).)*)\1, u?(['\"])((?:\\.|(?!\3).)*)\3")


def pairs(folder: Path) -> dict[str, str]:
    return {said: meant for path in folder.glob("*.json") for said, meant in json.loads(path.read_text()).items()}


def python_words() -> Iterator[tuple[str, str]]:
    for path in PACKAGE.rglob("*.py"):
        if {"tests", "testing", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if node.func.id in IN_CONTEXT and len(given) == 2:
                yield "\4".join(given), path.name
            elif node.func.id == "done" and given:
                yield f"done\4{given[0]}", path.name
            elif node.func.id in CALLS:
                for argument in node.args[: 2 if "ngettext" in node.func.id else 1]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, path.name


def template_words() -> Iterator[tuple[str, str]]:
    for path in (*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")):
        words = templatize(path.read_text(), origin=str(path))
        for found in TEMPLATE_CALL.finditer(words):
            yield ast.literal_eval(f"{found[1]}{found[2]}{found[1]}"), path.name
        for found in TEMPLATE_CALL_IN_CONTEXT.finditer(words):
            yield f"{found[2]}\4{found[4]}", path.name


def refusals() -> Iterator[tuple[str, str]]:
    from lienthong.kit.errors import Refused

    def below(kind):
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    for kind in below(Refused):
        if kind.__module__.startswith("lienthong") and "tests" not in kind.__module__:
            yield " ".join((kind.__doc__ or "").strip().split("\n\n", 1)[0].split()), kind.__qualname__


def test_every_vietnamese_word_has_its_english():
    english = pairs(PACKAGE / "locale" / "parts")
    missing = sorted(
        {
            (said, where)
            for said, where in (*python_words(), *template_words())
            if said.strip() and said not in english and not is_english(said)
        }
    )
    assert not missing, f"{len(missing)} without English: {missing[:12]}"


def test_every_refusal_has_its_vietnamese():
    vietnamese = pairs(PACKAGE / "locale" / "parts" / "vi")
    missing = sorted({(said, where) for said, where in refusals() if said not in vietnamese})
    assert not missing, f"{len(missing)} without Vietnamese: {missing[:8]}"


@pytest.mark.parametrize("folder", ["parts", "parts/vi"])
def test_what_stands_in_braces_is_the_same_in_both_languages(folder):
    wrong = [
        said
        for said, meant in pairs(PACKAGE / "locale" / folder).items()
        if set(re.findall(r"%\(\w+\)[sd]", said)) != set(re.findall(r"%\(\w+\)[sd]", meant))
    ]
    assert not wrong, wrong[:5]


def is_english(said: str) -> bool:
    """Refusals raised with an English sentence of their own are checked with the refusals."""
    return said in pairs(PACKAGE / "locale" / "parts" / "vi")
