"""Publishing under a seal others can check, and finding what was published."""

import subprocess
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate

from conftest import at
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.signatures import queries as signatures
from lienthong.work.services import actions, packages, queries, rules
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.actions.publishing import PublishedBefore
from lienthong.work.services.models import Application, Version
from lienthong.work.services.problems import PackageRefused
from lienthong.work.services.states import Channel

KEY = "doi_giay_phep_lai_xe"


@pytest.fixture
def changed(licence):
    """The shipped package with another name."""
    licence.change("procedure.yaml", "vi: ", "vi: Mới – ")
    return licence.read()


def publish(country, package, *, key=KEY, owner=None, by=None):
    return actions.publish(key=key, package=package, owner=owner or country.ministry.body, by=by, now=at("09:00"))


def openssl_accepts(version, compiled, folder):
    files = {"seal.der": bytes(version.seal), "compiled.json": compiled, "root.pem": root()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "seal.der", "-content", "compiled.json",
               "-CAfile", "root.pem", "-purpose", "any", "-attime", str(int(at("09:00").timestamp())), "-out", "verified"]  # fmt: skip
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def root():
    return load_der_x509_certificate(signatures.authority("root").encoded).public_bytes(Encoding.PEM)


@pytest.mark.foreign("openssl")
def test_openssl_accepts_the_seal_over_the_compiled_bytes_and_refuses_a_tampered_twin(hall, tmp_path):
    version = Version.objects.get()
    compiled = bytes(version.compiled)
    twin = compiled.replace(b"135000", b"135001", 1)
    assert twin != compiled
    assert openssl_accepts(version, compiled, tmp_path)
    assert not openssl_accepts(version, twin, tmp_path)
    assert queries.is_sealed(version, at=at("09:00"))
    version.compiled = twin
    assert not queries.is_sealed(version, at=at("09:00"))


def test_a_second_version_is_current_and_what_was_begun_keeps_the_first(hall, land, changed, django_assert_num_queries):
    first = Version.objects.get()
    offering = hall.offerings[KEY]
    whom = Whom("001190012345", "Nguyễn Thị Minh Anh")
    draft = actions.begin(offering=offering, whom=whom, by=hall.citizen, now=at("08:00"), channel=Channel.ONLINE)
    second = publish(land, changed, by=land.ministry.leader)
    assert (second.number, second.published_by_id) == (2, land.ministry.leader.pk)
    assert second.name.startswith("Mới – ")
    assert queries.procedure(KEY).current == second
    assert draft.version == first
    with pytest.raises(PublishedBefore):
        publish(land, changed)
    offering = queries.offering(queries.procedure(KEY), hall.office.body.pk)
    other = actions.begin(
        offering=offering, whom=Whom("", "Ai đó"), by=hall.citizen, now=at("09:30"), channel=Channel.ONLINE
    )
    assert other.version == second
    # and it is found, under its everyday names
    assert [each.key for each in queries.search("doi bang lai")][:1] == [KEY]
    with django_assert_num_queries(1):
        assert [str(each) for each in queries.catalogue()] == [KEY]
    with pytest.raises(queries.NoSuchProcedure):
        queries.procedure("khong_co")


def test_only_the_owner_publishes_and_only_what_has_no_problems(hall, land, licence):
    package = licence.read()
    with pytest.raises(rules.NotYourProcedure):
        publish(land, package, by=land.other.leader)
    with pytest.raises(mandates.NotInThisRole):
        publish(land, package, by=land.ministry.clerk)
    changed = licence.change("procedure.yaml", "vi: ", "vi: Mới – ").read()
    with pytest.raises(rules.NotYourProcedure):
        publish(land, changed, owner=land.other.body)
    wrong = licence.change("steps.yaml", "share: 40", "share: 41").read()
    with pytest.raises(PackageRefused) as refused:
        publish(land, wrong)
    assert [each.code for each in refused.value.problems] != []
    assert Version.objects.count() == 1


def test_what_has_no_version_in_force_cannot_be_applied_for():
    offering = SimpleNamespace(closed_at=None, procedure=SimpleNamespace(current=None))
    with pytest.raises(queries.NotOfferedThere):
        actions.begin(offering=offering, whom=Whom("1", "A"), by=None, now=at("09:00"), channel=Channel.ONLINE)


def test_a_version_and_its_package_are_read_from_the_very_bytes(hall):
    version = Version.objects.get()
    assert version.package.encoded == bytes(version.compiled)
    assert version.package.plain == packages.read(packages.SHIPPED / KEY).plain
    assert str(version) == f"{version.procedure_id} v1"


def test_who_follows_a_link_to_a_version_gets_the_one_read_before(hall, land, django_assert_num_queries):
    published = Version.objects.get()
    link = Application._meta.get_field("version")
    assert link.deconstruct()[1] == "django.db.models.ForeignKey"
    first = Application(version_id=published.pk).version
    with django_assert_num_queries(0):
        assert Application(version_id=published.pk).version is first
        assert first.package.address == published.address
