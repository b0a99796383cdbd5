"""What the tests on PDF files work with: a small hierarchy of certificates, a typeset page, and the whole road."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pikepdf
import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lienthong.ground.signatures.pdf import images, sign
from lienthong.ground.signatures.pdf.places import Box, Places, TextPlace
from lienthong.ground.signatures.pdf.prepare import prepare
from lienthong.ground.signatures.revocation import Revocations
from lienthong.ground.signatures.signer import Signer, from_private_key
from lienthong.ground.signatures.trust import Trust

SIGNED_AT = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
SEALED_AT = datetime(2026, 11, 20, 2, 20, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NUMBER_TEXT = "15/BTC-VP"
DATE_TEXT = "Hà Nội, ngày 20 tháng 11 năm 2026"

FONTS = Path(__file__).parents[3] / "records" / "documents" / "layout" / "fonts"


@lru_cache
def font_bytes(style: str = "Regular") -> bytes:
    return (FONTS / f"LiberationSerif-{style}.ttf").read_bytes()


def name_of(common: str, *, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Authority:
    """A certificate that may issue others, with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def issue(
        self,
        subject: x509.Name,
        *,
        since: datetime = datetime(2026, 1, 1, tzinfo=UTC),
        until: datetime = datetime(2028, 1, 1, tzinfo=UTC),
        authority: bool = False,
        purpose: x509.ObjectIdentifier | None = None,
        key: ec.EllipticCurvePrivateKey | None = None,
    ) -> "Authority":
        own = key or ec.generate_private_key(ec.SECP256R1())
        return Authority(
            _certificate(subject, own, self, since=since, until=until, authority=authority, purpose=purpose), own
        )

    def signer(self, *chain: "Authority") -> Signer:
        encoded = tuple(der(link.certificate) for link in chain)
        return from_private_key(self.key, der(self.certificate), encoded)

    def crl(self, *revoked: tuple[x509.Certificate, datetime], at: datetime = NOW) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(at - timedelta(hours=1)).next_update(at + timedelta(days=7))
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        for certificate, since in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(since)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: Authority | None,
    *,
    since: datetime,
    until: datetime,
    authority: bool,
    purpose: x509.ObjectIdentifier | None,
) -> x509.Certificate:
    issuing_key = issuer.key if issuer else key
    usage = {
        "digital_signature": not authority, "content_commitment": not authority and purpose is None,
        "key_encipherment": False, "data_encipherment": False, "key_agreement": False, "key_cert_sign": authority,
        "crl_sign": authority, "encipher_only": False, "decipher_only": False,
    }  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False)
    )
    if purpose:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return builder.sign(issuing_key, hashes.SHA256())


@dataclass
class Hierarchy:
    """Root, issuing authority, a leader, an organisation's seal and a time-stamping service."""

    root: Authority
    issuing: Authority
    person: Authority
    organisation: Authority
    time_stamping: Authority

    @classmethod
    def made(cls) -> "Hierarchy":
        long = datetime(2036, 1, 1, tzinfo=UTC)
        start = datetime(2025, 1, 1, tzinfo=UTC)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = name_of("Gốc thử nghiệm")
        root = Authority(_certificate(subject, key, None, since=start, until=long, authority=True, purpose=None), key)
        issuing = root.issue(name_of("Cấp phát thử nghiệm"), since=start, until=long, authority=True)
        person = issuing.issue(name_of("Nguyễn Văn Minh"))
        organisation = issuing.issue(name_of("Bộ Thử nghiệm", organisation="Bộ Thử nghiệm"))
        stamping = issuing.issue(name_of("Dấu thời gian"), until=long, purpose=ExtendedKeyUsageOID.TIME_STAMPING)
        return cls(root, issuing, person, organisation, stamping)

    @property
    def leader(self) -> Signer:
        return self.person.signer(self.issuing)

    @property
    def seal(self) -> Signer:
        return self.organisation.signer(self.issuing)


SOURCE = """
#set page(paper: "a4", margin: (top: 2cm, bottom: 2cm, left: 3cm, right: 1.5cm))
#set text(font: "Liberation Serif", size: 13pt, lang: "vi")
#grid(columns: (2fr, 3fr), align: center,
  [BỘ THỬ NGHIỆM\\ *VĂN PHÒNG*\\ #v(4pt) Số: #h(3cm)],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*\\ *Độc lập - Tự do - Hạnh phúc*],
)
#v(1cm)
#align(center)[*THÔNG BÁO*\\ *Về việc thử nghiệm chữ ký số*]
#lorem(60)
#pagebreak(weak: true)
#lorem(40)
#v(2cm)
#align(right)[#box(width: 7cm)[#align(center)[*TM. BỘ THỬ NGHIỆM*\\ *CHÁNH VĂN PHÒNG*\\ #v(2.6cm) *Nguyễn Văn Minh*]]]
"""


@lru_cache
def typeset(source: str = SOURCE) -> bytes:
    return bytes(typst.compile(source.encode(), font_paths=[str(FONTS)]))


def places() -> Places:
    person = Box(2, 368, 541, 150, 62)
    return Places(
        person=person,
        seal=person.over_left_third(102),
        number=TextPlace(Box(1, 148, 727, 100, 18), font_bytes()),
        date=TextPlace(Box(1, 290, 690, 250, 20), font_bytes("Italic"), centred=True),
    )


@lru_cache
def handwriting() -> bytes:
    return images.personal_signature("Nguyễn Văn Minh")


@lru_cache
def red_seal() -> bytes:
    return images.round_seal("BỘ THỬ NGHIỆM", font=font_bytes("Bold"))


@dataclass
class Road:
    """One document at each step of its way."""

    prepared: bytes
    signed: bytes
    numbered: bytes
    sealed: bytes


def prepared() -> bytes:
    return prepare(typeset(), places())


def travel(hierarchy: Hierarchy, *, timestamp=None, source: bytes | None = None) -> Road:
    laid = source or prepared()
    signed = sign.sign_person(
        laid, hierarchy.leader, appearance_png=handwriting(), capacity="TM.", at=SIGNED_AT, timestamp=timestamp
    )
    numbered = number(signed)
    sealed = sign.seal(numbered, hierarchy.seal, seal_png=red_seal(), at=SEALED_AT, timestamp=timestamp)
    return Road(laid, signed, numbered, sealed)


def prepared_without_fields() -> bytes:
    """The typeset page, written with a plain cross-reference table."""
    with pikepdf.open(BytesIO(typeset())) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def number(signed: bytes, number_text: str = NUMBER_TEXT, date_text: str = DATE_TEXT) -> bytes:
    return sign.fill_number(
        signed, number_text=number_text, date_text=date_text, number_font=font_bytes(), date_font=font_bytes("Italic")
    )


def run(*words: str | Path, check: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=check)


def trust_in(hierarchy: Hierarchy, *revoked: tuple[x509.Certificate, datetime], at: datetime = NOW) -> Trust:
    lists = [hierarchy.root.crl(at=at), hierarchy.issuing.crl(*revoked, at=at)]
    return Trust([der(hierarchy.root.certificate)], revocations=Revocations(lists))


def flipped(data: bytes, place: int) -> bytes:
    """The same bytes with one bit turned."""
    changed = bytearray(data)
    changed[place] ^= 1
    assert bytes(changed) != data
    return bytes(changed)


def pdfsig(data: bytes, folder: Path) -> str:
    path = folder / "checked.pdf"
    path.write_bytes(data)
    return run("pdfsig", "-nocert", path).stdout
