"""A reason says what is wrong with this dossier. Phrases that would fit any dossier are none."""

import pytest

from lienthong.kit.text import fold
from lienthong.work.onestop import rules

LAW = "Nghị định 61/2018/NĐ-CP, điều 17"
SET_PHRASES = """
Hồ sơ không hợp lệ.
Không đủ điều kiện theo quy định.
Hồ sơ chưa đầy đủ, đề nghị bổ sung.
Thiếu giấy tờ theo quy định của pháp luật.
Hồ sơ không đạt yêu cầu, trả lại.
Đề nghị công dân liên hệ cán bộ để được hướng dẫn.
Không thuộc thẩm quyền giải quyết của cơ quan.
Trả lại hồ sơ để hoàn thiện theo quy định hiện hành.
Thông tin kê khai không chính xác, đề nghị kiểm tra lại.
HỒ SƠ KHÔNG HỢP LỆ THEO QUY ĐỊNH CỦA PHÁP LUẬT!!!
Theo quy định
Lý do khác theo quy định pháp luật
Hồ sơ bị từ chối do không đúng quy định.
Do quá tải công việc nên chưa giải quyết được.
Vì lý do khách quan, mong ông/bà thông cảm.
Vì lý do khách quan nên cơ quan xin lỗi và hẹn lại ngày trả kết quả.
Giấy tờ không rõ ràng, đề nghị chụp lại.
Hồ sơ của ông bà chưa đủ cơ sở để giải quyết.
Sai mẫu đơn, đề nghị làm lại đúng mẫu quy định.
Đã kiểm tra, không đồng ý giải quyết hồ sơ này.
Không có ý kiến gì thêm về hồ sơ.
Hồ sơ có sai sót, vui lòng chỉnh sửa và nộp lại.
Đơn vị đang xác minh, đề nghị chờ.
Không giải quyết vì không phù hợp quy định.
Kính đề nghị quý công dân hoàn thiện hồ sơ và nộp lại.
Căn cứ các quy định của nhà nước, hồ sơ không được chấp nhận.
The application is invalid.
Your application does not meet the requirements.
Incomplete documents, please resubmit.
Rejected in accordance with the law and regulations.
Not eligible under current regulations.
Missing documents as required by law.
We are sorry for the delay, please wait.
""".strip().splitlines()
EMPTY = ["", " ", "....................................", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "test test test test test test",
         "abc abc abc xyz xyz def def", "a b c d e g h i k l m n o p", "Thiếu ảnh 3x4 của bà",
         ("Hồ sơ của ông không đáp ứng các yêu cầu theo quy định hiện hành nên cơ quan không có cơ sở để giải quyết,"
         " trân trọng thông báo để ông được biết.")]  # fmt: skip
HONEST = """
Ảnh giấy khám sức khỏe bị mờ ở dòng kết luận, xin chụp lại trang 2.
Giấy phép hạng C của ông hết hạn ngày 03/02/2026, phải sát hạch lại lý thuyết.
Giấy chứng sinh ghi tên mẹ là Lan, tờ khai ghi Loan; xin xác nhận tên đúng.
Bản sao sổ hộ khẩu thiếu trang có tên người con thứ hai.
Số CCCD 001190012345 trên đơn không trùng với số trên ảnh thẻ.
Thửa đất số 12 tờ bản đồ 7 đang có tranh chấp tại Tòa án nhân dân huyện Diễn Châu.
Chữ ký trên giấy ủy quyền chưa được công chứng; xin nộp bản có công chứng.
Giấy phép đang bị Công an huyện Yên Thành tạm giữ đến hết tháng 12.
Anh gioi tinh tren giay khai sinh ghi Nam nhung to khai ghi Nu.
Ảnh chân dung đội mũ, xin chụp ảnh đầu trần nền trắng.
Máy in thẻ hỏng từ ngày 20/11, hãng hẹn thay linh kiện ngày 27/11.
Chờ Bệnh viện đa khoa tỉnh xác nhận kết quả xét nghiệm của bà.
The photo of page 3 is cut off at the left edge; photograph it again whole.
Ngành nghề bán thuốc cần chứng chỉ dược sĩ, hồ sơ chưa có chứng chỉ của ông Hùng.
Tên hộ kinh doanh “Hoa Sen” đã có người đăng ký ở cùng phường.
Con sinh ngày 31/09/2026 là ngày không có trong lịch; xin ghi lại ngày sinh.
Mất điện cả ngày 25/11 tại Phòng Sát hạch nên chưa in được giấy phép.
""".strip().splitlines()


def test_set_phrases_with_and_without_tones_and_in_english_are_no_reason():
    passed = [words for words in [*SET_PHRASES, *map(fold, SET_PHRASES), *EMPTY] if accepted(words)]
    assert len(SET_PHRASES) >= 25
    assert passed == []


def test_honest_reasons_are_taken_with_and_without_tones():
    assert [words for words in [*HONEST, *map(fold, HONEST)] if not accepted(words)] == []
    assert len(HONEST) >= 15


def accepted(words):
    try:
        rules.require_reason(words, LAW)
    except rules.ReasonEmpty:
        return False
    return True


def test_words_and_provision_are_kept_without_spare_blanks():
    assert rules.require_reason(f"  {HONEST[0]}\n ", f" {LAW}\t") == (HONEST[0], LAW)


@pytest.mark.parametrize("law", ["  ", ".", "x", "Luật", "a b", "- - - - -"])
def test_a_reason_needs_the_provision_it_rests_on(law):
    with pytest.raises(rules.BasisMissing):
        rules.require_reason(HONEST[0], law)


@pytest.mark.parametrize("law", ["Điều 5", "NĐ 61/2018", "Luật Đất đai"])
def test_a_provision_may_be_named_shortly(law):
    assert rules.require_reason(HONEST[0], law) == (HONEST[0], law)
