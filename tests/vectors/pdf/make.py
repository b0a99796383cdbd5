"""Make the PDF vectors anew: small files, validly signed or forged, with what must be said of each.

    python tests/vectors/pdf/make.py

The keys are thrown away; what remains are the files, the root certificate, the revocation lists and `manifest.json`.
Nothing in them belongs to a real person or body.
"""

import hashlib
import json
import os
from io import BytesIO
from pathlib import Path

import django
import pikepdf
from PIL import Image

from lienthong.ground.signatures import cms, tsa, verdict
from lienthong.ground.signatures.pdf import sign
from lienthong.ground.signatures.pdf.places import Box, Places
from lienthong.ground.signatures.pdf.prepare import prepare
from lienthong.ground.signatures.tests import pdf_attacks as attacks
from lienthong.ground.signatures.tests import pdf_workshop as workshop

HERE = Path(__file__).parent
NEEDS_NUMBER = {"number-changed", "number-shown-differently", "font-of-form-replaced"}


def picture(colour: tuple[int, int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGBA", (8, 5), (*colour, 160)).save(out, "PNG")
    return out.getvalue()


def page_text() -> bytes:
    """Two pages in a font every reader has."""
    with pikepdf.new() as pdf:
        face = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for number in (1, 2):
            page = pdf.add_blank_page(page_size=(300, 400))
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face))
            page.obj.Contents = pdf.make_stream(f"BT /F 14 Tf 30 350 Td (Van ban thu, trang {number}) Tj ET".encode())
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def main() -> None:
    hierarchy = workshop.Hierarchy.made()
    person = Box(-1, 150, 60, 100, 60)
    laid = prepare(page_text(), Places(person=person, seal=person.over_left_third(80)))
    stamper = tsa.stamper(hierarchy.time_stamping.signer(hierarchy.issuing), workshop.SEALED_AT)

    def sealed(start: bytes, timestamp=None) -> bytes:
        signed = sign.sign_person(
            start, hierarchy.leader, appearance_png=picture((24, 56, 150)), capacity="TM.", at=workshop.SIGNED_AT,
            timestamp=timestamp,
        )  # fmt: skip
        return sign.seal(
            signed, hierarchy.seal, seal_png=picture((200, 22, 29)), at=workshop.SEALED_AT, timestamp=timestamp
        )

    whole = sealed(laid)
    files = {"valid": whole, "valid-stamped": sealed(laid, stamper), "unsigned": laid}
    for name, attack in attacks.every_attack(b"").items():
        if name not in NEEDS_NUMBER:
            files[name] = attack(whole)
    with_shadow, evil = attacks.shadowed(laid)
    files["shadow-uncovered"] = attacks.table_redirected(sealed(with_shadow), evil)
    files["two-signers"] = attacks.resigned(whole, hierarchy.seal, attacks.two_signers(hierarchy.seal))
    files["corrupt-signature"] = attacks.resigned(whole, hierarchy.seal, lambda _: b"\x30\x82\x03\xe8" + bytes(300))
    files["trailing-garbage"] = whole + b"\0 garbage"
    ranges = attacks.own_ranges(whole)
    wider = (ranges[0], ranges[1] - 40, ranges[2], ranges[3])
    files["range-gap"] = attacks.resigned(
        whole, hierarchy.seal, lambda digest: cms.detached(hierarchy.seal, digest), ranges=wider
    )

    def sha1() -> bytes:
        covered = whole[: ranges[1]] + whole[ranges[2] :]
        return hashlib.sha1(covered, usedforsecurity=False).digest()

    files["sha-1"] = attacks.resigned(whole, hierarchy.seal, attacks.with_sha1(hierarchy.seal, sha1))
    write(files, hierarchy)


def write(files: dict[str, bytes], hierarchy: workshop.Hierarchy) -> None:
    for old in HERE.glob("*.pdf"):
        old.unlink()
    lists = {"root.crl": hierarchy.root.crl(), "issuing.crl": hierarchy.issuing.crl()}
    (HERE / "root.der").write_bytes(workshop.der(hierarchy.root.certificate))
    for name, data in lists.items():
        (HERE / name).write_bytes(data)
    trust = workshop.trust_in(hierarchy)
    cases = []
    for name, data in files.items():
        (HERE / f"{name}.pdf").write_bytes(data)
        found = verdict.judge(data, trust=trust, now=workshop.NOW)
        cases.append({"file": f"{name}.pdf", "standing": found.standing.value, "told": told(found)})
    manifest = {"judged_at": workshop.NOW.isoformat(), "root": "root.der", "lists": sorted(lists), "cases": cases}
    (HERE / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def told(found: verdict.Verdict) -> list[str]:
    """Reasons and forbidden changes, as codes."""
    codes = set(found.reasons) | {reason for one in found.signatures for reason in one.reasons}
    codes |= {change.kind.value for one in found.signatures for change in one.later if not change.permitted}
    return sorted(codes)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.test")
    django.setup()
    main()
