"""Two hundred downloads of results with hang-ups and kills. Run by `make soak`; a seed with LIENTHONG_SOAK_SEED."""

import os

import pytest

from ..stories.test_the_right_citizen import require_everybody_their_own, served  # noqa: TID252 - tests are no package

__all__ = ["served"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hundred_results_go_to_who_asked_for_them(served):
    require_everybody_their_own(served, downloads=200, seed=int(os.environ.get("LIENTHONG_SOAK_SEED", "20")))
