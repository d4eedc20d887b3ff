/// The second guard behind the tree reader's: nothing but a plain name reaches a system call.
enum TargetName {
  static func isSafe(_ name: [UInt8]) -> Bool {
    !name.isEmpty && name.count <= 255 && name != [UInt8(ascii: ".")] && name != Array("..".utf8)
      && !name.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }
}
