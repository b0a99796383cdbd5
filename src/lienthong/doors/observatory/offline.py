"""Checking a credential without a network: one page that carries the root certificate, the words and a judge.

Loaded once, it asks for nothing more; a browser keeps it for a week, so it opens again when there is no network.
"""

import base64
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.ground.signatures import queries, sdjwt_sentences
from lienthong.ground.signatures.refusals import REASONS
from lienthong.ground.signatures.states import CredentialStatus
from lienthong.kit.web.middleware import Request
from lienthong.work.services import telling
from lienthong.work.services.models import Procedure

_KEPT_SECONDS = 7 * 86_400
_OTHER = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}


@require_safe
def verify_offline(request: Request) -> HttpResponse:
    """The page, in the language of `lang`, else of the reader. Refuses: AuthorityMissing before one was set up."""
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in _OTHER else translation.get_language()):
        return _page(request)


def _page(request: Request) -> HttpResponse:
    anchors = queries.trust(request.now).anchors
    roots = [base64.b64encode(anchor.public_bytes(Encoding.DER)).decode() for anchor in anchors]
    language = translation.get_language() or "vi"
    other, other_name = _OTHER.get(language, _OTHER["vi"])
    context = {
        "data": {"roots": roots, "words": _words(), "packages": _packages()},
        "other": other,
        "other_name": other_name,
    }
    response = render(request, "observatory/verify_offline.html", context)
    response.headers["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
    response.headers["Content-Language"] = language
    return response


def _packages() -> dict[str, Any]:
    """By the address of each version in force, the words for the codes of its results."""
    current = [each.current for each in Procedure.objects.published() if each.current]
    return {each.address: telling.words_of_results(each.package) for each in current}


def _words() -> dict[str, Any]:
    """Everything that the script may have to say, in the language of the page."""
    return {
        "standings": {standing.value: str(words) for standing, words in sdjwt_sentences.STANDINGS.items()},
        "steps": {code: str(words) for code, words in sdjwt_sentences.STEPS.items()},
        "reasons": {code: str(words) for code, words in REASONS.items()},
        "labels": {name: str(words) for name, words in sdjwt_sentences.LABELS.items()},
        "statuses": {status.name.lower(): str(status.label) for status in CredentialStatus},
        "issuer": _("Nơi cấp"),
        "withheld": _("Không đưa ra"),
        "notHere": _("không hiện ở đây"),
        "issuedAt": _("Cấp lúc"),
        "endsAt": _("Hết hạn lúc"),
        "status": _("Tình trạng"),
        "unknown": _("Chưa biết: không có danh sách trạng thái của nơi cấp"),
        "none": _("Loại chứng nhận này không có danh sách trạng thái"),
        "held": _("đạt"),
        "failed": _("không đạt"),
        "yes": _("có"),
        "no": _("không"),
        "noCredential": _("Đây là tệp PDF không mang chứng nhận điện tử đọc được ở đây."),
        "checkAt": _("Chữ ký và con dấu trong PDF cần trang có mạng để kiểm tra:"),
        "address": f"{settings.PUBLIC_URL}{reverse('observatory:verify')}",
        "onlyCredential": _(
            "Đã kiểm tra chứng nhận nằm trong tệp PDF, chưa kiểm tra trang giấy: hãy so các mục trên với chữ in ở đó."
        ),
    }
