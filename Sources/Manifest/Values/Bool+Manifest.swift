extension Bool {
  /// `true`, `yes`, `false` and `no`; nothing else is a yes or a no.
  init?(manifestText text: some StringProtocol) {
    switch text {
    case "true", "yes": self = true
    case "false", "no": self = false
    default: return nil
    }
  }
}
