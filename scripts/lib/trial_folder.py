"""A folder for a trial, which is kept where the trial fails."""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Callable


def run_in_folder(prefix: str, keep: bool, trial: Callable[[Path], int]) -> int:
    """Runs the trial in a new folder and returns its status. The folder stays where that is not 0, or it ends otherwise.

    SIGTERM ends the trial as an exception does, so that what it has started ends too.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=os.environ.get("TMPDIR")))
    status = 1
    try:
        status = trial(folder)
    finally:
        if keep or status != 0:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return status
