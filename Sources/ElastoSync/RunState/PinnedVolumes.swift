import Cryptography

/// The id of the volume that is known to be at each place, so that an unmounted disk or another's volume in its place is
/// noticed before anything is created there.
struct PinnedVolumes: Sendable {
  private let folder: String

  init(in folders: StateFolders) { folder = "\(folders.state)/volumes" }

  /// What is known of one volume.
  struct Pin: Sendable, Equatable {
    var id: String
    /// What tells it from all others in the world.
    var place: String
    /// What its manifest called it then.
    var name: String
    /// The path of its manifest.
    var manifest: String

    fileprivate init?(_ bytes: [UInt8]) {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      // A damaged pin is none: the next good run writes it anew.
      guard lines.count >= 4, (8...64).contains(lines[0].utf8.count),
        lines[0].allSatisfy({ $0.isHexDigit || $0 == "-" })
      else { return nil }
      self.init(id: String(lines[0]), place: String(lines[1]), name: String(lines[2]), manifest: String(lines[3]))
    }

    init(id: String, place: String, name: String, manifest: String) {
      self.id = id
      self.place = place
      self.name = name
      self.manifest = manifest
    }
  }

  /// nil where none is.
  func id(at place: String) throws(RunStateError) -> String? {
    do {
      return try DurableFile.read(path(for: place), limit: 8192).flatMap(Pin.init)?.id
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: place, cause: error)
    }
  }

  func pin(_ pin: Pin) throws(RunStateError) {
    do {
      try DurableFile.makeFolder(folder)
      let text = "\(pin.id)\n\(pin.place)\n\(pin.name)\n\(pin.manifest)\n"
      try DurableFile.write(Array(text.utf8), to: path(for: pin.place), mode: 0o600)
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: pin.place, cause: error)
    }
  }

  /// All that are known, in no order; what cannot be read is left out. Blocks.
  var all: [Pin] {
    let names = ((try? LocalFile.list(folder)) ?? []).map(\.name)
    return names.compactMap { name in
      // Sockets lie there too.
      guard name.utf8.count == 64 else { return nil }
      return (try? DurableFile.read("\(folder)/\(name)", limit: 8192)).flatMap(Pin.init)
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
