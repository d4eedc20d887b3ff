"""The emulated storage account, started on a loopback port of its own."""

import re
import resource
import subprocess
import time
from pathlib import Path

from s3_servers import end_with_parent

HOUSE = Path(__file__).resolve().parents[3]
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


class Emulator:
    """Runs while the `with` block does."""

    def __init__(self, *arguments: str, port: int = 0, binary: Path = HOUSE / ".build" / "debug" / "azure-emulator"):
        self.arguments = [str(binary), "--port", str(port), *arguments]

    def __enter__(self) -> "Emulator":
        self.process = subprocess.Popen(
            self.arguments, stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent)
        self.port = self.port_of("listening")
        self.file_port = self.port_of("files")
        return self

    def port_of(self, what: str) -> int:
        line = self.process.stdout.readline()
        found = re.fullmatch(rf"{what} on 127\.0\.0\.1:(\d+)\n", line)
        if not found:
            self.process.kill()
            raise RuntimeError(f"the emulator does not start: {line!r}")
        return int(found.group(1))

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    @property
    def resident_bytes(self) -> int:
        """The memory that it has now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{ACCOUNT}"

    @property
    def file_url(self) -> str:
        return f"http://127.0.0.1:{self.file_port}/{ACCOUNT}"

    @property
    def connection_string(self) -> str:
        return (f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
                f"BlobEndpoint={self.url};FileEndpoint={self.file_url};")

    @property
    def rclone(self) -> dict[str, str]:
        """The environment in which rclone knows the account's blobs as `az:`, and its files as `af:`."""
        return {
            "RCLONE_CONFIG": "/dev/null",
            "RCLONE_CONFIG_AZ_TYPE": "azureblob",
            "RCLONE_CONFIG_AZ_ACCOUNT": ACCOUNT,
            "RCLONE_CONFIG_AZ_KEY": KEY,
            "RCLONE_CONFIG_AZ_ENDPOINT": self.url,
            "RCLONE_CONFIG_AF_TYPE": "azurefiles",
            "RCLONE_CONFIG_AF_CONNECTION_STRING": self.connection_string,
        }


def wait(condition, seconds: float = 10.0) -> bool:
    """Whether `condition` comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
