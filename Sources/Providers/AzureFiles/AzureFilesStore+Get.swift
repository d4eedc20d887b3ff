import HTTPTypes

extension AzureFilesStore {
  private var reader: AzureReader { AzureReader(sender: sender, rangeSum: .md5, fields: Self.nameFields) }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try checkExistence(key)
    return try await reader.read(key, range: range, to: sink)
  }

  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    try await headFields(key).info
  }

  func headFields(_ key: String) async throws(StoreError) -> (info: ObjectInfo, fields: HTTPFields) {
    try checkExistence(key)
    return try await reader.headFields(key)
  }

  /// Throws `.notFound` for a key that no file can have.
  private func checkExistence(_ key: String) throws(StoreError) {
    try ObjectKey.validate(key, in: name)
    guard AzureFilesKey.canBeHeld(key) else {
      throw StoreError(.notFound, "there is no such file", location: location(key))
    }
  }

  /// Ranges of a file that were written, ascending. What is between them is zeros that take no room.
  public func ranges(of key: String) async throws(StoreError) -> [Range<Int64>] {
    try checkExistence(key)
    let request = request(.get, key, [("comp", "rangelist")], action: "listing the ranges")
    return try await sender.ask(request, AzureRangesReply()).0.ranges
  }
}
