"""Writing the next version of a procedure: a draft of files, changed one at a time, and published by another person."""

import hashlib
from datetime import datetime
from typing import Any

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.work.services import packages, queries, rules, starting, writing
from lienthong.work.services.actions import publishing
from lienthong.work.services.models import Draft, Procedure, Version


def begin_draft(*, key: str, owner: Body, by: Mandate, now: datetime) -> Draft:
    """Begin with the version in force, or with a small whole package; a draft that is open is gone on with.

    Refuses: MandateEnded, NotInThisRole, NotAKey, NotYourProcedure.
    """
    rules.require_may_draft(by, owner, now=now)
    procedure = Procedure.objects.filter(key=rules.require_key(key)).select_related("current").first()
    if procedure is not None and procedure.owner_id != owner.pk:
        raise rules.NotYourProcedure
    current = procedure.current if procedure else None
    files = writing.files_of(current.package) if current else starting.files()
    first = {"files": files, "changed_at": now, "changed_by": by}
    draft, made = Draft.objects.get_or_create(owner=owner, key=key, defaults=first)
    if made:
        journal.record("services.draft.begun", draft, by=by, for_whom=owner, at=now, body={"key": key})
    return draft


def save_file(*, draft: Draft, name: str, text: str, revision: int, by: Mandate, now: datetime) -> Draft:
    """Put in one file; whether the package can be published with it is another question.

    Refuses: MandateEnded, NotInThisRole, NotYourProcedure, UnknownFile, NotText, FileTooLarge, TooManyFiles,
    NoSuchDraft, DraftMovedOn.
    """
    held = _held(draft, revision, by, now)
    files = held.files | {name: rules.require_file(name, text)}
    if sum(each.startswith("examples/") for each in files) > packages.MOST_EXAMPLES:
        raise rules.TooManyFiles
    said = {"file": name, "sha256": hashlib.sha256(files[name].encode()).hexdigest()}
    return _changed(held, files, by, now, said) if files != held.files else held


def remove_file(*, draft: Draft, name: str, revision: int, by: Mandate, now: datetime) -> Draft:
    """Take an example away; the six files stay. Refuses: as `save_file`."""
    held = _held(draft, revision, by, now)
    if not name.startswith("examples/") or name not in held.files:
        raise rules.UnknownFile(name=name)
    files = {each: text for each, text in held.files.items() if each != name}
    return _changed(held, files, by, now, {"file": name, "sha256": ""})


def drop_draft(*, draft: Draft, by: Mandate, now: datetime) -> None:
    """Throw it away; what is published stays as it is.

    Refuses: MandateEnded, NotInThisRole, NotYourProcedure, NoSuchDraft.
    """
    rules.require_may_draft(by, draft.owner, now=now)
    held = _locked(draft)
    journal.record("services.draft.dropped", held, by=by, for_whom=held.owner, at=now, body={"key": held.key})
    held.delete()


def publish_draft(*, draft: Draft, revision: int, by: Mandate, now: datetime) -> Version:
    """Put it in force under the body's seal; the draft is gone then.

    Refuses: NoSuchDraft, DraftMovedOn, SameHand, and as `publish`.
    """
    held = _locked(draft)
    rules.require_may_publish(by, held.owner, now=now)
    rules.require_revision(held, revision)
    rules.require_other_hand(held, by)
    package = packages.read_files(held.files)
    version = publishing.publish(key=held.key, package=package, owner=held.owner, by=by, now=now)
    held.delete()
    return version


def _held(draft: Draft, revision: int, by: Mandate, now: datetime) -> Draft:
    rules.require_may_draft(by, draft.owner, now=now)
    held = _locked(draft)
    rules.require_revision(held, revision)
    return held


def _locked(draft: Draft) -> Draft:
    """As it is now, for this transaction alone. Refuses: NoSuchDraft."""
    found = Draft.objects.select_for_update(of=("self",)).select_related("owner", "changed_by").filter(pk=draft.pk)
    held = found.first()
    if held is None:
        raise queries.NoSuchDraft
    return held


def _changed(held: Draft, files: dict[str, str], by: Mandate, now: datetime, said: dict[str, Any]) -> Draft:
    held.files, held.revision, held.changed_at, held.changed_by = files, held.revision + 1, now, by
    held.save()
    body = {"key": held.key, "revision": held.revision, **said}
    journal.record("services.draft.changed", held, by=by, for_whom=held.owner, at=now, body=body)
    return held
