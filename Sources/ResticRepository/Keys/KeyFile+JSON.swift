extension KeyFile {
  func encoded() -> [UInt8] {
    var output = JSONOutput(capacity: 1024)
    output.append("{\"created\":")
    output.append(created)
    output.append(",\"username\":")
    output.appendString(username)
    output.append(",\"hostname\":")
    output.appendString(hostname)
    output.append(",\"kdf\":\"scrypt\",\"N\":")
    output.append(Int64(parameters.n))
    output.append(",\"r\":")
    output.append(Int64(parameters.r))
    output.append(",\"p\":")
    output.append(Int64(parameters.p))
    output.append(",\"salt\":")
    output.appendBase64(salt)
    output.append(",\"data\":")
    output.appendBase64(sealedMasterKey)
    output.append("}")
    return output.withBytes { Array($0) }
  }

  /// Throws where the text is no key, or one whose key derivation is not scrypt.
  init(decoding bytes: UnsafeRawBufferPointer) throws(JSONFault) {
    var scanner = JSONScanner(bytes)
    var function: String?
    var cost: (n: UInt64, r: UInt64, p: UInt64) = (0, 0, 0)
    created = .epoch
    username = ""
    hostname = ""
    salt = []
    sealedMasterKey = []
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      switch scanner.text(key) {
      case "created": created = try scanner.time()
      case "username": username = try scanner.text()
      case "hostname": hostname = try scanner.text()
      case "kdf": function = try scanner.text()
      case "N": cost.n = try scanner.unsigned(upTo: 1 << 32)
      case "r": cost.r = try scanner.unsigned(upTo: 1 << 32)
      case "p": cost.p = try scanner.unsigned(upTo: 1 << 32)
      case "salt": salt = try scanner.base64() ?? []
      case "data": sealedMasterKey = try scanner.base64() ?? []
      default: try scanner.skipValue()
      }
    }
    try scanner.expectEnd()
    parameters = ScryptParameters(n: Int(cost.n), r: Int(cost.r), p: Int(cost.p))
    guard function == "scrypt" else { throw scanner.fault("the key derivation function is not scrypt") }
    guard parameters.isAcceptable else { throw scanner.fault("the cost of scrypt is out of range") }
    guard salt.count >= 8, sealedMasterKey.count > SealedForm.overhead else {
      throw scanner.fault("the salt or the sealed key is too short")
    }
  }
}
