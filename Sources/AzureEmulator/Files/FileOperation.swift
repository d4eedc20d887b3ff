/// Every operation of the file service that is answered here, with what it takes to be allowed to.
enum FileOperation: Sendable {
  case listShares, getServiceProperties
  case createShare, getShareProperties, setShareProperties, setShareMetadata, deleteShare, getShareStatistics
  case snapshotShare, leaseShare, getShareACL, setShareACL
  case createDirectory, getDirectoryProperties, setDirectoryProperties, setDirectoryMetadata, deleteDirectory
  case listDirectory, renameDirectory
  case createFile, getFile, getFileProperties, setFileProperties, setFileMetadata, deleteFile, leaseFile
  case putRange, putRangeFromURL, listRanges, copyFile, abortCopy, renameFile

  /// Which one a request asks for.
  init(_ request: EmulatorRequest) throws(StorageFault) {
    guard let place = request.place else { throw StorageFault(400, "InvalidUri", "The request's URI is not allowed.") }
    let component = request.parameter("comp") ?? ""
    let found: FileOperation? =
      switch (place.container, request.parameter("restype") ?? "") {
      case (nil, _): Self.ofService(request, component)
      case (_?, "share"): Self.ofShare(request.method, component)
      case (_?, "directory"): Self.ofDirectory(request.method, component)
      default: place.blob == nil ? nil : Self.ofFile(request, component)
      }
    guard let found else {
      throw StorageFault(405, "UnsupportedHttpVerb", "The resource does not support this verb with these parameters.")
    }
    self = found
  }

  private static func ofService(_ request: EmulatorRequest, _ component: String) -> FileOperation? {
    switch (request.method, request.parameter("restype") ?? "", component) {
    case ("GET", "", "list"): .listShares
    case ("GET", "service", "properties"): .getServiceProperties
    default: nil
    }
  }

  private static func ofShare(_ method: String, _ component: String) -> FileOperation? {
    switch (method, component) {
    case ("PUT", ""): .createShare
    case ("GET", ""), ("HEAD", ""), ("GET", "metadata"), ("HEAD", "metadata"): .getShareProperties
    case ("PUT", "properties"): .setShareProperties
    case ("PUT", "metadata"): .setShareMetadata
    case ("DELETE", ""): .deleteShare
    case ("GET", "stats"): .getShareStatistics
    case ("PUT", "snapshot"): .snapshotShare
    case ("PUT", "lease"): .leaseShare
    case ("GET", "acl"), ("HEAD", "acl"): .getShareACL
    case ("PUT", "acl"): .setShareACL
    default: nil
    }
  }

  private static func ofDirectory(_ method: String, _ component: String) -> FileOperation? {
    switch (method, component) {
    case ("PUT", ""): .createDirectory
    case ("GET", ""), ("HEAD", ""), ("GET", "metadata"), ("HEAD", "metadata"): .getDirectoryProperties
    case ("PUT", "properties"): .setDirectoryProperties
    case ("PUT", "metadata"): .setDirectoryMetadata
    case ("DELETE", ""): .deleteDirectory
    case ("GET", "list"): .listDirectory
    case ("PUT", "rename"): .renameDirectory
    default: nil
    }
  }

  private static func ofFile(_ request: EmulatorRequest, _ component: String) -> FileOperation? {
    let hasSource = request["x-ms-copy-source"] != nil
    switch (request.method, component) {
    case ("PUT", ""): return hasSource ? .copyFile : .createFile
    case ("GET", ""): return .getFile
    case ("HEAD", ""), ("GET", "metadata"), ("HEAD", "metadata"): return .getFileProperties
    case ("PUT", "properties"): return .setFileProperties
    case ("PUT", "metadata"): return .setFileMetadata
    case ("DELETE", ""): return .deleteFile
    case ("PUT", "lease"): return .leaseFile
    case ("PUT", "range"): return hasSource ? .putRangeFromURL : .putRange
    case ("GET", "rangelist"): return .listRanges
    case ("PUT", "copy"): return .abortCopy
    case ("PUT", "rename"): return .renameFile
    default: return nil
    }
  }

  /// What a shared access signature must permit.
  var need: SharedAccessCheck.Need {
    switch self {
    case .listShares: .init(permissions: "l", resource: "s")
    case .getServiceProperties: .init(permissions: "r", resource: "s")
    case .createShare, .snapshotShare: .init(permissions: "cw", resource: "c")
    case .getShareProperties, .getShareStatistics, .getShareACL: .init(permissions: "r", resource: "c")
    case .setShareProperties, .setShareMetadata, .leaseShare, .setShareACL: .init(permissions: "w", resource: "c")
    case .deleteShare: .init(permissions: "d", resource: "c")
    case .listDirectory: .init(permissions: "l", resource: "c")
    case .createDirectory, .createFile, .copyFile: .init(permissions: "cw", resource: "o")
    case .getDirectoryProperties, .getFile, .getFileProperties, .listRanges: .init(permissions: "r", resource: "o")
    case .deleteDirectory, .deleteFile: .init(permissions: "d", resource: "o")
    case .setDirectoryProperties, .setDirectoryMetadata, .renameDirectory, .setFileProperties, .setFileMetadata,
      .leaseFile, .putRange, .putRangeFromURL, .abortCopy, .renameFile:
      .init(permissions: "w", resource: "o")
    }
  }
}
