"""Vietnamese names: never split for storage, only turned for sorting."""


def given_name_first(full_name: str) -> str:
    """Lists sort people by given name, the last word, then by the rest: `Nguyễn Văn An` → `An Nguyễn Văn`."""
    words = full_name.split(" ")
    return " ".join([words[-1], *words[:-1]])
