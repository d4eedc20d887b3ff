import HTTPTypes

/// A request to one of the services before it is signed: it can be sent again.
struct AzureRequest: Sendable {
  enum Target: Sendable, Hashable {
    /// Where containers are.
    case account
    /// Of files: a share.
    case container
    /// Of files: a file or a directory, by its path.
    case blob(key: String)
  }

  var method: HTTPRequest.Method
  var target: Target
  /// Names and values, not encoded.
  var query: [(name: String, value: String)]
  var fields = HTTPFields()
  var body = HTTPBody.none
  var sink: (any ByteSink)?
  /// Continues the sentence "… failed": "reading".
  var action: String

  init(
    _ method: HTTPRequest.Method, _ target: Target, _ query: [(name: String, value: String)] = [], action: String
  ) {
    self.method = method
    self.target = target
    self.query = query
    self.action = action
    // HTTP wants to know that there is none.
    if method == .put || method == .post { body = .bytes([]) }
  }
}
