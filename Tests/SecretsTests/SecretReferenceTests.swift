import Glibc
import Testing

@testable import Secrets

private func text(_ secret: SecretBytes) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }

@Test(arguments: [("a\n", "a"), ("a\n\n", "a\n"), (" a ", " a "), ("a\r\n", "a\r")])
func aFileGivesItsTextWithoutOneFinalNewline(contents: String, expected: String) throws {
  try withTemporaryFolder { folder in
    try write(contents, to: "\(folder)/key")
    #expect(text(try SecretReference.file(path: "\(folder)/key").resolve()) == expected)
  }
}

@Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o610] as [mode_t])
func aFileThatOthersHaveAccessToIsRefused(mode: mode_t) throws {
  try withTemporaryFolder { folder in
    try write("hunter2", to: "\(folder)/key", mode: mode)
    let error = #expect(throws: SecretError.self) { try SecretReference.file(path: "\(folder)/key").resolve() }
    #expect(error?.code == .permission)
    #expect(error?.message.contains("\(folder)/key") == true)
    #expect(error?.message.contains("hunter2") == false)
  }
}

@Test(.enabled(if: geteuid() == 0)) func aFileOfAnotherUserIsRefused() throws {
  try withTemporaryFolder { folder in
    try write("hunter2", to: "\(folder)/key")
    chown("\(folder)/key", 1234, 0)
    let error = #expect(throws: SecretError.self) { try SecretReference.file(path: "\(folder)/key").resolve() }
    #expect(error?.code == .permission)
  }
}

@Test func filesThatHoldNoSecretAreRefused() throws {
  try withTemporaryFolder { folder in
    try write("\n", to: "\(folder)/empty")
    try write(String(repeating: "x", count: 65_537), to: "\(folder)/long")
    let cases: [(String, SecretError.Code)] = [
      ("empty", .empty), ("long", .tooLong), ("none", .missing), ("", .unreadable),
    ]
    for (name, code) in cases {
      let error = #expect(throws: SecretError.self) { try SecretReference.file(path: "\(folder)/\(name)").resolve() }
      #expect(error?.code == code)
    }
  }
}

@Test func theEnvironmentGivesASecretOrSaysWhichVariableIsNotSet() throws {
  setenv("ELASTO_TEST_SECRET", "hunter2\n", 1)
  #expect(text(try SecretReference.environment("ELASTO_TEST_SECRET").resolve()) == "hunter2")
  let error = #expect(throws: SecretError.self) { try SecretReference.environment("ELASTO_TEST_NONE").resolve() }
  #expect(error?.message == "the secret from environment variable ELASTO_TEST_NONE: it is not set")
}

@Test func aCommandGivesWhatItPrintsAndNoShellReadsItsArguments() throws {
  #expect(text(try SecretReference.command(["printf", "%s\n", "$HOME;a b"]).resolve()) == "$HOME;a b")
}

@Test(arguments: [
  (["sh", "-c", "echo hunter2; exit 3"], SecretError.Code.command, "exit status 3"),
  (["sh", "-c", "echo hunter2; kill -9 $$"], .command, "Killed"),
  (["elasto-no-such-program", "hunter2"], .missing, "no program"),
  (["true", "hunter2"], .empty, "empty"),
  ([], .missing, "without a program"),
])
func aCommandThatFailsSaysHowButNothingOfItsOutputOrArguments(
  arguments: [String], code: SecretError.Code, words: String
) throws {
  let error = #expect(throws: SecretError.self) { try SecretReference.command(arguments).resolve() }
  #expect(error?.code == code)
  #expect(error?.message.contains(words) == true)
  #expect(error?.message.contains("hunter2") == false)
}

@Test func aCommandThatHangsIsKilledAtItsTimeOut() throws {
  let start = ContinuousClock.now
  let reference = SecretReference.command(["sleep", "60"], timeout: .milliseconds(100))
  let error = #expect(throws: SecretError.self) { try reference.resolve() }
  #expect(error?.code == .command)
  #expect(ContinuousClock.now - start < .seconds(20))
}

@Test func aLazySecretIsFetchedOnce() throws {
  try withTemporaryFolder { folder in
    try write("first", to: "\(folder)/key")
    let secret = LazySecret(.file(path: "\(folder)/key"))
    #expect(text(try secret.value()) == "first")
    try write("second", to: "\(folder)/key")
    #expect(text(try secret.value()) == "first")
    #expect("\(secret)" == "<file \(folder)/key>")
  }
}
