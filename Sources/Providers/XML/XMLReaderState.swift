/// What a reader knows while it is in the middle of a document.
final class XMLReaderState<Model: XMLModel>: XMLEvents {
  static var largestDocument: Int { 32 << 20 }
  private static var deepest: Int { 24 }
  private static var longestText: Int { 1 << 20 }

  private(set) var model: Model
  private(set) var fault: XMLFault?
  private(set) var isComplete = false
  private var path = XMLPath()
  /// Of the innermost element that is open; an element inside begins with none and its parent's is gone with it,
  /// since no reply mixes text and elements.
  private var text: [UInt8] = []

  init(model: Model) { self.model = model }

  override var isStopped: Bool { fault != nil }

  override func begin(_ name: String, _ attributes: [String: String]) {
    if path.depth == 0, !Model.accepts(root: name) { return fail(.unexpected(root: name)) }
    guard path.depth < Self.deepest else { return fail(.tooDeep) }
    path.enter(name, attributes)
    model.begin(path)
    text.removeAll(keepingCapacity: true)
  }

  override func end() {
    guard path.depth > 0 else { return }
    model.end(path, text: String(decoding: text, as: UTF8.self))
    text.removeAll(keepingCapacity: true)
    path.leave()
    if path.depth == 0 { isComplete = true }
  }

  override func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard text.count + bytes.count <= Self.longestText else { return fail(.tooLarge) }
    text.append(contentsOf: bytes)
  }

  override func fail(_ fault: XMLFault) {
    if self.fault == nil { self.fault = fault }
  }
}
