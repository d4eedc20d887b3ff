import Glibc
import Secrets

/// A program that prints credentials: `credential_process` of a profile.
struct ProcessPlace: CredentialPlace {
  static let outputLimit = 1 << 16

  var commandLine: String
  /// Whose it is, for messages: `profile "backup"`.
  var owner: String
  var timeout = Duration.seconds(60)

  var title: String { "credential_process of \(owner)" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    guard let words = ShellWords.split(commandLine), let program = words.first else {
      throw .credentials("\(title) is not a command line: a quote is not closed, or nothing is there")
    }
    let document = try CredentialDocument(parsing: try await output(of: words), from: "\(title) (\(program))")
    guard document.version == 1 else {
      let version = document.version.map { "\($0)" } ?? "missing"
      throw .credentials("\(title) (\(program)) gave a document whose Version is \(version), and 1 is understood")
    }
    return .found(try document.credentials(origin: title, needsExpiration: false))
  }

  /// What the program prints. It is ended when the task is cancelled; what it says on standard error goes where ours
  /// goes, and nothing of it into a message.
  private func output(of words: [String]) async throws(StoreError) -> [UInt8] {
    let process: ChildProcess
    do throws(ChildProcessError) {
      process = try ChildProcess(starting: ChildCommand(words, standardOutput: .pipe, timeout: timeout))
    } catch {
      throw .credentials("\(title): \(error.message)", cause: error)
    }
    let result: Result<[UInt8], StoreError> = await withTaskCancellationHandler {
      await BlockingThreads.files.run { Result { () throws(StoreError) in try read(process) } }
    } onCancel: {
      process.terminate()
    }
    return try result.get()
  }

  private func read(_ process: ChildProcess) throws(StoreError) -> [UInt8] {
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    do throws(ChildProcessError) {
      while output.count <= Self.outputLimit {
        var bytes = buffer.mutableSpan
        let count = try bytes.withUnsafeMutableBytes { (bytes) throws(ChildProcessError) in
          try process.read(into: bytes)
        }
        if count == 0 { break }
        output += buffer[..<count]
      }
      let status = try process.wait()
      guard status.isSuccess || output.count > Self.outputLimit else {
        throw ChildProcessError(.input, "it failed: \(status)")
      }
    } catch {
      if error.code == .terminated {
        throw StoreError(.cancelled, error.message, location: StoreError.credentialLocation, cause: error)
      }
      throw .credentials("\(title): \(error.message)", cause: error)
    }
    guard output.count <= Self.outputLimit else { throw .credentials("\(title) prints more than 64 KiB") }
    return output
  }
}
