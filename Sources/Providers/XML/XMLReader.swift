import CXML

/// Reads an XML document piece by piece as it arrives, with libxml2's push parser.
///
/// Nothing outside of the document is ever looked at: entities other than XML's own five and document type
/// declarations end the reading, so a small document cannot grow. Size, depth and the text of one element are bounded.
final class XMLReader<Model: XMLModel>: ByteSink {
  // SAFETY: a transfer uses its sink from one thread at a time, and the result is asked for after the transfer.
  private nonisolated(unsafe) var state: XMLReaderState<Model>
  private nonisolated(unsafe) var parser: XMLPushParser?
  private nonisolated(unsafe) var received = 0
  private let initial: Model

  init(_ model: Model) {
    initial = model
    state = XMLReaderState(model: model)
  }

  var mayBlock: Bool { false }

  func write(_ bytes: UnsafeRawBufferPointer) throws { try read(bytes) }

  func restart() {
    parser = nil
    received = 0
    state = XMLReaderState(model: initial)
  }

  /// What the whole document says.
  func finish() throws(XMLFault) -> Model {
    guard let parser else { throw .incomplete }
    parser.finish()
    try check()
    guard state.isComplete else { throw .incomplete }
    return state.model
  }

  /// What a document that is in memory says.
  static func read(_ bytes: [UInt8], as model: Model) throws(XMLFault) -> Model {
    let reader = XMLReader(model)
    try bytes.span.bytes.withUnsafeBytes { (bytes) throws(XMLFault) in try reader.read(bytes) }
    return try reader.finish()
  }

  private func read(_ bytes: UnsafeRawBufferPointer) throws(XMLFault) {
    received += bytes.count
    guard received <= XMLReaderState<Model>.largestDocument else { throw .tooLarge }
    if parser == nil { parser = XMLPushParser(state) }
    guard let parser else { throw .noParser }
    parser.push(bytes)
    try check()
  }

  private func check() throws(XMLFault) {
    if let fault = state.fault { throw fault }
  }
}
