/// What only storage accounts of Azure need.
extension ValueType where Value == EndpointURL {
  static let accountEndpoint = ValueType.scalar(
    "endpoint of an account", pattern: "^https?://[^/@?#]+(/[a-z0-9-]+)?/?$", write: \.description
  ) { text, node, decoding throws(ValueFault) in
    if text.contains("@") { decoding.faults.blot(node) }
    return try EndpointURL(parsing: text, mayHaveAccount: true)
  }
}

extension ValueType where Value == String {
  static let storageAccount = ValueType.scalar(
    "storage account", pattern: "^[a-z0-9]{3,24}$", write: { $0.variablesEscaped }
  ) { text, _, _ throws(ValueFault) in
    let isName = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    guard isName, (3...24).contains(text.utf8.count) else {
      throw ValueFault("\"\(text)\" is no storage account: 3 to 24 lower-case letters and digits")
    }
    return text
  }

  static let apiVersion = ValueType.scalar(
    "version of an interface", pattern: "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", write: { $0.variablesEscaped }
  ) { text, _, _ throws(ValueFault) in
    let isDigit = text.utf8.map { (0x30...0x39).contains($0) }
    let isDate =
      text.utf8.count == 10 && text.hasPrefix("20")
      && isDigit.indices.allSatisfy { index in
        index == 4 || index == 7 ? text.utf8.dropFirst(index).first == UInt8(ascii: "-") : isDigit[index]
      }
    guard isDate, text >= "2018-03-28" else {
      throw ValueFault("\"\(text)\" is no version of the interface: a date from 2018-03-28 on")
    }
    return text
  }
}
