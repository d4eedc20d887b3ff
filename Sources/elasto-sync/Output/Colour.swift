/// The few colours there are, as terminals understand them (ECMA-48, "Select Graphic Rendition").
enum Colour: String {
  case red = "31"
  case green = "32"
  case yellow = "33"
  case bold = "1"
  case dim = "2"
}

extension Terminal {
  /// The text in a colour where colours are wanted, and as it is elsewhere.
  func paint(_ text: String, _ colour: Colour) -> String {
    hasColour ? "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m" : text
  }
}
