internal import Glibc

/// What a system call on a local file said, with the file's path and what was being done.
public struct FileSystemError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    case notFound, alreadyExists
    /// Another file mode or owner would be needed, or a privilege (`EPERM`: device files, foreign owners).
    case accessDenied, notPermitted
    /// A directory was expected, or a symbolic link stands where none may be followed.
    case notADirectory, isADirectory
    case notEmpty
    case noSpace, readOnly
    /// The process or the system has no descriptors left.
    case tooManyOpenFiles
    case nameTooLong
    /// This file system cannot hold such a thing: an attribute, a time, a kind of file.
    case unsupported
    /// What is read is not what was listed: another kind of file took its place.
    case changed
    case inputOutput
    case other
  }

  public var code: Code
  /// One sentence: what failed and why.
  public var message: String
  /// The file's path.
  public var location: FileSystemPath
  public var cause: (any Error)?

  public init(_ code: Code, _ message: String, at location: FileSystemPath, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.location = location
    self.cause = cause
  }

  /// From `errno`; `action` says what was tried: "cannot open the directory".
  package init(errno number: Int32, _ action: String, at location: FileSystemPath) {
    self.init(Self.code(of: number), "\(action): \(Self.text(of: number))", at: location)
  }

  public var description: String { "\(location.displayed): \(message)" }

  private static func code(of number: Int32) -> Code {
    switch number {
    case ENOENT: .notFound
    case EEXIST: .alreadyExists
    case EACCES: .accessDenied
    case EPERM: .notPermitted
    case ENOTDIR, ELOOP: .notADirectory
    case EISDIR: .isADirectory
    case ENOTEMPTY: .notEmpty
    case ENOSPC, EDQUOT, EFBIG: .noSpace
    case EROFS: .readOnly
    case EMFILE, ENFILE: .tooManyOpenFiles
    case ENAMETOOLONG: .nameTooLong
    case EOPNOTSUPP, ENOSYS, EINVAL, EOVERFLOW: .unsupported
    case EIO, ENXIO, ESTALE: .inputOutput
    default: .other
    }
  }

  /// The C library's words for an error number; safe on any thread.
  package static func text(of number: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, strerror_r(number, base, buffer.count) == 0 else {
        return "error \(number)"
      }
      return String(cString: base)
    }
  }
}
