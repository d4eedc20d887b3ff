import CElastoSystem
import Glibc

/// The variables that this process was started with.
enum ProcessEnvironment {
  /// Of two of one name the first counts, as for getenv(3). What is not UTF-8 is left out.
  static func current() -> [String: String] {
    var variables: [String: String] = [:]
    guard var next = elasto_environment() else { return variables }
    while let entry = next.pointee {
      next += 1
      let bytes = UnsafeBufferPointer(start: entry, count: strlen(entry)).map { UInt8(bitPattern: $0) }
      guard let text = String(validating: bytes, as: UTF8.self), let equals = text.firstIndex(of: "=") else { continue }
      let name = String(text[..<equals])
      if variables[name] == nil { variables[name] = String(text[text.index(after: equals)...]) }
    }
    return variables
  }
}
