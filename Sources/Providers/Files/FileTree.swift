import Glibc

/// The files of a container, a bucket or a folder, with POSIX's calls: the same for every provider, as far as each can.
///
/// A path is a key; the empty path is the root. Object stores have no folders of their own: one is there while something
/// is in it, `mkdir` has nothing to do, and `rmdir` only looks. The root is the container itself: `mkdir("")` makes it,
/// `rmdir("")` removes it.
public struct FileTree: Sendable {
  enum Backend: Sendable {
    case folder(FileStore)
    case azure(AzureStore)
    case share(AzureFilesStore)
    case s3(S3Store)
    case objects
  }

  /// Whole objects go through this, with whatever is around it.
  let store: any ObjectStore
  let backend: Backend
  /// Where files with pages are made.
  let volumes: any PageNamespace

  /// A local folder.
  public init(_ folder: FileStore) {
    self.init(folder, .folder(folder), folder)
  }

  /// A container of block blobs and page blobs.
  ///
  /// - Parameter through: the same store with what a network needs around it.
  public init(_ container: AzureStore, through store: (any ObjectStore)? = nil) {
    self.init(store ?? container, .azure(container), container)
  }

  /// A share of Azure Files.
  ///
  /// - Parameter through: the same store with what a network needs around it.
  public init(_ share: AzureFilesStore, through store: (any ObjectStore)? = nil) {
    self.init(store ?? share, .share(share), share)
  }

  /// A bucket; files with pages are block objects.
  ///
  /// - Parameter through: the same store with what a network needs around it.
  public init(
    _ bucket: S3Store, through store: (any ObjectStore)? = nil,
    blocks settings: BlockObjects.Settings = BlockObjects.Settings()
  ) {
    self.init(store ?? bucket, .s3(bucket), BlockObjects(store ?? bucket, settings: settings))
  }

  /// Any object store; files with pages are block objects.
  public init(objects store: any ObjectStore, blocks settings: BlockObjects.Settings = BlockObjects.Settings()) {
    self.init(store, .objects, BlockObjects(store, settings: settings))
  }

  private init(_ store: any ObjectStore, _ backend: Backend, _ volumes: any PageNamespace) {
    self.store = store
    self.backend = backend
    self.volumes = volumes
  }

  public var name: String { store.name }

  func location(_ path: String) -> String { path.isEmpty ? name : "\(name)/\(path)" }

  /// What can be done here, how much there is, and where it is.
  public func status() async throws(StoreError) -> FileTreeStatus {
    let pages: FileCapabilities = [.randomWrites, .punchHole, .truncate, .allocatedRanges, .leases]
    var whole: FileCapabilities = []
    if store.capabilities.contains(.serverSideCopy) { whole.insert(.splice) }
    if store.capabilities.contains(.leases) { whole.formUnion([.leases, .leaseBreaking]) }
    switch backend {
    case .folder(let folder):
      let all = pages.union(.splice)
      var status = FileTreeStatus(
        natural: all, pages: all, geometry: SparseFilePages.geometry, transferSize: SparseFile.piece)
      (status.size, status.available) = try await folder.threads.running(at: name) { _ throws(StoreError) in
        try folder.space()
      }
      return status
    case .azure:
      return FileTreeStatus(
        natural: whole, pages: pages.union([.splice, .leaseBreaking]), geometry: AzurePageBlob.geometry,
        transferSize: Int(AzurePageBlob.largestPiece))
    case .share(let share):
      let all = pages.subtracting(.leases).union(.splice)
      var status = FileTreeStatus(
        natural: all, pages: all, geometry: AzureFilePages.geometry, transferSize: 4 << 20)
      if let quota = (try? await share.share())?.quota { status.size = quota << 30 }
      return status
    case .s3, .objects:
      let hasPages = store.capabilities.isSuperset(of: [.putIfAbsent, .putIfMatch])
      let block = Int64((volumes as? BlockObjects)?.settings.blockSize ?? 0)
      var status = FileTreeStatus(
        natural: whole, pages: hasPages ? pages.union(.leaseBreaking) : nil,
        geometry: hasPages ? PageGeometry(alignment: 1, block: block) : nil, transferSize: 8 << 20)
      if case .s3(let bucket) = backend {
        status.region = if let region = bucket.configuration.region { region } else { try? await bucket.bucketRegion() }
      }
      return status
    }
  }
}

extension FileStore {
  /// Bytes of the file system, and those that are free. Blocks.
  fileprivate func space() throws(StoreError) -> (Int64?, Int64?) {
    let root = try rootFolder()
    var status = statvfs()
    do throws(SystemError) {
      _ = try SystemError.check { fstatvfs(root, &status) }
    } catch {
      throw StoreError(error, while: "looking at the file system", location: name)
    }
    let unit = Int64(clamping: status.f_frsize)
    return (Int64(clamping: status.f_blocks) * unit, Int64(clamping: status.f_bavail) * unit)
  }
}
