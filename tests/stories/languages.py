"""What an English page says in Vietnamese has to say that it is: a screen reader reads it with the right voice."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
CANNOT_MARK = frozenset({"title", "script", "style", "textarea", "option", "label"})
"""Where only text can stand, or the words of a form's choice."""
VIETNAMESE = re.compile("[ăâđêôơưạảãàáấầẩẫậắằẳẵặẹẻẽèéếềểễệỉịĩìíọỏõòóốồổỗộớờởỡợụủũùúứừửữựỳỵỷỹý]", re.IGNORECASE)
ENGLISH_TOO = re.compile(r"Liên Thông|“Điều 1\.”|Hưng Bình|(?<=\d)\s?đ\b|đồng\b|/(NĐ|QĐ)-\w+|^“[^”]+”: .* → .*$")
"""The product's name, the money, numbers of laws, examples inside English sentences, and a change put together in words."""


class Spoken(HTMLParser):
    """Collects the words of a page that are Vietnamese and not marked as such."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.names = sorted(set(names) - {""}, key=len, reverse=True)
        self.unmarked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A language said on an element holds for all inside; the page's own is for what says nothing."""
        if tag not in VOID:
            around = bool(self.open and self.open[-1][1])
            self.open.append((tag, around or (tag != "html" and "lang" in dict(attrs))))

    def handle_endtag(self, tag: str) -> None:
        """What was left open inside closes with it."""
        while self.open and self.open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        """Words between tags. The names of persons are the same in every language."""
        if not self.open or self.open[-1][1] or CANNOT_MARK & {tag for tag, _ in self.open}:
            return
        left = ENGLISH_TOO.sub("", data)
        if VIETNAMESE.search(left):
            for name in self.names:
                left = left.replace(name, "")
        if VIETNAMESE.search(left):
            self.unmarked.append(" ".join(data.split()))


def unmarked(page: str, *, names: Iterable[str]) -> list[str]:
    """Vietnamese words that a page in another language does not mark."""
    reader = Spoken(names)
    reader.feed(page)
    return reader.unmarked
