public import BlockVolume
import Cryptography
public import Manifest
import Providers

extension Workspace {
  /// The volumes that are to be served: those named, or all that the manifest says how to serve.
  ///
  /// Throws `.usage` for a name that there is not, or that the manifest does not say how to serve.
  public func servedVolumes(named names: [String]) async throws -> [ServedVolume] {
    let volumes = try names.isEmpty ? manifest.volumes.filter { $0.serve?.nbd != nil } : names.map(volume(toServe:))
    guard !volumes.isEmpty else {
      throw RunError(.usage, "the manifest has no volume with `serve: { nbd: { listen: … } }`")
    }
    var list: [ServedVolume] = []
    for volume in volumes { list.append(try await served(volume)) }
    return list
  }

  /// Where the control socket of a volume is while it is served on this machine.
  public func controlSocket(of volume: DeclaredVolume) throws -> String {
    let place = try SHA256Hasher().digest(of: Array(stores.place(of: volume.backing).utf8))
    return "\(controlFolder)/\(place.hex.prefix(24)).control"
  }

  /// What every volume of the manifest that is served on this machine is and does.
  ///
  /// Throws `.failed` where none is served.
  public func servedStatus() async throws -> [VolumeStatus] {
    var found: [String: VolumeStatus] = [:]
    for volume in manifest.volumes where found[volume.name] == nil {
      do {
        // One server may have several of them.
        for status in try await VolumeControlClient(path: try controlSocket(of: volume)).status() {
          found[status.name] = status
        }
      } catch let error as BlockError where error.code == .unavailable {
        continue
      }
    }
    guard !found.isEmpty else {
      throw RunError(.failed, "no volume of this manifest is served on this machine: run `elasto-sync volume serve`")
    }
    return found.values.sorted { $0.name < $1.name }
  }

  var controlFolder: String { "\(settings.folders.state)/volumes" }

  private func volume(toServe name: String) throws -> DeclaredVolume {
    let volume = try self.volume(named: name)
    guard volume.serve?.nbd != nil else {
      throw RunError(.usage, "the manifest does not say where: add `serve: { nbd: { listen: … } }`", location: name)
    }
    return volume
  }

  private func served(_ volume: DeclaredVolume) async throws -> ServedVolume {
    let key = try await key(of: volume)
    let place = stores.place(of: volume.backing)
    let cache = volume.cache.map(CacheSettings.init)
    return ServedVolume(
      name: volume.name, place: try await volumePlace(volume), key: key, cache: cache, isReadOnly: volume.isReadOnly,
      addresses: [volume.serve?.nbd?.listen].compactMap { $0.map(NBDAddress.init) },
      fingerprint: "\(place) \(String(describing: cache)) \(volume.isReadOnly) \(try key?.check() ?? [])",
      holder: try await holder(at: place))
  }

  /// The same for the same folder of state and volume: after a kill this server takes over from itself at once, and from
  /// nobody else. A machine's own id would not do: containers have none, and copies of a machine the same one.
  private func holder(at place: String) async throws -> String {
    let folder = controlFolder
    let own = try await BlockingThreads.files.run {
      let path = "\(folder)/holder"
      if let known = try DurableFile.read(path, limit: 4096), known.count >= 32 { return known }
      let fresh = Array(PageLease.newID().utf8)
      try DurableFile.makeFolder(folder)
      try DurableFile.write(fresh, to: path, mode: 0o600)
      return fresh
    }
    return PageLease.id(of: Array(try SHA256Hasher().digest(of: own + Array(place.utf8)).bytes.prefix(16)))
  }
}

extension CacheSettings {
  fileprivate init(_ rules: VolumeCacheRules) {
    let mode: Mode =
      if rules.mode == .writeBack, let most = rules.maxDirty, let age = rules.maxDirtyAge {
        .writeBack(maxDirty: Int64(clamping: most.bytes), maxDirtyAge: age.duration)
      } else { .writeThrough }
    self.init(
      place: rules.path.map { .file($0.text) } ?? .memory, size: Int64(clamping: rules.size.bytes), mode: mode)
  }
}
