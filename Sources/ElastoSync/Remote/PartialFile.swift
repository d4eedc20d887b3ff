import Cryptography
import Glibc
import Providers
import ResticRepository
import Synchronization

/// A large file that is being fetched in parts, and that a later run goes on with.
///
/// It has a temporary name made of its own, so that the later run finds it. Behind the content stand, until it is
/// whole, a header of 1024 bytes and one byte for each part that is there. The header says what is fetched, with its
/// ETag, and since which start of the machine: after another one the page cache may not have reached the disk. Where
/// anything differs, the file begins anew.
final class PartialFile: Sendable {
  private static let headerSize = 1024

  let descriptor: FileDescriptor
  /// Numbers of the parts that were not there at the beginning, from 0.
  let missing: [Int]
  private let path: String
  private let temporary: String
  private let size: Int64
  private let partSize: Int64

  /// Throws `.unavailable` where another process is at it. Blocks.
  init(_ path: String, of source: String, _ info: ObjectInfo, partSize: Int64) throws(StoreError) {
    self.path = path
    self.partSize = partSize
    size = info.size
    let folder = LocalFile.folder(of: path)
    temporary = "\(folder == "/" ? "" : folder)/\(Self.name(for: path))"
    descriptor = try Self.open(temporary, in: folder, path)
    let count = Int((info.size + partSize - 1) / partSize)
    let header = Self.header(source, info, partSize)
    if let header, let parts = Self.read(descriptor, header, info.size, count) {
      missing = (0..<count).filter { parts[$0] != 1 }
    } else {
      missing = Array(0..<count)
      try Self.begin(descriptor, header, info.size, count, path)
    }
  }

  func range(of part: Int) -> Range<Int64> {
    let start = Int64(part) * partSize
    return start..<min(size, start + partSize)
  }

  /// A part is there.
  func note(_ part: Int) throws(StoreError) {
    var mark: UInt8 = 1
    guard pwrite(descriptor.raw, &mark, 1, off_t(size) + off_t(Self.headerSize + part)) == 1 else {
      throw LocalFile.failure("writing failed", path)
    }
  }

  /// What is there is of no use to anybody.
  func discard() { unlink(temporary) }

  func publish(modified: Int64?) throws(StoreError) {
    try LocalFile.setLength(descriptor, size, path)
    LocalFile.date(descriptor, modified)
    guard rename(temporary, path) == 0 else { throw LocalFile.failure("it cannot be put in its place", path) }
  }

  /// A name that listings of folders leave out, and another one for each name in a folder.
  private static func name(for path: String) -> String {
    let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8[$0...] } ?? path.utf8[...]
    let digest = (try? SHA256Hasher().digest(of: Array(name)).hex) ?? ""
    return "\(TemporaryName.prefix)get-\(digest.prefix(32))"
  }

  private static func open(
    _ temporary: String, in folder: String, _ path: String
  ) throws(StoreError) -> FileDescriptor {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
    var raw = Glibc.open(temporary, flags, 0o666)
    if raw < 0, errno == ENOENT {
      try LocalFile.makeFolder(folder)
      raw = Glibc.open(temporary, flags, 0o666)
    }
    guard raw >= 0 else { throw LocalFile.failure("it cannot be written", path) }
    let descriptor = FileDescriptor(raw)
    guard flock(raw, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw StoreError(
        .unavailable, "another process is fetching it: wait for its end", location: FileSystemPath(path).displayed)
    }
    return descriptor
  }

  /// `nil` where nothing tells this version of the object from another.
  private static func header(_ source: String, _ info: ObjectInfo, _ partSize: Int64) -> [UInt8]? {
    guard let etag = info.etag, let boot = ProcessBirth(ofProcess: getpid())?.bootID else { return nil }
    let digest = (try? SHA256Hasher().digest(of: Array(source.utf8)).hex) ?? ""
    let text = "elasto-sync get 1\n\(boot)\n\(digest)\n\(info.size)\n\(partSize)\n\(etag)\n"
    guard text.utf8.count <= headerSize else { return nil }
    return Array(text.utf8) + [UInt8](repeating: 0, count: headerSize - text.utf8.count)
  }

  private static func read(
    _ descriptor: FileDescriptor, _ header: [UInt8], _ size: Int64, _ count: Int
  ) -> [UInt8]? {
    guard let end = try? descriptor.read(headerSize + count, at: size), end.starts(with: header) else { return nil }
    return Array(end[headerSize...])
  }

  private static func begin(
    _ descriptor: FileDescriptor, _ header: [UInt8]?, _ size: Int64, _ count: Int, _ path: String
  ) throws(StoreError) {
    try LocalFile.setLength(descriptor, 0, path)
    try LocalFile.setLength(descriptor, size + Int64(headerSize + count), path)
    guard let header else { return }
    guard pwrite(descriptor.raw, header, header.count, off_t(size)) == header.count else {
      throw LocalFile.failure("writing failed", path)
    }
  }
}
