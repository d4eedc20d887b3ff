import Cryptography

/// The id of the repository that each target is known to hold, so that an unmounted disk or another's repository in its
/// place is noticed.
public struct PinnedRepositories: Sendable {
  private let folder: String

  public init(in folders: StateFolders) { folder = "\(folders.state)/repositories" }

  /// The id pinned for the target at `location`, 64 hexadecimal digits; `nil` where none is.
  ///
  /// A target is known by its location, so that renaming it in the manifest changes nothing.
  public func id(at location: String) throws(RunStateError) -> String? {
    do {
      guard let bytes = try DurableFile.read(path(for: location), limit: 4096) else { return nil }
      let id = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
      // A damaged pin is none: the next good run writes it anew.
      return id.utf8.count == 64 && id.allSatisfy(\.isHexDigit) ? String(id) : nil
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: location, cause: error)
    }
  }

  public func pin(_ id: String, at location: String) throws(RunStateError) {
    do {
      try DurableFile.makeFolder(folder)
      try DurableFile.write(Array("\(id)\n\(location)\n".utf8), to: path(for: location), mode: 0o600)
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: location, cause: error)
    }
  }

  /// What to do with the repository found at `location`; `found` is `nil` where there is none.
  ///
  /// Returns whether it has to be pinned. Throws `.anotherRepository` where something else is pinned.
  public static func check(found: String?, pinned: String?, location: String) throws(RunStateError) -> Bool {
    guard let pinned else { return found != nil }
    if found == pinned { return false }
    guard let found else {
      throw RunStateError(
        .anotherRepository,
        "the repository \(pinned.prefix(8)) that used to be here is gone; is it mounted? "
          + "Run `init` if a new one is to take its place", location: location)
    }
    throw RunStateError(
      .anotherRepository,
      "this is repository \(found.prefix(8)), but \(pinned.prefix(8)) used to be here; is another disk mounted? "
        + "Run `init` to accept it", location: location)
  }

  private func path(for location: String) throws -> String {
    // A location may be longer than a file's name can be; the file itself says it in full.
    "\(folder)/\(try SHA256Hasher().digest(of: Array(location.utf8)).hex)"
  }
}
