"""A dossier and its events in the words of the contract: every field by its name, nothing guessed."""

from io import BytesIO

import pytest

from conftest import at, submitted
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.tests import families
from lienthong.work.reporting import payloads
from lienthong.work.services.models import Application
from lienthong.work.services.states import Channel

DOSSIER = [
    "MaHoSo",
    "MaTTHC",
    "TenTTHC",
    "MaLinhVuc",
    "TenLinhVuc",
    "KenhThucHien",
    "ChuHoSo",
    "LoaiDoiTuong",
    "MaDoiTuong",
    "Email",
    "SoDienThoai",
    "TrichYeuHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "TrangThaiHoSo",
    "NgayTra",
    "HinhThuc",
    "ThongTinTra",
    "NgayKetThucXuLy",
    "DonViXuLy",
    "TaiLieuNop",
    "DanhSachLePhi",
    "DanhSachHoSoBoSung",
    "DanhSachGiayToKetQua",
]
STEP = [
    "MaHoSo",
    "NguoiXuLy",
    "ChucDanh",
    "ThoiDiemXuLy",
    "PhongBanXuLy",
    "NoiDungXuLy",
    "TrangThai",
    "NgayBatDau",
    "NgayKetThucTheoQuyDinh",
]
LAW = "Nghị định 118/2025/NĐ-CP, điều 17"


def whole(dossier):
    found = Dossier.objects.select_related("application", "unit", "result").get(pk=dossier.pk)
    events = list(found.events.select_related("by__post").in_order())
    papers = found.application.attachments.select_related("file")
    return payloads.dossier_of(found, events, papers), payloads.progress_of(found, events, after=0)


def texts(plain):
    return all(isinstance(each, str) for each in plain.values() if not isinstance(each, list))


def test_a_dossier_on_its_way(dossier):
    told, steps = whole(dossier)
    assert list(told) == DOSSIER
    assert texts(told)
    assert (told["MaHoSo"], told["MaTTHC"], told["TrangThaiHoSo"]) == ("H41.06-261116-0001", "1.002809", "2")
    assert (told["NgayTiepNhan"], told["NgayHenTra"], told["NgayTra"]) == ("20261116100000", "20261123163000", "")
    assert (told["ChuHoSo"], told["DonViXuLy"]) == ("Nguyễn Thị Minh Anh", "Phòng Sát hạch")
    assert [(line["Gia"], line["TenPhiLePhi"]) for line in told["DanhSachLePhi"]] == [
        ("135000", "Lệ phí cấp giấy phép lái xe")
    ]
    assert told["TaiLieuNop"] == told["DanhSachHoSoBoSung"] == told["DanhSachGiayToKetQua"] == []
    assert [list(step) for step in steps] == [STEP] * 4
    assert [step["TrangThai"] for step in steps] == ["1", "1", "2", "2"]
    received = steps[2]
    assert (received["NoiDungXuLy"], received["ChucDanh"]) == ("Tiếp nhận", "Cán bộ Một cửa")
    assert (received["ThoiDiemXuLy"], received["NgayKetThucTheoQuyDinh"]) == ("20261116100000", "20261123163000")
    assert (steps[0]["ChucDanh"], steps[0]["NgayKetThucTheoQuyDinh"]) == ("", "")


@pytest.mark.parametrize(("channel", "code"), [("online", "2"), ("assisted", "2"), ("counter", "1")])
def test_how_it_came_in_is_a_code_of_the_contract(dossier, channel, code):
    Application.objects.filter(pk=dossier.application_id).update(channel=channel)
    told, _steps = whole(dossier)
    assert told["KenhThucHien"] == code


def test_every_way_to_come_in_has_its_code():
    assert set(payloads._CHANNELS) == set(Channel)


def test_papers_a_supplement_and_a_result(dossier, shop):
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    items = [{"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Ảnh chụp bị mờ, không đọc được ngày khám."}]
    words = "Ảnh giấy khám sức khỏe mờ ở dòng kết luận, xin chụp lại trang hai."
    onestop.ask_supplement(dossier=dossier, items=items, words=words, law=LAW, by=shop.officer, now=at("11:00"))
    kept = files.keep(
        BytesIO(families.PICTURE), name="giay.png", by=shop.citizen, now=at("14:00"), allowed=frozenset({PNG})
    )
    given = [("giay_kham_suc_khoe", kept)]
    onestop.supply(dossier=dossier, answers={}, files=given, by=shop.citizen, now=at("14:00"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
    onestop.decide(dossier=dossier, outcome="cap_moi", words=words, by=shop.chief, now=at("15:00"))
    told, _steps = whole(dossier)
    (paper,) = told["TaiLieuNop"]
    assert (paper["TenTepDinhKem"], paper["MaThanhPhanHoSo"]) == ("giay.png", "giay_kham_suc_khoe")
    (supplement,) = told["DanhSachHoSoBoSung"]
    assert supplement["NgayHenTraTruoc"] == "20261123163000"
    assert len(supplement["NgayHenTraMoi"]) == 14
    (result,) = told["DanhSachGiayToKetQua"]
    assert result["MaThanhPhanHoSo"] == "cap_moi"
    assert (told["TrangThaiHoSo"], told["NgayKetThucXuLy"]) == ("9", "20261116150000")


def test_where_nothing_is_due_there_is_no_fee_and_before_reception_no_date(shop):
    dossier = submitted(shop)
    Dossier.objects.update(fee=0)
    told, _steps = whole(dossier)
    assert (told["DanhSachLePhi"], told["NgayTiepNhan"], told["NgayHenTra"]) == ([], "", "")


def test_only_the_steps_after_the_acknowledged_ones_are_told(dossier):
    events = list(dossier.events.select_related("by__post").in_order())
    assert len(payloads.progress_of(dossier, events, after=3)) == 1
    assert payloads.progress_of(dossier, events, after=4) == []
