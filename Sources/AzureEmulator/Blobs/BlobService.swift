import Cryptography

/// The blob service of an account: a request in, a reply out.
struct BlobService: Sendable {
  let account: StorageAccount
  let settings: EmulatorSettings
  /// Not with the others: it is what `restic` and old clients say.
  static let oldestVersion = "2018-03-28"

  /// - Parameter authority: the host and port that the request was sent to, for sources of copies.
  func reply(to request: EmulatorRequest, at now: StorageTime = .now) throws(StorageFault) -> EmulatorReply {
    try checkVersion(request)
    let operation = try BlobOperation(request)
    guard request.place?.account == account.name else { throw .authenticationFailed }
    try authorize(request, operation, at: now)
    return try perform(operation, BlobCall(request: request, now: now, account: account, settings: settings))
  }

  private func checkVersion(_ request: EmulatorRequest) throws(StorageFault) {
    guard let version = request["x-ms-version"] ?? request.parameter("sv") else { return }
    guard StorageTime(version) != nil, version >= Self.oldestVersion else {
      throw .invalidHeader("x-ms-version", version)
    }
  }

  private func authorize(
    _ request: EmulatorRequest, _ operation: BlobOperation, at now: StorageTime
  ) throws(StorageFault) {
    if let authorization = request["authorization"] {
      let parts = authorization.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { throw .authenticationFailed }
      let check = SharedKeyCheck(account: account.name, key: account.key)
      switch parts[0] {
      case "SharedKey", "SharedKeyLite":
        guard check.accepts(request, isLite: parts[0] == "SharedKeyLite", given: parts[1]) else {
          throw .authenticationFailed
        }
        try checkClock(request, at: now)
      case "Bearer":
        guard let token = settings.bearerToken, parts[1] == token else {
          throw StorageFault(401, "InvalidAuthenticationInfo", "The token is not one that this server gave.")
        }
      default: throw .authenticationFailed
      }
      return
    }
    let name = request.place?.container
    let container = try account.step { state throws(StorageFault) in name.flatMap { state.containers[$0] } }
    if request.parameter("sig") != nil {
      let check = SharedAccessCheck(account: account.name, key: account.key, policies: container?.policies ?? [])
      return try check.check(request, operation.need, at: now)
    }
    switch (operation, container?.publicAccess) {
    case (.getBlob, .some), (.getBlobProperties, .some), (.getBlobMetadata, .some): return
    case (.listBlobs, "container"), (.getContainerProperties, "container"): return
    default:
      throw StorageFault(401, "NoAuthenticationInformation", "The request has no authentication information.")
    }
  }

  /// A signature is good for 15 minutes.
  private func checkClock(_ request: EmulatorRequest, at now: StorageTime) throws(StorageFault) {
    guard let text = request["x-ms-date"] ?? request["date"], let time = StorageTime(text),
      abs(time.seconds - now.seconds) <= 900
    else { throw .authenticationFailed }
  }

  private func perform(_ operation: BlobOperation, _ call: BlobCall) throws(StorageFault) -> EmulatorReply {
    switch operation {
    case .listContainers: try call.listContainers()
    case .getServiceProperties: try call.getServiceProperties()
    case .setServiceProperties: try call.setServiceProperties()
    case .getServiceStats: call.getServiceStats()
    case .getAccountInformation: call.getAccountInformation()
    case .batch: try batch(call)
    case .createContainer: try call.createContainer()
    case .getContainerProperties: try call.getContainerProperties()
    case .setContainerMetadata: try call.setContainerMetadata()
    case .deleteContainer: try call.deleteContainer()
    case .leaseContainer: try call.leaseContainer()
    case .listBlobs: try call.listBlobs()
    case .getContainerACL: try call.getContainerACL()
    case .setContainerACL: try call.setContainerACL()
    case .putBlob: try call.putBlob()
    case .putBlobFromURL: try call.putBlobFromURL()
    case .getBlob: try call.getBlob(withBody: true)
    case .getBlobProperties: try call.getBlob(withBody: false)
    case .setBlobProperties: try call.setBlobProperties()
    case .getBlobMetadata: try call.getBlobMetadata()
    case .setBlobMetadata: try call.setBlobMetadata()
    case .deleteBlob: try call.deleteBlob()
    case .undeleteBlob: try call.undeleteBlob()
    case .leaseBlob: try call.leaseBlob()
    case .snapshotBlob: try call.snapshotBlob()
    case .copyBlob: try call.copyBlob()
    case .abortCopy: try call.abortCopy()
    case .getTags: try call.getTags()
    case .setTags: try call.setTags()
    case .setTier: try call.setTier()
    case .putBlock: try call.putBlock()
    case .putBlockFromURL: try call.putBlockFromURL()
    case .putBlockList: try call.putBlockList()
    case .getBlockList: try call.getBlockList()
    case .appendBlock: try call.appendBlock(call.checkedBody())
    case .appendBlockFromURL: try call.appendBlock(call.sourceBytes())
    case .sealBlob: try call.sealBlob()
    case .putPage: try call.putPage()
    case .putPageFromURL: try call.putPageFromURL()
    case .getPageRanges: try call.getPageRanges()
    case .incrementalCopy: try call.incrementalCopy()
    }
  }
}
