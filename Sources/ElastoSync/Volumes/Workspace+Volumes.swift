import BlockVolume
import Manifest
import Providers
import Secrets

extension Workspace {
  /// A volume by its name. Throws `.usage`, with the names there are.
  func volume(named name: String) throws(RunError) -> DeclaredVolume {
    if let found = manifest.volume(named: name) { return found }
    let names = manifest.volumes.map(\.name).joined(separator: ", ")
    let others = names.isEmpty ? "" : "; it has: \(names)"
    throw RunError(.usage, "the manifest has no volume of this name\(others)", location: name)
  }

  /// What is there for a volume, held against what the manifest says.
  func decision(on volume: DeclaredVolume) async throws -> VolumeDecision {
    let found = try await Volume.inspect(try await volumePlace(volume))
    let pinned = try PinnedVolumes(in: settings.folders).id(at: stores.place(of: volume.backing))
    if let found, pinned == nil { try pin(found.id, for: volume) }
    return VolumeDecision(wish: try await wish(for: volume), found: found, pinned: pinned)
  }

  /// Remembers which volume is at its place.
  func pin(_ id: String, for volume: DeclaredVolume) throws(RunStateError) {
    let pin = PinnedVolumes.Pin(
      id: id, place: stores.place(of: volume.backing), name: volume.name,
      manifest: UnmanagedVolumes.path(of: manifest))
    try PinnedVolumes(in: settings.folders).pin(pin)
  }

  /// Carries out what a plan says of a volume.
  ///
  /// Throws `PlanError` `.stale` where it is no longer as the plan found it, and `.refused` for one that becomes smaller
  /// where that is not allowed.
  func carryOut(_ planned: PlannedVolume, allowsDestroy: Bool) async throws {
    let volume = try self.volume(named: planned.name)
    let decision = try await decision(on: volume)
    let now = try decision.changes()
    guard now.contains(planned) else {
      // Done already, by a run that was interrupted.
      if !now.contains(where: { $0.action.isOfSize == planned.action.isOfSize }) { return }
      throw PlanError(
        .stale, "it is no longer as the plan found it: plan again", location: "volume \(planned.name)")
    }
    switch planned.action {
    case .create: _ = try await create(volume, decision.wish)
    case .grow: try await resize(volume, to: planned.size)
    case .shrink:
      guard allowsDestroy else { throw Self.shrinking(planned) }
      try await resize(volume, to: planned.size)
    case .protect, .unprotect:
      try await Volume.protect(try await volumePlace(volume), preventDestroy: planned.action == .protect)
    }
  }

  func create(_ volume: DeclaredVolume, _ wish: VolumeWish) async throws -> VolumeFacts {
    let facts = VolumeFacts(
      format: wish.format, size: wish.size, preventDestroy: wish.preventDestroy,
      keyCheck: wish.keyCheck)
    try await Volume.create(try await volumePlace(volume), facts)
    try pin(facts.id, for: volume)
    return facts
  }

  /// By way of its server, where one serves it on this machine; else under a lease of our own.
  func resize(_ volume: DeclaredVolume, to size: Int64) async throws {
    do {
      return try await VolumeControlClient(path: try controlSocket(of: volume)).resize(volume.name, to: size)
    } catch let error as BlockError where error.code == .unavailable {
      // Nobody serves it here.
    }
    try await withVolume(volume, .writing) { open in try await open.resize(to: size) }
  }

  // MARK: Opening

  /// What is recorded of a volume that has to be there.
  func existing(_ volume: DeclaredVolume) async throws -> VolumeFacts {
    let decision = try await decision(on: volume)
    guard let found = decision.found else {
      _ = try decision.changes()
      throw RunError(
        .noRepository,
        "there is no volume at \(volume.backing): create it with `elasto-sync volume create \(volume.name)`",
        location: "volume \(volume.name)")
    }
    if let pinned = decision.pinned, pinned != found.id { _ = try decision.changes() }
    try decision.checkKind(of: found)
    return found
  }

  /// Opens a volume for as long as `body` runs.
  func withVolume<T>(
    _ volume: DeclaredVolume, _ access: PageAccess, _ body: (Volume) async throws -> T
  ) async throws -> T {
    let open = try await Volume.open(try await volumePlace(volume), name: volume.name, access)
    let result: T
    do {
      result = try await body(open)
    } catch {
      try? await open.close()
      throw error
    }
    try await open.close()
    return result
  }

  /// The disk as whoever uses it sees it: decrypted.
  func disk(of open: Volume, _ volume: DeclaredVolume) async throws -> any BlockDevice {
    guard let key = try await key(of: volume) else { return open.device }
    return EncryptedDevice(open.device, key: key)
  }

  // MARK: Keys

  private func wish(for volume: DeclaredVolume) async throws -> VolumeWish {
    VolumeWish(volume, keyCheck: try await key(of: volume)?.check())
  }

  func key(of volume: DeclaredVolume) async throws -> VolumeKey? {
    guard let reference = volume.encryption?.key else { return nil }
    return try VolumeKey(try await BlockingThreads.files.run { try reference.resolve() })
  }

  static func shrinking(_ planned: PlannedVolume) -> RunError {
    let (old, new) = (planned.sizeBefore ?? 0, planned.size)
    let sizes = [old, new].map { "\(ByteSize(UInt64(clamping: $0)))" }
    return RunError(
      .refused,
      "it has \(sizes[0]), and \(sizes[1]) would lose what is behind: make the file system on it smaller first, and say "
        + "--allow-destroy; or leave it at \(sizes[0])", location: "volume \(planned.name)")
  }
}
