/// Where a value of the effective manifest comes from.
public enum Origin: Hashable, Sendable, CustomStringConvertible {
  /// Written in the entry itself.
  case entry(SourceMark)
  /// Taken over from `defaults`.
  case defaults(SourceMark)
  /// The program's own default.
  case builtIn

  public var description: String {
    switch self {
    case .entry(let mark): mark.description
    case .defaults(let mark): "defaults, \(mark)"
    case .builtIn: "built in"
    }
  }
}

/// The origins of one record's values, by their keys as the manifest spells them (`min-size`).
public struct Origins: Hashable, Sendable {
  /// The entry itself: its name, or where its mapping begins.
  public var mark: SourceMark
  /// What is not listed is built in.
  public var values: [String: Origin]

  public init(mark: SourceMark = .nowhere, values: [String: Origin] = [:]) {
    self.mark = mark
    self.values = values
  }

  public subscript(key: String) -> Origin { values[key] ?? .builtIn }

  /// Where to point when the value of `key` is at fault: at the value, or at the entry where it is not written.
  public func mark(of key: String) -> SourceMark {
    switch self[key] {
    case .entry(let mark), .defaults(let mark): mark
    case .builtIn: mark
    }
  }
}
