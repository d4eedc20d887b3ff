import Foundation

/// What a run of the program left behind.
struct Outcome {
  var status: Int32
  /// The bytes of standard output.
  var output: Data
  /// Standard error as text.
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self) }

  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Standard output as JSON, one object a line; a line that is none is an object with the key `broken`.
  var objects: [[String: Any]] {
    lines.map { line in
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
      return object as? [String: Any] ?? ["broken": line]
    }
  }

  func objects(of type: String) -> [[String: Any]] { objects.filter { $0["type"] as? String == type } }
}
