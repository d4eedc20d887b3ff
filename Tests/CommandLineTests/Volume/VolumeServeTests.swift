import Foundation
import Glibc
import Testing

/// Volumes served over NBD by the built binary; qemu, libnbd's tools, e2fsck and Azure's SDK judge.
@Suite("Serving volumes")
struct VolumeServeTests {
  enum Backing: String, CaseIterable, Sendable {
    case disk, diskVHD = "disk-vhd", weed, az, azVHD = "az-vhd", sealed, back, weedBack = "weed-back"
  }

  /// A stage with a volume of each kind, made, and an image of ext4 with a real tree in it.
  static func play(_ body: (VolumeStage) async throws -> Void) async throws {
    try await ObjectStage.play { stage in
      let scene = stage.scene
      try scene.shell("umask 077; openssl rand -hex 64 >volume.key")
      let back = "mode: write-back, max-dirty: 16 MiB, max-dirty-age: 1s"
      func entry(_ name: Backing, _ cloud: ObjectStage.Cloud, _ more: String = "") -> String {
        """
          \(name.rawValue):
            size: 64 MiB
            backing: "\(stage.place(cloud, "v/\(name.rawValue)"))"
            serve: { nbd: { listen: "unix:\(scene.path("\(name.rawValue).nbd"))" } }
        \(more)

        """
      }
      try scene.write(
        "elasto.yaml",
        try scene.read("elasto.yaml") + "volumes:\n" + entry(.disk, .disk) + entry(.diskVHD, .disk, "    format: vhd")
          + entry(.weed, .weed, "    block-size: 256 KiB") + entry(.az, .az, "    cache: { size: 16 MiB }")
          + entry(.azVHD, .az, "    format: vhd")
          + entry(.sealed, .az, "    encryption: { key: { file: volume.key } }")
          + entry(.back, .az, "    cache: { path: \(scene.path("back.cache")), size: 48 MiB, \(back) }")
          + entry(
            .weedBack, .weed,
            "    block-size: 256 KiB\n    cache: { path: \(scene.path("weed.cache")), size: 48 MiB, \(back) }"))
      let made = try scene.shell(
        """
        set -e
        mkdir tree; cp -r \(Checkout.folder.path)/docs tree/; ln -s docs/volumes.md tree/link
        head -c 12000000 /dev/urandom >tree/noise
        mke2fs -q -t ext4 -d tree image 64M
        """)
      #expect(made.status == 0, "\(made.errors)")
      let applied = try scene.run("apply", "--auto-approve")
      try #require(applied.status == 0, "\(applied.errors)")
      let volumes = VolumeStage(stage: stage)
      defer { volumes.killServers() }
      try await body(volumes)
    }
  }

  @Test("an image that was written while the server was killed is the image", arguments: Backing.allCases)
  func killedInTheMiddle(_ backing: Backing) async throws {
    try await Self.play { volumes in
      let (scene, name) = (volumes.scene, backing.rawValue)
      let first = try volumes.serve(name)
      let writing = try Program.start(
        URL(fileURLWithPath: "/usr/bin/qemu-img"),
        ["convert", "-n", "-r", "24M", "-f", "raw", "-O", "raw", "image", volumes.address(of: name)], in: scene.folder,
        environment: scene.environment)
      try volumes.wait("for some of it to be written") { try volumes.written(to: name) > 2 << 20 }
      kill(first.process.processIdentifier, SIGKILL)
      _ = try first.finish()
      #expect(try writing.finish().status != 0)

      let second = try volumes.serve(name)
      let judged = try scene.shell(
        """
        set -e
        qemu-img convert -n -f raw -O raw image '\(volumes.address(of: name))'
        qemu-img compare -f raw -F raw image '\(volumes.address(of: name))'
        nbdcopy '\(volumes.address(of: name))' back.img
        cmp image back.img
        e2fsck -fn back.img
        debugfs -R 'cat /docs/volumes.md' back.img 2>/dev/null | cmp - tree/docs/volumes.md
        """)
      #expect(judged.status == 0, "\(judged.text) \(judged.errors)")
      try volumes.stop(second)
      try volumes.judgeStorage(backing)
    }
  }

  @Test("a changed manifest is taken up, and clients of what stays notice nothing")
  func reload() async throws {
    try await Self.play { volumes in
      let scene = volumes.scene
      let whole = try scene.read("elasto.yaml")
      let onlyDisk = whole.components(separatedBy: "  disk-vhd:").first ?? ""
      try scene.write("elasto.yaml", onlyDisk)
      let server = try volumes.serve("disk", named: [])
      // One client over all of it.
      let client = try Program.start(
        URL(fileURLWithPath: "/usr/bin/qemu-img"),
        ["convert", "-n", "-r", "24M", "-f", "raw", "-O", "raw", "image", volumes.address(of: "disk")],
        in: scene.folder, environment: scene.environment)
      try volumes.wait("for some of it to be written") { try volumes.written(to: "disk") > 2 << 20 }
      try scene.write("elasto.yaml", whole)
      kill(server.process.processIdentifier, SIGHUP)
      try volumes.waitForServer("az")
      try scene.write("elasto.yaml", onlyDisk)
      kill(server.process.processIdentifier, SIGHUP)
      try volumes.wait("for the others to go") { try scene.shell("test -e az.nbd").status != 0 }
      try scene.write("elasto.yaml", "version: 1\nvolumes: [\n")
      kill(server.process.processIdentifier, SIGHUP)
      let outcome = try client.finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try scene.shell("qemu-img compare -f raw -F raw image '\(volumes.address(of: "disk"))'").status == 0)
      kill(server.process.processIdentifier, SIGTERM)
      let end = try server.finish()
      #expect(end.status == 0, "\(end.errors)")
      #expect(end.errors.contains("reload"), "\(end.errors)")
    }
  }

  @Test("one server at a time: on this machine by its socket, from elsewhere by its lease")
  func oneServer() async throws {
    try await Self.play { volumes in
      let scene = volumes.scene
      for name in ["disk", "weed", "az"] {
        let server = try volumes.serve(name)
        let second = try scene.run("volume", "serve", name)
        #expect(second.status == 1)
        #expect(second.errors.contains("another server listens there"), "\(second.errors)")
        let other = try scene.shell(
          "sed 's/\(name).nbd/other.nbd/' elasto.yaml >other.yaml; STATE_DIRECTORY=$PWD/other $elasto -f other.yaml volume serve \(name)"
        )
        #expect(other.status == 11)
        #expect(other.errors.contains("another process has the volume open"), "\(other.errors)")
        // The first has not noticed.
        let written = try scene.shell(
          "qemu-img convert -n -f raw -O raw image '\(volumes.address(of: name))' && qemu-img compare -f raw -F raw image '\(volumes.address(of: name))'"
        )
        #expect(written.status == 0, "\(written.errors)")
        try volumes.stop(server)
      }
    }
  }

  @Test("top and Prometheus tell what clients did")
  func figures() async throws {
    try await Self.play { volumes in
      let scene = volumes.scene
      let server = try volumes.serve("az", "--metrics", "unix:\(scene.path("metrics"))")
      #expect(
        try scene.shell("qemu-img convert -n -f raw -O raw image '\(volumes.address(of: "az"))'").status == 0)
      let metrics = try scene.shell("curl -s --unix-socket metrics http://localhost/metrics").text
      #expect(metrics.contains("elasto_volume_size_bytes{volume=\"az\"} 67108864"), "\(metrics)")
      #expect(metrics.contains("elasto_volume_cache_misses_total{volume=\"az\"}"))
      #expect(try volumes.written(to: "az") > 12_000_000)
      let top = try scene.run("volume", "top", "--interval", "0.1", "--json").objects(of: "volume_rates")
      #expect(top.first?["volume"] as? String == "az")
      let table = try scene.run("volume", "top", "--interval", "0.1")
      #expect(table.lines.count == 2 && table.text.hasPrefix("VOLUME"), "\(table.text)")
      try volumes.stop(server)
      let none = try scene.run("volume", "top", "--interval", "0.1")
      #expect(none.status == 1)
      #expect(none.errors.contains("no volume of this manifest is served"), "\(none.errors)")
    }
  }

  @Test(
    "a volume grows while it is served, and what is written behind its old end is kept",
    arguments: ["disk-vhd", "back"])
  func growth(_ name: String) async throws {
    try await Self.play { volumes in
      let scene = volumes.scene
      let server = try volumes.serve(name)
      let resized = try scene.run("volume", "resize", name, "--size", "96 MiB")
      #expect(resized.status == 0, "\(resized.errors)")
      let judged = try scene.shell(
        """
        set -e
        test $(nbdinfo --size '\(volumes.address(of: name))') = $((96 << 20))
        truncate -s 96M image
        head -c 5000000 /dev/urandom | dd of=image bs=1M seek=90 conv=notrunc status=none
        qemu-img convert -n -f raw -O raw image '\(volumes.address(of: name))'
        qemu-img compare -f raw -F raw image '\(volumes.address(of: name))'
        """)
      #expect(judged.status == 0, "\(judged.text) \(judged.errors)")
      try volumes.stop(server)
      let exported = try scene.shell(
        "sed 's/size: 64 MiB\\b/size: 96 MiB/' elasto.yaml >large.yaml; $elasto -f large.yaml volume export \(name) out.img && cmp image out.img"
      )
      #expect(exported.status == 0, "\(exported.text) \(exported.errors)")
    }
  }

  @Test("another key is noticed before anything is written")
  func wrongKey() async throws {
    try await Self.play { volumes in
      let scene = volumes.scene
      try scene.shell("umask 077; openssl rand -hex 64 >volume.key")
      let outcome = try scene.run("volume", "serve", "sealed")
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains("another key"), "\(outcome.errors)")
    }
  }
}
