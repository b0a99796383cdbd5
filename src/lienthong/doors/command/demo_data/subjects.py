"""What the synthetic documents are about: kind, subject, text. Invented; places and numbers come from the generator."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Matter:
    """One thing to write about."""

    kind: str
    subject: str
    text: str


_LETTER = """Thực hiện chương trình công tác năm {year}, {sender} đề nghị quý cơ quan phối hợp {task}.

Nội dung cụ thể như sau:

1. Rà soát, tổng hợp số liệu đến hết ngày {day} theo biểu mẫu kèm theo.
2. Cử một đầu mối phối hợp, gửi họ tên và số điện thoại công vụ về {sender}.
3. Gửi kết quả bằng văn bản điện tử có chữ ký số trước ngày {due}.

Trong quá trình thực hiện, nếu có vướng mắc, đề nghị phản ánh kịp thời để được hướng dẫn."""

_REPORT = """{sender} báo cáo kết quả {task} như sau:

# I. KẾT QUẢ THỰC HIỆN

Đến hết ngày {day}, các đơn vị đã hoàn thành phần lớn nhiệm vụ được giao.

| Nội dung | Kế hoạch | Thực hiện |
|---|---:|---:|
| Hồ sơ tiếp nhận | {a} | {b} |
| Hồ sơ giải quyết đúng hạn | {a} | {c} |
| Văn bản gửi qua trục liên thông | {b} | {b} |

# II. TỒN TẠI, HẠN CHẾ

Một số đơn vị còn chậm cập nhật trạng thái xử lý; việc số hóa hồ sơ giấy chưa đồng đều.

# III. PHƯƠNG HƯỚNG

Tiếp tục thực hiện nhiệm vụ, hoàn thành trước ngày {due}."""

_DECISION = """Căn cứ chức năng, nhiệm vụ, quyền hạn được giao;

Căn cứ yêu cầu công tác;

Điều 1. Ban hành kèm theo Quyết định này kế hoạch {task}.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

Điều 3. Thủ trưởng các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này."""

_INVITATION = """{sender} trân trọng kính mời đại diện quý cơ quan dự cuộc họp về việc {task}.

- Thời gian: 08 giờ 30, ngày {due}.
- Hình thức: họp trực tuyến.
- Thành phần: lãnh đạo đơn vị phụ trách và chuyên viên theo dõi.

Rất mong quý cơ quan cử người tham dự đúng thành phần và thời gian."""

_TASKS = (
    "kết nối, chia sẻ dữ liệu giấy phép lái xe",
    "số hóa sổ hộ tịch giai đoạn 2",
    "triển khai biên lai điện tử tại bộ phận một cửa",
    "rà soát thủ tục hành chính liên thông",
    "đánh giá mức độ hài lòng của người dân",
    "chuẩn hóa mã định danh các đơn vị trực thuộc",
    "thực hiện chế độ báo cáo điện tử",
    "quản lý chứng thư số công vụ",
    "phòng, chống thiên tai và tìm kiếm cứu nạn",
    "kiểm kê tài sản công năm nay",
    "bảo đảm an toàn thông tin mạng dịp nghỉ lễ",
    "tổng kết công tác văn thư, lưu trữ",
    "tiêm chủng mở rộng cho trẻ em",
    "giải ngân vốn đầu tư công quý III",
    "xây dựng cơ sở dữ liệu đất đai cấp tỉnh",
    "bồi dưỡng kỹ năng số cho cán bộ, công chức",
    "cấp bản sao điện tử giấy khai sinh",
    "thống kê doanh nghiệp thành lập mới",
    "khảo sát hạ tầng mạng tại xã vùng cao",
    "điều chỉnh quy trình tiếp nhận hồ sơ bảo hiểm xã hội",
)
_FORMS = (
    ("cong_van", "V/v {task}", _LETTER, 9),
    ("bao_cao", "Kết quả {task}", _REPORT, 4),
    ("quyet_dinh", "Về việc ban hành kế hoạch {task}", _DECISION, 2),
    ("ke_hoach", "Kế hoạch {task}", _LETTER, 2),
    ("thong_bao", "Thông báo tình hình {task}", _LETTER, 2),
    ("giay_moi", "Mời họp về việc {task}", _INVITATION, 3),
    ("to_trinh", "Về việc xin ý kiến {task}", _LETTER, 1),
    ("cong_dien", "Về việc {task}", _LETTER, 1),
)


def matter(chance: random.Random, **facts: object) -> Matter:
    """Draw a kind and a task, weighted as offices write: letters most, telegrams least."""
    kind, subject, text, _weight = chance.choices(_FORMS, weights=[form[3] for form in _FORMS])[0]
    task = chance.choice(_TASKS)
    a = chance.randint(120, 900)
    numbers = {"a": a, "b": a + chance.randint(5, 60), "c": a - chance.randint(1, 20)}
    return Matter(kind, subject.format(task=task), text.format(task=task, **numbers, **facts))
