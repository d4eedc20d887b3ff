/// A document that is either what was asked for or an error: some replies of status 200 turn out to be one.
struct S3Answer<Model: XMLModel>: XMLModel {
  private(set) var model: Model
  private(set) var error: S3ErrorReply?

  init(_ model: Model) { self.model = model }

  static func accepts(root: String) -> Bool { Model.accepts(root: root) || S3ErrorReply.accepts(root: root) }

  mutating func end(_ path: XMLPath, text: String) {
    if S3ErrorReply.accepts(root: path.root) {
      var error = error ?? S3ErrorReply()
      error.end(path, text: text)
      self.error = error
    } else {
      model.end(path, text: text)
    }
  }
}
