import HTTPTypes

extension AzureStore {
  private var reader: AzureReader { AzureReader(sender: sender, rangeSum: .crc64) }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await read(key, state: [], range: range, to: sink)
  }

  /// - Parameter state: says which of the blob's states is meant: a snapshot, a version.
  func read(
    _ key: String, state: [(name: String, value: String)], range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try ObjectKey.validate(key, in: name)
    return try await reader.read(key, state: state, range: range, to: sink)
  }

  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    try await headFields(key).info
  }

  func headFields(_ key: String) async throws(StoreError) -> (info: ObjectInfo, fields: HTTPFields) {
    try ObjectKey.validate(key, in: name)
    return try await reader.headFields(key)
  }

  /// What a reply's header fields say of a blob.
  func info(_ key: String, size: Int64, _ fields: HTTPFields) -> ObjectInfo {
    AzureReader.info(key, size: size, fields)
  }
}
