/// The name of another entry, and where it was written.
public struct NameReference: Hashable, Sendable, ExpressibleByStringLiteral {
  public var name: String
  public var mark: SourceMark

  public init(_ name: String, mark: SourceMark = .nowhere) {
    self.name = name
    self.mark = mark
  }

  public init(stringLiteral name: String) { self.init(name) }
}
