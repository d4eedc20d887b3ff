import Glibc

/// The files of this checkout, for tests that compare with what is committed or run what it shows.
enum Checkout {
  static func path(_ relative: String) -> String {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/" + relative
  }

  static func text(_ relative: String) -> String? {
    guard let file = fopen(path(relative), "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to relative: String) {
    guard let file = fopen(path(relative), "w") else { return }
    fputs(text, file)
    fclose(file)
  }
}
