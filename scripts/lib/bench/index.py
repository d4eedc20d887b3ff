"""Large indexes that nobody has stored: made and asked by elasto-bench; and a backup beside a million blobs."""

import json
import shutil
import subprocess
from pathlib import Path

from . import measure, programs

LARGE = 10_000_000
BESIDE = 1_000_000


def large(binary: Path, folder: Path, blobs: int) -> dict:
    """Opens an index of so many blobs from the cache and asks it; the table is made before, by another process."""
    place = folder / "index"
    repository, cache = str(place / "repository"), str(place / "cache")
    place.mkdir()
    try:
        _bench(binary, "add", blobs, repository)
        _bench(binary, "ask", blobs, repository, cache)
        row = json.loads(_bench(binary, "ask", blobs, repository, cache))
        table = next(Path(cache).glob("*/index.table")).stat().st_size
        return {**row, "table_bytes_per_blob": table / blobs}
    finally:
        shutil.rmtree(place)


def beside(binary: Path, program: programs.Program, blobs: int) -> measure.Cost:
    """An unchanged backup into a repository whose index names so many other blobs as well."""
    _bench(binary, "add", blobs, str(program.repository))
    measure.run(program.store(), program.folder, program.environment())
    return measure.run(program.store(), program.folder, program.environment())


def _bench(binary: Path, what: str, blobs: int, repository: str, *rest: str) -> str:
    command = [str(binary), "index", what, str(blobs), repository, programs.PASSWORD, *rest]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise measure.ProgramFailed(f"{' '.join(command)}: {done.stderr}")
    return done.stdout
