"""XML is read once, in pieces, only to be refused when it is dangerous: any DOCTYPE, endless tokens, endless depth.

Reading with "entities off" is not enough: some parsers then keep the entity silently. So a DOCTYPE is refused outright.
"""

from xml.parsers import expat

from django.utils.translation import gettext as _

from lienthong.ground.files.limits import Limits
from lienthong.ground.files.refusals import FileBroken, MarkupUnsafe


class MarkupCheck:
    """Feed it the bytes of an XML file; it raises MarkupUnsafe or FileBroken at the first thing that is wrong."""

    def __init__(self, limits: Limits) -> None:
        self.root = ""
        self._limits = limits
        self._depth = 0
        self._fed = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._enter
        self._parser.EndElementHandler = self._leave

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read one piece; pass `last=True` with the final one (it may be empty).

        Refuses: MarkupUnsafe, FileBroken.
        """
        self._fed += len(piece)
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as wrong:
            raise FileBroken(
                _("Tệp XML sai ở dòng %(line)d, cột %(column)d. Hãy xuất lại tệp từ phần mềm nguồn.")
                % {"line": wrong.lineno, "column": wrong.offset + 1},
                line=wrong.lineno,
            ) from wrong
        except (LookupError, ValueError) as strange:
            raise FileBroken(_("Tệp XML dùng bảng mã lạ. Hãy lưu lại với mã UTF-8 rồi gửi.")) from strange
        if not last and self._fed - self._parser.CurrentByteIndex > self._limits.markup_piece_bytes:
            raise MarkupUnsafe(_("Tệp XML có một thẻ, thuộc tính hoặc ghi chú dài quá mức cho phép."))

    def _refuse_doctype(self, *_facts: object) -> None:
        raise MarkupUnsafe(
            _("Tệp XML có khai báo DOCTYPE ở dòng %(line)d; hãy bỏ khai báo này rồi gửi lại.")
            % {"line": self._parser.CurrentLineNumber},
            line=self._parser.CurrentLineNumber,
        )

    def _enter(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name
        self._depth += 1
        if self._depth > self._limits.markup_depth or len(attributes) > self._limits.markup_attributes:
            raise MarkupUnsafe(
                _("Tệp XML lồng quá sâu hoặc quá nhiều thuộc tính ở dòng %(line)d.")
                % {"line": self._parser.CurrentLineNumber},
                line=self._parser.CurrentLineNumber,
            )

    def _leave(self, _name: str) -> None:
        self._depth -= 1
