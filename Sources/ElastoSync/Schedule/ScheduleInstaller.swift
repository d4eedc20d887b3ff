import Glibc

/// Brings the files of a scheduler's folder in line with the manifest, and touches nothing of anyone else's.
public struct ScheduleInstaller: Sendable {
  /// What is to be done with a file.
  public struct Change: Sendable, Hashable {
    public enum Kind: String, Sendable {
      case create, update, unchanged
      /// Written earlier for this manifest, which no longer asks for it. It is only reported.
      case leftover
    }

    public var kind: Kind
    /// The file's whole path.
    public var path: String
  }

  /// Such as `/etc/systemd/system`.
  public let folder: String
  public let manifest: String

  public init(folder: String, manifest: String) {
    self.folder = folder
    self.manifest = manifest
  }

  /// What `install` would do; writes nothing.
  ///
  /// Throws `.foreignFile` where a file of that name is not ours or belongs to another manifest.
  public func changes(for files: [ScheduleFile]) throws(ScheduleError) -> [Change] {
    var changes: [Change] = []
    for file in files {
      let path = "\(folder)/\(file.name)"
      guard let present = try read(path) else {
        changes.append(Change(kind: .create, path: path))
        continue
      }
      guard isOurs(present) else {
        throw ScheduleError(
          .foreignFile, "it was not written by elasto-sync for \(manifest); move it away or rename the job",
          location: path)
      }
      changes.append(Change(kind: present == file.contents ? .unchanged : .update, path: path))
    }
    return try changes + leftovers(besides: files)
  }

  /// Creates and updates the files, each one atomically, and reports the same as `changes`.
  public func install(_ files: [ScheduleFile]) throws(ScheduleError) -> [Change] {
    let changes = try changes(for: files)
    do {
      try DurableFile.makeFolder(folder)
      for (file, change) in zip(files, changes) where change.kind != .unchanged {
        try DurableFile.write(Array(file.contents.utf8), to: change.path, mode: 0o644)
      }
    } catch {
      throw ScheduleError(.inputOutput, "\(error)", location: folder, cause: error)
    }
    return changes
  }

  private func leftovers(besides files: [ScheduleFile]) throws(ScheduleError) -> [Change] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isUnit = name.hasPrefix("elasto-sync-") && (name.hasSuffix(".service") || name.hasSuffix(".timer"))
      if isUnit || name == "elasto-sync" { names.append(name) }
    }
    let wanted = Set(files.map(\.name))
    var changes: [Change] = []
    for name in names.sorted() where !wanted.contains(name) {
      let path = "\(folder)/\(name)"
      if let present = try read(path), isOurs(present) { changes.append(Change(kind: .leftover, path: path)) }
    }
    return changes
  }

  private func isOurs(_ contents: String) -> Bool {
    contents.prefix { $0 != "\n" } == ScheduleFile.mark(manifest: manifest)
  }

  private func read(_ path: String) throws(ScheduleError) -> String? {
    do {
      return try DurableFile.read(path, limit: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
    } catch {
      throw ScheduleError(.inputOutput, "\(error)", location: path, cause: error)
    }
  }
}
