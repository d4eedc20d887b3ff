"""What a process takes of the machine while it runs, and whether that grows."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass
class Sample:
    seconds: float
    resident_bytes: int
    threads: int
    descriptors: int


class Footprint:
    """Samples of one process, judged from the end of the warm-up on."""

    def __init__(self, process_id: int, warm_up: float):
        self.folder = Path(f"/proc/{process_id}")
        self.warm_up = warm_up
        self.began = time.monotonic()
        self.samples: list[Sample] = []

    def sample(self) -> Sample:
        pages = int((self.folder / "statm").read_text().split()[1])
        sample = Sample(
            seconds=time.monotonic() - self.began,
            resident_bytes=pages * os.sysconf("SC_PAGE_SIZE"),
            threads=len(os.listdir(self.folder / "task")),
            descriptors=len(os.listdir(self.folder / "fd")),
        )
        self.samples.append(sample)
        return sample

    @property
    def counted(self) -> list[Sample]:
        return [sample for sample in self.samples if sample.seconds >= self.warm_up]

    def trend(self, what: str) -> tuple[float, float, float]:
        """The medians of the first and the last fifth behind the warm-up, and the maximum of all."""
        values = [getattr(sample, what) for sample in self.counted]
        fifth = max(1, len(values) // 5)
        return median(values[:fifth]), median(values[-fifth:]), max(values)
