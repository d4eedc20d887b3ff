/// A step of a compiled glob.
enum GlobToken: Sendable, Hashable {
  case byte(UInt8)
  /// `?`
  case anyByte
  /// `*`
  case anyRun
  /// `**/`: nothing, or whole components with the `/` after them.
  case anyComponents
  /// `/**` at the end, after its `/`: at least one byte of anything.
  case anythingBelow
  case oneOf(ByteSet)
}

extension GlobToken {
  static func parse(_ bytes: [UInt8], of text: String) throws(PatternError) -> [GlobToken] {
    var tokens: [GlobToken] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\\"):
        guard index + 1 < bytes.count else {
          throw PatternError(pattern: text, message: "ends with a \\ that stands before nothing")
        }
        tokens.append(.byte(bytes[index + 1]))
        index += 2
      case UInt8(ascii: "?"):
        tokens.append(.anyByte)
        index += 1
      case UInt8(ascii: "["):
        let (set, end) = try ByteSet.parse(bytes, from: index, of: text)
        tokens.append(.oneOf(set))
        index = end
      case UInt8(ascii: "*"):
        index = appendStars(bytes, index, &tokens)
      default:
        tokens.append(.byte(byte))
        index += 1
      }
    }
    return tokens
  }

  /// `**` counts for more than `*` only as a whole component. Returns where the pattern goes on.
  private static func appendStars(_ bytes: [UInt8], _ start: Int, _ tokens: inout [GlobToken]) -> Int {
    let slash = UInt8(ascii: "/")
    var end = start
    while end < bytes.count, bytes[end] == UInt8(ascii: "*") { end += 1 }
    let beginsComponent = start == 0 || bytes[start - 1] == slash
    if end - start > 1, beginsComponent, end < bytes.count, bytes[end] == slash {
      if tokens.last != .anyComponents { tokens.append(.anyComponents) }
      return end + 1
    }
    if end - start > 1, beginsComponent, end == bytes.count, start > 0 {
      tokens.append(.anythingBelow)
      return end
    }
    tokens.append(.anyRun)
    return end
  }

  /// Matches all of `subject`. Goes back to the last `*` and the last `**/` only, so that time grows with the
  /// product of the lengths and never faster.
  static func matches(_ tokens: Span<GlobToken>, _ subject: Span<UInt8>) -> Bool {
    let slash = UInt8(ascii: "/")
    var token = 0
    var position = 0
    var runRetry: (token: Int, position: Int)?
    var componentsRetry: (token: Int, position: Int)?
    while true {
      if token < tokens.count {
        switch tokens[token] {
        case .anyRun:
          runRetry = (token + 1, position)
          token += 1
          continue
        case .anyComponents:
          componentsRetry = (token + 1, position)
          runRetry = nil
          token += 1
          continue
        case .anythingBelow:
          if position < subject.count { return true }
        case .byte(let byte):
          if position < subject.count, subject[position] == byte {
            token += 1
            position += 1
            continue
          }
        case .anyByte:
          if position < subject.count, subject[position] != slash {
            token += 1
            position += 1
            continue
          }
        case .oneOf(let set):
          if position < subject.count, subject[position] != slash, set.contains(subject[position]) {
            token += 1
            position += 1
            continue
          }
        }
      } else if position == subject.count {
        return true
      }
      // A mismatch: let the last `*` take one byte more, or the last `**/` one component more.
      if let retry = runRetry, retry.position < subject.count, subject[retry.position] != slash {
        runRetry = (retry.token, retry.position + 1)
        token = retry.token
        position = retry.position + 1
        continue
      }
      guard let retry = componentsRetry else { return false }
      var next = retry.position
      while next < subject.count, subject[next] != slash { next += 1 }
      guard next < subject.count else { return false }
      componentsRetry = (retry.token, next + 1)
      runRetry = nil
      token = retry.token
      position = next + 1
    }
  }
}
