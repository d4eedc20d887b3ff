"""Assertions that are counted one by one, each with a name."""

import os
import traceback


class Checks:
    def __init__(self):
        self.passed: set[str] = set()
        self.failures: list[str] = []
        self.case = ""

    def true(self, what: str, condition) -> None:
        name = f"{self.case}: {what}"
        if name in self.passed or any(failure.startswith(name) for failure in self.failures):
            raise ValueError(f"two assertions are called {name!r}")
        if condition:
            self.passed.add(name)
        else:
            self.failures.append(name)

    def equal(self, what: str, found, expected) -> None:
        self.true(what, found == expected)
        if found != expected:
            self.failures[-1] += f": found {str(found)[:300]!r}, expected {str(expected)[:300]!r}"

    def error(self, what: str, code: str, body, status: int | None = None) -> None:
        """`body` must be refused with this code of the service."""
        from azure.core.exceptions import HttpResponseError

        try:
            body()
            found = "success"
        except HttpResponseError as error:
            found = getattr(error, "error_code", None) or getattr(error.error, "code", None) or (error.response.headers.get("x-ms-error-code") if error.response else None)
            found = getattr(found, "value", found)
            if status is not None and error.status_code != status:
                found = f"{found} with status {error.status_code}"
        self.equal(what, found, code)

    def run(self, name: str, case) -> None:
        if os.environ.get("ELASTO_AZURE_TRACE"):
            print(f"… {name}", flush=True)
        self.case = name
        try:
            case(self)
        except Exception:
            self.failures.append(f"{name}: stopped by\n{traceback.format_exc()}")

    def report(self, title: str) -> int:
        for failure in self.failures:
            print(f"FAILED {failure}")
        print(f"{title}: {len(self.passed)} passed, {len(self.failures)} failed")
        return 1 if self.failures or not self.passed else 0
