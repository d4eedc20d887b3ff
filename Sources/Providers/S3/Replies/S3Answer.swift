/// A document that is either what was asked for or an error: some replies of status 200 turn out to be one.
struct S3Answer<Model: XMLModel>: XMLModel {
  private(set) var model: Model
  private(set) var error: ErrorReply?

  init(_ model: Model) { self.model = model }

  static func accepts(root: String) -> Bool { Model.accepts(root: root) || ErrorReply.accepts(root: root) }

  mutating func end(_ path: XMLPath, text: String) {
    if ErrorReply.accepts(root: path.root) {
      var error = error ?? ErrorReply()
      error.end(path, text: text)
      self.error = error
    } else {
      model.end(path, text: text)
    }
  }
}
