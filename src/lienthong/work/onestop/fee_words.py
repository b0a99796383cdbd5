"""The sentences about a fee that speak of who paid it: to the payer themselves, and to an official about the payer."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """One reader's sentences. `law` = the provision; `text` = what the package says in the publishing body's words."""

    goes_back: Promise
    stays: Promise
    stays_by_rule: Promise
    returned_by_rule: Promise
    awaits: Promise
    fetched: Promise
    excess: Promise
    no_account: Promise
    not_again: Promise


TO_THE_PAYER = Words(
    goes_back=_(
        "Được hoàn lại toàn bộ nếu bạn rút hồ sơ trước khi cơ quan tiếp nhận, hoặc cơ quan không tiếp nhận: chuyển"
        " khoản thì về tài khoản đã chuyển, tiền mặt thì nhận lại tại quầy."
    ),
    stays=_(
        "Sau khi tiếp nhận, cơ quan giữ khoản đã nộp, kể cả khi bạn rút hồ sơ hoặc bị từ chối: quy định của thủ tục"
        " không nói đến việc hoàn lại."
    ),
    stays_by_rule=_(
        "Sau khi tiếp nhận, cơ quan giữ khoản đã nộp, kể cả khi bạn rút hồ sơ hoặc bị từ chối: %(text)s. Căn cứ:"
        " %(law)s."
    ),
    returned_by_rule=_(
        "Sau khi tiếp nhận, cơ quan giữ khoản đã nộp nếu bạn rút hồ sơ; bị từ chối giải quyết thì được hoàn lại:"
        " %(text)s. Căn cứ: %(law)s."
    ),
    awaits=_("Hồ sơ bị từ chối giải quyết: %(body)s hoàn lại khoản bạn đã nộp. %(text)s. Căn cứ: %(law)s."),
    fetched=_(
        "Nhận lại %(amount)s tiền mặt tại %(unit)s, giờ làm việc; mang giấy tờ tùy thân và biên lai số %(slip)s."
    ),
    excess=_("Bạn chuyển thừa; phần thừa chờ %(body)s hoàn lại."),
    no_account=_(
        "Ngân hàng không cho biết tài khoản của bạn: %(body)s liên hệ với bạn để chuyển trả %(amount)s. Bạn hỏi"
        " trước thì đọc mã %(reference)s."
    ),
    not_again=_(
        "Việc hoàn lại đã quyết định lúc %(at)s, trước khi văn bản từ chối bị thu hồi. Hồ sơ được giải quyết lại; bạn"
        " không phải nộp lại."
    ),
)
ABOUT_THE_PAYER = Words(
    goes_back=_(
        "Được hoàn lại toàn bộ nếu người nộp rút hồ sơ trước khi tiếp nhận, hoặc hồ sơ không được tiếp nhận: chuyển"
        " khoản thì về tài khoản đã chuyển, tiền mặt thì trả tại quầy."
    ),
    stays=_(
        "Đã tiếp nhận: cơ quan giữ khoản đã nộp, kể cả khi người nộp rút hồ sơ hoặc hồ sơ bị từ chối. Quy định của thủ"
        " tục không nói đến việc hoàn lại."
    ),
    stays_by_rule=_(
        "Đã tiếp nhận: cơ quan giữ khoản đã nộp, kể cả khi người nộp rút hồ sơ hoặc hồ sơ bị từ chối: %(text)s. Căn cứ:"
        " %(law)s."
    ),
    returned_by_rule=_(
        "Đã tiếp nhận: cơ quan giữ khoản đã nộp nếu người nộp rút hồ sơ; từ chối giải quyết thì phải hoàn lại:"
        " %(text)s. Căn cứ: %(law)s."
    ),
    awaits=_("Hồ sơ bị từ chối giải quyết: %(body)s phải hoàn lại cho người nộp. %(text)s. Căn cứ: %(law)s."),
    fetched=_("Người nộp nhận lại %(amount)s tiền mặt tại %(unit)s; hỏi giấy tờ tùy thân và biên lai số %(slip)s."),
    excess=_("Người nộp chuyển thừa; phần thừa chờ %(body)s hoàn lại."),
    no_account=_(
        "Ngân hàng không cho biết tài khoản của người nộp: %(body)s liên hệ với họ để chuyển trả %(amount)s. Họ hỏi"
        " trước thì đọc mã %(reference)s."
    ),
    not_again=_(
        "Đã quyết định hoàn lại lúc %(at)s, trước khi văn bản từ chối bị thu hồi: cơ quan không còn giữ khoản nào của"
        " hồ sơ này, và không thu lại."
    ),
)
