"""Runs a program and says what it took: wall time, CPU time of it and its children, peak resident memory."""

import os
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path


class ProgramFailed(Exception):
    """A program under measurement did not do its work; its figures would mean nothing."""


@dataclass
class Cost:
    """Seconds, seconds, KiB."""

    wall: float
    cpu: float
    peak: int

    def as_json(self) -> dict:
        return asdict(self)


def run(command: list[str], cwd: Path, environment: dict[str, str]) -> Cost:
    """Measures `command`.

    GNU time sits in between and calls wait4: a child of Python itself would begin with Python's own peak memory.
    """
    with tempfile.TemporaryDirectory() as folder:
        report, log = Path(folder) / "time", Path(folder) / "log"
        wrapped = ["/usr/bin/time", "--quiet", "-f", "%U %S %M", "-o", str(report), *command]
        with log.open("wb") as output:
            began = time.perf_counter()
            done = subprocess.run(
                wrapped,
                cwd=cwd,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            wall = time.perf_counter() - began
        if done.returncode != 0:
            tail = log.read_text(errors="replace")[-2000:]
            raise ProgramFailed(f"{' '.join(command)}: exit status {done.returncode}\n{tail}")
        user, system, peak = report.read_text().split()[-3:]
        return Cost(wall, float(user) + float(system), int(peak))
