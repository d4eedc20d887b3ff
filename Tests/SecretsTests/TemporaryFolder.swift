import Glibc

@testable import Secrets

/// A folder of a test's own, removed with everything in it at the end of `body`.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  var template = Array("\(base)/elasto-secrets-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw SystemFailure(number: errno) }
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer {
    _ = try? ChildProcess.run(ChildCommand(["rm", "-rf", folder]))
  }
  return try body(folder)
}

/// Writes a file with exactly these permissions.
func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
  guard let file = fopen(path, "w") else { throw SystemFailure(number: errno) }
  fputs(text, file)
  fclose(file)
  chmod(path, mode)
}

struct SystemFailure: Error {
  var number: Int32
}
