"""Documents for the tests of the actions, made by the actions themselves."""

from io import BytesIO

import pikepdf

from conftest import at
from lienthong.ground.files import actions as files
from lienthong.records.documents import actions
from lienthong.records.documents.actions.drafting import Address

TEXT = "Kính đề nghị quý cơ quan phối hợp thực hiện."
REASON = "Chưa có số liệu quý ba, đề nghị bổ sung."


def drafted(country, *, to=("other", "province"), **more):
    """A draft of the ministry's specialist at nine o'clock, addressed and with a signer."""
    ministry = country.ministry
    facts = {"kind": "cong_van", "subject": "Phối hợp liên thông", "text": TEXT, "signer": ministry.leader, **more}
    document = actions.draft(by=ministry.specialist, now=at("09:00"), **facts)
    addresses = [Address(getattr(country, name).body) for name in to]
    actions.set_recipients(document=document, addresses=addresses, by=ministry.specialist, now=at("09:00"))
    return document


def signed(country, **more):
    """The same, submitted and signed at ten past nine."""
    document = drafted(country, **more)
    actions.submit(document=document, by=country.ministry.specialist, now=at("09:05"))
    return actions.sign(document=document, by=country.ministry.leader, now=at("09:10"))


def pdf(pages=2):
    """A plain PDF of so many A4 pages."""
    made, out = pikepdf.new(), BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.save(out)
    return out.getvalue()


def kept(data, *, name="ban-hoan-chinh.pdf"):
    """Bytes in the store."""
    return files.keep(BytesIO(data), name=name, by=None, now=at("09:00"))
