"""Turns measurements into a table for people and a file for programs."""

import json
import os
import platform
import statistics
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from .measure import Cost

OPERATIONS = ["first", "unchanged", "changed", "restore"]
TITLES = {"first": "first", "unchanged": "unchanged", "changed": "1 % changed", "restore": "restore"}


@dataclass
class Measured:
    """All rounds of one program."""

    name: str
    version: str
    settings: str
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    stored: list[int] = field(default_factory=list)
    identical: bool | None = None

    def median(self, operation: str, figure: str) -> float | None:
        values = [getattr(cost, figure) for cost in self.costs.get(operation, [])]
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


def write_json(path: Path, tree: dict, folder: Path, programs: list[Measured]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "schema": 1,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": machine(),
        "folder": str(folder),
        "tree": tree,
        "units": {"wall": "s", "cpu": "s", "peak": "KiB", "stored": "bytes"},
        "programs": [program.as_json() for program in programs],
    }
    path.write_text(json.dumps(document, indent=1) + "\n")
