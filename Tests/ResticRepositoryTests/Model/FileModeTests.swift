import ResticRepository
import Testing

@Suite("File modes")
struct FileModeTests {
  @Test(
    "st_mode and Go's bits",
    arguments: [
      (0o100644, 0o644, .file), (0o040755, 1 << 31 | 0o755, .directory), (0o120777, 1 << 27 | 0o777, .symlink),
      (0o060660, 1 << 26 | 0o660, .blockDevice), (0o020666, 1 << 26 | 1 << 21 | 0o666, .characterDevice),
      (0o010600, 1 << 25 | 0o600, .fifo), (0o140755, 1 << 24 | 0o755, .socket),
      (0o107777, 1 << 23 | 1 << 22 | 1 << 20 | 0o777, .file),
    ] as [(UInt32, UInt32, NodeKind)])
  func conversion(unix: UInt32, go: UInt32, kind: NodeKind) {
    let mode = FileMode(unixMode: unix)
    #expect(mode.rawValue == go)
    #expect(mode.kind == kind)
    #expect(mode.unixMode == unix)
    #expect(mode.permissions == unix & 0o7777)
  }
}
