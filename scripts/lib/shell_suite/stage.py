"""A folder with a manifest that names a folder, SeaweedFS and an emulated account, and the shell in it."""

import os
import subprocess
import tempfile
import uuid
from pathlib import Path

from azure.storage.blob import BlobServiceClient

from azure_suite.emulator import ACCOUNT, HOUSE, KEY

from .terminal import Terminal

PROGRAM = str(HOUSE / ".build" / "debug" / "elasto-sync")


class Stage:
    def __init__(self, emulator, seaweed):
        self.emulator, self.seaweed = emulator, seaweed
        self.container = f"c{uuid.uuid4().hex[:8]}"

    def __enter__(self) -> "Stage":
        self.scratch = tempfile.TemporaryDirectory(prefix="elasto-shell-")
        self.folder = Path(self.scratch.name)
        self.private("shared.key", KEY)
        self.private("id.key", self.seaweed.ACCESS_KEY)
        self.private("secret.key", self.seaweed.SECRET_KEY)
        self.write("elasto.yaml", self.manifest)
        return self

    def __exit__(self, *_):
        self.scratch.cleanup()

    @property
    def manifest(self) -> str:
        return f"""
version: 1
providers:
  disk: {{ type: file, path: disk }}
  weed:
    type: s3
    endpoint: "http://127.0.0.1:{self.seaweed.port}"
    addressing: path
    credentials: {{ access-key-id: {{ file: id.key }}, secret-access-key: {{ file: secret.key }} }}
  az: {{ type: azure, account: {ACCOUNT}, endpoint: "{self.emulator.url}", credentials: {{ shared-key: {{ file: shared.key }} }} }}
"""

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def private(self, name: str, text: str) -> None:
        self.write(name, text).chmod(0o600)

    @property
    def history(self) -> Path:
        return self.folder / "state" / "elasto-sync" / "shell-history"

    @property
    def environment(self) -> dict[str, str]:
        taken = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH")}
        return {
            **taken, "HOME": str(self.folder / "home"), "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CACHE_HOME": str(self.folder / "cache"), "TERM": "xterm", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def shell(self, *arguments: str, columns: int = 100, rows: int = 30) -> Terminal:
        return Terminal([PROGRAM, "shell", *arguments], self.folder, self.environment, columns, rows)

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess:
        """Without a terminal."""
        return subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, env=self.environment, input=given, capture_output=True, text=True,
            timeout=120)

    @property
    def account(self) -> BlobServiceClient:
        return BlobServiceClient.from_connection_string(self.emulator.connection_string, retry_total=0)
