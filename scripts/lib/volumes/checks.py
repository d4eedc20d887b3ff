"""What a long trial holds to, and how it reports."""

from typing import Callable

from volumes.stage import Failed, say


class Checks:
    """What is held to, by name: how often it was seen to hold, or what did not."""

    def __init__(self):
        self.seen: dict[str, int] = {}
        self.remarks: dict[str, str] = {}
        self.failures: list[str] = []

    def expect(self, *names: str) -> None:
        for name in names:
            self.seen.setdefault(name, 0)

    def hold(self, name: str, remark: str = "", count: int = 1) -> None:
        self.seen[name] = self.seen.get(name, 0) + count
        if remark:
            self.remarks[name] = remark

    def fail(self, name: str, why: str) -> None:
        self.seen.pop(name, None)
        self.failures.append(f"{name}: {why}")

    def attempt(self, name: str, body: Callable[[], str]) -> None:
        """A check of the end: the others are made in any case."""
        try:
            self.hold(name, body())
        except Failed as error:
            self.fail(name, str(error))

    def report(self) -> int:
        missing = [f"{name}: it did not come to that" for name, count in self.seen.items() if count == 0]
        # After a failure there was no time for them.
        self.failures = self.failures or missing
        passed = [name for name, count in self.seen.items() if count]
        for name in passed:
            say(f"holds: {name} ({self.remarks.get(name) or f'{self.seen[name]} times'})")
        for failure in self.failures:
            say(f"FAILED {failure}")
        say(f"{len(passed)} passed, {len(self.failures)} failed")
        return 1 if self.failures else 0
