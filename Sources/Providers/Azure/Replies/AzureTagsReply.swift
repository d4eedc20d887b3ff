/// `Tags` of Get Blob Tags.
struct AzureTagsReply: XMLModel {
  private(set) var tags: [String: String] = [:]
  private var key = ""

  static func accepts(root: String) -> Bool { root == "Tags" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.parent, path.name) {
    case ("Tag", "Key"): key = text
    case ("Tag", "Value"): tags[key] = text
    default: break
    }
  }
}
