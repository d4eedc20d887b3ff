"""Turns measurements into a table for people and a file for programs."""

import json
import os
import platform
import statistics
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from .measure import Cost

OPERATIONS = ["first", "unchanged", "open", "changed", "restore"]
TITLES = {"first": "first", "unchanged": "unchanged", "open": "open", "changed": "1 % changed", "restore": "restore"}


@dataclass
class Measured:
    """All rounds of one program."""

    name: str
    version: str
    settings: str
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    stored: list[int] = field(default_factory=list)
    identical: bool | None = None

    def rounds(self, operation: str, figure: str) -> list[float]:
        return [getattr(cost, figure) for cost in self.costs.get(operation, [])]

    def median(self, operation: str, figure: str) -> float | None:
        values = self.rounds(operation, figure)
        return statistics.median(values) if values else None

    def as_json(self) -> dict:
        return {
            "name": self.name,
            "version": self.version,
            "settings": self.settings,
            "stored": self.stored,
            "identical": self.identical,
            "rounds": {operation: [cost.as_json() for cost in costs] for operation, costs in self.costs.items()},
        }


def table(programs: list[Measured]) -> str:
    head = ["program"] + [TITLES[operation] for operation in OPERATIONS] + ["stored MiB", "identical"]
    rows = [head, ["", *["s wall / s CPU / MiB"] * len(OPERATIONS), "", ""]]
    for program in programs:
        row = [program.name]
        for operation in OPERATIONS:
            wall = program.median(operation, "wall")
            cpu, peak = program.median(operation, "cpu"), program.median(operation, "peak")
            row.append("–" if wall is None else f"{wall:.2f} / {cpu:.2f} / {peak / 1024:.0f}")
        stored = statistics.median(program.stored) if program.stored else None
        row.append("–" if stored is None else f"{stored / (1 << 20):.1f}")
        row.append({True: "yes", False: "no", None: "–"}[program.identical])
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


# What a prototype without encryption reached against restic on another machine: wall time as a part of restic's.
PROTOTYPE = {"first": 0.18, "unchanged": 0.05, "restore": 0.15}


@dataclass(frozen=True)
class Goals:
    """What is promised, as a part of restic's figure; `None` for what is only shown."""

    first: float | None = None
    first_cpu: float | None = None
    unchanged: float | None = None
    restore: float | None = None
    peak: float | None = None


LOCAL = Goals(first=0.35, first_cpu=0.45, unchanged=0.15, restore=0.40, peak=1.0)
ON_S3 = Goals(first=0.5, restore=0.5)
ONE_LARGE = Goals(first=0.5)


def goals(programs: list[Measured], promised: Goals) -> str:
    """The first program against each restic, in what it promises: time, CPU, memory, and how far it is from a prototype.

    Each ratio is the median of the rounds' ratios: what slows the machine down for a minute slows both programs of a round.
    """
    ours, lines = programs[0], []
    for other in (program for program in programs[1:] if program.name.startswith("restic")):
        lines.append(f"{ours.name} as a part of {other.name}, medians of the rounds' ratios")
        for title, mine, theirs, goal in _figures(ours, other, promised):
            if mine and len(mine) == len(theirs) and all(theirs):
                ratio = statistics.median(one / two for one, two in zip(mine, theirs))
                verdict = "" if goal is None else f"   goal {goal:.2f} {'met' if ratio <= goal else 'missed'}"
                values = f"{statistics.median(mine):9.2f} and {statistics.median(theirs):9.2f}"
                lines.append(f"  {title:28} {values}: {ratio:.3f}{verdict}")
        for operation, reached in PROTOTYPE.items():
            mine, theirs = ours.median(operation, "wall"), other.median(operation, "wall")
            if mine and theirs:
                lines.append(
                    f"  prototype, {TITLES[operation]:17} {reached:.2f}: this is {mine / theirs / reached:.1f} times that"
                )
    return "\n".join(lines)


def _figures(ours: Measured, other: Measured, promised: Goals):
    """(title, ours of each round, theirs, goal)"""
    both = (ours, other)
    yield "first, s wall", *(one.rounds("first", "wall") for one in both), promised.first
    yield "first, s CPU", *(one.rounds("first", "cpu") for one in both), promised.first_cpu
    yield "unchanged less open, s wall", *(_beyond_open(one, "wall") for one in both), promised.unchanged
    yield "unchanged less open, s CPU", *(_beyond_open(one, "cpu") for one in both), None
    yield "restore, s wall", *(one.rounds("restore", "wall") for one in both), promised.restore
    for operation in OPERATIONS:
        if operation != "open":
            peaks = ([peak / 1024 for peak in one.rounds(operation, "peak")] for one in both)
            yield f"{TITLES[operation]}, MiB", *peaks, promised.peak


def _beyond_open(program: Measured, figure: str) -> list[float]:
    """The program is opened several times in each round."""
    whole, opening = program.rounds("unchanged", figure), program.rounds("open", figure)
    if not whole or not opening or len(opening) % len(whole):
        return []
    times = len(opening) // len(whole)
    medians = (statistics.median(opening[start : start + times]) for start in range(0, len(opening), times))
    return [one - two for one, two in zip(whole, medians)]


def index_lines(index: list[dict]) -> str:
    """What elasto-bench says of large indexes, with the sizes of their tables."""
    return "\n".join(
        f"index of {row['blobs']:,} blobs: opened from the cache in {row['open_s']:.2f} s, a look-up takes "
        f"{row['present_us']:.2f} µs ({row['absent_us']:.2f} where there is nothing), table {row['table_bytes_per_blob']:.1f} "
        f"bytes a blob, resident {row['resident_opened_kib'] / 1024:.0f} MiB opened and {row['resident_asked_kib'] / 1024:.0f} "
        f"asked {min(row['blobs'], 10**6):,} times, twice"
        for row in index
    )


def ratios(programs: list[Measured]) -> str:
    """The first program's wall times and repository size, as parts of each other program's."""
    ours, lines = programs[0], []
    for other in programs[1:]:
        parts = []
        for operation in OPERATIONS:
            mine, theirs = ours.median(operation, "wall"), other.median(operation, "wall")
            if mine and theirs:
                parts.append(f"{TITLES[operation]} {mine / theirs:.2f}")
        if ours.stored and other.stored:
            parts.append(f"stored {statistics.median(ours.stored) / statistics.median(other.stored):.3f}")
        lines.append(f"{ours.name} / {other.name}: " + ", ".join(parts))
    return "\n".join(lines)


def machine() -> dict:
    model = platform.processor()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cpu": model, "cpus": len(os.sched_getaffinity(0)), "memory": memory, "kernel": platform.release()}


def write_json(path: Path, tree: dict, folder: Path, programs: list[Measured], index: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "schema": 1,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": machine(),
        "folder": str(folder),
        "tree": tree,
        "units": {"wall": "s", "cpu": "s", "peak": "KiB", "stored": "bytes"},
        "index": index,
        "programs": [program.as_json() for program in programs],
    }
    path.write_text(json.dumps(document, indent=1) + "\n")
