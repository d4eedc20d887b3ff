/// The blob service of an account: a request in, a reply out.
struct BlobService: StorageService {
  let account: StorageAccount
  let settings: EmulatorSettings

  func largestBody(of request: EmulatorRequest) -> Int {
    guard let operation = try? BlobOperation(request) else { return BlobOperation.largestDocument }
    return operation.largestBody(request.version)
  }

  func reply(to request: EmulatorRequest, at now: StorageTime) throws(StorageFault) -> EmulatorReply {
    try request.checkVersion()
    let operation = try BlobOperation(request)
    guard request.place?.account == account.name else { throw .authenticationFailed }
    let grant = try authorize(request, operation, at: now)
    return try perform(
      operation, BlobCall(request: request, now: now, account: account, settings: settings, grant: grant))
  }

  private func authorize(
    _ request: EmulatorRequest, _ operation: BlobOperation, at now: StorageTime
  ) throws(StorageFault) -> Grant {
    let name = request.place?.container
    let container = try account.step { state throws(StorageFault) in name.flatMap { state.containers[$0] } }
    let authorization = AccountAuthorization(account: account, bearerToken: settings.bearerToken, service: .blob)
    let grant = try authorization.grant(
      to: request, needing: operation.need, policies: container?.policies ?? [], at: now)
    guard case .none = grant else { return grant }
    switch (operation, container?.publicAccess) {
    case (.getBlob, .some), (.getBlobProperties, .some), (.getBlobMetadata, .some): return grant
    case (.listBlobs, "container"), (.getContainerProperties, "container"): return grant
    default:
      throw StorageFault(401, "NoAuthenticationInformation", "The request has no authentication information.")
    }
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
    case .appendBlock: try call.appendBlock(call.request.checkedBody())
    case .appendBlockFromURL: try call.appendBlock(call.sourceBytes())
    case .sealBlob: try call.sealBlob()
    case .putPage: try call.putPage()
    case .putPageFromURL: try call.putPageFromURL()
    case .getPageRanges: try call.getPageRanges()
    case .incrementalCopy: try call.incrementalCopy()
    }
  }
}
