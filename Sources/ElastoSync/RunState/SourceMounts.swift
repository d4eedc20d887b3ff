import FoundationEssentials
import Manifest

/// Which paths of a source were mounted file systems at its last run: one that no longer is has lost its disk.
struct SourceMounts {
  private let folder: String

  init(in folders: StateFolders) { folder = "\(folders.state)/mounts" }

  /// The paths that were mount points; empty where nothing is known.
  func paths(of source: String) throws(RunStateError) -> Set<String> {
    let path = path(of: source)
    do {
      guard let bytes = try DurableFile.read(path) else { return [] }
      return try JSONDecoder().decode(Set<String>.self, from: Data(bytes))
    } catch {
      throw RunStateError(.inputOutput, "cannot be read (\(error)): delete it", location: path, cause: error)
    }
  }

  /// Takes note of which of the source's paths are mounted now.
  func record(_ source: PathSource) throws(RunStateError) {
    let mounts = MountTable()
    try record(Set(source.paths.map(\.text).filter(mounts.isMountPoint)), of: source.name)
  }

  func record(_ paths: Set<String>, of source: String) throws(RunStateError) {
    let path = path(of: source)
    do {
      try DurableFile.makeFolder(folder)
      try DurableFile.write(Array(JSONEncoder().encode(paths.sorted())), to: path, mode: 0o600)
    } catch {
      throw RunStateError(.inputOutput, "cannot be written (\(error))", location: path, cause: error)
    }
  }

  private func path(of source: String) -> String { "\(folder)/\(StateName.fileName(for: source)).json" }
}
