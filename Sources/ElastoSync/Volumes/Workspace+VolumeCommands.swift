import BlockVolume
import Manifest

extension Workspace {
  /// Creates the disk of a volume, all zeros.
  ///
  /// Throws `.refused` where something is, or another was before and `replacing` is not set. With `replacing` what is
  /// there is taken for it, if it is a volume of the kind that the manifest means.
  ///
  /// - Returns: without an id and a size where it would be created, and `dryRun` is set.
  public func createVolume(
    _ name: String, replacing: Bool = false, dryRun: Bool = false
  ) async throws -> VolumeState {
    let volume = try volume(named: name)
    var decision = try await decision(on: volume)
    if replacing {
      decision = VolumeDecision(wish: decision.wish, found: decision.found, pinned: nil)
      if let found = decision.found {
        try decision.checkKind(of: found)
        if !dryRun { try pin(found.id, for: volume) }
        return VolumeState(volume, found: found, isNew: false)
      }
    }
    guard try decision.changes().first?.action == .create else {
      throw RunError(
        .refused, "there is one at \(volume.backing) already; `volume resize` changes its size",
        location: "volume \(volume.name)")
    }
    if dryRun { return VolumeState(volume, found: nil, isNew: true) }
    return VolumeState(volume, found: try await create(volume, decision.wish), isNew: true)
  }

  /// Gives a volume another size than it has.
  ///
  /// Throws `.refused` where it becomes smaller and `allowsDestroy` is not set: what is behind the new end is lost.
  public func resizeVolume(
    _ name: String, to size: Int64, allowsDestroy: Bool, dryRun: Bool
  ) async throws -> VolumeState {
    let volume = try volume(named: name)
    let found = try await existing(volume)
    try checkSize(size, of: found, volume)
    if size < found.size, !allowsDestroy {
      throw Self.shrinking(
        PlannedVolume(
          name: volume.name, action: .shrink, format: found.format.rawValue, location: "\(volume.backing)", size: size,
          sizeBefore: found.size, id: found.id))
    }
    if !dryRun, size != found.size { try await resize(volume, to: size) }
    var after = found
    after.size = size
    return VolumeState(volume, found: after, isNew: false)
  }

  private func checkSize(_ size: Int64, of found: VolumeFacts, _ volume: DeclaredVolume) throws(RunError) {
    let unit: Int64 = found.format == .vhd ? 1 << 20 : 512
    guard size > 0, size % unit == 0 else {
      throw RunError(
        .usage,
        "\(size) bytes is no size for it: it has to be a multiple of \(found.format == .vhd ? "1 MiB" : "512 B")",
        location: "volume \(volume.name)")
    }
  }

  /// Deletes a volume with all its data. Returns it as it was: without a size where there was none.
  ///
  /// Throws `.refused` where it is recorded that nobody shall, and `allowsDestroy` is not set.
  public func deleteVolume(_ name: String, allowsDestroy: Bool, dryRun: Bool) async throws -> VolumeState {
    let volume = try volume(named: name)
    let decision = try await decision(on: volume)
    guard let found = decision.found else {
      // A disk that is not mounted holds its volume still.
      _ = try decision.changes()
      return VolumeState(volume, found: nil)
    }
    guard allowsDestroy || !found.preventDestroy else {
      throw RunError(
        .refused,
        "deleting it loses all its \(ByteSize(UInt64(clamping: found.size))), and it was recorded that nobody shall: "
          + "say --allow-destroy",
        location: "volume \(volume.name)")
    }
    let state = VolumeState(volume, found: found)
    if dryRun { return state }
    try await Volume.delete(try await volumePlace(volume))
    try PinnedVolumes(in: settings.folders).unpin(at: stores.place(of: volume.backing))
    return state
  }
}
