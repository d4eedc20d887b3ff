/// Calendar expressions, some of them wrong: a fixed list of hard ones, and random ones from a seed.
struct ExpressionGenerator {
  static let chosen = [
    "02:30", "*:0/15", "12", "Mon 12", "*-*-*", "2026-*-* 1", "1-31", "mon,TUESDAY 5:0", "Mon-Fri 5:0", "Mon..Mon 5:0",
    "*-*-5/27 1:0", "*-*-5/26 1:0", "*-*~7/1 1:0", "*-*~7/7 1:0", "*-*~29 1:0", "*-*~28 1:0", "*:0..9/900", "*:0/59",
    "*:1/59", "*:0..59/59", "2020..2030/2-1-1", "2020/2-1-1", "2300-1-1", "1969-1-1", "*:*:*", "*:0/1", "*:0/0",
    "*:5..2", "*:5..5", "Mon..Sun 1:0", "Mon Tue 1:0", "02:30:60", "001:0002", "hourly Europe/Berlin", "DAILY",
    "*-*~* 1:0", "*~1 1:0", "*-*~1", "1..3,2:0", "3,1,2:0", "1,2/2,2..9:0", "1..9/3,1..9:0", "*,3:0", "3,*:0", "Mon,:0",
    "1,:0", "02:30 utc", "Mon, 1:0", "Mon.. 1:0", "*-*-1..", "Mon *-05~07/1", "*-*~1..9/3", "99-1-1", "100-1-1",
    "69-1-1", "1:0 UTC UTC", "*-02-29 1:0", "Fri *-*-13", "*-03-29,30 2:30", "*-*-* 1,2,3:15", "biannually", "Sun",
  ]

  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> String {
    var words: [String] = []
    if chance(3) {
      let from = random(7)
      let to = min(6, from + random(4))
      let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
      words.append(chance(2) ? "\(names[from])..\(names[to])" : "\(names[from]),\(names[to])")
    }
    if chance(2) {
      let separator = chance(4) ? "~" : "-"
      let year = chance(2) ? "" : chance(2) ? "*-" : "\(2025 + random(4))-"
      // systemd 252 shrinks the range with each item of a list behind ~, and misreads `~*` across midnight.
      let day = separator == "~" ? "\(1 + random(28))" : field(1...31)
      words.append("\(year)\(field(1...12))\(separator)\(day)")
    }
    if words.isEmpty || chance(2) {
      words.append("\(field(0...23)):\(field(0...59))" + (chance(4) ? ":\(field(0...59))" : ""))
    }
    return words.joined(separator: " ")
  }

  private mutating func field(_ range: ClosedRange<Int>) -> String {
    if chance(3) { return "*" }
    return (0...random(3)).map { _ in
      let start = range.lowerBound + random(range.count)
      var text = "\(start)"
      if chance(4) { text += "..\(start + random(range.upperBound - start + 1))" }
      if chance(4) { text += "/\(1 + random(range.count / 2))" }
      return text
    }.joined(separator: ",")
  }

  private mutating func chance(_ one: Int) -> Bool { random(one) == 0 }

  /// SplitMix64.
  private mutating func random(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ value >> 31) % UInt64(bound))
  }
}
