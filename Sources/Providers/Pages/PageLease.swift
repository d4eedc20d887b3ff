/// The right to write to a volume, for a while.
public struct PageLease: Sendable, Hashable {
  /// A UUID in lower case. Whoever knows it can renew, release, or take the lease over where `acquireLease` says so.
  public var id: String
  /// How long it lasts from each renewal on; `nil` for as long as its holder lives, or until it is released.
  public var seconds: Int?

  public init(id: String, seconds: Int?) {
    self.id = id
    self.seconds = seconds
  }

  /// An id that nobody has.
  public static func newID() -> String { id(of: (0..<16).map { _ in UInt8.random(in: .min ... .max) }) }

  /// The same id for the same 16 bytes, which nobody else should have.
  package static func id(of bytes: [UInt8]) -> String {
    var bytes = bytes
    // Version 4, variant 1 (RFC 9562, section 5.4).
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hex[$0].joined() }.joined(separator: "-")
  }
}
