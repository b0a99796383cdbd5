"""A dossier in the words of the national portal's contract: `DongBoHoSoMC` and `CapNhatTienDoHoSoMC`. Only reads.

The names of the fields are the contract's own. What the contract does not define publicly is left empty, never guessed:
codes of fields and of subjects, and `HinhThuc`, the form in which a result is handed over. Moments are local,
`yyyyMMddHHmmss`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from lienthong.kit.clock import local
from lienthong.work.onestop import histories, machines
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Kind
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Attachment
from lienthong.work.services.states import Channel

Json = dict[str, Any]
_CHANNELS = {Channel.COUNTER: "1", Channel.ONLINE: "2", Channel.ASSISTED: "2"}
"""`KenhThucHien`, how it came in: 1 at the counter, 2 online. 3 is by public post, which brings no dossiers here."""


def dossier_of(dossier: Dossier, events: Sequence[Event], papers: Iterable[Attachment]) -> Json:
    """The dossier as it stands. Papers and result by name and number: their content is fetched with a token."""
    application, plain = dossier.application, dossier.version.package.plain["procedure"]
    return {
        "MaHoSo": dossier.code,
        "MaTTHC": plain["code"]["value"],
        "TenTTHC": plain["name"]["vi"],
        "MaLinhVuc": "",
        "TenLinhVuc": plain["field"]["vi"],
        "KenhThucHien": _CHANNELS[Channel(application.channel)],
        "ChuHoSo": dossier.subject_name,
        "LoaiDoiTuong": "",
        "MaDoiTuong": dossier.subject_number,
        "Email": "",
        "SoDienThoai": application.phone,
        "TrichYeuHoSo": dossier.title,
        "NgayTiepNhan": moment(dossier.received_at),
        "NgayHenTra": moment(dossier.promised_at),
        "TrangThaiHoSo": str(dossier.status),
        "NgayTra": moment(dossier.returned_at),
        "HinhThuc": "",
        "ThongTinTra": "",
        "NgayKetThucXuLy": moment(dossier.ended_at),
        "DonViXuLy": dossier.unit.name_vi if dossier.unit else "",
        "TaiLieuNop": [_paper(each) for each in papers],
        "DanhSachLePhi": _fees(dossier),
        "DanhSachHoSoBoSung": [_supplement(each) for each in _supplied(events)],
        "DanhSachGiayToKetQua": _results(dossier),
    }


def progress_of(dossier: Dossier, events: Sequence[Event], *, after: int) -> list[Json]:
    """Each step after the event `after`, in order; the status after it and until when by law."""
    told = histories.outside(dossier, list(events))
    stood = machines.standings(events)
    return [
        {
            "MaHoSo": dossier.code,
            "NguoiXuLy": event.by_name,
            "ChucDanh": event.by.post.title_vi if event.by else "",
            "ThoiDiemXuLy": moment(event.at),
            "PhongBanXuLy": event.details.get("unit_name", ""),
            "NoiDungXuLy": " ".join(part for part in (line.words, line.about) if part),
            "TrangThai": str(standing.status),
            "NgayBatDau": moment(standing.begins_at),
            "NgayKetThucTheoQuyDinh": moment(standing.law_due_at),
        }
        for event, line, standing in zip(events, told, stood, strict=True)
        if event.seq > after
    ]


def moment(at: datetime | None) -> str:
    """`20261116093000` in Viet Nam; empty where it has not come."""
    return f"{local(at):%Y%m%d%H%M%S}" if at else ""


def _paper(given: Attachment) -> Json:
    return {
        "TepDinhKemId": str(given.pk),
        "TenTepDinhKem": given.file.name,
        "MaThanhPhanHoSo": given.paper,
        "IsDeleted": "",
        "DuongDanTaiTepTin": "",
    }


def _fees(dossier: Dossier) -> list[Json]:
    """The whole fee as one line; none where nothing is due."""
    if not dossier.fee:
        return []
    names = [in_language(each["name"]) for each in dossier.version.package.plain["procedure"]["fees"]]
    line = {"TenPhiLePhi": ", ".join(names), "MaPhiLePhi": "", "HinhThucThu": "", "Gia": str(dossier.fee)}
    return [{**line, "LoaiPhiLePhi": ""}]


def _supplied(events: Sequence[Event]) -> Iterable[tuple[str, str]]:
    """The date before and the date after each supplement that came."""
    due = ""
    for event in events:
        later = event.details.get("due_at") or due
        if event.kind == Kind.SUPPLIED:
            yield due, later
        due = later


def _supplement(dates: tuple[str, str]) -> Json:
    before, after = (moment(datetime.fromisoformat(each)) if each else "" for each in dates)
    return {"NgayHenTraTruoc": before, "NgayHenTraMoi": after}


def _results(dossier: Dossier) -> list[Json]:
    result = dossier.result
    if result is None:
        return []
    named = {"TenGiayTo": result.title, "MaThanhPhanHoSo": result.outcome, "GiayToId": str(result.pk)}
    return [{**named, "DuongDanTepTinKetQua": ""}]
