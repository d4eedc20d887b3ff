"""Microsoft's libraries and rclone against the emulated account: they must be satisfied before our client is tried on it."""

import sys

from .checks import Checks
from .emulator import Emulator
from .management_cases import management
from .rclone_cases import RcloneCases
from .sdk_blob_cases import Cases
from .pending_copy_cases import pending_copies
from .sdk_file_cases import FileCases, pending_file_copies
from .sdk_review_cases import ReviewCases, rehydration
from .version_cases import VersionCases


def main() -> int:
    checks = Checks()
    with Emulator() as emulator:
        for name, case in Cases(emulator).all():
            checks.run(name, case)
        for name, case in ReviewCases(emulator).all():
            checks.run(name, case)
        for name, case in FileCases(emulator).all():
            checks.run(f"files, {name}", case)
        for name, case in RcloneCases(emulator).all():
            checks.run(f"rclone, {name}", case)
    with Emulator("--copy-seconds", "2") as emulator:
        checks.run("pending copies", lambda check: pending_copies(check, emulator))
        checks.run("pending copies of files", lambda check: pending_file_copies(check, emulator))
    with Emulator("--rehydrate-seconds", "1") as emulator:
        checks.run("rehydration", lambda check: rehydration(check, emulator))
    with Emulator("--versions") as emulator:
        for name, case in VersionCases(emulator).all():
            checks.run(f"versions, {name}", case)
    checks.run("management", management)
    return checks.report("azure suite")


if __name__ == "__main__":
    sys.exit(main())
