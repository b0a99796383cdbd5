"""Measures of comfort (ARCHITECTURE.md): trends to watch, with bounds far enough away not to nag."""

import ast
import statistics
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "lienthong"


def own_sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if not {"tests", "migrations", "testing"} & set(path.parts)]


def test_functions_stay_short():
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in own_sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert statistics.median(lengths) <= 11
    assert lengths[int(len(lengths) * 0.95)] < 45


def test_files_stay_short():
    lengths = sorted(len(path.read_text().splitlines()) for path in own_sources())
    assert lengths[int(len(lengths) * 0.95)] <= 350
    assert lengths[-1] <= 550, max(own_sources(), key=lambda path: len(path.read_text().splitlines()))
