import Cryptography
import ResticRepository

/// Names one run of the program in its JSON, its hooks and its records.
enum RunName {
  /// `20261122T130509Z-3fa2c1`: sorts by time, and differs between machines.
  static func make(at time: GoTime) -> String {
    let digits = time.text(in: .utc).filter(\.isNumber)
    let random = (try? SecureRandom.bytes(3)) ?? []
    let suffix = random.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "\(digits.prefix(8))T\(digits.dropFirst(8))Z-\(suffix)"
  }
}
