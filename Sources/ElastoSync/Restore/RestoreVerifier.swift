import Cryptography
internal import Glibc
import ResticRepository

/// Reads restored files back and compares them with the ids of their blobs. One per thread.
final class RestoreVerifier {
  private let session: RestoreSession
  private let opener: TargetOpener
  private let hasher: SHA256Hasher
  private var buffer: [UInt8] = []

  init(session: RestoreSession, destination: OpenDirectory) throws {
    self.session = session
    opener = TargetOpener(destination: destination)
    hasher = try SHA256Hasher()
  }

  /// Reports what is wrong with a file that has been restored.
  func verify(_ file: TargetFile) {
    do throws(FileSystemError) {
      let (descriptor, status) = try opener.directory(file.directory).openFile(file.node.name)
      defer { FileBytes.close(descriptor) }
      guard status.size == file.size, try isRight(file, descriptor) else {
        return session.fail(
          RestoreFailure("is not what was written: read back, it differs from the snapshot", at: file.path))
      }
      session.count { $0.verified += 1 }
    } catch {
      session.fail(error, at: file.path)
    }
  }

  private func isRight(_ file: TargetFile, _ descriptor: Int32) throws(FileSystemError) -> Bool {
    var offset: Int64 = 0
    for id in file.node.content ?? [] {
      guard let length = session.source.places(ofData: id).first?.plaintextLength else { return false }
      if buffer.count < length { buffer = [UInt8](repeating: 0, count: length) }
      let outcome: Result<SHA256Digest?, FileSystemError> = buffer.withUnsafeMutableBytes { buffer in
        var done = 0
        while done < length {
          let count = retryingInterrupts {
            pread(descriptor, buffer.baseAddress.map { $0 + done }, length - done, Int(offset) + done)
          }
          if count == 0 { return .success(nil) }
          guard count > 0 else {
            return .failure(FileSystemError(errno: errno, "cannot be read back", at: file.path))
          }
          done += count
        }
        return .success(hasher.digest(of: UnsafeRawBufferPointer(rebasing: buffer[..<length])))
      }
      guard try outcome.get() == id else { return false }
      offset += Int64(length)
    }
    return true
  }
}
