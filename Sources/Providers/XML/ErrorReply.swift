/// `Error`, the body of a reply that says no: S3's and Azure's.
struct ErrorReply: XMLModel {
  var code = ""
  var message = ""
  var requestID: String?
  var region: String?

  static func accepts(root: String) -> Bool { root == "Error" }

  mutating func end(_ path: XMLPath, text: String) {
    guard path.depth == 2 else { return }
    switch path.name {
    case "Code": code = String(text.prefix(100))
    case "Message": message = String(text.prefix(500))
    case "RequestId": requestID = text.isEmpty ? nil : String(text.prefix(200))
    case "Region": region = text.isEmpty ? nil : String(text.prefix(100))
    default: break
    }
  }
}
