import BlockVolume
import Manifest

/// A volume of the manifest, and what is there for it.
public struct VolumeState: Sendable {
  public var name: String
  /// Where its bytes are, as the manifest says it.
  public var location: String
  /// nil where there is none.
  public var id: String?
  /// `raw` or `vhd`.
  public var format: String
  /// Bytes of the disk; nil where there is none.
  public var size: Int64?
  /// Bytes of the disk that the manifest asks for.
  public var declaredSize: Int64
  /// It is recorded that nobody shall delete it.
  public var preventsDestroy: Bool
  public var isEncrypted: Bool
  /// It was not there before.
  public var isNew: Bool

  init(_ volume: DeclaredVolume, found: VolumeFacts?, isNew: Bool = false) {
    name = volume.name
    location = "\(volume.backing)"
    id = found?.id
    format = (found?.format ?? VolumeFormat(volume.format)).rawValue
    size = found?.size
    declaredSize = Int64(clamping: volume.size.bytes)
    preventsDestroy = found?.preventDestroy ?? volume.preventDestroy
    isEncrypted = found.map { $0.keyCheck != nil } ?? (volume.encryption != nil)
    self.isNew = isNew
  }
}

extension Workspace {
  /// The names of the manifest's volumes, in its order.
  public var volumeNames: [String] { manifest.volumes.map(\.name) }

  /// What is there for a volume. Throws `.usage` for a name that the manifest does not have.
  public func volumeState(_ name: String) async throws -> VolumeState {
    let volume = try volume(named: name)
    return VolumeState(volume, found: try await Volume.inspect(try await volumePlace(volume)))
  }
}
