/// The name of a blob: UTF-8 that is compared byte by byte.
///
/// `String` compares canonical equivalents, and the service does not: a composed and a decomposed "é" are two blobs.
struct BlobName: Sendable {
  let text: String

  init(_ text: String) { self.text = text }
}

extension BlobName: Hashable {
  static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

extension BlobName: Comparable {
  static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}
