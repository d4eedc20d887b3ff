"""A proxy on the loopback interface that makes a seeded share of the requests to a server fail.

    fault_proxy.py --listen 127.0.0.1:PORT --upstream 127.0.0.1:PORT [--rate 0.02] [--faults NAME ...] [--seed 1]
                   [--stats FILE]

It speaks plain HTTP/1.1 with kept-alive connections and passes heads on byte for byte, so that signatures hold. One
connection of a client has one to the server. `GET /__stats` answers with the statistics as JSON and writes them to the
file, as SIGTERM does. `--listen` with port 0 takes a free port; the first line of output names it.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

PIECE = 1 << 20
HEAD_LIMIT = 1 << 18

FAULTS = (
    "slow-down",  # 503 with S3's SlowDown and Retry-After, before the server hears of it
    "internal-error",  # 500
    "too-many-requests",  # 429 with Retry-After
    "reset-before",  # the connection is reset before the server hears of it
    "reset-in-request",  # reset when half of the request's body has passed
    "reset-in-reply",  # reset when half of the reply's body has passed
    "truncated-reply",  # the reply ends too early, in good order
    "reply-lost",  # carried out by the server, but the reply does not arrive
    "slow-reply",  # the reply comes late, and in small pieces at first
)

REFUSALS = {
    "slow-down": (503, "Service Unavailable", "SlowDown", "Please reduce your request rate.", True),
    "internal-error": (500, "Internal Server Error", "InternalError", "We encountered an internal error.", False),
    "too-many-requests": (429, "Too Many Requests", "TooManyRequests", "Please reduce your request rate.", True),
}


class Broken(Exception):
    """The connection cannot be used any further."""


@dataclass
class Statistics:
    requests: int = 0
    """Bytes of request bodies that came from clients, whatever became of them."""
    uploaded: int = 0
    """Bytes of reply bodies that went to clients."""
    downloaded: int = 0
    upstream_failures: int = 0
    methods: dict = field(default_factory=dict)
    faults: dict = field(default_factory=dict)

    def json(self) -> str:
        return json.dumps(vars(self), sort_keys=True)


class Head:
    """The head of a message, kept as it came."""

    def __init__(self, raw: bytes):
        self.raw = raw
        lines = raw.split(b"\r\n")
        self.first = lines[0].decode("latin-1")
        self.fields: dict[str, str] = {}
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if colon:
                self.fields[name.decode("latin-1").lower()] = value.decode("latin-1").strip()

    @property
    def is_chunked(self) -> bool:
        return "chunked" in self.fields.get("transfer-encoding", "").lower()

    @property
    def length(self) -> int | None:
        text = self.fields.get("content-length")
        if text is None:
            return None
        if not text.isdigit():
            raise Broken("a length that is no number")
        return int(text)

    @property
    def closes(self) -> bool:
        return "close" in self.fields.get("connection", "").lower()


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """None where the connection ended before a head began."""
    try:
        return Head(await reader.readuntil(b"\r\n\r\n"))
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise Broken("cut off in a head") from error
        return None
    except (asyncio.LimitOverrunError, OSError) as error:
        raise Broken(str(error)) from error


async def pieces(reader: asyncio.StreamReader, head: Head, until_end: bool):
    """The body's bytes as they are on the wire, with the number of payload bytes in each piece."""
    if head.is_chunked:
        while True:
            line = await reader.readuntil(b"\r\n")
            size = int(line.split(b";")[0], 16)
            yield line, 0
            remaining = size
            while remaining:
                data = await reader.read(min(PIECE, remaining))
                if not data:
                    raise Broken("cut off in a chunk")
                remaining -= len(data)
                yield data, len(data)
            if size == 0:
                while True:
                    trailer = await reader.readuntil(b"\r\n")
                    yield trailer, 0
                    if trailer == b"\r\n":
                        return
            yield await reader.readexactly(2), 0
    elif head.length is not None:
        remaining = head.length
        while remaining:
            data = await reader.read(min(PIECE, remaining))
            if not data:
                raise Broken("cut off in a body")
            remaining -= len(data)
            yield data, len(data)
    elif until_end:
        while data := await reader.read(PIECE):
            yield data, len(data)


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection so that the other side notices a reset."""
    with contextlib.suppress(OSError, AttributeError):
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class FaultProxy:
    def __init__(self, upstream: tuple[str, int], rate: float, faults: list[str], seed: int, stats: Path | None, slow: float):
        self.upstream, self.rate, self.faults, self.stats, self.slow = upstream, rate, faults, stats, slow
        self.random = random.Random(seed)
        self.statistics = Statistics()

    def write_statistics(self) -> None:
        if self.stats:
            temporary = self.stats.with_name(self.stats.name + ".new")
            temporary.write_text(self.statistics.json())
            temporary.replace(self.stats)

    def next_fault(self) -> str | None:
        if self.random.random() >= self.rate:
            return None
        fault = self.random.choice(self.faults)
        self.statistics.faults[fault] = self.statistics.faults.get(fault, 0) + 1
        return fault

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(self, reader, writer)
        try:
            while await connection.exchange():
                pass
            writer.close()
        except (Broken, OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            reset(writer)
        finally:
            connection.close_upstream()


class Connection:
    """A client's connection, and the one to the server that belongs to it."""

    def __init__(self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.proxy, self.reader, self.writer = proxy, reader, writer
        self.server: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def close_upstream(self) -> None:
        if self.server:
            self.server[1].transport.abort()
            self.server = None

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.server and (self.server[0].at_eof() or self.server[1].is_closing()):
            self.close_upstream()
        if not self.server:
            try:
                self.server = await asyncio.open_connection(*self.proxy.upstream, limit=HEAD_LIMIT)
            except OSError as error:
                self.proxy.statistics.upstream_failures += 1
                raise Broken(str(error)) from error
            quicken(self.server[1])
        return self.server

    async def exchange(self) -> bool:
        """One request and its reply; true where the connection goes on."""
        head = await read_head(self.reader)
        if head is None:
            return False
        method, target = (head.first.split(" ") + ["", ""])[:2]
        if target == "/__stats":
            await self.answer_statistics()
            return not head.closes
        statistics = self.proxy.statistics
        statistics.requests += 1
        statistics.methods[method] = statistics.methods.get(method, 0) + 1
        fault = self.proxy.next_fault()
        if fault == "reset-before":
            raise Broken(fault)
        if fault in REFUSALS:
            return await self.refuse(head, method, REFUSALS[fault])
        await self.forward(head, method, fault)
        return not head.closes and self.server is not None

    async def answer_statistics(self) -> None:
        self.proxy.write_statistics()
        body = self.proxy.statistics.json().encode()
        self.writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        await self.writer.drain()

    async def refuse(self, head: Head, method: str, refusal: tuple) -> bool:
        """Answers in the server's place. A client that waits to be asked for its body keeps it."""
        status, reason, code, message, asks_to_wait = refusal
        expects = "100-continue" in head.fields.get("expect", "").lower()
        if not expects:
            async for _, count in pieces(self.reader, head, until_end=False):
                self.proxy.statistics.uploaded += count
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>proxy</RequestId></Error>"
        ).encode()
        lines = [f"HTTP/1.1 {status} {reason}", "Content-Type: application/xml", f"Content-Length: {len(body)}"]
        lines += ["x-amz-request-id: proxy"]
        lines += ["Retry-After: 1"] if asks_to_wait else []
        lines += ["Connection: close"] if expects else []
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + (b"" if method == "HEAD" else body))
        await self.writer.drain()
        return not expects

    async def forward(self, head: Head, method: str, fault: str | None) -> None:
        reader, writer = await self.connect()
        writer.write(head.raw)
        await writer.drain()
        sending = asyncio.create_task(self.pass_request(head, writer, fault))
        try:
            await self.pass_reply(reader, method, fault, sending)
            # A server that answers early may never take the rest.
            await asyncio.wait_for(sending, timeout=30)
        except TimeoutError as error:
            raise Broken("the server answered and left the body") from error
        finally:
            sending.cancel()
            with contextlib.suppress(BaseException):
                await sending

    async def pass_request(self, head: Head, writer: asyncio.StreamWriter, fault: str | None) -> None:
        half = (head.length or 0) // 2
        passed = 0
        async for data, count in pieces(self.reader, head, until_end=False):
            passed += count
            self.proxy.statistics.uploaded += count
            if fault == "reset-in-request" and passed >= half:
                # Half of it reaches the server, which must not take it for the whole.
                writer.write(data[: max(0, half - (passed - count))])
                with contextlib.suppress(OSError):
                    await writer.drain()
                raise Broken(fault)
            writer.write(data)
            await writer.drain()

    async def pass_reply(
        self, reader: asyncio.StreamReader, method: str, fault: str | None, sending: asyncio.Task
    ) -> None:
        while True:
            head = await self.reply_head(reader, sending)
            status = int((head.first.split(" ") + ["0"])[1])
            if status >= 200 or status == 101:
                break
            self.writer.write(head.raw)
        has_body = method != "HEAD" and status not in (204, 304)
        if fault == "reply-lost":
            # Until the server is done with it, or it would not be a success whose reply is lost.
            if has_body:
                async for _ in pieces(reader, head, until_end=False):
                    pass
            raise Broken(fault)
        if fault == "slow-reply":
            await asyncio.sleep(self.proxy.slow)
        self.writer.write(head.raw)
        if has_body:
            await self.pass_reply_body(reader, head, fault)
        elif fault in ("reset-in-reply", "truncated-reply"):
            raise Broken(fault)
        await self.writer.drain()
        if head.closes or (has_body and head.length is None and not head.is_chunked):
            self.close_upstream()

    async def reply_head(self, reader: asyncio.StreamReader, sending: asyncio.Task) -> Head:
        """The next head of the server's; a request that breaks off meanwhile breaks the exchange."""
        reading = asyncio.create_task(read_head(reader))
        try:
            await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done() and sending.exception():
                raise sending.exception()
            head = await reading
        finally:
            reading.cancel()
        if head is None:
            self.proxy.statistics.upstream_failures += 1
            raise Broken("the server closed the connection")
        return head

    async def pass_reply_body(self, reader: asyncio.StreamReader, head: Head, fault: str | None) -> None:
        half = (head.length or 0) // 2
        passed = 0
        async for data, count in pieces(reader, head, until_end=True):
            if fault == "slow-reply" and passed < 4:
                for start in range(0, min(4, len(data))):
                    self.writer.write(data[start : start + 1])
                    await self.writer.drain()
                    await asyncio.sleep(self.proxy.slow / 8)
                data = data[4:]
            if fault in ("reset-in-reply", "truncated-reply") and passed + count >= half:
                self.writer.write(data[: max(0, half - passed)])
                await self.writer.drain()
                if fault == "truncated-reply":
                    self.writer.write_eof()
                    # What was written arrives before the connection goes.
                    await asyncio.sleep(0.05)
                raise Broken(fault)
            passed += count
            self.proxy.statistics.downloaded += count
            self.writer.write(data)
            await self.writer.drain()


def quicken(writer: asyncio.StreamWriter) -> None:
    """Larger reads than asyncio's own, and less waiting in between."""
    writer.transport.set_write_buffer_limits(high=4 * PIECE)
    with contextlib.suppress(AttributeError):
        writer.transport.max_size = PIECE


def address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host or "127.0.0.1", int(port)


async def run(options: argparse.Namespace) -> None:
    proxy = FaultProxy(
        options.upstream, options.rate, options.faults or list(FAULTS), options.seed, options.stats, options.slow
    )

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        quicken(writer)
        await proxy.serve(reader, writer)

    server = await asyncio.start_server(serve, *options.listen, limit=HEAD_LIMIT, backlog=512)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    host, port = server.sockets[0].getsockname()[:2]
    print(f"listening on {host}:{port}, seed {options.seed}, rate {options.rate}", flush=True)
    await ended.wait()
    proxy.write_statistics()
    # Connections that are open end with the process; there is nothing to finish in good order.
    os._exit(0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", type=address, default=("127.0.0.1", 0))
    parser.add_argument("--upstream", type=address, required=True)
    parser.add_argument("--rate", type=float, default=0.02, help="the share of requests that fail, from 0 to 1")
    parser.add_argument("--faults", nargs="+", choices=FAULTS, help="what may happen to them; else all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stats", type=Path, help="the file for the statistics")
    parser.add_argument("--slow", type=float, default=1.0, help="seconds that a slow reply takes longer")
    asyncio.run(run(parser.parse_args()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
