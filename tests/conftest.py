"""What takes longer than a check may is collected only when it is asked for: `make soak`."""

import os
from pathlib import Path


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """`tests/soak` waits for LIENTHONG_SOAK=1, or for its own path on the command line."""
    import sys

    asked = os.environ.get("LIENTHONG_SOAK") == "1" or any("soak" in word for word in sys.argv[1:])
    return True if collection_path.name == "soak" and not asked else None
