import BlockVolume
import Providers
import ProvidersTesting

/// Where a test's volume is.
enum VolumeBacking: String, CaseIterable, CustomStringConvertible {
  case file, azure, objects

  var description: String { rawValue }

  /// Those that hold an image as one object.
  static let images: [VolumeBacking] = [.file, .azure]

  func place(in folder: TemporaryFolder) async throws -> VolumePlace {
    let key = "disks/\(UInt64.random(in: 0 ... .max)).img"
    switch self {
    case .file:
      let store = FileStore(root: folder.path)
      return VolumePlace(namespace: store, store: store, key: key, description: "\(folder.path)/\(key)")
    case .azure:
      let store = try await AzureTestAccount.shared().container("volumes")
      return VolumePlace(namespace: store, store: store, key: key, description: "az:volumes/\(key)")
    case .objects:
      let store = MemoryStore()
      return VolumePlace(
        namespace: BlockObjects(store), store: store, key: key, description: "memory:\(key)")
    }
  }
}

extension Volume {
  /// The image as a file, footer included.
  func download(to path: String) async throws {
    let size = try await pages.properties().size
    let file = try await SparseFilePages.create(at: path, size: size)
    try await file.write(try await pages.read(0..<size), at: 0)
    try await file.close()
  }
}
