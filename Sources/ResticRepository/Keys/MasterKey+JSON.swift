import Secrets

/// The master key as a key file seals it:
///
///     {"mac":{"k":"base64 of 16 bytes","r":"base64 of 16 bytes"},"encrypt":"base64 of 32 bytes"}
extension MasterKey {
  func encodedJSON() -> SecretBytes {
    bytes.withBytes { key in
      var output = JSONOutput(capacity: 512)
      output.append("{\"mac\":{\"k\":")
      output.appendBase64(Array(key[Self.macKPart]))
      output.append(",\"r\":")
      output.appendBase64(Array(key[Self.macRPart]))
      output.append("},\"encrypt\":")
      output.appendBase64(Array(key[Self.encryptionPart]))
      output.append("}")
      return output.withBytes { SecretBytes(copying: $0) }
    }
  }

  /// `nil` when the text is not a master key.
  static func decode(json: UnsafeRawBufferPointer) -> MasterKey? {
    var parts: (encryption: [UInt8], k: [UInt8], r: [UInt8]) = ([], [], [])
    do {
      var scanner = JSONScanner(json)
      try scanner.expect(UInt8(ascii: "{"))
      var isFirst = true
      while let key = try scanner.nextKey(isFirst: &isFirst) {
        if scanner.cursor.equals(key.range, "encrypt") {
          parts.encryption = try scanner.base64() ?? []
        } else if scanner.cursor.equals(key.range, "mac") {
          try readAuthenticationKey(&scanner, &parts.k, &parts.r)
        } else {
          try scanner.skipValue()
        }
      }
    } catch { return nil }
    guard parts.encryption.count == encryptionPart.count, parts.k.count == macKPart.count,
      parts.r.count == macRPart.count
    else { return nil }
    return MasterKey(SecretBytes(copying: parts.encryption + parts.k + parts.r))
  }

  private static func readAuthenticationKey(
    _ scanner: inout JSONScanner, _ k: inout [UInt8], _ r: inout [UInt8]
  ) throws(JSONFault) {
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      if scanner.cursor.equals(key.range, "k") {
        k = try scanner.base64() ?? []
      } else if scanner.cursor.equals(key.range, "r") {
        r = try scanner.base64() ?? []
      } else {
        try scanner.skipValue()
      }
    }
  }
}
