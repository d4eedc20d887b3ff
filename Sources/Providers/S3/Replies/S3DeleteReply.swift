/// `DeleteResult` in its quiet form: what could not be deleted.
struct S3DeleteReply: XMLModel {
  struct Fault: Sendable {
    var key = ""
    var version: String?
    var said = ErrorReply()
  }

  private(set) var faults: [Fault] = []
  private var fault = Fault()

  static func accepts(root: String) -> Bool { root == "DeleteResult" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (3, "Error", "Key"): fault.key = text
    case (3, "Error", "VersionId"): fault.version = text
    case (3, "Error", "Code"): fault.said.code = String(text.prefix(100))
    case (3, "Error", "Message"): fault.said.message = String(text.prefix(500))
    case (2, _, "Error"):
      faults.append(fault)
      fault = Fault()
    default: break
    }
  }
}
