"""The procedures that come with the product, published by their ministries and offered by every province."""

from collections.abc import Sequence
from datetime import datetime

from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.states import BodyKind
from lienthong.work.services import actions as services
from lienthong.work.services import packages
from lienthong.work.services.models import Offering, Procedure, Version

OWNERS = {
    "Bộ Công an": (
        "doi_giay_phep_lai_xe", "cap_giay_phep_lai_xe", "cap_phieu_ly_lich_tu_phap", "dang_ky_thuong_tru",
    ),
    "Bảo hiểm xã hội Việt Nam": ("cap_the_bhyt_tre_em", "cap_lai_the_bhyt", "bhxh_mot_lan"),
    "Bộ Tư pháp": ("dang_ky_khai_sinh", "dang_ky_khai_tu", "xac_nhan_tinh_trang_hon_nhan", "chung_thuc_ban_sao"),
    "Bộ Kế hoạch và Đầu tư": ("dang_ky_ho_kinh_doanh", "dang_ky_doanh_nghiep"),
    "Bộ Tài nguyên và Môi trường": ("dang_ky_bien_dong_dat_dai",),
}  # fmt: skip
"""Who answers for which procedure in the directory of 2019; linked procedures stand before those that lead."""
DIVISIONS = {
    "doi_giay_phep_lai_xe": "GPLX", "cap_giay_phep_lai_xe": "GPLX", "dang_ky_ho_kinh_doanh": "STC",
    "dang_ky_doanh_nghiep": "STC", "cap_lai_the_bhyt": "SNV", "bhxh_mot_lan": "SNV", "dang_ky_bien_dong_dat_dai": "SNV",
    "cap_the_bhyt_tre_em": "SNV",
}  # fmt: skip
"""Which unit of the demonstration's provinces stands in for the one the law names; the others go to Justice."""
_JUSTICE, _DESK = "STP", "HCC"
PROVINCES = (BodyKind.PROVINCE, BodyKind.PROVINCE_CITY)


def publish(*, now: datetime) -> None:
    """Publish and offer what is not yet; harmless twice."""
    bodies = {body.name_vi: body for body in Body.objects.all()}
    for name, keys in OWNERS.items():
        for key in keys:
            if not Procedure.objects.filter(key=key).exists():
                package = packages.read(packages.SHIPPED / key)
                version = services.publish(key=key, package=package, owner=bodies[name], by=None, now=now)
                _offer(version, _provinces(), now=now)


def _provinces() -> Sequence[tuple[Body, dict[str, Unit]]]:
    units = Unit.objects.filter(body__kind__in=PROVINCES, dissolved_on__isnull=True).select_related("body")
    found: dict[Body, dict[str, Unit]] = {}
    for unit in units:
        found.setdefault(unit.body, {})[unit.abbreviation] = unit
    return list(found.items())


def _offer(version: Version, provinces: Sequence[tuple[Body, dict[str, Unit]]], *, now: datetime) -> list[Offering]:
    division = DIVISIONS.get(version.procedure.key, _JUSTICE)
    return [
        services.offer(
            procedure=version.procedure,
            body=body,
            receiving_unit=units[_DESK],
            units=dict.fromkeys(version.package.roles, units[division]),
            by=None,
            now=now,
        )
        for body, units in provinces
    ]
