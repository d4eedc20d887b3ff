import Foundation
import Testing

@testable import elasto_sync

@Suite("JSON")
struct JSONObjectTests {
  private func text(_ fill: (inout JSONObject) -> Void) -> String {
    var object = JSONObject()
    fill(&object)
    var text = JSONText()
    object.write(to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test("members stand in the order in which they were added; absent ones are left out")
  func members() {
    let written = text { object in
      object.add("b", 1)
      object.add("a", ["x", "y"])
      object.add("none", ifPresent: String?.none)
      object.add("is", true)
      object.add("share", 0.5)
      object.add("infinite", Double.infinity)
      object.add("inner", JSONObject())
    }
    #expect(written == #"{"b":1,"a":["x","y"],"is":true,"share":0.5,"infinite":null,"inner":{}}"#)
  }

  @Test("any text comes back", arguments: ["", "\"\\/\n\r\t\u{0}\u{1f}\u{7f}", "häßlich 🌍 \u{2028}", "a\u{301}"])
  func strings(value: String) throws {
    let written = text { $0.add("v", value) }
    let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: String]
    #expect(read?["v"].map { Array($0.utf8) } == Array(value.utf8))
  }

  @Test("bytes that are not UTF-8 are there exactly, beside what can be shown")
  func bytes() {
    #expect(text { $0.add("path", bytes: Array("/ö".utf8)) } == #"{"path":"/ö"}"#)
    #expect(text { $0.add("path", bytes: [0x2f, 0xff]) } == "{\"path\":\"/\u{fffd}\",\"path_base64\":\"L/8=\"}")
  }
}
