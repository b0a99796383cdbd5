"""What banks are called: their number at NAPAS (BIN) and the name by which a bank's app lists them.

Source: list of banks that take VietQR transfers, as api.vietqr.io publishes it. `999999` is nobody's: the bank of the
demonstration.
"""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOCK: Final = "999999"
NAMES: Final = {
    "970400": "SaigonBank", "970403": "Sacombank", "970405": "Agribank", "970406": "Vikki", "970407": "Techcombank",
    "970408": "GPBank", "970409": "BacABank", "970410": "Standard Chartered", "970412": "PVcomBank", "970414": "MBV",
    "970415": "VietinBank", "970416": "ACB", "970418": "BIDV", "970419": "NCB", "970421": "VRB", "970422": "MB",
    "970423": "TPBank", "970424": "ShinhanBank", "970425": "ABBANK", "970426": "MSB", "970427": "VietABank",
    "970428": "NamABank", "970429": "SCB", "970430": "PGBank", "970431": "Eximbank", "970432": "VPBank",
    "970433": "VietBank", "970434": "Indovina", "970436": "Vietcombank", "970437": "HDBank", "970438": "BaoVietBank",
    "970439": "Public Bank", "970440": "SeABank", "970441": "VIB", "970442": "Hong Leong", "970443": "SHB",
    "970446": "Co-opBank", "970448": "OCB", "970449": "LPBank", "970452": "KienlongBank", "970454": "BVBank",
    "970457": "Woori", "970458": "UOB",
}  # fmt: skip
_OF_THE_DEMONSTRATION = gettext_lazy("Ngân hàng mô phỏng")


def name_of(bank_bin: str) -> str:
    """What this bank is called; of one we do not know, its number, by which a bank's app finds it too."""
    if bank_bin == MOCK:
        return str(_OF_THE_DEMONSTRATION)
    return NAMES.get(bank_bin) or _("ngân hàng mã số %(bin)s") % {"bin": bank_bin}
