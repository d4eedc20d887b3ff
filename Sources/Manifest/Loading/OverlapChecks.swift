import Glibc

/// No two targets or volumes share a place, and no target lies in what is backed up into it.
struct OverlapChecks {
  var manifest: SyncManifest
  var faults: FaultCollector
  /// Whether patterns leave out the folder at a path.
  var excludes: (_ patterns: [String], _ path: String) -> Bool

  func run() {
    let places =
      manifest.targets.map { Place("target", $0.name, $0.location) }
      + manifest.volumes.map { Place("volume", $0.name, $0.backing) }
    for (index, place) in places.enumerated() {
      for other in places[..<index] { compare(place, with: other) }
    }
    for case .backup(let job) in manifest.jobs { check(job) }
  }

  /// What is written to by one entry alone.
  private struct Place {
    var noun: String
    var name: String
    var location: Location

    init(_ noun: String, _ name: String, _ location: Location) {
      self.noun = noun
      self.name = name
      self.location = location
    }
  }

  private func compare(_ place: Place, with other: Place) {
    let (new, old) = (parts(of: place.location), parts(of: other.location))
    guard new.starts(with: old) || old.starts(with: new) else { return }
    let relation = new.count == old.count ? "is" : new.count > old.count ? "lies inside" : "holds"
    faults.report(
      .overlap,
      "the \(place.noun) \"\(place.name)\" \(relation) the place of \"\(other.name)\" (\(other.location.mark))",
      at: place.location.mark, width: place.location.description.count)
  }

  /// The provider and the parts of the key; for a place on this machine, of its path with symbolic links followed.
  private func parts(of location: Location) -> [String] {
    if let path = manifest.localPath(of: location) {
      return [""] + resolved(path).split(separator: "/").map(String.init)
    }
    guard case .provider(let name, let container, let key) = location.place else { return [] }
    return [store(of: name), container] + key.split(separator: "/").map(String.init)
  }

  /// Two providers may lead to one store; a bucket of Amazon's is the same in every region.
  private func store(of name: String) -> String {
    switch manifest.provider(named: name) {
    case .s3(let provider)?: provider.place
    case .azure(let provider)?: provider.place
    case .file?, nil: name
    }
  }

  private func check(_ job: BackupJob) {
    for case .paths(let source)? in job.from.map({ manifest.source(named: $0.name) }) {
      for reference in job.to {
        guard let target = manifest.target(named: reference.name), let path = manifest.localPath(of: target.location)
        else { continue }
        check(source, target: path, reference)
      }
    }
  }

  private func check(_ source: PathSource, target: String, _ reference: NameReference) {
    let place = LocalPath(resolved(target))
    for path in source.paths {
      let root = resolved(path.text)
      guard LocalPath(root).contains(place) else { continue }
      // Patterns are matched with names as the source is walked: the root as written, links below it not followed.
      let walked = LocalPath(path.text + String(place.text.dropFirst(root == "/" ? 0 : root.count)))
      if excludes(source.exclude, walked.text) { continue }
      if source.oneFileSystem, let own = device(path.text), let other = device(target), own != other { continue }
      faults.report(
        .overlap,
        "the target \"\(reference.name)\" (\(target)) lies inside \(path.text) of its own source \"\(source.name)\"",
        at: reference.mark, width: reference.name.count,
        suggestion: "add \"\(walked.text)\" to the source's \"exclude\"")
    }
  }

  private func device(_ path: String) -> UInt64? {
    var status = stat()
    return stat(existing(path).found, &status) == 0 ? UInt64(status.st_dev) : nil
  }

  /// The path with the symbolic links of its existing part followed.
  private func resolved(_ path: String) -> String {
    let (found, rest) = existing(path)
    guard let real = realpath(found, nil) else { return path }
    defer { free(real) }
    return LocalPath(rest, relativeTo: String(cString: real)).text
  }

  private func existing(_ path: String) -> (found: String, rest: String) {
    var found = LocalPath(path)
    var rest: [Substring] = []
    while found.text != "/", access(found.text, F_OK) != 0 {
      rest.insert(found.text.split(separator: "/").last ?? "", at: 0)
      found = LocalPath(found.parent)
    }
    return (found.text, rest.joined(separator: "/"))
  }
}
