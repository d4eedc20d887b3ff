import Foundation
import Testing

@Suite("Bad input: plan files")
struct BadPlanTests {
  @Test("a plan that is cut, patched or none at all is refused by name, and nothing is written")
  func damaged() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("plan", "--out", "good.plan").status == 0)
      let good = try Data(contentsOf: scene.folder.appendingPathComponent("good.plan"))
      var variants = [Data(), Data("not a plan\n".utf8), good.dropLast(), good + [0], good.prefix(good.count / 2)]
      for position in stride(from: 0, to: good.count, by: max(1, good.count / 12)) {
        var flipped = good
        flipped[position] ^= 1
        variants.append(flipped)
      }
      for bytes in variants {
        try Data(bytes).write(to: scene.folder.appendingPathComponent("bad.plan"))
        for command in ["show", "apply"] {
          let outcome = try scene.run(command, "bad.plan")
          #expect(outcome.status == 1, "\(outcome.errors)")
          #expect(outcome.errors.contains("bad.plan") && outcome.errors.contains("plan --out"), "\(outcome.errors)")
        }
      }
      #expect(scene.files(below: "vault/snapshots").isEmpty)
      #expect(scene.files(below: "vault/data").isEmpty)
    }
  }

  @Test("a plan that is not there, and one that would be overwritten, are named")
  func places() async throws {
    try await Scene.play { scene in
      let missing = try scene.run("apply", "no.plan")
      #expect(missing.status == 1 && missing.errors.contains("no.plan"), "\(missing.errors)")
      try scene.write("mine", "precious")
      let present = try scene.run("plan", "--out", "mine")
      #expect(present.status == 64 && present.errors.contains("mine"))
      #expect(try scene.read("mine") == "precious")
    }
  }
}
