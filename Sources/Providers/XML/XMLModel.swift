/// What is made of an XML document: told of each element when it ends, inner ones first.
protocol XMLModel: Sendable {
  /// Whether a document may begin with an element of this name.
  static func accepts(root: String) -> Bool

  /// An element begins; its attributes are the path's.
  mutating func begin(_ path: XMLPath)

  /// `text` is what stands between the element's tags, without that of the elements inside.
  mutating func end(_ path: XMLPath, text: String)
}

extension XMLModel {
  mutating func begin(_ path: XMLPath) {}
}

/// Where an element is: the names from the root down to its own, without prefixes of name spaces.
struct XMLPath {
  fileprivate(set) var names: [String] = []
  /// Of the element that was entered last, and so of one without elements inside.
  fileprivate(set) var attributes: [String: String] = [:]

  /// The element's own name.
  var name: String { names.last ?? "" }
  /// The name of the element around it.
  var parent: String { names.count > 1 ? names[names.count - 2] : "" }
  var root: String { names.first ?? "" }
  /// 1 for the root.
  var depth: Int { names.count }

  mutating func enter(_ name: String, _ attributes: [String: String]) {
    names.append(name)
    self.attributes = attributes
  }

  mutating func leave() { names.removeLast() }
}
