/// What requests of all services have checked.
extension EmulatorRequest {
  /// The conditional headers of a request for something that is there.
  func checkConditions(etag: String, modified: StorageTime, isRead: Bool) throws(StorageFault) {
    if let wanted = fields["if-match"], wanted != "*", !Self.tags(wanted).contains(etag) { throw .conditionNotMet }
    if let refused = fields["if-none-match"], refused == "*" || Self.tags(refused).contains(etag) {
      throw isRead ? .notModified : .conditionNotMet
    }
    if let since = fields["if-modified-since"].flatMap(StorageTime.init), modified.seconds <= since.seconds {
      throw isRead ? .notModified : .conditionNotMet
    }
    if let since = fields["if-unmodified-since"].flatMap(StorageTime.init), modified.seconds > since.seconds {
      throw .conditionNotMet
    }
  }

  private static func tags(_ text: String) -> [String] {
    text.split(separator: ",").map { tag in
      let bare = tag.drop { $0 == " " }
      return bare.hasPrefix("\"") ? String(bare) : "\"\(bare)\""
    }
  }

  /// The body, if it is what its sums say.
  func checkedBody() throws(StorageFault) -> [UInt8] {
    if let given = fields["content-md5"] {
      guard given == Sums.md5(body) else { throw .md5Mismatch }
    }
    if let given = fields["x-ms-content-crc64"] {
      guard given == Sums.crc64(body) else { throw .crc64Mismatch }
    }
    return body
  }

  /// 5,000 at most, and where the request says nothing.
  func pageLimit(_ most: Int = 5000) throws(StorageFault) -> Int {
    guard let text = parameter("maxresults") else { return most }
    guard let number = Int(text), number > 0 else {
      throw StorageFault(400, "OutOfRangeQueryParameterValue", "maxresults is not in the allowed range.")
    }
    return min(number, most)
  }
}

/// Fields of replies that a request may choose.
extension EmulatorRequest {
  /// Those that a shared access signature fixes take the place of what is stored.
  func override(_ fields: inout [(String, String?)]) {
    for (parameter, field) in [
      ("rscc", "Cache-Control"), ("rscd", "Content-Disposition"), ("rsce", "Content-Encoding"),
      ("rscl", "Content-Language"), ("rsct", "Content-Type"),
    ] {
      guard let value = self.parameter(parameter) else { continue }
      fields.removeAll { $0.0 == field }
      fields.append((field, value))
    }
  }
}
