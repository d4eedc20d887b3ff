import Manifest

/// What stands between a run and the backup of nothing: a source that is missing, empty or no longer mounted.
enum SourceGuard {
  /// What there is to see before the walk.
  static func check(_ source: PathSource, mounts: MountTable, known: Set<String>) throws(RunError) {
    let place = "source \(source.name)"
    for path in source.mustContain where !mounts.exists(path.text) {
      throw RunError(
        .refused, "\(path.text) is not there, which must-contain asks for: mount the disk, or change the manifest",
        location: place)
    }
    for path in source.paths {
      guard mounts.exists(path.text) else {
        throw RunError(.refused, "\(path.text) is not there: mount it, or take it out of `paths`", location: place)
      }
      if known.contains(path.text), !mounts.isMountPoint(path.text), !source.allowEmpty {
        throw RunError(
          .refused,
          "\(path.text) was a mounted file system at the last run and is none now: mount it, or set allow-empty",
          location: place)
      }
    }
  }

  /// What the walk must have found: something, where the snapshot compared with has something, and not too much less.
  static func check(_ source: PathSource, entries: Int, changes: [ChangeCounts]) throws(RunError) {
    let place = "source \(source.name)"
    for counts in changes {
      let prior = counts.removed.files + counts.unchanged.files + counts.metadataOnly.files + counts.changed.files
      if entries == 0, prior > 0, !source.allowEmpty {
        throw RunError(
          .refused,
          "it is empty, and the last snapshot holds \(prior) files: mount the disk, or set allow-empty if that is meant",
          location: place)
      }
      if let limit = source.maxRemoved, prior > 0,
        Double(counts.removed.files) > limit.fraction * Double(prior)
      {
        throw RunError(
          .refused,
          "\(counts.removed.files) of \(prior) files have gone, more than max-removed \(limit) allows: look what "
            + "happened, or raise it", location: place)
      }
    }
  }
}
