"""What something is called, ready to be stored, sorted and found. Pure."""

from dataclasses import dataclass

from lienthong.kit.text import fold, normalise, sort_key


@dataclass(frozen=True)
class Naming:
    """A Vietnamese name, its English rendering and its abbreviation, each normalised (NFC, single spaces)."""

    vi: str
    en: str = ""
    abbreviation: str = ""

    def __post_init__(self) -> None:
        for field in ("vi", "en", "abbreviation"):
            object.__setattr__(self, field, normalise(getattr(self, field)))

    def fact(self) -> dict[str, str]:
        """Columns of a dated name."""
        return {"vi": self.vi, "en": self.en, "abbreviation": self.abbreviation, **self._found_by()}

    def cached(self) -> dict[str, str]:
        """Columns kept on a body or unit."""
        return {"name_vi": self.vi, "name_en": self.en, "abbreviation": self.abbreviation, **self._found_by()}

    def title(self) -> dict[str, str]:
        """Columns of a post."""
        return {"title_vi": self.vi, "title_en": self.en, "sort_key": sort_key(self.vi)}

    def _found_by(self) -> dict[str, str]:
        everything = normalise(f"{self.vi} {self.abbreviation} {self.en}").lower()
        return {"sort_key": sort_key(self.vi), "folded": fold(everything), "lowered": everything}
