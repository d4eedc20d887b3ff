/// What goes back: status, fields, body.
struct EmulatorReply: Sendable {
  var status: Int
  var fields: [(name: String, value: String)] = []
  var body = ByteSource()
  /// Of a HEAD request, whose reply has no body.
  var statedLength: Int64?

  init(_ status: Int, _ fields: [(String, String?)] = []) {
    self.status = status
    for (name, value) in fields {
      if let value { self.fields.append((name, value)) }
    }
  }

  /// A document.
  init(_ status: Int, xml: String, _ fields: [(String, String?)] = []) {
    self.init(status, fields + [("Content-Type", "application/xml")])
    body = ByteSource(xml)
  }

  /// What went wrong, as the services say it.
  init(_ fault: StorageFault, requestID: String) {
    self.init(fault.status, [("x-ms-error-code", fault.code)] + fault.fields.map { ($0.name, $0.value) })
    guard ![304, 204].contains(fault.status) else { return }
    self.fields.append(("Content-Type", "application/xml"))
    let message = "\(fault.message)\nRequestId:\(requestID)\nTime:\(StorageTime.now.iso)"
    body = ByteSource(
      XMLWriter.document { xml in
        xml.element("Error") { xml in
          xml.text("Code", fault.code)
          xml.text("Message", message)
        }
      })
  }

  func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }
}
