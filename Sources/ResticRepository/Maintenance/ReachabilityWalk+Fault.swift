extension ReachabilityWalk.Fault: CustomStringConvertible {
  var description: String {
    switch self {
    case .missing(let kind, let id, let referrer):
      "the index does not know \(kind.name) blob \(id), which \(referrer) needs"
    case .unreadable(let tree, let error): "tree \(tree) cannot be read: \(error.message.prefix { $0 != ";" })"
    case .incomplete(let tree, let name, let kind):
      "\(kind == .directory ? "folder" : "file") \(name) in tree \(tree) has no \(kind == .directory ? "tree" : "content")"
    }
  }
}
