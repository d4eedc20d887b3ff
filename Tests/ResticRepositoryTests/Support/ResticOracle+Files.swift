import Glibc

extension ResticOracle {
  /// Writes over a file in place.
  func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wb") else { throw Failure(description: "\(path): errno \(errno)") }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(description: "\(path): short") }
  }
}
