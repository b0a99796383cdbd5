"""Each open figure of public services told in full: what it says, how it was counted; page and CSV read one entry."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from lienthong.doors.observatory.services_points import (
    INDICATORS,
    index_picture,
    index_rows,
    score_rows,
    scores_picture,
)
from lienthong.doors.observatory.services_tables import (
    Told,
    gap_rows,
    gaps_picture,
    month_rows,
    months_picture,
    on_time_picture,
    on_time_rows,
    satisfaction_picture,
    satisfaction_rows,
    time_rows,
    times_picture,
)
from lienthong.kit.tense import done
from lienthong.work.onestop import figures
from lienthong.work.petitions import figures as petitions

_PROCEDURE, _BODY, _COUNT = gettext_lazy("Thủ tục"), gettext_lazy("Cơ quan"), gettext_lazy("Đã giải quyết")
_INTERVAL = gettext_lazy("Khoảng 95 %")
_BATCHES = gettext_lazy(
    "Câu trả lời được tính từng đợt mười người: mười câu của cùng thủ tục, cơ quan và kênh, theo thứ tự hết hạn trả "
    "lời; với tuổi là mười người cùng nhóm tuổi. Đợt chưa đủ mười thì chưa tính ở đâu cả, kể cả trong các tổng, nên "
    "dòng có mười ba câu mới hiện mười và dòng có chín còn ẩn. Nhờ vậy, lấy bảng này trừ bảng kia, kỳ này trừ kỳ khác "
    "hay tệp tải hôm nay trừ tệp hôm qua thì cũng chỉ còn trọn những đợt mười người."
)
ALL: dict[str, Told] = {
    told.name: told
    for told in (
        Told(
            "months",
            gettext_lazy("Tiếp nhận, giải quyết, trễ hẹn mỗi tháng"),
            gettext_lazy(
                "Trễ hẹn: có kết quả sau ngày hẹn đầu tiên, hoặc ngày hẹn đã qua mà chưa có kết quả. Xin lỗi và "
                "hẹn lại không làm hồ sơ thành đúng hẹn."
            ),
            figures.MONTHS,
            (gettext_lazy("Tháng"), done("Tiếp nhận"), gettext_lazy("Giải quyết"), gettext_lazy("Trễ hẹn")),
            month_rows,
            months_picture,
        ),
        Told(
            "on-time",
            gettext_lazy("Đúng ngày đã hẹn"),
            gettext_lazy(
                "Phần hồ sơ có kết quả không sau ngày hẹn ghi trên giấy tiếp nhận; ngày ấy không bao giờ đổi, kể "
                "cả khi người nộp bổ sung. Ai cũng tính lại được từ tệp sự kiện mỗi ngày."
            ),
            figures.TIMES,
            (_PROCEDURE, _BODY, _COUNT, gettext_lazy("Đúng hẹn"), _INTERVAL),
            on_time_rows,
            on_time_picture,
        ),
        Told(
            "office-time",
            gettext_lazy("Thời gian ở cơ quan, cạnh thời hạn của luật"),
            gettext_lazy(
                "Số ngày từ lúc hồ sơ đủ đến lúc có kết quả mà 90 % hồ sơ không vượt, tính cả đêm và ngày nghỉ; "
                "cạnh đó là trung vị của thời hạn theo luật, đo cùng cách."
            ),
            figures.TIMES,
            (_PROCEDURE, _BODY, _COUNT, gettext_lazy("90 % xong trong (ngày)"), gettext_lazy("Thời hạn (ngày)")),
            time_rows,
            times_picture,
        ),
        Told(
            "satisfaction",
            gettext_lazy("Hài lòng"),
            gettext_lazy(
                "Mọi hồ sơ kết thúc đều được hỏi, kể cả bị từ chối; câu trả lời cuối trong 14 ngày được tính, khi 14 "
                "ngày ấy đã hết. Kênh lấy từ hồ sơ. Khoảng 95 % theo Wilson. Bị đánh dấu: câu trả lời đến "
                "dồn dập, từ một mạng, một trình duyệt, một số điện thoại hay cùng một lời, mà nếu ai cũng tự trả lời "
                "thì một vạn lần xem chỉ có tối đa một lần như thế. Vẫn được tính; cột cuối là phần còn lại, ẩn khi số "
                "bị đánh dấu chưa đến mười."
            ),
            figures.SATISFACTION,
            (
                _PROCEDURE,
                _BODY,
                gettext_lazy("Kênh"),
                done("Kết thúc"),
                gettext_lazy("Được hỏi"),
                done("Trả lời"),
                gettext_lazy("Tỷ lệ trả lời"),
                gettext_lazy("Mức trung bình (1–5)"),
                gettext_lazy("Hài lòng"),
                _INTERVAL,
                gettext_lazy("Bị đánh dấu"),
                gettext_lazy("Hài lòng, không kể phần bị đánh dấu"),
            ),
            satisfaction_rows,
            satisfaction_picture,
            hides=_BATCHES,
        ),
        Told(
            "gaps",
            gettext_lazy("Khoảng cách giữa các nhóm người"),
            gettext_lazy(
                "Thành phố hay tỉnh theo cơ quan giải quyết, không theo nơi ở; tuổi theo số định danh. Khoảng "
                "cách là giữa nhóm hài lòng nhất và kém nhất; mục tiêu do hệ thống đặt, không phải luật."
            ),
            figures.GROUPS,
            (
                gettext_lazy("Nhóm"),
                done("Trả lời"),
                gettext_lazy("Hài lòng"),
                _INTERVAL,
                gettext_lazy("Khoảng cách"),
                gettext_lazy("Mục tiêu"),
                gettext_lazy("Đạt mục tiêu"),
            ),
            gap_rows,
            gaps_picture,
            hides=_BATCHES,
        ),
        Told(
            "scores",
            gettext_lazy("Điểm theo Thông tư 01/2018, điều 13–15"),
            gettext_lazy(
                "Chín chỉ số, đếm từ sự kiện của hồ sơ. Chỉ số 5: phần thủ tục đang nhận mà mọi hồ sơ trong kỳ không "
                "rời Bộ phận Một cửa (từ 20 %: 2 điểm; chỉ nhận và trả ở đó: 1). Chỉ số 6: nửa điện tử, 1 điểm khi mọi "
                "thủ tục đang nhận có bản công bố không còn điều chờ xác nhận. Xếp loại theo thang 18; điểm chưa đo "
                "được làm thành khoảng từ loại thấp nhất đến loại cao nhất có thể."
            ),
            figures.SCORES + figures.HOUSES + petitions.HANDLED,
            (
                _BODY,
                _COUNT,
                *(format_lazy(gettext_lazy("Chỉ số {number}"), number=each + 1) for each in range(INDICATORS)),
                gettext_lazy("Cộng"),
                gettext_lazy("Tối đa đo được"),
                gettext_lazy("Xếp loại"),
            ),
            score_rows,
            scores_picture,
            (
                gettext_lazy("Chỉ số 2: không trừ giờ nghỉ trong ngày, vì so theo ngày."),
                gettext_lazy("Chỉ số 4: không thấy việc liên hệ ngoài hệ thống."),
                gettext_lazy("Chỉ số 6, nửa niêm yết: không ai ở đây thấy bảng niêm yết tại trụ sở."),
                gettext_lazy(
                    "Chỉ số 7: lấy câu trả lời chê thái độ, tính từng đợt mười người như bảng hài lòng; mỗi lời chê lấy"
                    " điểm của một hồ sơ tốt nhất. Khiếu nại đúng hay sai do nơi khác kết luận."
                ),
                gettext_lazy(
                    "Chỉ số 8: việc gọi lại người không hài lòng và việc trả lời phản ánh, kiến nghị gửi ở đây, đúng"
                    " hạn hay không; phản ánh gửi nơi khác không nằm ở đây."
                ),
            ),
        ),
        Told(
            "index-766",
            gettext_lazy("Điểm theo Quyết định 766"),
            gettext_lazy(
                "Sáu nhóm, đếm từ sự kiện. Yêu cầu bổ sung hơn một lần tính là trễ. Số hóa: kết quả là tệp đã ký, giấy "
                "tờ lưu thành tệp, dữ liệu dùng lại (đủ điểm ở 80 %). Thanh toán trực tuyến: ngân hàng báo tiền đến "
                "(đủ điểm ở 80 %). Công khai: thủ tục không còn điều chờ xác nhận. Hài lòng: lời chê tính từng đợt "
                "mười người. Các phần trong một nhóm nặng như nhau: cách chia của hệ thống này, không phải của Quyết "
                "định."
            ),
            figures.SCORES + figures.HOUSES,
            (
                _BODY,
                _COUNT,
                gettext_lazy("Công khai (6/18)"),
                gettext_lazy("Tiến độ (20)"),
                gettext_lazy("Số hóa (22)"),
                gettext_lazy("Trực tuyến (12)"),
                gettext_lazy("Thanh toán (10)"),
                gettext_lazy("Hài lòng (18)"),
                gettext_lazy("Cộng"),
                gettext_lazy("Tối đa đo được"),
            ),
            index_rows,
            index_picture,
            (
                gettext_lazy("Công khai, công bố đúng hạn: ngày bộ quyết định công bố không có trong bản đã ký."),
                gettext_lazy("Công khai, đồng bộ hồ sơ: nền tảng này chưa nối với Cổng Dịch vụ công quốc gia."),
                gettext_lazy(
                    "Trực tuyến, tỷ lệ thủ tục: mọi thủ tục ở đây đều nộp được trực tuyến, nên không so sánh."
                ),
                gettext_lazy("Thanh toán: cơ quan không thu phí trong kỳ thì nhóm này để ngoài."),
            ),
        ),
    )
}
