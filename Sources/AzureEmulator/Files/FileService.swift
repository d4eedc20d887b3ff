/// The file service of an account.
struct FileService: StorageService {
  let account: StorageAccount
  let settings: EmulatorSettings

  func largestBody(of request: EmulatorRequest) -> Int {
    switch try? FileOperation(request) {
    case .putRange, .createFile: FileCall.largestRange
    default: BlobOperation.largestDocument
    }
  }

  func reply(to request: EmulatorRequest, at now: StorageTime) throws(StorageFault) -> EmulatorReply {
    try request.checkVersion()
    let operation = try FileOperation(request)
    guard request.place?.account == account.name else { throw .authenticationFailed }
    let name = request.place?.container
    let policies = try account.step { state throws(StorageFault) in name.flatMap { state.shares[$0]?.policies } }
    let authorization = AccountAuthorization(account: account, bearerToken: settings.bearerToken, service: .file)
    let grant = try authorization.grant(to: request, needing: operation.need, policies: policies ?? [], at: now)
    if case .none = grant {
      throw StorageFault(401, "NoAuthenticationInformation", "The request has no authentication information.")
    }
    return try perform(
      operation, FileCall(request: request, now: now, account: account, settings: settings, grant: grant))
  }

  private func perform(_ operation: FileOperation, _ call: FileCall) throws(StorageFault) -> EmulatorReply {
    switch operation {
    case .listShares: try call.listShares()
    case .getServiceProperties: call.getServiceProperties()
    case .createShare: try call.createShare()
    case .getShareProperties: try call.getShareProperties()
    case .setShareProperties: try call.setShareProperties()
    case .setShareMetadata: try call.setShareMetadata()
    case .deleteShare: try call.deleteShare()
    case .getShareStatistics: try call.getShareStatistics()
    case .snapshotShare: try call.snapshotShare()
    case .leaseShare: try call.leaseShare()
    case .getShareACL: try call.getShareACL()
    case .setShareACL: try call.setShareACL()
    case .createDirectory: try call.createDirectory()
    case .getDirectoryProperties: try call.getDirectoryProperties()
    case .setDirectoryProperties: try call.setDirectoryProperties()
    case .setDirectoryMetadata: try call.setDirectoryMetadata()
    case .deleteDirectory: try call.deleteDirectory()
    case .listDirectory: try call.listDirectory()
    case .renameDirectory: try call.renameDirectory()
    case .createFile: try call.createFile()
    case .getFile: try call.getFile(withBody: true)
    case .getFileProperties: try call.getFile(withBody: false)
    case .setFileProperties: try call.setFileProperties()
    case .setFileMetadata: try call.setFileMetadata()
    case .deleteFile: try call.deleteFile()
    case .leaseFile: try call.leaseFile()
    case .putRange: try call.putRange()
    case .putRangeFromURL: try call.putRangeFromURL()
    case .listRanges: try call.listRanges()
    case .copyFile: try call.copyFile()
    case .abortCopy: try call.abortCopy()
    case .renameFile: try call.renameFile()
    }
  }
}
