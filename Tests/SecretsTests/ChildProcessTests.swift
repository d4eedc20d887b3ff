import Glibc
import Testing

@testable import Secrets

/// Everything that a program prints, and how it ended.
private func output(
  of arguments: [String], environment: [String: String] = [:], folder: String? = nil, user: String? = nil
) throws -> (text: String, status: ChildExit) {
  let command = ChildCommand(
    arguments, environment: environment, folder: folder, user: user, standardOutput: .pipe, timeout: .seconds(60))
  let process = try ChildProcess(starting: command)
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1000)
  while true {
    let count = try buffer.withUnsafeMutableBytes { try process.read(into: $0) }
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  return (String(decoding: bytes, as: UTF8.self), try process.wait())
}

@Test func outputIsStreamedToItsEnd() throws {
  let (text, status) = try output(of: ["seq", "1", "100000"])
  #expect(text.utf8.count == 588_895)
  #expect(text.hasSuffix("\n100000\n"))
  #expect(status == .exited(0))
}

@Test(arguments: [("exit 0", ChildExit.exited(0)), ("exit 75", .exited(75)), ("kill -TERM $$", .signalled(SIGTERM))])
func theEndIsReported(script: String, status: ChildExit) throws {
  #expect(try ChildProcess.run(ChildCommand(["sh", "-c", script])) == status)
}

@Test func environmentFolderAndEmptyInputReachTheProgram() throws {
  setenv("ELASTO_TEST_PARENT", "kept", 1)
  setenv("ELASTO_TEST_CHANGED", "old", 1)
  let script = "pwd; echo $ELASTO_TEST_PARENT $ELASTO_TEST_CHANGED; cat"
  let (text, _) = try output(of: ["sh", "-c", script], environment: ["ELASTO_TEST_CHANGED": "new"], folder: "/usr")
  #expect(text == "/usr\nkept new\n")
}

@Test func aProgramGetsNoDescriptorsOfOursAndDefaultSignals() throws {
  let leak = open("/dev/null", O_RDONLY)
  defer { close(leak) }
  signal(SIGPIPE, SIG_IGN)
  let (descriptors, _) = try output(of: ["sh", "-c", "ls /proc/self/fd | wc -l"])
  // 0, 1, 2, and the folder that ls reads.
  #expect(descriptors == "4\n")
  let (signals, _) = try output(of: ["sh", "-c", "grep -E 'Sig(Blk|Ign)' /proc/self/status | cut -f 2"])
  let masks = signals.split(separator: "\n").compactMap { UInt64($0, radix: 16) }
  // Signals 32 and 33 are the C library's own.
  #expect(masks.map { $0 & ~(3 << 31) } == [0, 0])
}

@Test func standardErrorIsKeptToItsLastPart() throws {
  let script = "seq 1 10000 >&2; echo the end >&2"
  let process = try ChildProcess(starting: ChildCommand(["sh", "-c", script], standardError: .pipe))
  #expect(try process.wait() == .exited(0))
  #expect(process.errorTail.hasSuffix("10000\nthe end"))
  #expect(process.errorTail.utf8.count <= 4096)
}

@Test func theWholeGroupIsKilledWhenTheTimeIsOver() throws {
  try withTemporaryFolder { folder in
    // The inner program ignores SIGTERM and holds the pipe open.
    let script = "sh -c 'trap \"\" TERM; echo $$ > \(folder)/inner; echo ready; while :; do sleep 1; done' & wait"
    let command = ChildCommand(["sh", "-c", script], standardOutput: .pipe, timeout: .milliseconds(400))
    let process = try ChildProcess(starting: command)
    var buffer = [UInt8](repeating: 0, count: 100)
    let error = #expect(throws: ChildProcessError.self) {
      while try buffer.withUnsafeMutableBytes({ try process.read(into: $0) }) > 0 {}
    }
    #expect(error?.code == .timedOut)
    let inner = fopen("\(folder)/inner", "r").flatMap { file in
      var line = [CChar](repeating: 0, count: 32)
      defer { fclose(file) }
      return fgets(&line, 32, file).map { Int32(atoi($0)) }
    }
    // Gone, or a zombie that nobody has collected yet; the signal may need a moment to arrive.
    let number = try #require(inner)
    let end = ContinuousClock.now + .seconds(10)
    while kill(number, 0) == 0, !isZombie(number), .now < end { sched_yield() }
    #expect(ContinuousClock.now < end)
  }
}

private func isZombie(_ process: Int32) -> Bool {
  guard let file = fopen("/proc/\(process)/stat", "r") else { return true }
  defer { fclose(file) }
  var line = [UInt8](repeating: 0, count: 512)
  let count = fread(&line, 1, 512, file)
  return String(decoding: line[..<count], as: UTF8.self).contains(") Z ")
}

@Test func terminateFromAnotherThreadEndsAProgram() async throws {
  let process = try ChildProcess(starting: ChildCommand(["sleep", "60"], standardOutput: .pipe))
  process.terminate()
  let error = #expect(throws: ChildProcessError.self) { try process.wait() }
  #expect(error?.code == .terminated)
}

@Test(
  arguments: [
    (["elasto-no-such-program"], nil, nil, ChildProcessError.Code.notFound),
    (["/etc/hostname"], nil, nil, .cannotStart),
    (["true"], "/no/such/folder", nil, .cannotStart),
    (["true"], nil, "no-such-user", .user),
  ] as [([String], String?, String?, ChildProcessError.Code)])
func aProgramThatCannotRunSaysWhy(
  arguments: [String], folder: String?, user: String?, code: ChildProcessError.Code
) throws {
  let error = #expect(throws: ChildProcessError.self) {
    try ChildProcess.run(ChildCommand(arguments, folder: folder, user: user))
  }
  #expect(error?.code == code)
}

@Test(.enabled(if: geteuid() == 0)) func rootRunsAProgramAsAnotherUser() throws {
  let (text, status) = try output(of: ["sh", "-c", "id -un; id -G; echo $HOME $USER"], user: "nobody")
  #expect(text == "nobody\n65534\n/nonexistent nobody\n")
  #expect(status == .exited(0))
}
