"""Without a terminal."""


def case_lines_from_a_pipe(check, stage):
    stage.write("one", "1")
    done = stage.run("shell", "disk:media", given="# what is put\nput one\n\nls; pwd\nget one two; lls two\n")
    check.equal("status", done.returncode, 0)
    check.equal("no prompt, nothing but what was asked for", done.stdout, "one\ndisk:media/\ntwo\n")
    check.equal("nothing on standard error", done.stderr, "")
    check.true("no history", not stage.history.exists())
    failed = stage.run("shell", "disk:media", given="ls one\nls nothing\nls one\n")
    check.equal("the first failure ends it", (failed.returncode, failed.stdout), (1, "one\n"))
    check.true("and is said", "there is no such object" in failed.stderr)
    check.equal("exit", stage.run("shell", given="exit\nls nothing\n").returncode, 0)


def case_one_line(check, stage):
    done = stage.run("shell", "-c", "create disk:media; cd disk:media; put elasto.yaml x; ls")
    check.equal("carried out", (done.returncode, done.stdout), (0, "x\n"))
    check.equal("usage", stage.run("shell", "-c", "ls 'x").returncode, 64)
    check.equal("no command", stage.run("shell", "-c", "list").returncode, 64)
    check.equal("wrong words", stage.run("shell", "-c", "stat").returncode, 64)
    check.equal("another manifest", stage.run("shell", "-c", "ls -f other.yaml").returncode, 64)
    some = stage.run("shell", "-c", "ls nothing; ls disk:media", "disk:media")
    check.equal("nothing after a failure", (some.returncode, some.stdout), (1, ""))
    objects = stage.run("shell", "--json", "-c", "ls", "disk:media")
    check.true("JSON", '"type":"remote_entry"' in objects.stdout.replace(" ", ""))
    check.equal("a folder of this machine is none to begin in", stage.run("shell", "./", given="").returncode, 64)
