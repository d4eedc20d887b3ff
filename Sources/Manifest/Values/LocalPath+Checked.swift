extension LocalPath {
  /// The text of a path as someone writes it, or why it would not mean what it seems to.
  static func checked(_ text: String) throws(ValueFault) -> String {
    if text.isEmpty { throw ValueFault("an empty path") }
    if text == "~" || text.hasPrefix("~/") { throw ValueFault("\"~\" is not expanded here: write the folder out") }
    return text
  }
}
