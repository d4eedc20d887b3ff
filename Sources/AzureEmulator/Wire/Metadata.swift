/// User metadata, as fields and in listings.
enum Metadata {
  static func fields(_ metadata: [String: String]) -> [(String, String?)] {
    metadata.sorted { $0.key < $1.key }.map { ("x-ms-meta-\($0.key)", $0.value) }
  }

  static func write(_ metadata: [String: String], _ xml: inout XMLWriter) {
    xml.element("Metadata") { xml in
      for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { xml.text(name, value) }
    }
  }
}
