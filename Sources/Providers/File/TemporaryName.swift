/// Names of files that are not whole yet. No key may have one, no listing shows one.
package enum TemporaryName {
  package static let prefix = ".elasto-tmp-"

  package static func make() -> String {
    prefix + String(UInt64.random(in: .min ... .max), radix: 16)
  }

  /// Whether a component of `key` is such a name.
  static func isPart(of key: String) -> Bool {
    // Nearly every key goes the short way.
    guard key.utf8.contains(UInt8(ascii: ".")) else { return false }
    return key.utf8.split(separator: UInt8(ascii: "/")).contains { $0.starts(with: prefix.utf8) }
  }

  static func isOne(_ name: UnsafeRawBufferPointer) -> Bool { name.starts(with: prefix.utf8) }
}
