/// What is only known of a volume when its provider is: which formats and blocks the backing can have.
struct VolumeChecks {
  var manifest: SyncManifest
  var faults: FaultCollector

  func run() {
    var caches: [[UInt8]: String] = [:]
    for volume in manifest.volumes {
      check(volume)
      guard let cache = volume.cache?.path else { continue }
      if let other = caches[Array(cache.text.utf8)] {
        report(.overlap, "the cache of \"\(volume.name)\" is also that of \"\(other)\"", at: cache.mark)
      }
      caches[Array(cache.text.utf8)] = volume.name
    }
  }

  private func check(_ volume: DeclaredVolume) {
    let isOfBlocks = manifest.isOfBlockObjects(volume.backing)
    if isOfBlocks == true, volume.format == .vhd {
      report(
        .conflict, "a VHD is one object or file, and S3 keeps a volume as many objects",
        at: volume.origins.mark(of: "format"), suggestion: "leave \"format\" out")
    }
    if isOfBlocks == false, volume.blockSize != nil {
      report(.conflict, "\"block-size\" belongs to volumes on S3", at: volume.origins.mark(of: "block-size"))
    }
  }

  private func report(_ code: ManifestFault.Code, _ text: String, at mark: SourceMark, suggestion: String? = nil) {
    faults.report(code, text, at: mark, suggestion: suggestion)
  }
}

extension SyncManifest {
  /// Whether a volume there is kept as many objects; nil where no provider has that name.
  public func isOfBlockObjects(_ location: Location) -> Bool? {
    guard case .provider(let name, _, _) = location.place else { return false }
    guard let provider = provider(named: name) else { return nil }
    if case .s3 = provider { return true }
    return false
  }
}
