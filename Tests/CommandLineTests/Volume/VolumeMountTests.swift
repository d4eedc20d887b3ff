import Foundation
import Glibc
import Testing

/// A file system of this machine on a served volume: nbdfuse, a loop device, ext4.
@Suite("File systems on volumes", .enabled(if: SmallDisk.canMount, "mounting is for root"))
struct VolumeMountTests {
  /// Functions to attach and detach a volume, and a load that notes in `synced` each file once fsync has returned for it.
  private static func script(_ volumes: VolumeStage, _ name: String) -> String {
    """
    set -u
    detach() {
      umount mnt 2>/dev/null || umount -l mnt 2>/dev/null
      test -z "${loop:-}" || losetup -d $loop
      fusermount3 -u fuse 2>/dev/null || fusermount3 -uz fuse 2>/dev/null
    }
    trap detach EXIT
    attach() {
      mkdir -p fuse mnt
      nbdfuse fuse/disk '\(volumes.address(of: name))' 2>fuse.log &
      until test -s fuse/disk; do kill -0 $! || exit 9; sleep 0.05; done
      loop=$(losetup -f --show fuse/disk) || exit 8
    }
    load() {
      for number in $(seq 1 80); do
        head -c $((number * 97 % 60000 + 1)) noise >mnt/new || return
        sync mnt/new || return
        mv mnt/new mnt/file-$((number % 30)) || return
        sync mnt || return
        echo $number $((number % 30)) >>synced
        test $((number % 25)) != 0 || { rm mnt/file-$((number % 10 + 1)); sync mnt; fstrim mnt; } || return
      done
    }
    """
  }

  @Test(
    "ext4 is clean after a load, and after a kill of the server and a replay",
    arguments: ["disk", "weed", "back", "weed-back"])
  func ext4(_ name: String) async throws {
    try await VolumeServeTests.play { volumes in
      let scene = volumes.scene
      let script = Self.script(volumes, name) + "\n"
      let first = try volumes.serve(name)
      let whole = try scene.shell(
        script + """
          head -c 60001 /dev/urandom >noise
          attach; mkfs.ext4 -q $loop && mount $loop mnt && cp -r tree/docs mnt/ && load || exit 7
          cmp tree/docs/volumes.md mnt/docs/volumes.md && detach || exit 6
          nbdcopy '\(volumes.address(of: name))' out.img && e2fsck -fn out.img
          """)
      #expect(whole.status == 0, "\(whole.text) \(whole.errors)")

      // The server goes while files are being written.
      try scene.shell("rm -f synced")
      let loading = try Program.start(
        URL(fileURLWithPath: "/bin/bash"),
        ["-c", script + "attach; mount $loop mnt || exit 7; rm -f mnt/file-*; load"],
        in: scene.folder, environment: scene.environment)
      try volumes.wait("for some files", while: { loading.process.isRunning }) {
        try scene.shell("test $(wc -l <synced) -ge 20").status == 0
      }
      kill(first.process.processIdentifier, SIGKILL)
      _ = try first.finish()
      _ = try loading.finish()

      let second = try volumes.serve(name)
      let after = try scene.shell(
        script + """
          nbdcopy '\(volumes.address(of: name))' out.img || exit 5
          e2fsck -fy out.img >repair || test $? = 1 || exit 4
          e2fsck -fn out.img || exit 3
          mkdir -p seen; mount -o loop,ro out.img seen || exit 2
          # The newest of each name that fsync returned for, but for the last, which may have been replaced, and those
          # that may have been removed since.
          tail -n 12 synced | head -n -1 | while read number name; do
            test -e seen/file-$name || continue
            head -c $((number * 97 % 60000 + 1)) noise | cmp - seen/file-$name || echo "file-$name differs" >>lost
          done
          tail -n 2 synced | head -n 1 | while read number name; do test -e seen/file-$name || echo "no file-$name" >>lost; done
          umount seen
          ! test -e lost
          """)
      #expect(after.status == 0, "\(after.text) \(after.errors)")
      try volumes.stop(second)
    }
  }
}
