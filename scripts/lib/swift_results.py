"""Reads Swift Testing's event stream: which tests passed, which failed, which never ended.

The stream is one JSON object a line, written as things happen, so a run that crashed still tells
what it had done: a test that began and did not end counts as failed. A failed one comes with the first
thing that it complained of, for a report that has the end of the output only.
"""

import json
from dataclasses import dataclass, field


@dataclass
class Results:
    passed: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)
    ended: bool = False


def read(lines) -> Results:
    results = Results()
    functions: set[str] = set()
    running: set[str] = set()
    complaints: dict[str, str] = {}
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue  # the last line of a run that was killed
        payload = record.get("payload", {})
        if record.get("kind") == "test":
            if payload.get("kind") == "function":
                functions.add(payload["id"])
            continue
        kind, test = payload.get("kind"), payload.get("testID")
        if kind == "runEnded":
            results.ended = True
        if test not in functions:
            continue
        if kind == "testStarted":
            running.add(test)
        elif kind == "issueRecorded":
            texts = [message["text"] for message in payload.get("messages", []) if message.get("text")]
            complaints.setdefault(test, ": " + " ".join(" ".join(texts).split())[:500])
        elif kind == "testSkipped":
            results.skipped += 1
        elif kind == "testEnded":
            running.discard(test)
            if any(message.get("symbol") == "fail" for message in payload.get("messages", [])):
                results.failed.append(test + complaints.get(test, ""))
            else:
                results.passed += 1
    results.failed += [f"{test} (did not end){complaints.get(test, '')}" for test in sorted(running)]
    return results
