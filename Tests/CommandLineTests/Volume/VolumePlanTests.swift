import Foundation
import Testing

/// Volumes from the manifest to the disk, by the built program.
@Suite("Volumes in plans")
struct VolumePlanTests {
  private static func play(_ volumes: String, _ body: (Scene) async throws -> Void) async throws {
    try await Scene.play(hasRepository: false) { scene in
      try scene.write("elasto.yaml", manifest(volumes))
      try await body(scene)
    }
  }

  private static func manifest(_ volumes: String) -> String { "version: 1\nhost: testing\nvolumes:\n  \(volumes)\n" }

  private static func size(_ scene: Scene, _ name: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: scene.path(name))[.size] as? Int)
  }

  @Test("a manifest of volumes alone is planned, applied and listed, and then there is nothing to do")
  func life() async throws {
    try await Self.play("a: { size: 8 MiB, backing: disks/a.img }\n  b: { size: 4 MiB, backing: b.vhd, format: vhd }") {
      scene in
      let plan = try scene.run("plan", "--detailed-exitcode")
      #expect(plan.status == 2)
      #expect(
        plan.lines == [
          "+ volume a (8 MiB, raw, \(scene.path("disks/a.img")))", "+ volume b (4 MiB, vhd, \(scene.path("b.vhd")))",
          "Plan: 2 volumes to create.",
        ])
      #expect(!scene.exists("disks/a.img") && !scene.exists("b.vhd"))
      let apply = try scene.run("apply", "--auto-approve")
      #expect(apply.status == 0 && apply.text.isEmpty && apply.errors.isEmpty, "\(apply.errors)")
      #expect(try Self.size(scene, "disks/a.img") == 8 << 20)
      #expect(try Self.size(scene, "b.vhd") == (4 << 20) + 512)
      #expect(try scene.run("plan", "--detailed-exitcode").lines == ["No changes."])
      let listed = try scene.run("volume", "list", "--json").objects(of: "volume")
      #expect(listed.compactMap { $0["volume"] as? String } == ["a", "b"])
      #expect(listed.compactMap { $0["size"] as? Int } == [8 << 20, 4 << 20])
      #expect(listed.allSatisfy { $0["exists"] as? Bool == true && $0["prevent_destroy"] as? Bool == true })
    }
  }

  @Test("growing is planned and done; shrinking is done only where it is allowed, and loses what is behind")
  func sizes() async throws {
    try await Self.play("a: { size: 8 MiB, backing: a.img }") { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try scene.shell("printf x | dd of=a.img bs=1 seek=5242880 conv=notrunc status=none")
      try scene.write("elasto.yaml", Self.manifest("a: { size: 16 MiB, backing: a.img }"))
      #expect(try scene.run("plan").lines.first == "~ volume a 8 MiB → 16 MiB")
      let grown = try scene.run("apply", "--auto-approve", "--json").objects(of: "volume_changed")
      #expect(grown.count == 1 && grown.first?["action"] as? String == "grow")
      #expect(try Self.size(scene, "a.img") == 16 << 20)
      try scene.write("elasto.yaml", Self.manifest("a: { size: 4 MiB, backing: a.img }"))
      #expect(try scene.run("plan").text.contains("- volume a 16 MiB → 4 MiB, what is behind is lost"))
      let refused = try scene.run("apply", "--auto-approve")
      #expect(refused.status == 4 && refused.errors.contains("--allow-destroy"))
      #expect(try Self.size(scene, "a.img") == 16 << 20)
      #expect(try scene.run("apply", "--auto-approve", "--allow-destroy").status == 0)
      #expect(try Self.size(scene, "a.img") == 4 << 20)
    }
  }

  @Test("a saved plan is shown and applied, and is stale when the volume is no longer as it was")
  func savedPlan() async throws {
    try await Self.play("a: { size: 8 MiB, backing: a.img }") { scene in
      #expect(try scene.run("plan", "--out", "p").status == 0)
      #expect(try scene.run("show", "p").text.contains("+ volume a (8 MiB, raw, "))
      #expect(try scene.run("apply", "p").status == 0)
      #expect(try Self.size(scene, "a.img") == 8 << 20)
      // What is done already is done.
      #expect(try scene.run("apply", "p").status == 0)
      try scene.write("elasto.yaml", Self.manifest("a: { size: 16 MiB, backing: a.img }"))
      #expect(try scene.run("plan", "--out", "q").status == 0)
      #expect(try scene.run("volume", "resize", "a", "--size", "12 MiB").status == 0)
      let stale = try scene.run("apply", "q")
      #expect(stale.status == 5 && stale.errors.contains("plan again"), "\(stale.errors)")
      #expect(try Self.size(scene, "a.img") == 12 << 20)
    }
  }

  @Test("volumes are resources: --resources covers them, --job does not")
  func resources() async throws {
    try await Scene.play { scene in
      try scene.write("elasto.yaml", scene.manifest() + "volumes: { a: { size: 8 MiB, backing: a.img } }\n")
      #expect(try scene.run("apply", "--auto-approve", "--job", "nightly").status == 0)
      #expect(!scene.exists("a.img"))
      let before = scene.files(below: "vault/snapshots")
      #expect(try scene.run("apply", "--auto-approve", "--resources").status == 0)
      #expect(scene.exists("a.img") && scene.files(below: "vault/snapshots") == before)
    }
  }

  @Test("what is not what the manifest means is refused, and the others are planned")
  func refusals() async throws {
    try await Self.play("a: { size: 8 MiB, backing: a.img }\n  b: { size: 8 MiB, backing: b.img }") { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      let before = try scene.shell("sha256sum a.img a.img.elasto-volume").text
      try scene.write(
        "elasto.yaml",
        Self.manifest("a: { size: 8 MiB, backing: a.img, format: vhd }\n  b: { size: 16 MiB, backing: b.img }"))
      let plan = try scene.run("plan")
      #expect(plan.status == 4 && plan.errors.contains("write \"format: raw\""), "\(plan.errors)")
      #expect(plan.text.contains("~ volume b 8 MiB → 16 MiB"))
      #expect(try scene.run("apply", "--auto-approve").status == 4)
      #expect(try scene.shell("sha256sum a.img a.img.elasto-volume").text == before)
      #expect(try Self.size(scene, "b.img") == 16 << 20)
    }
  }

  @Test("a volume that was there and is gone is not made again by itself, nor is another taken for it")
  func unmounted() async throws {
    try await Self.play("a: { size: 8 MiB, backing: disk/a.img }") { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try scene.shell("mv disk away; mkdir disk")
      let gone = try scene.run("apply", "--auto-approve")
      #expect(gone.status == 4 && gone.errors.contains("mount the disk"), "\(gone.errors)")
      #expect(!scene.exists("disk/a.img"))
      #expect(try scene.run("volume", "create", "a").status == 4)
      #expect(try scene.run("volume", "create", "a", "--replace").status == 0)
      #expect(try scene.run("plan").lines == ["No changes."])
      try scene.shell("rm -r disk; mv away disk")
      #expect(try scene.run("plan").errors.contains("mount the right disk"))
      #expect(try scene.run("volume", "create", "a", "--replace").status == 0)
      #expect(try scene.run("plan").lines == ["No changes."])
    }
  }

  @Test("an image that is no volume of ours is never touched")
  func foreignImage() async throws {
    try await Self.play("a: { size: 8 MiB, backing: a.img }") { scene in
      try scene.write("a.img", "someone's")
      let apply = try scene.run("apply", "--auto-approve")
      #expect(apply.status == 1 && apply.errors.contains("no volume of this program"), "\(apply.errors)")
      #expect(try scene.read("a.img") == "someone's" && !scene.exists("a.img.elasto-volume"))
    }
  }

  @Test("an entry that goes or is renamed deletes nothing, and the plan says what is left alone")
  func unmanaged() async throws {
    try await Self.play("a: { size: 8 MiB, backing: a.img }\n  b: { size: 8 MiB, backing: b.img }") { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try scene.write("elasto.yaml", Self.manifest("renamed: { size: 8 MiB, backing: a.img }"))
      let left = "? unmanaged, left alone: volume b at file:\(scene.path("b.img"))"
      #expect(try scene.run("plan").lines == [left, "No changes."])
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      #expect(scene.exists("b.img"))
      // Of another manifest it is no business.
      try scene.write("other.yaml", Self.manifest("c: { size: 8 MiB, backing: c.img }"))
      #expect(try !scene.run("-f", "other.yaml", "plan").text.contains("unmanaged"))
    }
  }

  @Test("deleting takes --allow-destroy where it was recorded that nobody shall, and -n deletes nothing")
  func deleting() async throws {
    try await Self.play(
      "a: { size: 8 MiB, backing: a.img }\n  b: { size: 8 MiB, backing: b.img, prevent-destroy: no }"
    ) { scene in
      #expect(try scene.run("volume", "create", "a", "b").status == 0)
      #expect(try scene.run("volume", "delete", "a").status == 4)
      #expect(try scene.run("volume", "delete", "a", "--allow-destroy", "-n").status == 0)
      #expect(scene.exists("a.img"))
      #expect(try scene.run("volume", "delete", "a", "--allow-destroy").status == 0)
      #expect(try scene.run("volume", "delete", "b").status == 0)
      #expect(try scene.shell("ls").lines.filter { $0.hasPrefix("a.") || $0.hasPrefix("b.") } == [])
      // Deleted on purpose: it is no missing disk.
      #expect(try scene.run("plan").lines.count == 3)
      #expect(try scene.run("volume", "delete", "c").status == 64)
      #expect(try scene.run("volume", "create", "a").status == 0)
      try scene.write("elasto.yaml", Self.manifest("a: { size: 8 MiB, backing: a.img, prevent-destroy: no }"))
      #expect(try scene.run("plan").lines.first == "~ volume a: prevent-destroy yes → no")
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      #expect(try scene.run("volume", "delete", "a").status == 0)
    }
  }

  @Test("on S3 and on Azure a volume is made, found, grown, shrunk and deleted, and nothing of it is left")
  func clouds() async throws {
    try await ObjectStage.play { stage in
      let scene = stage.scene
      let providers = try scene.read("elasto.yaml")
      func declare(_ size: String) throws {
        try scene.write(
          "elasto.yaml",
          providers + """
            defaults: { volume: { size: \(size) } }
            volumes:
              w: { backing: "\(stage.place(.weed, "v/w"))", block-size: 64 KiB }
              a: { backing: "\(stage.place(.az, "v/a"))" }
              h: { backing: "\(stage.place(.az, "v/h.vhd"))", format: vhd }

            """)
      }
      for (size, options) in [("8 MiB", []), ("1 TiB", []), ("4 MiB", ["--allow-destroy"])] {
        try declare(size)
        let plan = try scene.run("plan", "--detailed-exitcode")
        #expect(plan.status == 2 && plan.lines.count == 4, "\(plan.text) \(plan.errors)")
        let apply = try Program.run(
          Program.elastoSync, ["apply", "--auto-approve"] + options, in: scene.folder, environment: scene.environment)
        #expect(apply.status == 0, "\(apply.errors)")
        #expect(try scene.run("plan").lines == ["No changes."])
      }
      let listed = try scene.run("volume", "list", "--json").objects(of: "volume")
      #expect(listed.compactMap { $0["size"] as? Int } == [4 << 20, 4 << 20, 4 << 20])
      for name in ["w", "a", "h"] {
        let deleted = try scene.run("volume", "delete", name, "--allow-destroy")
        #expect(deleted.status == 0, "\(deleted.errors)")
      }
      for cloud in [ObjectStage.Cloud.weed, .az] {
        #expect(try stage.run("ls", "-R", stage.place(cloud)).text.isEmpty)
      }
    }
  }

  @Test("resize keeps to the format and says that the manifest has another size")
  func resizing() async throws {
    try await Self.play("a: { size: 8 MiB, backing: a.vhd, format: vhd }") { scene in
      #expect(try scene.run("volume", "create", "a").status == 0)
      #expect(try scene.run("volume", "resize", "a", "--size", "9 MiB", "-n").status == 0)
      let grown = try scene.run("volume", "resize", "a", "--size", "9 MiB")
      #expect(grown.status == 0 && grown.errors.contains("the manifest says 8 MiB"), "\(grown.errors)")
      #expect(try Self.size(scene, "a.vhd") == (9 << 20) + 512)
      #expect(try scene.run("volume", "resize", "a", "--size", "9000 KiB").status == 64)
      #expect(try scene.run("volume", "resize", "a", "--size", "9").status == 64)
      #expect(try scene.run("volume", "resize", "a", "--size", "8 MiB").status == 4)
      #expect(try scene.run("volume", "resize", "a", "--size", "8 MiB", "--allow-destroy").status == 0)
      let info = try scene.shell("qemu-img info -f vpc a.vhd")
      #expect(info.status == 0 && info.text.contains("(8388608 bytes)"), "\(info.text) \(info.errors)")
    }
  }
}
