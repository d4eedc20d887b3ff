"""Lines that were typed, and the file that keeps them."""

import stat

from .terminal import CTRL_C, CTRL_D, CTRL_R, DOWN, UP


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def case_arrows_and_search(check, stage):
    with stage.shell("disk:media") as terminal:
        terminal.prompt("disk:media/")
        for line in ("pwd", "lpwd", "help cd"):
            terminal.enter(line)
            terminal.wait(lambda: f"> {line}" in terminal.text) and terminal.prompt("disk:media/")
        terminal.type(UP)
        check.true("the last", terminal.shows_line("disk:media/> help cd"))
        terminal.type(UP + UP)
        check.true("the first", terminal.shows_line("disk:media/> pwd"))
        terminal.type(DOWN)
        check.true("and down", terminal.shows_line("disk:media/> lpwd"))
        terminal.type(CTRL_C + CTRL_R + "hel")
        check.true("found", terminal.wait(lambda: "help cd" in terminal.line))
        terminal.type(CTRL_C)
        terminal.wait(lambda: terminal.line == "disk:media/>")
        terminal.enter("history")
        check.true("listed", terminal.wait(lambda: terminal.lines[-5:-1] == ["pwd", "lpwd", "help cd", "history"]))


def case_the_file(check, stage):
    with stage.shell() as terminal:
        terminal.prompt()
        for line in ("pwd", "pwd", " lpwd", "help", "ls 's3:http://127.0.0.1:1/b/k?sig=abc'", "lls"):
            terminal.enter(line)
            terminal.wait(lambda: f"> {line}" in terminal.text) and terminal.prompt()
        check.equal("its mode", mode(stage.history), 0o600)
        check.equal("its folder's", mode(stage.history.parent), 0o700)
        check.equal(
            "no line twice, none after a space, none with a signature", stage.history.read_text(), "pwd\nhelp\nlls\n")
        terminal.type(CTRL_D)
        terminal.end()
    with stage.shell() as terminal:
        terminal.prompt()
        terminal.type(UP + UP)
        check.true("the next shell has them", terminal.shows_line("elasto> help"))


def case_a_file_that_others_could_read(check, stage):
    stage.write("state/elasto-sync/shell-history", "help\n").chmod(0o644)
    with stage.shell() as terminal:
        terminal.prompt()
        check.equal("its mode once the prompt is there", mode(stage.history), 0o600)
        terminal.type(UP)
        check.true("what it held", terminal.shows_line("elasto> help"))


def case_a_file_that_is_none(check, stage):
    other = stage.write("other", "untouched\n")
    other.chmod(0o644)
    stage.history.parent.mkdir(parents=True)
    stage.history.symlink_to(other)
    with stage.shell() as terminal:
        check.true("the shell works", terminal.prompt())
        check.true("and says so", "the history is not kept" in terminal.flat)
        terminal.enter("pwd")
        check.true("lines are carried out", terminal.shows("above all providers"))
        check.equal("what the link names is as it was", (other.read_text(), mode(other)), ("untouched\n", 0o644))


def case_its_size(check, stage):
    stage.write("state/elasto-sync/shell-history", "".join(f"ls {number:080}\n" for number in range(5000)))
    with stage.shell() as terminal:
        terminal.prompt()
        terminal.enter("pwd")
        terminal.shows("above all providers")
        check.true("shortened", terminal.wait(lambda: stage.history.stat().st_size < 200_000))
        kept = stage.history.read_text().splitlines()
        check.equal("the newest are there", kept[-2:], [f"ls {4999:080}", "pwd"])
        check.true("not too few", len(kept) >= 1000)
        check.equal("its mode", mode(stage.history), 0o600)
