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
  ///   - lastWriter: the `cacheID` of the cache that wrote to the volume last, as it was noted beside the volume; `nil`
  ///     where that is not known. A file with writes that are not below yet is refused if another has written since.
  ///     Whoever notes it does so after opening and before the first write.
  public static func open(
    _ lower: any BlockDevice, _ settings: CacheSettings, volumeID: String, lastWriter: String? = nil,
    clock: StoreClock = .system
  ) async throws(BlockError) -> CachedDevice {
    let opening = try CacheOpening(lower, settings, volumeID: volumeID, lastWriter: lastWriter, clock: clock)
    switch settings.place {
    case .memory: return try opening.memory()
    case .file(let path): return try await opening.file(path)
    }
  }
}
