"""How large a picture says it is, read from its header without decoding a pixel."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from lienthong.ground.files.limits import Limits
from lienthong.ground.files.refusals import FileBroken, PictureTooLarge

_PNG_HEADER_BYTES = 16
_JPEG_MARK = 0xFF
_JPEG_SIZE_BYTES = 5
_JPEG_WORD_BYTES = 2
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def png_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height in pixels of a PNG (IHDR is always its first chunk). Refuses: FileBroken."""
    file.seek(8)
    header = file.read(_PNG_HEADER_BYTES)
    if len(header) < _PNG_HEADER_BYTES or header[4:8] != b"IHDR":
        raise FileBroken(_("Ảnh PNG bị hỏng. Hãy lưu lại ảnh rồi gửi."))
    return int.from_bytes(header[8:12], "big"), int.from_bytes(header[12:16], "big")


def jpeg_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height in pixels of a JPEG, from the first frame header. Refuses: FileBroken."""
    file.seek(2)
    while len(lead := file.read(2)) == _JPEG_WORD_BYTES and lead[0] == _JPEG_MARK:
        marker = lead[1]
        if marker == _JPEG_MARK:
            file.seek(-1, 1)
            continue
        if marker in _JPEG_ALONE:
            continue
        length = int.from_bytes(file.read(2), "big")
        if marker in _JPEG_FRAMES:
            frame = file.read(_JPEG_SIZE_BYTES)
            if len(frame) == _JPEG_SIZE_BYTES:
                return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")
        if length < _JPEG_WORD_BYTES or marker in _JPEG_FRAMES:
            break
        file.seek(length - _JPEG_WORD_BYTES, 1)
    raise FileBroken(_("Ảnh JPEG bị hỏng. Hãy lưu lại ảnh rồi gửi."))


def require_bounded(size: tuple[int, int], limits: Limits) -> None:
    """Refuse a picture that would decode to too many pixels, or to none.

    Refuses: PictureTooLarge, FileBroken.
    """
    width, height = size
    if not width or not height:
        raise FileBroken(_("Ảnh không có điểm ảnh nào. Hãy lưu lại ảnh rồi gửi."))
    if width * height > limits.pixels:
        raise PictureTooLarge(
            _("Ảnh có %(width)d × %(height)d điểm ảnh, vượt mức cho phép. Hãy giảm độ phân giải rồi gửi lại.")
            % {"width": width, "height": height},
            largest_pixels=limits.pixels,
        )
