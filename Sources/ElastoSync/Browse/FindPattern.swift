import Glibc
import ResticRepository

/// A shell pattern (`*`, `?`, `[…]`) for names, or for whole paths where it holds a slash.
public struct FindPattern: Sendable {
  public let text: String
  public let ignoresCase: Bool
  /// Matches paths rather than names; `*` matches slashes as well.
  public let isForPaths: Bool

  public init(_ text: String, ignoresCase: Bool = false) {
    self.text = text
    self.ignoresCase = ignoresCase
    isForPaths = text.contains("/")
  }

  func matches(_ entry: BrowsedEntry) -> Bool {
    let subject = isForPaths ? entry.path.bytes : entry.node.name
    // FNM_CASEFOLD of fnmatch.h, which is behind a macro that Swift's Glibc module does not set.
    let flags: Int32 = ignoresCase ? 1 << 4 : 0
    return (subject + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in
        guard let start = name.baseAddress else { return false }
        return fnmatch(text, start, flags) == 0
      }
    }
  }
}
