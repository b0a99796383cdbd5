"""Each open figure of public services told in full: what it says, how it was counted; page and CSV read one entry."""

from django.utils.translation import gettext_lazy

from lienthong.doors.observatory.services_tables import (
    Told,
    gap_rows,
    gaps_picture,
    index_picture,
    index_rows,
    month_rows,
    months_picture,
    on_time_picture,
    on_time_rows,
    satisfaction_picture,
    satisfaction_rows,
    score_rows,
    scores_picture,
    time_rows,
    times_picture,
)
from lienthong.work.onestop import figures

_PROCEDURE, _BODY, _COUNT = gettext_lazy("Thủ tục"), gettext_lazy("Cơ quan"), gettext_lazy("Đã giải quyết")
_INTERVAL = gettext_lazy("Khoảng 95 %")
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
            (gettext_lazy("Tháng"), gettext_lazy("Tiếp nhận"), gettext_lazy("Giải quyết"), gettext_lazy("Trễ hẹn")),
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
                "Mọi hồ sơ kết thúc đều được hỏi, kể cả bị từ chối; câu trả lời cuối trong 14 ngày được tính. "
                "Kênh lấy từ hồ sơ. Khoảng 95 % theo Wilson. Dưới 10 câu trả lời thì ẩn."
            ),
            figures.SATISFACTION,
            (
                _PROCEDURE,
                _BODY,
                gettext_lazy("Kênh"),
                gettext_lazy("Kết thúc"),
                gettext_lazy("Được hỏi"),
                gettext_lazy("Trả lời"),
                gettext_lazy("Tỷ lệ trả lời"),
                gettext_lazy("Mức trung bình (1–5)"),
                gettext_lazy("Hài lòng"),
                _INTERVAL,
            ),
            satisfaction_rows,
            satisfaction_picture,
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
                gettext_lazy("Trả lời"),
                gettext_lazy("Hài lòng"),
                _INTERVAL,
                gettext_lazy("Khoảng cách"),
                gettext_lazy("Mục tiêu"),
            ),
            gap_rows,
            gaps_picture,
        ),
        Told(
            "scores",
            gettext_lazy("Điểm theo Thông tư 01/2018, điều 13–15"),
            gettext_lazy(
                "Chỉ số 1, 2, 3, 4, 7, 8, 9. Chỉ số 5 (giải quyết ngay tại Một cửa) và 6 (niêm yết thủ tục) "
                "không có dữ liệu nên để ngoài; vì thế tối đa 14, không xếp loại theo thang 18. Chỉ số 2 không "
                "trừ giờ nghỉ trong ngày; chỉ số 4 không thấy liên hệ ngoài hệ thống; chỉ số 7 lấy câu trả lời "
                "chê thái độ; chỉ số 8 lấy việc gọi lại."
            ),
            figures.SCORES,
            (
                _BODY,
                _COUNT,
                *(
                    gettext_lazy("Chỉ số 1"),
                    gettext_lazy("Chỉ số 2"),
                    gettext_lazy("Chỉ số 3"),
                    gettext_lazy("Chỉ số 4"),
                    gettext_lazy("Chỉ số 7"),
                    gettext_lazy("Chỉ số 8"),
                    gettext_lazy("Chỉ số 9"),
                ),
                gettext_lazy("Cộng"),
                gettext_lazy("Tối đa"),
            ),
            score_rows,
            scores_picture,
        ),
        Told(
            "index-766",
            gettext_lazy("Điểm theo Quyết định 766, ba nhóm"),
            gettext_lazy(
                "Tiến độ 20, hài lòng 18, dịch vụ trực tuyến 12. Công khai 18, số hóa 22 và thanh toán trực "
                "tuyến 10 chưa có đủ dữ liệu nên không tính."
            ),
            figures.SCORES,
            (
                _BODY,
                _COUNT,
                gettext_lazy("Tiến độ (20)"),
                gettext_lazy("Hài lòng (18)"),
                gettext_lazy("Trực tuyến (12)"),
                gettext_lazy("Cộng (50)"),
            ),
            index_rows,
            index_picture,
        ),
    )
}
