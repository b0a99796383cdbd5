"""The people of the stand-in: read from one JSON file, which another one may replace."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

SUPPLIED = Path(__file__).with_name("data") / "people.json"


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. `about` says in each language why one might want to be them."""

    number: str
    full_name: str
    born_on: str = ""
    about: dict[str, str] = field(default_factory=dict)


def read(place: Path = SUPPLIED) -> dict[str, Person]:
    """People by their number. A file that is malformed is a mistake of whoever wrote it: ValueError, KeyError."""
    found = [
        Person(one["number"], one["full_name"], one.get("born_on", ""), one.get("about", {}))
        for one in json.loads(place.read_text(encoding="utf-8"))
    ]
    return {person.number: person for person in found}


def somebody(number: str, full_name: str, known: dict[str, Person]) -> Person | None:
    """The person with this number; a number nobody has is anybody's who types a name beside it; None when neither."""
    digits = re.sub(r"[\s.]", "", number)
    if digits in known:
        return known[digits]
    name = " ".join(full_name.split())
    return Person(digits, name) if re.fullmatch(r"[0-9]{12}", digits) and name else None
