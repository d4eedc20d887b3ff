"""Runs the checks of `make test` and counts what really ran. The last line is `N passed, N failed`."""

import os
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import swift_results

HOUSE = Path(__file__).resolve().parents[2]
# With all tests begun at once each of them waits for minutes between two of its steps, and what it measures or keeps
# open in between runs out.
WIDTH = ["--experimental-maximum-parallelization-width", "8"]
STRICT = ["--explicit-target-dependency-import-check", "error"]


class Tally:
    def __init__(self):
        self.passed = 0
        self.failures: list[str] = []

    def step(self, name: str, command: list[str]) -> bool:
        """A check that is not a test: it can only add to the failures."""
        began = time.monotonic()
        say(f"== {name}: {' '.join(command)}")
        status = run(command)
        if status != 0:
            self.failures.append(f"{name}: {ended_how(status)}")
        say(f"== {name}: {'ok' if status == 0 else ended_how(status)}, {time.monotonic() - began:.0f} s")
        return status == 0


def say(text: str) -> None:
    print(text, flush=True)


def run(command: list[str]) -> int:
    try:
        return subprocess.run(command, cwd=HOUSE, stdin=subprocess.DEVNULL).returncode
    except OSError as error:
        say(f"{command[0]}: {error.strerror}")
        return 127


def run_without_starts(command: list[str]) -> int:
    """Runs a test program and passes on what it prints, but for the lines that announce each start."""
    try:
        process = subprocess.Popen(
            command, cwd=HOUSE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as error:
        say(f"{command[0]}: {error.strerror}")
        return 127
    with process:
        for line in process.stdout:
            if not line.startswith("◇".encode()):
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
    return process.returncode


def ended_how(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"killed by signal {-status}"


def swift_tests(tally: Tally, arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stream = Path(folder) / "events.jsonl"
        began = time.monotonic()
        command = ["swift", "test", "--skip-build", "--disable-xctest", *WIDTH, *STRICT]
        command += ["--event-stream-output-path", str(stream), *arguments]
        say(f"== swift test: {' '.join(command)}")
        status = run_without_starts(command)
        results = swift_results.read(stream.open(errors="replace") if stream.exists() else [])
    tally.passed += results.passed
    tally.failures += results.failed
    if not results.ended or (status != 0 and not results.failed):
        tally.failures.append(f"swift test: {ended_how(status)}" + ("" if results.ended else ", before its end"))
    if results.passed + len(results.failed) == 0:
        tally.failures.append("swift test: no test ran")
    say(
        f"== swift test: {results.passed} passed, {len(results.failed)} failed, {results.skipped} skipped, "
        f"{time.monotonic() - began:.0f} s"
    )


def kill_campaign(tally: Tally) -> None:
    """A short one; `make soak` runs it in full."""
    binary = str(HOUSE / ".build" / "debug" / "elasto-sync")
    tally.step("kill campaign", ["scripts/kill-campaign", binary, "--size", "64MiB", "--trials", "3"])


def volume_crashes(tally: Tally) -> None:
    """A short one; `make soak` runs it in full."""
    tally.step("volume crashes", ["scripts/volume-crashes", str(HOUSE / ".build" / "debug"), "--kills", "3"])


def counted_suite(tally: Tally, name: str) -> None:
    """A package of scripts/lib that counts its assertions one by one."""
    say(f"== {name} suite")
    python = str(HOUSE / ".venv" / "bin" / "python")
    environment = {**os.environ, "PYTHONPATH": str(HOUSE / "scripts" / "lib")}
    result = subprocess.run(
        [python, "-m", f"{name}_suite"], cwd=HOUSE, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    say((result.stdout + result.stderr).rstrip())
    counts = re.search(rf"{name} suite: (\d+) passed, (\d+) failed\n\Z", result.stdout)
    tally.passed += int(counts.group(1)) if counts else 0
    if result.returncode != 0 or not counts:
        failed = [line.removeprefix("FAILED ") for line in result.stdout.splitlines() if line.startswith("FAILED ")]
        tally.failures += failed or [f"{name} suite: {ended_how(result.returncode)}"]


def script_tests(tally: Tally) -> None:
    """The tests of the scripts themselves: Tests/Scripts/test_*.py."""
    suite = unittest.defaultTestLoader.discover(str(HOUSE / "Tests" / "Scripts"))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    failed = [str(test) for test, _ in result.failures + result.errors] + [
        str(test) for test in result.unexpectedSuccesses
    ]
    tally.passed += result.testsRun - len(failed) - len(result.skipped)
    tally.failures += failed


def main(arguments: list[str]) -> int:
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    tally = Tally()
    if tally.step("setup", ["scripts/setup", "test"]):
        tally.step("format", ["swift", "format", "lint", "-r", "--strict", "Package.swift", "Sources", "Tests"])
        if tally.step("build", ["swift", "build", "--build-tests", *STRICT]):
            swift_tests(tally, arguments)
            if not arguments:
                # Microsoft's libraries and rclone against the emulated storage account; the shell at a terminal.
                counted_suite(tally, "azure")
                counted_suite(tally, "shell")
                kill_campaign(tally)
                volume_crashes(tally)
    script_tests(tally)
    for failure in tally.failures:
        say(f"FAILED {failure}")
    say(f"{tally.passed} passed, {len(tally.failures)} failed")
    return 0 if not tally.failures and tally.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
