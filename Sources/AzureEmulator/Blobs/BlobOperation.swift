/// Every operation of the blob service that is answered here, with what it takes to be allowed to.
enum BlobOperation: Sendable {
  case listContainers, getServiceProperties, setServiceProperties, getServiceStats, getAccountInformation, batch
  case createContainer, getContainerProperties, setContainerMetadata, deleteContainer, leaseContainer, listBlobs
  case getContainerACL, setContainerACL
  case putBlob, putBlobFromURL, getBlob, getBlobProperties, setBlobProperties, getBlobMetadata, setBlobMetadata
  case deleteBlob, undeleteBlob, leaseBlob, snapshotBlob, copyBlob, abortCopy, getTags, setTags, setTier
  case putBlock, putBlockFromURL, putBlockList, getBlockList, appendBlock, appendBlockFromURL, sealBlob
  case putPage, putPageFromURL, getPageRanges, incrementalCopy

  /// Which one a request asks for.
  init(_ request: EmulatorRequest) throws(StorageFault) {
    guard let place = request.place else { throw StorageFault(400, "InvalidUri", "The request's URI is not allowed.") }
    let component = request.parameter("comp") ?? ""
    let isContainer = request.parameter("restype") == "container"
    let found: BlobOperation?
    if place.blob == nil, place.container == nil || component == "batch" {
      found = Self.ofService(request, component)
    } else if place.blob == nil || isContainer {
      found = Self.ofContainer(request.method, component)
    } else {
      found = Self.ofBlob(request, component)
    }
    guard let found else {
      throw StorageFault(405, "UnsupportedHttpVerb", "The resource does not support this verb with these parameters.")
    }
    self = found
  }

  private static func ofService(_ request: EmulatorRequest, _ component: String) -> BlobOperation? {
    switch (request.method, request.parameter("restype") ?? "", component) {
    case ("GET", "", "list"): .listContainers
    case ("GET", "service", "properties"): .getServiceProperties
    case ("PUT", "service", "properties"): .setServiceProperties
    case ("GET", "service", "stats"): .getServiceStats
    case ("GET", "account", "properties"), ("HEAD", "account", "properties"): .getAccountInformation
    case ("POST", _, "batch"): .batch
    default: nil
    }
  }

  private static func ofContainer(_ method: String, _ component: String) -> BlobOperation? {
    switch (method, component) {
    case ("PUT", ""): .createContainer
    case ("GET", ""), ("HEAD", ""), ("GET", "metadata"), ("HEAD", "metadata"): .getContainerProperties
    case ("PUT", "metadata"): .setContainerMetadata
    case ("DELETE", ""): .deleteContainer
    case ("PUT", "lease"): .leaseContainer
    case ("GET", "list"): .listBlobs
    case ("GET", "acl"), ("HEAD", "acl"): .getContainerACL
    case ("PUT", "acl"): .setContainerACL
    case ("GET", "properties"), ("HEAD", "properties"): .getAccountInformation
    default: nil
    }
  }

  private static func ofBlob(_ request: EmulatorRequest, _ component: String) -> BlobOperation? {
    let hasSource = request["x-ms-copy-source"] != nil
    switch (request.method, component) {
    case ("PUT", ""): return hasSource ? (request["x-ms-blob-type"] == nil ? .copyBlob : .putBlobFromURL) : .putBlob
    case ("GET", ""): return .getBlob
    case ("HEAD", ""): return .getBlobProperties
    case ("DELETE", ""): return .deleteBlob
    case ("PUT", "properties"): return .setBlobProperties
    case ("GET", "properties"), ("HEAD", "properties"): return .getAccountInformation
    case ("GET", "metadata"), ("HEAD", "metadata"): return .getBlobMetadata
    case ("PUT", "metadata"): return .setBlobMetadata
    case ("PUT", "undelete"): return .undeleteBlob
    case ("PUT", "lease"): return .leaseBlob
    case ("PUT", "snapshot"): return .snapshotBlob
    case ("PUT", "copy"): return .abortCopy
    case ("GET", "tags"): return .getTags
    case ("PUT", "tags"): return .setTags
    case ("PUT", "tier"): return .setTier
    case ("PUT", "block"): return hasSource ? .putBlockFromURL : .putBlock
    case ("PUT", "blocklist"): return .putBlockList
    case ("GET", "blocklist"): return .getBlockList
    case ("PUT", "appendblock"): return hasSource ? .appendBlockFromURL : .appendBlock
    case ("PUT", "seal"): return .sealBlob
    case ("PUT", "page"): return hasSource ? .putPageFromURL : .putPage
    case ("GET", "pagelist"): return .getPageRanges
    case ("PUT", "incrementalcopy"): return .incrementalCopy
    default: return nil
    }
  }

  /// What a shared access signature must permit.
  var need: SharedAccessCheck.Need {
    switch self {
    case .listContainers: .init(permissions: "l", resource: "s")
    case .getServiceProperties, .getServiceStats, .getAccountInformation: .init(permissions: "r", resource: "s")
    case .setServiceProperties: .init(permissions: "w", resource: "s")
    // Each of its parts is checked by itself.
    case .batch: .init(permissions: "racwdxltmeop", resource: "o")
    case .createContainer: .init(permissions: "cw", resource: "c")
    case .getContainerProperties, .getContainerACL: .init(permissions: "r", resource: "c")
    case .setContainerMetadata, .setContainerACL, .leaseContainer: .init(permissions: "w", resource: "c")
    case .deleteContainer: .init(permissions: "d", resource: "c")
    case .listBlobs: .init(permissions: "l", resource: "c")
    case .getBlob, .getBlobProperties, .getBlobMetadata, .getBlockList, .getPageRanges:
      .init(permissions: "r", resource: "o")
    case .putBlob, .putBlobFromURL, .copyBlob, .incrementalCopy, .putBlock, .putBlockFromURL, .putBlockList:
      .init(permissions: "cw", resource: "o")
    case .appendBlock, .appendBlockFromURL: .init(permissions: "aw", resource: "o")
    case .snapshotBlob: .init(permissions: "cw", resource: "o")
    case .deleteBlob: .init(permissions: "d", resource: "o")
    case .leaseBlob: .init(permissions: "wd", resource: "o")
    case .getTags, .setTags: .init(permissions: "t", resource: "o")
    case .setBlobProperties, .setBlobMetadata, .undeleteBlob, .abortCopy, .setTier, .sealBlob, .putPage,
      .putPageFromURL:
      .init(permissions: "w", resource: "o")
    }
  }
}

/// How much a request may bring ("Scalability targets for Blob storage"), which grew with the interface's versions.
extension BlobOperation {
  /// More than any list of blocks or tags.
  static let largestDocument = 16 << 20

  static func largestBlob(_ version: String) -> Int { version >= "2019-12-12" ? 5000 << 20 : 256 << 20 }

  static func largestBlock(_ version: String) -> Int { version >= "2019-12-12" ? 4000 << 20 : 100 << 20 }

  static func largestAppended(_ version: String) -> Int { version >= "2022-11-02" ? 100 << 20 : 4 << 20 }

  func largestBody(_ version: String) -> Int {
    switch self {
    case .putBlob: Self.largestBlob(version)
    case .putBlock: Self.largestBlock(version)
    case .appendBlock: Self.largestAppended(version)
    case .putPage: 4 << 20
    default: Self.largestDocument
    }
  }
}
