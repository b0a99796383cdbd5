"""Writing a version as a draft of files: what is taken, what is refused, and two people behind what is published."""

import pytest

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import rules as mandates
from lienthong.work.services import actions, packages, queries, rules, starting, writing
from lienthong.work.services.models import Draft, Procedure, Version
from lienthong.work.services.packages import MOST_EXAMPLES
from lienthong.work.services.problems import PackageRefused
from lienthong.work.services.reading import MOST_BYTES

KEY = "doi_giay_phep_lai_xe"
NOW = at("14:00")


@pytest.mark.parametrize("key", packages.shipped())
def test_a_package_written_as_yaml_and_read_again_is_the_very_same(key):
    package = packages.read_shipped(key)
    assert packages.read_files(writing.files_of(package)).address == package.address


def test_what_is_written_stands_in_the_order_of_the_form():
    text = writing.files_of(packages.read_shipped(KEY))["procedure.yaml"]
    assert text.startswith("format: 1\ncode:\n  value: '1.002809'\n  confirm: true\nname:\n  vi: ")


@pytest.mark.parametrize(
    ("change", "code", "file"),
    [
        (lambda files: files.pop("steps.yaml"), "no-file", "steps.yaml"),
        (lambda files: files.update({"notes.txt": "x"}), "unknown-file", "notes.txt"),
        (lambda files: files.update({"examples/../x.yaml": "x"}), "unknown-file", "examples/../x.yaml"),
        (lambda files: files.update({f"examples/e{n}.yaml": "" for n in range(101)}), "unknown-file", "examples/urgent.yaml"),
        (lambda files: files.update({"tables.yaml": "a: &x [1]\nb: *x"}), "anchor", "tables.yaml"),
        (lambda files: files.update({"examples/urgent.yaml": "- 1"}), "not-a-map", "examples/urgent.yaml"),
        (lambda files: files.update({"tables.yaml": "!!python/object:os.system x"}), "tag", "tables.yaml"),
        (lambda files: files.update({"tables.yaml": "[" * 1000}), "", "tables.yaml"),
    ],
    ids=["missing", "stranger", "path", "too many", "anchor", "no map", "tag", "deep"],
)  # fmt: skip
def test_hostile_and_incomplete_files_are_refused_by_name(change, code, file):
    files = starting.files()
    change(files)
    with pytest.raises(PackageRefused) as refused:
        packages.read_files(files)
    found = [each for each in refused.value.problems if each.place.file == file]
    assert found
    assert not code or code in found[0].code


def begun(office, *, key=KEY, by=None):
    return actions.begin_draft(key=key, owner=office.body, by=by or office.specialist, now=NOW)


def saved(draft, office, name, text, *, revision=None, by=None):
    return actions.save_file(
        draft=draft, name=name, text=text, revision=revision or draft.revision, by=by or office.specialist, now=NOW
    )


def dearer(draft, office):
    for name, text in list(draft.files.items()):
        draft = saved(draft, office, name, text.replace("135000", "155000"))
    return draft


def test_a_draft_begins_with_the_version_in_force_and_is_begun_once(hall, land):
    draft = begun(land.ministry)
    checked = queries.checked(draft, at=NOW)
    assert checked.is_ready
    assert checked.package.address == Version.objects.get().address
    assert begun(land.ministry, by=land.ministry.head_of_unit) == draft
    assert queries.unpublished(land.ministry.body) == [draft]
    assert Act.objects.filter(verb="services.draft.begun").count() == 1


def test_a_new_procedure_begins_with_the_small_whole_package(land):
    draft = begun(land.ministry, key="viec_moi")
    assert draft.files == starting.files()
    assert queries.checked(draft, at=NOW).is_ready
    assert str(draft) == "viec_moi: 1"


def test_a_file_is_put_in_counted_and_recorded_and_the_same_again_is_nothing(hall, land):
    office, draft = land.ministry, begun(land.ministry)
    changed = saved(draft, office, "steps.yaml", "a: [1\r\n")
    assert (changed.revision, changed.files["steps.yaml"]) == (2, "a: [1\n")
    assert saved(changed, office, "steps.yaml", "a: [1\n").revision == 2
    checked = queries.checked(changed, at=NOW)
    assert (checked.package, checked.is_ready) == (None, False)
    assert {each.place.file for each in checked.problems} == {"steps.yaml"}
    assert Act.objects.filter(verb="services.draft.changed").count() == 1


@pytest.mark.parametrize(
    ("name", "text", "refusal"),
    [
        ("notes.txt", "", rules.UnknownFile),
        ("examples/Ví dụ.yaml", "", rules.UnknownFile),
        ("examples/../steps.yaml", "", rules.UnknownFile),
        ("steps.yaml", "a\x00b", rules.NotText),
        ("steps.yaml", "\ud800", rules.NotText),
        ("steps.yaml", "ă" * (MOST_BYTES // 2 + 1), rules.FileTooLarge),
    ],
    ids=["stranger", "letters", "path", "null", "half a letter", "large"],
)
def test_what_is_no_file_of_a_package_is_refused(land, name, text, refusal):
    draft = begun(land.ministry, key="viec_moi")
    with pytest.raises(refusal):
        saved(draft, land.ministry, name, text)


def test_examples_come_and_go_up_to_a_hundred_and_the_six_files_stay(land):
    office, draft = land.ministry, begun(land.ministry, key="viec_moi")
    draft = saved(draft, office, "examples/second.yaml", "x: 1")
    gone = {"draft": draft, "revision": draft.revision, "by": office.specialist, "now": NOW}
    for name in ("steps.yaml", "examples/third.yaml"):
        with pytest.raises(rules.UnknownFile):
            actions.remove_file(name=name, **gone)
    draft = actions.remove_file(name="examples/second.yaml", **gone)
    assert "examples/second.yaml" not in draft.files
    Draft.objects.update(files=draft.files | {f"examples/e{number}.yaml": "" for number in range(MOST_EXAMPLES - 1)})
    with pytest.raises(rules.TooManyFiles):
        saved(draft, office, "examples/one-more.yaml", "")


def test_who_read_an_older_state_changes_nothing(land):
    office, draft = land.ministry, begun(land.ministry, key="viec_moi")
    saved(draft, office, "steps.yaml", "a: 1")
    with pytest.raises(rules.DraftMovedOn):
        saved(draft, office, "steps.yaml", "b: 1", revision=1, by=office.head_of_unit)


def test_another_person_publishes_and_the_draft_is_gone(hall, land):
    office, draft = land.ministry, dearer(begun(land.ministry), land.ministry)
    version = actions.publish_draft(draft=draft, revision=draft.revision, by=office.leader, now=NOW)
    assert (version.number, version.published_by) == (2, office.leader)
    assert Procedure.objects.get(key=KEY).current == version
    with pytest.raises(queries.NoSuchDraft):
        actions.publish_draft(draft=draft, revision=draft.revision, by=office.leader, now=NOW)
    with pytest.raises(queries.NoSuchDraft):
        queries.draft_of(office.body, draft.pk)


def test_nobody_publishes_what_they_wrote_or_what_moved_on_or_what_fails(hall, land):
    office, draft = land.ministry, dearer(begun(land.ministry), land.ministry)
    with pytest.raises(rules.DraftMovedOn):
        actions.publish_draft(draft=draft, revision=1, by=office.leader, now=NOW)
    broken = saved(draft, office, "steps.yaml", "a: 1")
    with pytest.raises(PackageRefused):
        actions.publish_draft(draft=broken, revision=broken.revision, by=office.leader, now=NOW)
    Draft.objects.update(changed_by=office.leader)
    with pytest.raises(rules.SameHand):
        actions.publish_draft(draft=broken, revision=broken.revision, by=office.leader, now=NOW)
    assert Version.objects.count() == 1


def test_only_the_own_body_writes_and_only_who_has_the_right(hall, land):
    office, draft = land.ministry, begun(land.ministry)
    for who, refusal in (
        (land.other.specialist, rules.NotYourProcedure), (office.clerk, mandates.NotInThisRole),
        (office.leader, mandates.NotInThisRole),
    ):  # fmt: skip
        with pytest.raises(refusal):
            saved(draft, office, "steps.yaml", "a: 1", by=who)
        with pytest.raises(refusal):
            actions.drop_draft(draft=draft, by=who, now=NOW)
    with pytest.raises(mandates.NotInThisRole):
        actions.publish_draft(draft=draft, revision=1, by=office.specialist, now=NOW)
    with pytest.raises(rules.NotYourProcedure):
        begun(land.other)
    with pytest.raises(rules.NotAKey):
        begun(office, key="Đổi")


def test_a_draft_is_thrown_away_and_the_version_stays(hall, land):
    draft = begun(land.ministry)
    actions.drop_draft(draft=draft, by=land.ministry.specialist, now=NOW)
    assert not Draft.objects.exists()
    assert Version.objects.count() == 1
    with pytest.raises(queries.NoSuchDraft):
        actions.drop_draft(draft=draft, by=land.ministry.specialist, now=NOW)
