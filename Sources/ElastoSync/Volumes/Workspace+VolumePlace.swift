public import BlockVolume
public import Manifest

extension Workspace {
  /// Where a volume is, or is to be. Connects to nothing yet.
  public func volumePlace(_ volume: DeclaredVolume) async throws(RunError) -> VolumePlace {
    try await stores.volume(at: volume.backing, blockSize: volume.blockSize.map { Int(clamping: $0.bytes) })
  }
}
