/// Why a document was not read.
struct XMLFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// Continues "the reply …".
  let description: String

  static let noParser = Self(description: "cannot be read: libxml2 gave no parser")
  static let definesTypes = Self(description: "declares a document type, which no store does")
  static let tooDeep = Self(description: "nests more elements than any store does")
  static let tooLarge = Self(description: "is larger than any store's")
  static let incomplete = Self(description: "ended in the middle of the document")
  static func unexpected(root: String) -> Self { Self(description: "is about \"\(root.prefix(60))\"") }
  static func malformed(_ reason: String) -> Self { Self(description: "is not XML: \(reason)") }
}
