/// What a push parser tells of a document: the class under the generic reader that C's callbacks can name.
class XMLEvents {
  /// Nothing more is wanted.
  var isStopped: Bool { false }

  func begin(_ name: String, _ attributes: [String: String]) {}
  func end() {}
  func characters(_ bytes: UnsafeBufferPointer<UInt8>) {}
  func fail(_ fault: XMLFault) {}
}
