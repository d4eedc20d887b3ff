/// `EnumerationResults` of List Containers.
struct AzureContainersReply: XMLModel {
  private(set) var names: [String] = []
  private(set) var nextMarker = ""

  static func accepts(root: String) -> Bool { root == "EnumerationResults" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (4, "Container", "Name"): names.append(text)
    case (2, _, "NextMarker"): nextMarker = text
    default: break
    }
  }
}
