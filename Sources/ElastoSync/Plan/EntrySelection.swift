/// Chooses what of a directory belongs to a source.
struct EntrySelection: Sendable {
  let excludes: ExcludeRules

  /// `directory` is listed as `listing`, and the walk stands there at `place`.
  func select(
    _ listing: DirectoryListing, at place: SourcePlace, in directory: OpenDirectory
  ) throws(FileSystemError) -> [SelectedEntry] {
    switch place {
    case .keptEmpty: return []
    case .onTheWay(let skeleton): return onTheWay(listing, skeleton, in: directory)
    case .inside(let path, let rootDevice): return try inside(listing, path, rootDevice, in: directory)
    }
  }

  private func inside(
    _ listing: DirectoryListing, _ path: [UInt8], _ rootDevice: UInt64, in directory: OpenDirectory
  ) throws(FileSystemError) -> [SelectedEntry] {
    if let tag = excludes.onlyKept(of: listing, in: directory) {
      return [SelectedEntry(entry: tag, place: .keptEmpty)]
    }
    let parentDevice = try directory.status().device
    return listing.entries.compactMap { entry in
      // Of most files nobody asks where they are.
      let isDirectory = entry.status.isDirectory
      let path = isDirectory || excludes.hasPatterns ? SourcePlace.path(of: entry.name, in: path) : []
      switch excludes.decision(
        path: path, status: entry.status, rootDevice: rootDevice, parentDevice: parentDevice)
      {
      case .include: return SelectedEntry(entry: entry, place: .inside(path: path, rootDevice: rootDevice))
      case .keepEmpty: return SelectedEntry(entry: entry, place: .keptEmpty)
      case .exclude: return nil
      }
    }
  }

  /// A link on the way is followed; a path of the source that is a link itself is stored as one.
  private func onTheWay(
    _ listing: DirectoryListing, _ skeleton: SourceSkeleton, in directory: OpenDirectory
  ) -> [SelectedEntry] {
    skeleton.children.compactMap { next in
      guard var entry = listing.entry(named: next.name) else { return nil }
      if next.isRoot {
        return SelectedEntry(
          entry: entry, place: .inside(path: Array(next.path.bytes.dropFirst()), rootDevice: entry.status.device))
      }
      if entry.status.isSymbolicLink,
        let followed = try? directory.directory(entry.name, followingLinks: true), let status = try? followed.status()
      {
        entry = LocalEntry(name: entry.name, status: status)
      }
      return SelectedEntry(entry: entry, place: .onTheWay(next))
    }
  }
}
