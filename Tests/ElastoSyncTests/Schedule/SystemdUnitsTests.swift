import Testing

@testable import ElastoSync

@Suite struct SystemdUnitsTests {
  private func job(
    _ name: String = "nightly", at: String = "Mon..Sat 01:00", jitter: Int64 = 2700,
    command: [String] = ["/bin/true", "-f", "/etc/elasto/elasto.yaml", "apply", "--auto-approve", "--job", "nightly"]
  ) throws -> ScheduledJob {
    ScheduledJob(
      name: name,
      schedule: try JobSchedule(at: [at, "Sun 4:00"], jitter: jitter, catchUp: true, timeZone: "Europe/Berlin"),
      command: command, manifest: "/etc/elasto/elasto.yaml")
  }

  @Test func theTimerSaysAllThatTheScheduleSays() throws {
    let timer = try #require(SystemdUnits.files(for: job(), scope: .system).last)
    #expect(timer.name == "elasto-sync-nightly.timer")
    #expect(
      timer.contents.contains(
        "\nOnCalendar=Mon..Sat *-*-* 01:00:00 Europe/Berlin\nOnCalendar=Sun *-*-* 04:00:00 Europe/Berlin\n"))
    #expect(timer.contents.contains("\nRandomizedDelaySec=2700\nPersistent=true\n"))
  }

  @Test func theServiceRunsTheJobInTheFoldersOfARunByHand() throws {
    let service = try #require(SystemdUnits.files(for: job(), scope: .system).first)
    #expect(service.name == "elasto-sync-nightly.service")
    #expect(
      service.contents.contains("ExecStart=/bin/true -f /etc/elasto/elasto.yaml apply --auto-approve --job nightly\n"))
    #expect(service.contents.contains("StateDirectory=elasto-sync\n"))
    let users = try #require(SystemdUnits.files(for: job(), scope: .user).first)
    #expect(!users.contents.contains("StateDirectory"))
  }

  @Test func wordsAreQuotedSoThatSystemdExpandsNothing() throws {
    let words = ["/bin/true", "a b", "50%", "$HOME", "say \"x\"", "back\\slash", "line\nfeed", "", "semi;colon"]
    let service = try #require(SystemdUnits.files(for: job(command: words), scope: .system).first)
    let expected =
      #"/bin/true "a b" "50%%" "$$HOME" "say \"x\"" "back\\slash" "line\x0afeed" "" "semi;colon""#
    #expect(service.contents.contains("ExecStart=\(expected)\n"))
  }

  @Test(arguments: [SystemdUnits.Scope.system, .user])
  func systemdFindsNothingWrong(scope: SystemdUnits.Scope) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let strange = try job("day & night", at: "*:0/15", command: ["/bin/true", "50% \"off\"", "$x", "line\nfeed"])
    let files = try SystemdUnits.files(for: job(), scope: scope) + SystemdUnits.files(for: strange, scope: scope)
    _ = try ScheduleInstaller(folder: folder.path, manifest: "/etc/elasto/elasto.yaml").install(files)
    for file in files {
      #expect(try SystemdAnalyze.verify("\(folder.path)/\(file.name)") == "", "\(file.name)")
    }
  }
}
