import Providers

/// A volume that is open, with its layers: storage, encryption, cache, counters.
final class VolumeStack: Sendable {
  let served: ServedVolume
  let volume: Volume
  let cache: CachedDevice?
  /// The top: what clients see.
  let device: MeasuredDevice

  private init(_ served: ServedVolume, _ volume: Volume, _ cache: CachedDevice?, _ device: MeasuredDevice) {
    self.served = served
    self.volume = volume
    self.cache = cache
    self.device = device
  }

  /// Opens everything; after an error nothing stays open.
  static func open(_ served: ServedVolume) async throws(BlockError) -> VolumeStack {
    let volume = try await Volume.open(
      served.place, name: served.name, served.isReadOnly ? .reading : .writing, holder: served.holder)
    do throws(BlockError) {
      var device = volume.device
      if let key = try Self.key(served, volume) { device = EncryptedDevice(device, key: key) }
      let cache: CachedDevice? =
        if let settings = served.cache {
          try await CachedDevice.open(
            device, settings, volumeID: volume.facts.id, lastWriter: volume.lastWriter)
        } else { nil }
      if !served.isReadOnly { try await volume.noteWriter(cache?.cacheID) }
      return VolumeStack(served, volume, cache, MeasuredDevice(cache ?? device))
    } catch {
      try? await volume.close()
      throw error
    }
  }

  /// Another key would make noise of what is there, and write noise beside it.
  private static func key(_ served: ServedVolume, _ volume: Volume) throws(BlockError) -> VolumeKey? {
    let check = try served.key?.check()
    guard check == volume.facts.keyCheck else {
      let what =
        if check == nil { "it is encrypted, and no key is given" } else if volume.facts.keyCheck == nil {
          "it is not encrypted, and a key is given"
        } else { "it was encrypted with another key" }
      throw BlockError(.failed, "\(what): nothing was read or written", location: served.name)
    }
    return served.key
  }

  var status: VolumeStatus {
    VolumeStatus(
      name: served.name, backing: served.place.description, size: device.size, isReadOnly: device.isReadOnly,
      isFenced: volume.isFenced, addresses: served.addresses.map(\.description), connections: 0,
      counters: device.counters, cache: cache?.counters)
  }

  /// Everything is in the storage, and durable there, when this returns.
  func drain() async throws(BlockError) {
    if let cache { try await cache.drain() } else { try await device.flush() }
  }

  /// The storage grows first, and shrinks last.
  func resize(to size: Int64) async throws(BlockError) {
    if size < device.size { try await cache?.resize(to: size) }
    let isGrowing = size > device.size
    try await volume.resize(to: size)
    if isGrowing { try await cache?.resize(to: size) }
  }

  /// The lease is kept until what the cache holds is below.
  func close() async throws(BlockError) {
    var failure: BlockError?
    do throws(BlockError) {
      try await device.close()
    } catch {
      failure = error
    }
    do throws(BlockError) {
      try await volume.close()
    } catch {
      failure = failure ?? error
    }
    if let failure { throw failure }
  }
}
