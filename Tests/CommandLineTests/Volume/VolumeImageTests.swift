import Foundation
import ProvidersTesting
import Testing

/// Images into volumes and out of them, on each kind of backing; e2fsck and qemu-img judge.
@Suite("Images of volumes")
struct VolumeImageTests {
  /// A stage with a volume of each form, and an image of ext4 with a real tree in it.
  private static func play(_ body: (ObjectStage) async throws -> Void) async throws {
    try await ObjectStage.play { stage in
      let scene = stage.scene
      try scene.shell("umask 077; openssl rand -hex 64 >volume.key")
      try scene.write(
        "elasto.yaml",
        try scene.read("elasto.yaml") + """
          volumes:
            disk: { size: 64 MiB, backing: "\(stage.place(.disk, "v/disk.img"))" }
            disk-vhd: { size: 64 MiB, backing: "\(stage.place(.disk, "v/disk.vhd"))", format: vhd }
            weed: { size: 64 MiB, backing: "\(stage.place(.weed, "v/disk"))", block-size: 256 KiB }
            az: { size: 64 MiB, backing: "\(stage.place(.az, "v/disk"))" }
            az-vhd: { size: 64 MiB, backing: "\(stage.place(.az, "v/disk.vhd"))", format: vhd }
            sealed:
              size: 64 MiB
              backing: "\(stage.place(.az, "v/sealed"))"
              encryption: { key: { file: volume.key } }

          """)
      let made = try scene.shell(
        """
        set -e
        mkdir tree; cp -r \(Checkout.folder.path)/docs tree/; ln -s docs/volumes.md tree/link
        head -c 3000000 /dev/urandom >tree/noise
        mke2fs -q -t ext4 -d tree image 48M
        """)
      #expect(made.status == 0, "\(made.errors)")
      let applied = try scene.run("apply", "--auto-approve")
      #expect(applied.status == 0, "\(applied.errors)")
      try await body(stage)
    }
  }

  @Test("what goes in comes out, on every backing, and only what holds data is moved")
  func roundTrip() async throws {
    try await Self.play { stage in
      let scene = stage.scene
      for name in ["disk", "disk-vhd", "weed", "az", "az-vhd", "sealed"] {
        let moved = try scene.run("volume", "import", name, "image", "--json").objects(of: "volume_transfer")
        let written = try #require(moved.first?["written"] as? Int, "\(name)")
        #expect(written > 3_000_000 && written < 20 << 20, "\(name): \(written)")
        let exported = try scene.run("volume", "export", name, "\(name).out")
        #expect(exported.status == 0, "\(exported.errors)")
        let judged = try scene.shell(
          """
          set -e
          test $(stat -c %s \(name).out) = 67108864
          head -c 48M \(name).out | cmp - image
          test $(tail -c +50331649 \(name).out | tr -d '\\0' | wc -c) = 0
          test $(du -m \(name).out | cut -f1) -lt 24
          cp --sparse=always \(name).out fs; truncate -s 48M fs; e2fsck -fn fs
          debugfs -R 'cat /docs/volumes.md' fs 2>/dev/null | cmp - tree/docs/volumes.md
          """)
        #expect(judged.status == 0, "\(name): \(judged.text) \(judged.errors)")
        let checked = try scene.run("volume", "check", name, "--json").objects(of: "volume_checked")
        #expect(checked.first?["read"] as? Bool == true)
      }
    }
  }

  @Test("a VHD is one to qemu, as a file and as a blob that Azure's SDK fetches; a sealed blob holds no plain text")
  func judges() async throws {
    try await Self.play { stage in
      let scene = stage.scene
      for name in ["disk-vhd", "az-vhd", "az", "sealed"] {
        #expect(try scene.run("volume", "import", name, "image").status == 0)
      }
      try scene.writePrivate("connection", stage.account.connectionString)
      let judged = try stage.shell(
        """
        cat >fetch.py <<'END'
        import sys
        from azure.storage.blob import BlobClient
        blob = BlobClient.from_connection_string(open("connection").read(), "\(stage.container)", sys.argv[1])
        assert blob.get_blob_properties().blob_type == "PageBlob"
        open(sys.argv[2], "wb").write(blob.download_blob().readall())
        END
        cp --sparse=always image padded; truncate -s 64M padded
        python fetch.py v/disk raw; cmp raw padded
        python fetch.py v/disk.vhd blob.vhd; cp disk/\(stage.container)/v/disk.vhd file.vhd
        "$elasto" volume export az-vhd out.vhd --format vhd
        for vhd in blob.vhd file.vhd out.vhd; do
          qemu-img info -f vpc $vhd | grep -q '(67108864 bytes)'
          qemu-img compare -f vpc -F raw $vhd padded
        done
        python fetch.py v/sealed sealed
        grep -q '# Volumes' raw
        ! grep -q '# Volumes' sealed
        """)
      #expect(judged.status == 0, "\(judged.text) \(judged.errors)")
    }
  }

  @Test("by pipe it is the same, and a pipe that is too long or of another format is refused")
  func pipes() async throws {
    try await Self.play { stage in
      let scene = stage.scene
      let judged = try stage.shell(
        """
        "$elasto" volume import weed - <image
        "$elasto" volume export weed - >piped
        cmp -n 50331648 piped image
        "$elasto" volume export weed - --format vhd >piped.vhd
        qemu-img info -f vpc piped.vhd | grep -q '(67108864 bytes)'
        "$elasto" volume import sealed - --format vhd <piped.vhd
        "$elasto" volume export sealed - | cmp - piped
        """)
      #expect(judged.status == 0, "\(judged.text) \(judged.errors)")
      let long = try scene.shell("cat image image | $elasto volume import disk -")
      #expect(long.status == 1 && long.errors.contains("more than the 67108864 bytes"), "\(long.errors)")
      let cut = try scene.shell("head -c 1000000 piped.vhd | $elasto volume import az - --format vhd")
      #expect(cut.status == 1 && cut.errors.contains("no footer of a VHD"), "\(cut.errors)")
      let other = try scene.shell("qemu-img create -q -f qcow2 q 1M; $elasto volume import az q")
      #expect(other.status == 64 && other.errors.contains("qcow2"), "\(other.errors)")
    }
  }

  @Test("a volume that holds data takes another image only where that is allowed, and is zeros behind it then")
  func overwriting() async throws {
    try await Self.play { stage in
      let scene = stage.scene
      for name in ["disk", "weed", "az"] {
        #expect(try scene.run("volume", "import", name, "image").status == 0)
        try scene.write("small", "small\n")
        let refused = try scene.run("volume", "import", name, "small")
        #expect(refused.status == 4 && refused.errors.contains("it holds data"), "\(refused.errors)")
        #expect(try scene.run("volume", "import", name, "small", "--allow-destroy", "-n").status == 0)
        #expect(try scene.shell("$elasto volume export \(name) - | head -c 48M | cmp - image").status == 0)
        #expect(try scene.run("volume", "import", name, "small", "--allow-destroy").status == 0)
        let left = try scene.shell("$elasto volume export \(name) - | tr -d '\\0'")
        #expect(left.text == "small\n")
        let again = try scene.run("volume", "export", name, "small")
        #expect(again.status == 64 && again.errors.contains("a file of this name"), "\(again.errors)")
      }
    }
  }

  @Test("an image larger than its volume is refused before anything is written")
  func tooLarge() async throws {
    try await Self.play { stage in
      let scene = stage.scene
      try scene.shell("truncate -s 65M large; printf x | dd of=large bs=1 conv=notrunc status=none")
      let refused = try scene.run("volume", "import", "disk", "large")
      #expect(refused.status == 4 && refused.errors.contains("make it larger first"), "\(refused.errors)")
      #expect(try scene.shell("$elasto volume export disk - | tr -d '\\0' | wc -c").text == "0\n")
    }
  }
}
