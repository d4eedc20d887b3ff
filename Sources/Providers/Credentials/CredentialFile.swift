import Glibc
import Secrets

/// A small file that has to do with credentials.
struct CredentialFile: Sendable {
  enum Kind: Sendable {
    /// It holds secrets: nobody but its owner, you or root, may read or write it.
    case secret
    /// It may name programs to run: nobody but its owner, you or root, may write it.
    case settings
    /// The platform puts it there and renews it, with the permissions of its choice.
    case token
  }

  struct Contents: Sendable {
    var bytes: SecretBytes
    /// Nobody but the owner can read it.
    var isPrivate: Bool
  }

  static let lengthLimit = 1 << 20

  var path: String
  var kind: Kind

  /// `nil` where there is no such file. The contents come without one final newline.
  func read() async throws(StoreError) -> Contents? {
    if path == "/dev/null" { return nil }
    return try await BlockingThreads.files.run { () throws(StoreError) in
      kind == .secret ? try secret() : try plain()
    }
  }

  private func secret() throws(StoreError) -> Contents? {
    do throws(SecretError) {
      return Contents(bytes: try SecretReference.file(path: path).resolve(), isPrivate: true)
    } catch {
      switch error.code {
      case .missing: return nil
      case .empty: return Contents(bytes: SecretBytes(copying: []), isPrivate: true)
      default: throw .credentials("the file \(path): \(error.reason)", cause: error)
      }
    }
  }

  private func plain() throws(StoreError) -> Contents? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure()
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .credentials("\(path) is not a file") }
    if kind == .settings { try check(status) }
    return Contents(bytes: try contents(of: descriptor), isPrivate: status.st_mode & 0o077 == 0)
  }

  private func check(_ status: stat) throws(StoreError) {
    guard status.st_uid == 0 || status.st_uid == geteuid() else {
      throw .credentials("the file \(path) belongs to user \(status.st_uid): chown it to yourself or root")
    }
    guard status.st_mode & 0o022 == 0 else {
      let mode = String(status.st_mode & 0o7777, radix: 8)
      throw .credentials("others than its owner can write the file \(path) (mode \(mode)): chmod go-w it")
    }
  }

  private func contents(of descriptor: Int32) throws(StoreError) -> SecretBytes {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.lengthLimit + 1, alignment: 1)
    var length = 0
    defer {
      if let start = buffer.baseAddress { explicit_bzero(start, length) }
      buffer.deallocate()
    }
    while length < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[length...])
      let count = Glibc.read(descriptor, rest.baseAddress, rest.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      length += count
    }
    guard length <= Self.lengthLimit else { throw .credentials("the file \(path) is longer than 1 MiB") }
    let text = buffer[..<length]
    let isTerminated = text.last == UInt8(ascii: "\n")
    return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: isTerminated ? text.dropLast() : text))
  }

  private func failure() -> StoreError {
    let number = errno
    return .credentials(
      "the file \(path) cannot be read: \(String(cString: strerror(number)))", cause: SystemError(number: number))
  }
}
