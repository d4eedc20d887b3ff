import Cryptography
import Glibc

/// What deriving a key from a password costs: about 128 · n · r bytes, and time in proportion to n · r · p.
public struct ScryptParameters: Sendable, Hashable {
  public var n: Int
  public var r: Int
  public var p: Int

  public init(n: Int, r: Int, p: Int) {
    self.n = n
    self.r = r
    self.p = p
  }

  /// What restic's calibration arrives at on a server of today: 32 MiB and half a second.
  public static let standard = ScryptParameters(n: 1 << 15, r: 8, p: 5)

  /// 32 MiB, and about half a second on this machine, measured; never cheaper than p = 1. Blocks for 0.1 s.
  public static func calibrated() -> ScryptParameters {
    var parameters = ScryptParameters(n: 1 << 15, r: 8, p: 1)
    var start = timespec()
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    let salt = [UInt8](repeating: 0, count: 64)
    let isMeasured = salt.withUnsafeBytes { salt in
      (try? Scrypt.derive(password: salt, salt: salt, n: 1 << 15, r: 8, p: 1, count: MasterKey.length)) != nil
    }
    clock_gettime(CLOCK_MONOTONIC, &end)
    guard isMeasured else { return .standard }
    let milliseconds = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1_000_000
    parameters.p = min(max(500 / max(milliseconds, 1), 1), 32)
    return parameters
  }

  /// Key files come from outside: beyond these bounds a key is refused rather than tried.
  var isAcceptable: Bool {
    guard n > 1, n & (n - 1) == 0, (1...1 << 10).contains(r), (1...1 << 10).contains(p), n <= 1 << 24 else {
      return false
    }
    return 128 * n * r <= 1 << 30 && n * r * p <= 1 << 26
  }
}
