import Foundation
import Glibc
import Testing

@Suite("Manners")
struct MannersTests {
  @Test("every line of JSON has type, time, run and schema")
  func json() async throws {
    try await Scene.play { scene in
      for arguments in [
        ["apply", "--auto-approve"], ["plan"], ["snapshots"], ["ls", "-R"], ["find", "one*"], ["check"], ["status"],
        ["key", "list"], ["validate"], ["prune"], ["forget", "-n", "--keep-last", "1"], ["diff", "latest", "latest"],
      ] {
        let outcome = try Program.run(
          Program.elastoSync, arguments + ["--json"], in: scene.folder, environment: scene.environment)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        #expect(!outcome.objects.isEmpty, "\(arguments)")
        let runs = Set(outcome.objects.map { $0["run"] as? String ?? "none" })
        #expect(runs.count == 1 && !runs.contains("none"), "\(arguments)")
        for object in outcome.objects {
          #expect(object["schema"] as? Int == 1 && object["type"] is String && object["time"] is String, "\(object)")
        }
      }
    }
  }

  @Test("an error is an object as well as a line")
  func jsonError() async throws {
    try await Scene.play(hasRepository: false) { scene in
      let outcome = try scene.run("snapshots", "--json")
      let error = try #require(outcome.objects(of: "diagnostic").first)
      #expect(error["severity"] as? String == "error")
      #expect(error["exit"] as? Int == 10)
      #expect(outcome.errors.hasPrefix("elasto-sync: error: target vault: there is no repository"))
    }
  }

  @Test("without a terminal, a plan or --auto-approve, apply refuses before it touches anything")
  func noTerminal() async throws {
    try await Scene.play(hasRepository: false) { scene in
      let outcome = try scene.run("apply")
      #expect(outcome.status == 4 && outcome.errors.contains("--auto-approve"))
      #expect(!scene.exists("vault") && !scene.exists("state"))
    }
  }

  @Test("on a terminal only a literal yes approves", arguments: [("yes", 0, 1), ("y", 4, 0), ("", 4, 0)])
  func approval(answer: String, status: Int32, snapshots: Int) async throws {
    try await Scene.play { scene in
      let terminal = try PseudoTerminal()
      let running = try Program.start(
        Program.elastoSync, ["apply"], in: scene.folder, environment: scene.environment, input: terminal.slave)
      try terminal.type("\(answer)\n")
      let outcome = try running.finish()
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(scene.files(below: "vault/snapshots").count == snapshots)
    }
  }

  @Test("a saved plan is refused when the manifest or the repository moved on; show still prints it")
  func stale() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("plan", "--out", "a.plan").status == 0)
      try scene.write("elasto.yaml", scene.manifest(job: ", tags: [new]"))
      let changed = try scene.run("apply", "a.plan")
      #expect(changed.status == 5 && changed.errors.contains("plan again"), "\(changed.errors)")
      #expect(try scene.run("plan", "--out", "b.plan").status == 0)
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      #expect(try scene.run("apply", "b.plan").status == 5)
      #expect(try scene.run("show", "b.plan").status == 0)
      #expect(scene.files(below: "vault/snapshots").count == 1)
    }
  }

  @Test("Ctrl-C ends a run in order: locks are freed, and the next run goes on")
  func interruption() async throws {
    try await Scene.play { scene in
      let manifest = """
        version: 1
        host: testing
        sources:
          slow: { command: [sh, -c, "echo begun; touch started; sleep 60"] }
        targets:
          vault: { repository: vault, password: { file: vault.key } }
        jobs:
          nightly: { from: [slow], to: [vault] }

        """
      try scene.write("elasto.yaml", manifest)
      let running = try scene.start("apply", "--auto-approve")
      for _ in 0..<1000 where !scene.exists("started") { usleep(20_000) }
      #expect(scene.exists("started"))
      kill(running.process.processIdentifier, SIGINT)
      let outcome = try running.finish()
      #expect(outcome.status == 130, "\(outcome.errors)")
      #expect(scene.files(below: "vault/locks").isEmpty)
      #expect(scene.files(below: "vault/snapshots").isEmpty)
    }
  }

  @Test("a reader that goes away ends the program in silence")
  func closedPipe() async throws {
    try await Scene.play { scene in
      for number in 0..<3000 { try scene.write("files/many/file number \(number)", "") }
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      let outcome = try scene.shell("\"$elasto\" ls -Rl --json | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}")
      #expect(outcome.status == 130)
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test("a full disk behind standard output is an error")
  func fullOutput() async throws {
    try await Scene.play { scene in
      let outcome = try scene.shell("\"$elasto\" validate --reference >/dev/full")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("standard output"))
    }
  }

  @Test("colours only where they are wanted: none in a pipe")
  func colours() async throws {
    try await Scene.play { scene in
      let outcome = try scene.run("plan")
      #expect(!outcome.text.contains("\u{1b}"))
    }
  }
}
