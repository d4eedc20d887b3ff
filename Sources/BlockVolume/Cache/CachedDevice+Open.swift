public import Providers

extension CachedDevice {
  /// Puts a cache in front of `lower`. A cache file that holds writes which are not below yet is replayed: they are read
  /// from now on, and sent.
  ///
  /// Throws, and changes nothing in the file, where it belongs to another volume, is damaged, in use, of a newer format,
  /// or holds writes for a device that has shrunk or that another has taken over.
  ///
  /// - Parameters:
  ///   - volumeID: what tells this volume from every other, for ever; 1,024 bytes of UTF-8 at most.
  public static func open(
    _ lower: any BlockDevice, _ settings: CacheSettings, volumeID: String, clock: StoreClock = .system
  ) async throws(BlockError) -> CachedDevice {
    let opening = try CacheOpening(lower, settings, volumeID: volumeID, clock: clock)
    switch settings.place {
    case .memory: return try opening.memory()
    case .file(let path): return try await opening.file(path)
    }
  }
}
