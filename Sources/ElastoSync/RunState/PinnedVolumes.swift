import Cryptography

/// The id of the volume that is known to be at each place, so that an unmounted disk or another's volume in its place is
/// noticed before anything is created there.
struct PinnedVolumes: Sendable {
  private let folder: String

  init(in folders: StateFolders) { folder = "\(folders.state)/volumes" }

  /// nil where none is.
  func id(at place: String) throws(RunStateError) -> String? {
    do {
      guard let bytes = try DurableFile.read(path(for: place), limit: 8192) else { return nil }
      let id = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
      // A damaged pin is none: the next good run writes it anew.
      return (8...64).contains(id.utf8.count) && id.allSatisfy { $0.isHexDigit || $0 == "-" } ? String(id) : nil
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: place, cause: error)
    }
  }

  func pin(_ id: String, at place: String) throws(RunStateError) {
    do {
      try DurableFile.makeFolder(folder)
      try DurableFile.write(Array("\(id)\n\(place)\n".utf8), to: path(for: place), mode: 0o600)
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: place, cause: error)
    }
  }

  /// What was there is gone for good.
  func unpin(at place: String) throws(RunStateError) {
    do {
      try DurableFile.remove(path(for: place))
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: place, cause: error)
    }
  }

  private func path(for place: String) throws -> String {
    // A place may be longer than a file's name can be; the file itself says it in full.
    "\(folder)/\(try SHA256Hasher().digest(of: Array(place.utf8)).hex)"
  }
}
