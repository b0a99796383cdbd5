"""The command as a stranger runs it: an empty folder, and nothing in the environment but PATH and HOME."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("lienthong")


def run_alone(folder, *words, **more):
    """Exit code, standard output and standard error."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **more}
    done = subprocess.run(
        [PROGRAM, *map(str, words)], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr
