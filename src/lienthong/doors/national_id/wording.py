"""The words of the stand-in's pages, in both languages. It has no Django, so it has no gettext."""

WORDS: dict[str, dict[str, str]] = {
    "vi": {
        "loud": "ĐỊNH DANH MÔ PHỎNG",
        "warning": "Đây không phải VNeID hay hệ thống của Nhà nước. Mọi người ở đây đều do máy đặt ra."
        " Đừng nhập số định danh thật.",
        "title": "Bạn muốn là ai?",
        "lead": "{client} hỏi bạn là ai. Chọn một người, hoặc ghi một số bất kỳ.",
        "people": "Người của bản trình diễn",
        "level": "Mức của tài khoản định danh",
        "level_1": "Mức độ 1",
        "level_2": "Mức độ 2",
        "strength": "Cách xác thực (mô phỏng)",
        "strength_1": "Một yếu tố: mật khẩu",
        "strength_2": "Hai yếu tố: mật khẩu và thiết bị",
        "strength_3": "Hai yếu tố, có khuôn mặt",
        "strength_4": "Khuôn mặt, thiết bị và mã bí mật",
        "other": "Người khác",
        "number": "Số định danh, mười hai chữ số (bịa)",
        "name": "Họ và tên (bịa)",
        "born": "sinh",
        "enter": "Tiếp tục là người này",
        "stop": "Thôi, quay về",
        "choose": "Hãy chọn một người, hoặc ghi đủ mười hai chữ số và họ tên.",
        "wrong_title": "Yêu cầu không đúng",
        "wrong": "Nơi gửi bạn đến đây chưa được đăng ký, hoặc gửi thiếu thông tin. Hãy quay lại và làm lại từ đầu.",
        "idle_title": "Nơi định danh mô phỏng đang chạy",
        "idle": "Trang này chỉ mở ra khi một hệ thống hỏi bạn là ai.",
    },
    "en": {
        "loud": "SIMULATED IDENTITY",
        "warning": "This is neither VNeID nor any other system of the State. Everybody here is made up."
        " Do not enter a real number.",
        "title": "Who do you want to be?",
        "lead": "{client} asks who you are. Choose a person, or enter any number.",
        "people": "People of the demonstration",
        "level": "Level of the e-ID account",
        "level_1": "Level 1",
        "level_2": "Level 2",
        "strength": "How you authenticate (simulated)",
        "strength_1": "One factor: a password",
        "strength_2": "Two factors: a password and a device",
        "strength_3": "Two factors, one of them your face",
        "strength_4": "Face, device and secret code",
        "other": "Somebody else",
        "number": "Identity number, twelve digits (made up)",
        "name": "Full name (made up)",
        "born": "born",
        "enter": "Continue as this person",
        "stop": "Stop and go back",
        "choose": "Choose a person, or enter all twelve digits and a name.",
        "wrong_title": "This request is not valid",
        "wrong": "The site that sent you here is not registered, or did not send enough information."
        " Go back and start again.",
        "idle_title": "The simulated identity provider is running",
        "idle": "Its page opens only when a system asks who you are.",
    },
}


def language(asked: str) -> str:
    """The first of the languages asked for that is spoken here."""
    return next((tag[:2] for tag in asked.replace(",", " ").split() if tag[:2] in WORDS), "vi")
