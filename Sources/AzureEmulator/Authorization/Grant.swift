/// What a request may do.
enum Grant: Sendable {
  /// It is signed with the account's key, or an identity vouches for it.
  case everything
  /// The letters of its shared access signature.
  case permissions(String)
  /// It says nothing of who sends it.
  case none

  /// What permits only to create must not replace anything.
  var mayOverwrite: Bool {
    switch self {
    case .everything: true
    case .permissions(let letters): letters.contains("w")
    case .none: false
    }
  }
}
