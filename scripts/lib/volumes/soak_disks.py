"""The volumes of the soak."""

from dataclasses import dataclass
from pathlib import Path

from volumes.stage import Stores

# They grow up to this.
MOST_MEBIBYTES = 128


@dataclass
class Disk:
    """A volume of the soak."""

    name: str
    connections: int
    # Seconds between what a client does, on average.
    pause: float
    backing: str
    # The rest of its entry.
    details: str = ""
    mebibytes: int = 64

    def entry(self) -> str:
        known = f'size: {self.mebibytes} MiB, backing: "{self.backing}"'
        return f"{known}, {self.details}" if self.details else known


def disks(stores: Stores, folder: Path) -> list[Disk]:
    """A store of each kind, a cache of each kind. The caches are full when the warm-up ends."""
    write_back = "mode: write-back, max-dirty: 8 MiB, max-dirty-age: 5s"
    place = stores.place
    later = f"path: {folder}/later.cache, size: 32 MiB, {write_back}"
    sealed = f"encryption: {{ key: {{ file: {folder}/sealed.key }} }}, cache: {{ size: 24 MiB, {write_back} }}"
    return [
        Disk("blocks", 2, 0.08, place("weed", "blocks"), "block-size: 64 KiB, cache: { size: 8 MiB }"),
        Disk("later", 1, 0.02, place("az", "later"), f"cache: {{ {later} }}"),
        Disk("plain", 2, 0.02, place("disk", "plain")),
        Disk("sealed", 1, 0.02, place("az", "sealed"), sealed),
        Disk("through", 2, 0.03, place("az", "through"), "cache: { size: 8 MiB }"),
    ]


def visitors(stores: Stores, folder: Path) -> list[Disk]:
    """Volumes that come and go."""
    write_back = f"path: {folder}/visitor.cache, size: 8 MiB, mode: write-back, max-dirty: 2 MiB, max-dirty-age: 60s"
    return [
        Disk("visitor-az", 1, 0, stores.place("az", "visitor"), f"cache: {{ {write_back} }}", 16),
        Disk("visitor-disk", 1, 0, stores.place("disk", "visitor"), "cache: { size: 2 MiB }", 16),
        Disk("visitor-weed", 1, 0, stores.place("weed", "visitor"), "block-size: 64 KiB", 16),
    ]
