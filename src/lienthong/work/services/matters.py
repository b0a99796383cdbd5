"""What tells two applications of one matter, where no number does: a child whom both parents register."""

import hashlib

from lienthong.kit import canonical
from lienthong.kit.text import fold
from lienthong.work.services.models import Application


def matter_of(application: Application) -> str:
    """A name for what the application is about: the same for the same answers, however they were typed.

    Made from the answers that its package names (`same_matter`); empty where it names none, or one is not given.
    """
    named = application.version.package.plain["procedure"].get("same_matter", ())
    said = [str(application.given.get(name) or "") for name in named]
    if not said or not all(said):
        return ""
    plain = {"procedure": application.procedure.key, "said": [" ".join(fold(each).split()) for each in said]}
    return hashlib.sha256(canonical.encode(plain)).hexdigest()
