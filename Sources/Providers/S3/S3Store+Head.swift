import HTTPTypes

extension S3Store {
  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    try await headFields(key).info
  }

  func headFields(_ key: String) async throws(StoreError) -> (info: ObjectInfo, fields: HTTPFields) {
    try ObjectKey.validate(key, in: name)
    var request = S3Request(.head, .object(key: key), action: "looking at the object")
    try addCustomerKey(to: &request.fields)
    let fields = try await send(request).response.headerFields
    guard let size = fields[.contentLength].flatMap({ Int64($0) }), size >= 0 else {
      throw StoreError(
        .failed, "looking at the object failed: the store does not say its size; check the endpoint",
        location: location(key))
    }
    return (info(key, size: size, fields), fields)
  }
}
