"""A program at a pseudo-terminal, and what its screen shows."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time

import pyte

CTRL_C, CTRL_D, CTRL_R, TAB, UP, DOWN, RETURN = "\x03", "\x04", "\x12", "\t", "\x1b[A", "\x1b[B", "\r"
# A machine that builds at the same time may take its time.
PATIENCE = 30.0


class Terminal:
    """Runs while the `with` block does."""

    def __init__(self, command: list[str], folder, environment: dict[str, str], columns: int = 100, rows: int = 30):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        # Where the output begins that came after the last key that ends a line.
        self.mark = 0
        self.master, self.slave = pty.openpty()
        self.set_size(columns, rows)
        self.modes_before = self.modes()
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=self.slave, stdout=self.slave, stderr=self.slave,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    # What somebody at it does

    def type(self, text: str) -> None:
        if RETURN in text or CTRL_C in text:
            self.mark = len(self.raw)
        os.write(self.master, text.encode())

    def enter(self, line: str) -> None:
        self.type(line + RETURN)

    def resize(self, columns: int, rows: int) -> None:
        """The kernel sends SIGWINCH."""
        self.read(0)
        self.screen.resize(rows, columns)
        self.set_size(columns, rows)

    def set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def modes(self) -> list:
        return termios.tcgetattr(self.slave)

    # What there is to see

    def read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        piece = os.read(self.master, 65536)
        self.raw += piece
        self.stream.feed(piece)
        return True

    @property
    def lines(self) -> list[str]:
        """Down to the cursor, without the spaces at their ends."""
        return [line.rstrip() for line in self.screen.display[: self.screen.cursor.y + 1]]

    @property
    def line(self) -> str:
        """The one the cursor is in."""
        return self.lines[-1]

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def flat(self) -> str:
        """Everything, with lines that are too long for the screen in one piece."""
        return "".join(self.screen.display)

    def wait(self, condition, seconds: float = PATIENCE) -> bool:
        """Reads on until `condition` holds; whether it does in time."""
        end = time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            if left <= 0 or (not self.read(min(left, 0.2)) and self.process.poll() is not None and not self.read(0)):
                return condition()
        return True

    def prompt(self, text: str = "", seconds: float = PATIENCE) -> bool:
        """Waits for the prompt of a folder, on a line that is new since the last one was ended."""
        wanted = f"{text or 'elasto'}>"
        return self.wait(lambda: self.line == wanted and b"\n" in self.raw[self.mark :], seconds)

    def shows(self, text: str, seconds: float = PATIENCE) -> bool:
        return self.wait(lambda: text in self.text, seconds)

    def shows_line(self, text: str, seconds: float = PATIENCE) -> bool:
        """Waits for it as the line that the cursor is in."""
        return self.wait(lambda: self.line == text.rstrip(), seconds)

    def end(self, seconds: float = PATIENCE) -> int | None:
        """The exit status; `None` where it does not end in time."""
        stop = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < stop:
            self.read(0.05)
        while self.read(0):
            pass
        return self.process.poll()

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
