import HTTPTypes

/// Tags of blobs: names and values by which the service finds them, ten at most each.
extension AzureStore {
  /// The blob's tags. Throws `.notFound` where there is no such blob.
  public func tags(of key: String) async throws(StoreError) -> [String: String] {
    try await ask(
      AzureRequest(.get, try blob(key), [("comp", "tags")], action: "reading the tags"), AzureTagsReply()
    ).0.tags
  }

  /// Replaces all tags of a blob. Idempotent.
  ///
  /// Names have 1 to 128 characters and values up to 256: letters, digits, space and `+ - . / : = _`.
  public func setTags(_ tags: [String: String], of key: String) async throws(StoreError) {
    var request = AzureRequest(.put, try blob(key), [("comp", "tags")], action: "setting the tags")
    var text = #"<?xml version="1.0" encoding="utf-8"?><Tags><TagSet>"#
    for (name, value) in tags.sorted(by: { $0.key < $1.key }) {
      text += "<Tag><Key>\(XMLText.escaped(name))</Key><Value>\(XMLText.escaped(value))</Value></Tag>"
    }
    request.body = try await carry(
      .bytes(Array("\(text)</TagSet></Tags>".utf8)), in: &request.fields, location: location(key))
    _ = try await send(request)
  }
}
