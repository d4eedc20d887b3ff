import HTTPTypes

/// Append blobs: bytes are added to their end and never changed.
extension AzureStore {
  /// Bytes of one block that is appended, from version 2022-11-02 on; 4 MiB before.
  public var largestAppend: Int { configuration.apiVersion >= "2022-11-02" ? 100 << 20 : 4 << 20 }

  /// Makes an empty append blob. `.always` replaces what is there, whatever its kind.
  @discardableResult
  public func createAppendBlob(
    _ key: String, options: PutOptions = PutOptions()
  ) async throws(StoreError) -> ObjectInfo {
    var request = AzureRequest(.put, try blob(key), action: "making an append blob")
    request.fields[.ms("blob-type")] = "AppendBlob"
    addCondition(options.condition, to: &request.fields)
    addLease(options.lease, to: &request.fields)
    try addDescription(options, to: &request.fields, key, hasTier: false)
    return info(key, size: 0, try await send(request).response.headerFields)
  }

  /// Adds `bytes` to the end, and returns where they begin.
  ///
  /// With `offset` only where the blob ends there: a repetition after a lost reply then throws `.conditionFailed`
  /// instead of adding the bytes twice, and the caller looks at the blob's size. Without it, several writers may append
  /// side by side, each block whole.
  ///
  /// - Parameters:
  ///   - bytes: at most `largestAppend`; a blob takes 50,000 blocks.
  ///   - limit: throws `.conditionFailed` where the blob would become larger than this.
  @discardableResult
  public func append(
    _ bytes: [UInt8], to key: String, at offset: Int64? = nil, limit: Int64? = nil, lease: String? = nil
  ) async throws(StoreError) -> Int64 {
    guard bytes.count <= largestAppend else {
      throw StoreError(
        .failed, "one block that is appended has at most \(largestAppend >> 20) MiB; append it in pieces",
        location: location(key))
    }
    var request = try appendRequest(key, at: offset, limit: limit, lease: lease)
    request.body = try await carry(.bytes(bytes), in: &request.fields, location: location(key))
    return try place(try await send(request), key)
  }

  /// As `append`, of bytes that the service reads itself from a URL.
  @discardableResult
  public func append(
    from url: String, range: Range<Int64>, to key: String, at offset: Int64? = nil
  ) async throws(StoreError) -> Int64 {
    var request = try appendRequest(key, at: offset, limit: nil, lease: nil)
    request.fields[.ms("copy-source")] = url
    request.fields[.ms("source-range")] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    return try place(try await send(request), key)
  }

  /// Lets nothing be appended any more. Idempotent.
  public func seal(_ key: String) async throws(StoreError) {
    _ = try await send(AzureRequest(.put, try blob(key), [("comp", "seal")], action: "sealing the blob"))
  }

  private func appendRequest(
    _ key: String, at offset: Int64?, limit: Int64?, lease: String?
  ) throws(StoreError) -> AzureRequest {
    var request = AzureRequest(.put, try blob(key), [("comp", "appendblock")], action: "appending")
    if let offset { request.fields[.ms("blob-condition-appendpos")] = "\(offset)" }
    if let limit { request.fields[.ms("blob-condition-maxsize")] = "\(limit)" }
    addLease(lease, to: &request.fields)
    return request
  }

  private func place(_ reply: HTTPReply, _ key: String) throws(StoreError) -> Int64 {
    guard let offset = reply.response.headerFields[.ms("blob-append-offset")].flatMap({ Int64($0) }) else {
      throw StoreError(
        .failed, "appending failed: the store does not say where; check the endpoint", location: location(key))
    }
    return offset
  }

  func addLease(_ lease: String?, to fields: inout HTTPFields) {
    if let lease { fields[.ms("lease-id")] = lease }
  }
}
