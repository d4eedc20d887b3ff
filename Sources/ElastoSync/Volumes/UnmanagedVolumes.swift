import Manifest

/// Volumes that this host made or found for a manifest, and that it no longer names. Nothing is ever done to them.
enum UnmanagedVolumes {
  /// One line for each, sorted.
  static func find(_ workspace: Workspace) -> [String] {
    let manifest = path(of: workspace.manifest)
    let places = Set(workspace.manifest.volumes.map { workspace.stores.place(of: $0.backing) })
    return PinnedVolumes(in: workspace.settings.folders).all
      .filter { $0.manifest == manifest && !places.contains($0.place) }
      .map { "volume \($0.name) at \($0.place)" }.sorted()
  }

  /// From the root; empty for a manifest that a program made.
  static func path(of manifest: SyncManifest) -> String {
    guard let file = manifest.files.first else { return "" }
    return LocalPath(file, relativeTo: ManifestEnvironment.current().workingFolder).text
  }
}
