"""“This is wrong”: the person's own answer counts from now on, and the keeper of the register is asked to correct."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.records.registers import actions as registers
from lienthong.records.registers import queries
from lienthong.records.registers.models import CorrectionRequest, Reading
from lienthong.records.registers.records import as_claim
from lienthong.work.services.actions.applying import Filler, answer, dispute
from lienthong.work.services.models import Application


def contest(
    *,
    application: Application,
    question: str,
    claimed: Any,
    why: str,
    by: Filler,
    now: datetime,
    evidence: Sequence[StoredFile] = (),
) -> CorrectionRequest | None:
    """Keep the person's own answer apart from the register's, and ask its keeper to correct it; returns the request.

    `claimed` is a plain answer to the question. While a request about the same value is open no second one is sent,
    and that one is returned; `why` is not read then. `evidence` goes to the
    request, also to one that was open before. A register that has nobody of this number has nothing to correct: no
    request is sent, and neither `why` nor `evidence` is read.
    Refuses: as `dispute`, as `answer`, as `registers.ask_correction` but for AskedAlready, and as
    `registers.give_evidence`. Source: Law 26/2023/QH15 (a person may ask to correct their data).
    """
    disputed = dispute(application=application, question=question, by=by, now=now)
    asked = disputed.version.package.questions[question]
    held = answer(application=disputed, page=asked.page, given={question: claimed}, by=by, now=now)
    if not held.facts[question]["reading"]:
        return None
    reading = Reading.objects.select_related("person", "keeper").get(pk=held.facts[question]["reading"])
    attribute = asked.plain["offered_by"].partition(".")[2]
    request = queries.open_correction(reading, attribute) or registers.ask_correction(
        reading=reading, attribute=attribute, claimed=as_claim(claimed), why=why, by=by, now=now
    )
    if evidence:
        registers.give_evidence(request=request, given=evidence, by=by, now=now)
    return request
