"""The shell as somebody at a terminal finds it: the built program at a pseudo-terminal, its screen read back."""

import signal
import sys
import tempfile
from pathlib import Path

from azure_suite.checks import Checks
from azure_suite.emulator import Emulator
from s3_servers import SeaweedFS

from . import completion_cases, history_cases, line_cases, pipe_cases, transfer_cases
from .stage import Stage


def main() -> int:
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="elasto-shell-") as folder:
        seaweed = SeaweedFS(Path(folder))
        try:
            seaweed.start()
            seaweed.wait_until_ready()
            for module in (line_cases, completion_cases, history_cases, pipe_cases, transfer_cases):
                for name in [name for name in vars(module) if name.startswith("case_")]:
                    if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
                        continue
                    # Each has servers and folders of its own, but for SeaweedFS, which takes its time to start.
                    with Emulator() as emulator, Stage(emulator, seaweed) as stage:
                        case = getattr(module, name)
                        checks.run(name[5:].replace("_", " "), lambda check: case(check, stage))
        finally:
            # Nothing of it is kept, and an orderly end takes it twenty seconds.
            seaweed.stop(signal.SIGKILL)
    return checks.report("shell suite")


if __name__ == "__main__":
    sys.exit(main())
