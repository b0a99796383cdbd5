"""“This is wrong”: the person's own answer counts from now on, and the keeper of the register is asked to correct."""

from datetime import datetime
from typing import Any

from lienthong.records.registers import actions as registers
from lienthong.records.registers import queries
from lienthong.records.registers.models import CorrectionRequest, Reading
from lienthong.records.registers.records import as_claim
from lienthong.work.services.actions.applying import Filler, answer, dispute
from lienthong.work.services.models import Application


def contest(
    *, application: Application, question: str, claimed: Any, why: str, by: Filler, now: datetime
) -> CorrectionRequest:
    """Keep the person's own answer apart from the register's, and ask its keeper to correct it; returns the request.

    `claimed` is a plain answer to the question. While a request about the same value is open no second one is sent,
    and that one is returned; `why` is not read then. Refuses: as `dispute`, as `answer`, and as
    `registers.ask_correction` but for AskedAlready. Source: Law 26/2023/QH15 (a person may ask to correct their data).
    """
    disputed = dispute(application=application, question=question, by=by, now=now)
    asked = disputed.version.package.questions[question]
    held = answer(application=disputed, page=asked.page, given={question: claimed}, by=by, now=now)
    reading = Reading.objects.select_related("person", "keeper").get(pk=held.facts[question]["reading"])
    attribute = asked.plain["offered_by"].partition(".")[2]
    return queries.open_correction(reading, attribute) or registers.ask_correction(
        reading=reading, attribute=attribute, claimed=as_claim(claimed), why=why, by=by, now=now
    )
