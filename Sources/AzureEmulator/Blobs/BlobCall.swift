import CElastoSystem
import Cryptography

/// One request to the blob service, with what its operations share.
struct BlobCall: Sendable {
  typealias State = StorageAccount.State

  let request: EmulatorRequest
  let now: StorageTime
  let account: StorageAccount
  let settings: EmulatorSettings

  func containerName() throws(StorageFault) -> String {
    guard let name = request.place?.container else { throw .containerNotFound }
    return name
  }

  func blobName() throws(StorageFault) -> BlobName {
    guard let name = request.place?.blob else { throw .blobNotFound }
    return BlobName(name)
  }

  func findContainer(in state: inout State) throws(StorageFault) -> Container {
    guard let container = state.containers[try containerName()] else { throw .containerNotFound }
    return container
  }

  /// The blob, or the snapshot of it that the request names.
  func findBlob(in state: inout State) throws(StorageFault) -> Blob {
    let container = try findContainer(in: &state)
    let name = try blobName()
    if let time = request.parameter("snapshot") {
      guard let snapshot = container.snapshots[name]?[time] else { throw .blobNotFound }
      return snapshot
    }
    guard let blob = container[name] else { throw .blobNotFound }
    return blob
  }

  /// Changes the blob that is there: conditions and lease first, a new ETag at the end.
  func change(
    _ state: inout State, _ body: (inout Blob) throws(StorageFault) -> Void
  ) throws(StorageFault) -> Blob {
    let (containerName, name) = (try containerName(), try blobName())
    var blob = try findBlob(in: &state)
    guard request.parameter("snapshot") == nil else {
      throw StorageFault(400, "InvalidQueryParameterValue", "A snapshot cannot be changed.")
    }
    try checkConditions(blob, isRead: false)
    try checkLease(blob.lease)
    try finishCopy(&blob)
    if blob.copy?.status == "pending" {
      throw StorageFault(409, "PendingCopyOperation", "There is a copy into the blob under way.")
    }
    try body(&blob)
    blob.touch(state.nextETag(), at: now)
    state.containers[containerName]?[name] = blob
    return blob
  }

  /// Puts a new blob where one may be: what is there keeps its lease, and gives up its blocks.
  func replace(_ state: inout State, with new: Blob, keepingTier: Bool = false) throws(StorageFault) -> Blob {
    let (containerName, name) = (try containerName(), try blobName())
    let container = try findContainer(in: &state)
    let old = container[name]
    try checkName(name)
    try checkCreation(old)
    if let old {
      try checkLease(old.lease)
      if !(container.snapshots[name] ?? [:]).isEmpty, old.typeName != new.typeName { throw .wrongType }
    } else if request["x-ms-lease-id"] != nil {
      throw StorageFault(412, "LeaseNotPresentWithBlobOperation", "There is no lease on the blob.")
    }
    var blob = new
    blob.lease = old?.lease ?? Lease()
    blob.created = old?.created ?? now
    blob.touch(state.nextETag(), at: now)
    state.containers[containerName]?[name] = blob
    state.containers[containerName]?.uncommitted[name] = nil
    state.containers[containerName]?.deleted[name] = nil
    return blob
  }

  /// Names have 1 to 1,024 characters and no more than 254 parts.
  private func checkName(_ name: BlobName) throws(StorageFault) {
    guard name.text.utf16.count <= 1024, name.text.utf8.count(where: { $0 == UInt8(ascii: "/") }) < 254 else {
      throw StorageFault(400, "InvalidUri", "The blob's name is longer than is allowed.")
    }
  }

  // MARK: Conditions

  /// The conditional headers of a request for something that is there.
  func checkConditions(_ blob: Blob, isRead: Bool) throws(StorageFault) {
    try checkConditions(etag: blob.etag, modified: blob.modified, isRead: isRead)
  }

  func checkConditions(etag: String, modified: StorageTime, isRead: Bool) throws(StorageFault) {
    if let wanted = request["if-match"], wanted != "*", !tags(wanted).contains(etag) { throw .conditionNotMet }
    if let refused = request["if-none-match"], refused == "*" || tags(refused).contains(etag) {
      throw isRead ? .notModified : .conditionNotMet
    }
    if let since = request["if-modified-since"].flatMap(StorageTime.init), modified.seconds <= since.seconds {
      throw isRead ? .notModified : .conditionNotMet
    }
    if let since = request["if-unmodified-since"].flatMap(StorageTime.init), modified.seconds > since.seconds {
      throw .conditionNotMet
    }
  }

  /// Those of one that makes a blob, or takes the place of one.
  func checkCreation(_ old: Blob?) throws(StorageFault) {
    guard let old else {
      if request["if-match"] != nil { throw .conditionNotMet }
      return
    }
    if request["if-none-match"] == "*" { throw .blobExists }
    try checkConditions(old, isRead: false)
  }

  private func tags(_ text: String) -> [String] {
    text.split(separator: ",").map { tag in
      let bare = tag.drop { $0 == " " }
      return bare.hasPrefix("\"") ? String(bare) : "\"\(bare)\""
    }
  }

  func checkLease(_ lease: Lease) throws(StorageFault) {
    try checkLease(lease, of: "Blob")
  }

  func checkLease(_ lease: Lease, of kind: String) throws(StorageFault) {
    let given = request["x-ms-lease-id"]
    if lease.isActive(at: now) {
      guard let given else {
        throw StorageFault(412, "LeaseIdMissing", "There is a lease on it, and the request has no lease's id.")
      }
      guard given == lease.id else {
        throw StorageFault(412, "LeaseIdMismatchWith\(kind)Operation", "The lease's id is another one.")
      }
    } else if given != nil {
      if lease.id == given { throw StorageFault(412, "LeaseLost", "The lease has ended.") }
      throw StorageFault(412, "LeaseNotPresentWith\(kind)Operation", "There is no lease on it.")
    }
  }

  /// A reader may say which lease it counts on.
  func checkReadLease(_ lease: Lease) throws(StorageFault) {
    if request["x-ms-lease-id"] != nil { try checkLease(lease) }
  }

  // MARK: Bodies

  /// The request's body, if it is what its sums say.
  func checkedBody() throws(StorageFault) -> [UInt8] {
    let body = request.body
    if let given = request["content-md5"] {
      guard given == Sums.md5(body) else { throw .md5Mismatch }
    }
    if let given = request["x-ms-content-crc64"] {
      guard given == Sums.crc64(body) else { throw .crc64Mismatch }
    }
    return body
  }

  /// Fields that answer what was put: the sum that was sent comes back.
  func sums(of body: [UInt8]) -> [(String, String?)] {
    if request["content-md5"] != nil { return [("Content-MD5", Sums.md5(body))] }
    return [("x-ms-content-crc64", Sums.crc64(body))]
  }

  func written(_ blob: Blob, _ status: Int = 201, _ fields: [(String, String?)] = []) -> EmulatorReply {
    EmulatorReply(
      status,
      [("ETag", blob.etag), ("Last-Modified", blob.modified.http), ("x-ms-request-server-encrypted", "true")] + fields)
  }
}

/// Sums as header fields carry them.
enum Sums {
  static func md5(_ bytes: [UInt8]) -> String {
    (try? MD5Hasher.digest(of: bytes)).map(StandardBase64.encode) ?? ""
  }

  /// CRC-64/NVME, the lowest byte first.
  static func crc64(_ bytes: [UInt8]) -> String {
    let crc = bytes.withUnsafeBytes { elasto_crc64nvme(0, $0.baseAddress, $0.count) }
    return StandardBase64.encode(withUnsafeBytes(of: crc.littleEndian) { Array($0) })
  }
}
