import Foundation
import Testing

@Suite("Help and usage")
struct HelpTests {
  @Test("help lists every exit status with its meaning")
  func table() async throws {
    try await Scene.play(hasRepository: false) { scene in
      let outcome = try scene.run("--help")
      #expect(outcome.status == 0)
      #expect(
        outcome.text.contains(
          """
          Exit status:
              0  done
              1  failed
              2  there is something to do (only plan --detailed-exitcode)
              3  done, but files were unreadable or had changed
              4  refused by a guard; nothing was touched
              5  the plan is stale; make it again
             10  there is no repository
             11  busy or locked; see --lock-wait and unlock
             12  wrong password
             64  the command line is wrong
            130  interrupted, or nobody reads the output any more
          """))
    }
  }

  @Test(
    "a wrong command line is exit status 64 and says what is wrong",
    arguments: [
      ([], 0, ""),
      (["frobnicate"], 64, "frobnicate"),
      (["plan", "--no-such-option"], 64, "--no-such-option"),
      (["plan", "--exact", "--by-metadata"], 64, "contradict"),
      (["apply", "some.plan", "--job", "nightly"], 64, "saved plan"),
      (["-f", "a.yaml", "-r", "b", "snapshots"], 64, "choose one"),
      (["snapshots", "--password-file", "k"], 64, "-r"),
      (["find"], 64, "pattern"),
      (["diff", "latest"], 64, "to"),
      (["snapshots", "--before", "next week"], 64, "next week"),
      (["snapshots", "--target", "nowhere"], 64, "vault"),
      (["plan", "--job", "weekly"], 64, "nightly"),
      (["ls", "latest~x"], 64, "latest~x"),
      (["prune", "--max-unused", "5"], 64, "5%"),
      (["check", "--read-data-subset", "3/2"], 64, "1/7"),
      (["snapshots", "--lock-wait", "10"], 64, "10m"),
      (["-r", "s3:bucket", "--password-file", "k", "snapshots"], 64, "no bucket"),
    ] as [([String], Int32, String)])
  func usage(arguments: [String], status: Int32, mentions: String) async throws {
    try await Scene.play { scene in
      let outcome = try Program.run(
        Program.elastoSync, arguments, in: scene.folder, environment: scene.environment)
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(mentions.isEmpty || outcome.errors.contains(mentions), "\(outcome.errors)")
    }
  }

  @Test("every command has a help text")
  func everyCommand() async throws {
    try await Scene.play(hasRepository: false) { scene in
      let commands = [
        "validate", "plan", "show", "apply", "status", "schedule", "init", "snapshots", "ls", "find", "diff", "cat",
        "restore",
        "forget", "prune", "check", "repair", "unlock", "key", "key list", "key add", "key remove", "key passwd",
        "remote ls", "remote put", "remote get", "remote cp", "remote rm", "remote stat", "remote create", "remote url",
      ]
      for command in commands {
        let outcome = try Program.run(
          Program.elastoSync, command.split(separator: " ").map(String.init) + ["--help"], in: scene.folder,
          environment: scene.environment)
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("USAGE: elasto-sync \(command)"), "\(command)")
      }
    }
  }
}
