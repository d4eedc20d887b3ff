/// A request that is refused, in the words of the service ("Common REST API error codes", "Blob service error codes").
struct StorageFault: Error {
  var status: Int
  var code: String
  var message: String
  var fields: [(name: String, value: String)] = []

  init(_ status: Int, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static func invalidHeader(_ name: String, _ value: String) -> Self {
    StorageFault(400, "InvalidHeaderValue", "The value \(value) of the header \(name) is not allowed.")
  }

  static func invalidParameter(_ name: String, _ value: String) -> Self {
    StorageFault(400, "InvalidQueryParameterValue", "The value \(value) of the parameter \(name) is not allowed.")
  }

  static func missingHeader(_ name: String) -> Self {
    StorageFault(400, "MissingRequiredHeader", "The header \(name) is needed and was not sent.")
  }

  static var authenticationFailed: Self {
    StorageFault(
      403, "AuthenticationFailed", "The server could not authenticate the request by its Authorization header.")
  }

  static var notAuthorized: Self {
    StorageFault(403, "AuthorizationPermissionMismatch", "The signature does not permit this operation.")
  }

  static var containerNotFound: Self { StorageFault(404, "ContainerNotFound", "There is no such container.") }
  static var blobNotFound: Self { StorageFault(404, "BlobNotFound", "There is no such blob.") }
  static var conditionNotMet: Self {
    StorageFault(412, "ConditionNotMet", "The condition that the request's headers state is not met.")
  }
  static var notModified: Self { StorageFault(304, "ConditionNotMet", "It has not been modified.") }
  static var pendingCopy: Self {
    StorageFault(409, "PendingCopyOperation", "There is a copy into the blob under way.")
  }
  static var incrementalCopy: Self {
    StorageFault(
      409, "OperationNotAllowedOnIncrementalCopyBlob", "The blob is one of incremental copies, which cannot do this.")
  }
  static var missingLength: Self {
    StorageFault(411, "MissingContentLengthHeader", "Content-Length was not sent.")
  }
  static var blobExists: Self { StorageFault(409, "BlobAlreadyExists", "There is such a blob already.") }
  static var wrongType: Self {
    StorageFault(409, "InvalidBlobType", "The type of the blob does not allow this operation.")
  }
  static var invalidRange: Self {
    StorageFault(416, "InvalidRange", "The blob does not have the bytes that were asked for.")
  }
  static var tooLarge: Self { StorageFault(413, "RequestBodyTooLarge", "The body is larger than the service allows.") }
  static var md5Mismatch: Self {
    StorageFault(400, "Md5Mismatch", "The MD5 that was sent is not that of the bytes that arrived.")
  }
  static var crc64Mismatch: Self {
    StorageFault(400, "Crc64Mismatch", "The CRC-64 that was sent is not that of the bytes that arrived.")
  }
}
