import Glibc

extension SecretReference {
  /// Longer ones are taken for a mistake.
  static let lengthLimit = 65_536

  /// Fetches the secret and takes off one final newline. Blocks: a command may take until its time-out.
  public func resolve() throws(SecretError) -> SecretBytes {
    switch self {
    case .environment(let name): try fromEnvironment(name)
    case .file(let path): try fromFile(path)
    case .command(let arguments, let timeout): try fromCommand(arguments, timeout: timeout)
    }
  }

  private func fromEnvironment(_ name: String) throws(SecretError) -> SecretBytes {
    guard let value = getenv(name) else { throw SecretError(.missing, self, "it is not set") }
    return try made(UnsafeRawBufferPointer(start: value, count: strlen(value)))
  }

  private func fromFile(_ path: String) throws(SecretError) -> SecretBytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      let code: SecretError.Code = errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable
      throw SecretError(code, self, "it cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw SecretError(.unreadable, self, String(cString: strerror(errno)))
    }
    try check(status)
    return try filled { buffer throws(SecretError) in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 { return count }
        guard errno == EINTR else { throw SecretError(.unreadable, self, String(cString: strerror(errno))) }
      }
    }
  }

  private func check(_ status: stat) throws(SecretError) {
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFIFO else { throw SecretError(.unreadable, self, "it is not a file") }
    guard status.st_uid == 0 || status.st_uid == geteuid() else {
      throw SecretError(.permission, self, "it belongs to user \(status.st_uid): chown it to yourself or root")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o7777, radix: 8)
      throw SecretError(.permission, self, "others than its owner have access to it (mode \(mode)): chmod go= it")
    }
  }

  /// Standard error goes where ours goes: a program that fails says there why, and nothing of it gets into an error.
  private func fromCommand(_ arguments: [String], timeout: Duration) throws(SecretError) -> SecretBytes {
    do {
      let process = try ChildProcess(starting: ChildCommand(arguments, standardOutput: .pipe, timeout: timeout))
      let secret = try filled { buffer throws(SecretError) in
        do throws(ChildProcessError) {
          return try process.read(into: buffer)
        } catch {
          throw SecretError(.command, self, error.message)
        }
      }
      let status = try process.wait()
      guard status.isSuccess else { throw SecretError(.command, self, "it failed: \(status)") }
      return secret
    } catch let error as SecretError {
      throw error
    } catch let error as ChildProcessError {
      throw SecretError(error.code == .notFound ? .missing : .command, self, error.message)
    } catch {
      throw SecretError(.command, self, "it failed")
    }
  }

  /// Gathers what `read` gives until it gives 0, in memory that is overwritten afterwards.
  private func filled(
    by read: (UnsafeMutableRawBufferPointer) throws(SecretError) -> Int
  ) throws(SecretError) -> SecretBytes {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.lengthLimit + 1, alignment: 1)
    defer {
      if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
      buffer.deallocate()
    }
    var length = 0
    while length < buffer.count {
      let count = try read(UnsafeMutableRawBufferPointer(rebasing: buffer[length...]))
      if count == 0 { break }
      length += count
    }
    return try made(UnsafeRawBufferPointer(rebasing: buffer[..<length]))
  }

  private func made(_ bytes: UnsafeRawBufferPointer) throws(SecretError) -> SecretBytes {
    guard bytes.count <= Self.lengthLimit else {
      throw SecretError(.tooLong, self, "it is longer than \(Self.lengthLimit) bytes")
    }
    let length = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
    guard length > 0 else { throw SecretError(.empty, self, "it is empty") }
    return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[..<length]))
  }
}
