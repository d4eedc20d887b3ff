"""The server of the soak, and what it says."""

import http.client
import re
from pathlib import Path

from volumes.stage import Failed, Server, Stage


class MeteredServer(Server):
    """One `volume serve` of all that the manifest says how to serve, which also tells Prometheus."""

    def __init__(self, stage: Stage, names: tuple[str, ...], port: int):
        self.stage, self.names, self.port = stage, names, port
        self.log = open(stage.folder / "serve.log", "ab")
        self.process = stage.start(self.log, "volume", "serve", "--verbose", "--metrics", f"127.0.0.1:{port}")

    def metrics(self) -> dict[str, float]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/metrics")
            reply = connection.getresponse()
            text = reply.read().decode()
        except OSError as error:
            raise Failed(f"the metrics are not told: {error}") from error
        finally:
            connection.close()
        if reply.status != 200:
            raise Failed(f"the metrics are answered with {reply.status}")
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}


class ServerLog:
    """What the server says, line by line. A line that says more than what is served has to be foreseen."""

    def __init__(self, path: Path):
        self.path, self.offset = path, 0
        # What was foreseen may take several lines.
        self.explains = False
        self.unforeseen: list[str] = []

    def new_lines(self) -> list[str]:
        with open(self.path, "rb") as log:
            log.seek(self.offset)
            data = log.read()
        whole = data[: data.rfind(b"\n") + 1]
        self.offset += len(whole)
        return whole.decode(errors="replace").splitlines()

    def read(self, foreseen: str | None = None) -> tuple[list[str], int]:
        """The names that are said to be served, and how many lines were as foreseen."""
        served, count = [], 0
        for line in self.new_lines():
            match = re.fullmatch(r"serving (\S+) \(.*\) at nbd.*", line)
            if match:
                served.append(match[1])
                self.explains = False
            elif foreseen and re.search(foreseen, line):
                count += 1
                self.explains = True
            elif line != "stopped" and not self.explains:
                self.unforeseen.append(line)
        return served, count

    def check(self) -> None:
        self.read()
        if self.unforeseen:
            raise Failed(f"the server says: {self.unforeseen[0]}")
