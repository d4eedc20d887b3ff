import Glibc
import ResticRepository
import Testing

@Suite("Trees that restic wrote")
struct TreeRoundTripTests {
  /// Everything awkward that fits into a folder without being root, plus what root may add.
  static let awkwardTree = #"""
    mkdir -p source/plain source/names source/empty; cd source
    printf hello > plain/file; : > plain/nothing; ln plain/file plain/hard; ln -s ../plain/file plain/link
    ln -s 'a<b>&"c\d' plain/odd-link; ln -s $'line\nbreak\u2028\u2029\x7f' plain/link2; ln -s nowhere plain/dangling
    mkfifo plain/fifo; chmod 4755 plain/file; chmod 0 plain/nothing; chmod 1777 empty; chmod 2750 names
    python3 - <<'P'
    import os, socket
    names = [b'<a>&"\'\\', b'tab\tnewline\nreturn\rbell\x07\x08\x0b\x0c\x1b', b'\x01\x7f', b'caf\xc3\xa9', b'\xff\xfe',
             b'cut\xe2\x82', b'nbsp\xc2\xa0soft\xc2\xad', b'\xe2\x80\xa8\xe2\x80\xa9', b'\xf0\x9f\x98\x80',
             b'\xf0\x9f\xab\xa0', b'\xee\x80\x80', b'\xef\xbf\xbd', b'\xef\xbf\xbe', b'\xed\xa0\x80', b'\xe3\x80\x80',
             b'\xf0\x9f\x87\xa9', b'\xe2\x80\x8b', b'\xcd\xb8', b'\xd8\x9c', b'\xf3\xa0\x81\x81', b'\\x41', b'\\', b'"', b' ',
             b'-', b'~', b'...', b'a\xc2', b'\xc2\x85', b'\xf4\x90\x80\x80', b'\xc0\x80', b'x'*255]
    for n in names: open(b'names/' + n, 'w').close()
    for i, ns in enumerate([-1, -1_000_000_001, 1, 10, 999_999_999, 1_700_000_000_120_000_000, -2_000_000_000*10**9,
                            4_000_000_000*10**9+5, 1_711_846_799*10**9, 1_711_846_800*10**9, 0,
                            -62_135_596_800*10**9, -2_440_000_000*10**9 - 28*10**9]):
      p = 'time%02d' % i
      open(p, 'w').close()
      try: os.utime(p, ns=(ns, ns))
      except OverflowError: pass
    try: socket.socket(socket.AF_UNIX).bind('plain/socket')
    except OSError: pass
    for n, v in [('user.empty', b''), ('user.one', b'\x00'), ('user.b', b'\xff\xfe\xfd'), ('user.<&>', b'value' * 40)]:
      try: os.setxattr('plain/file', n, v)
      except OSError: pass
    P
    setfacl -m u:1234:r plain/file || true
    mknod plain/null c 1 3 || true; mknod plain/disk b 8 1 || true
    """#

  @Test("Read and written again, they are the same bytes", arguments: ["UTC", "Europe/Berlin", "America/St_Johns"])
  func bytesAreReproduced(zone: String) throws {
    let oracle = try ResticOracle(zone: zone)
    try oracle.shell(Self.awkwardTree)
    #expect(try Self.reproduceTrees(oracle) >= 5)
  }

  @Test(
    "Every character of Unicode in a name: restic and this program agree on which are escaped",
    .enabled(if: getenv("ELASTO_TEST_EXHAUSTIVE") != nil, "slow; set ELASTO_TEST_EXHAUSTIVE"))
  func allOfUnicode() throws {
    let oracle = try ResticOracle()
    try oracle.shell(
      """
      mkdir source; cd source
      python3 - <<'P'
      import os
      for block in range(1, 0x110000 // 60 + 1):
        name = ''.join(chr(c) for c in range(block * 60, block * 60 + 60) if not 0xd800 <= c < 0xe000 and c < 0x110000)
        if not name: continue
        os.makedirs(str(block // 500), exist_ok=True)
        open(os.path.join(str(block // 500), name), 'w').close()
      P
      """)
    #expect(try Self.reproduceTrees(oracle) >= 30)
  }

  /// Backs `source` up, and compares each tree with what our writer makes of what our reader found.
  private static func reproduceTrees(_ oracle: ResticOracle) throws -> Int {
    try oracle.restic("init")
    try oracle.restic("backup", "-q", oracle.folder + "/source")
    var trees = 0
    for line in oracle.lines(try oracle.restic("list", "blobs", "-q")) where line.hasPrefix("tree ") {
      let bytes = try oracle.restic("cat", "blob", String(line.dropFirst(5)))
      trees += 1
      let tree = try Tree(decoding: bytes)
      let written = try tree.encoded()
      #expect(
        written == bytes, "\(String(decoding: bytes, as: UTF8.self))\n\(String(decoding: written, as: UTF8.self))")
      for node in tree.nodes where node.kind != .unknown {
        #expect(node.mode.kind == node.kind, "\(node.displayName)")
        #expect(FileMode(unixMode: node.mode.unixMode) == node.mode)
      }
    }
    return trees
  }
}
