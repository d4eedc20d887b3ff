import Testing

@testable import ElastoSync

@Suite struct CrontabTests {
  private func job(_ schedule: JobSchedule, command: [String] = ["/bin/true"]) -> ScheduledJob {
    ScheduledJob(name: "nightly", schedule: schedule, command: command, manifest: "/m.yaml")
  }

  @Test(arguments: [
    ("02:30", "30 2 * * *"), ("Mon..Sat 01:00", "0 1 * * 1-6"), ("Sun 04:00", "0 4 * * 0"), ("hourly", "0 * * * *"),
    ("*:0/15", "0,15,30,45 * * * *"), ("*-*-01 04:00", "0 4 1 * *"), ("quarterly", "0 0 1 1,4,7,10 *"),
    ("Sat,Sun 8..18/2:05", "5 8,10,12,14,16,18 * * 0,6"), ("minutely", "* * * * *"),
  ])
  func whatCronCanSay(at: String, fields: String) throws {
    #expect(try Crontab.lines(for: job(JobSchedule(at: [at]))) == ["\(fields) /bin/true"])
  }

  @Test(arguments: [
    ("02:30:15", "seconds"), ("2027-01-01 1:00", "a year"), ("*-*~1 1:00", "month's end"),
    ("Fri *-*-13 1:00", "weekday and"),
    ("02:30 Europe/Berlin", "time zone"),
  ])
  func whatCronCannotSayIsNamed(at: String, hint: String) {
    #expect {
      try Crontab.lines(for: job(JobSchedule(at: [at])))
    } throws: { error in
      (error as? ScheduleError)?.code == .notExpressible && "\(error)".contains(hint)
        && "\(error)".contains("job nightly")
    }
  }

  @Test func eachExpressionHasItsLine() throws {
    #expect(
      try Crontab.lines(for: job(JobSchedule(at: ["2:30", "Sun 4:00"]))) == [
        "30 2 * * * /bin/true", "0 4 * * 0 /bin/true",
      ])
  }

  @Test func everyReasonIsGivenAtOnce() {
    #expect {
      try Crontab.lines(for: job(JobSchedule(at: ["02:30"], jitter: 60, catchUp: true)))
    } throws: { error in
      "\(error)".contains("jitter") && "\(error)".contains("catch-up")
    }
  }

  @Test func neitherShellNorCronReadsTheArguments() throws {
    let line = try Crontab.lines(
      for: job(JobSchedule(at: ["02:30"]), command: ["/bin/true", "it's 50%", "$x"]), user: "root")
    #expect(line == [#"30 2 * * * root /bin/true 'it'\''s 50'\%'' '$x'"#])
  }

  @Test func theFileNamesItsManifestAndItsUser() throws {
    let file = try Crontab.file(for: [job(JobSchedule(at: ["02:30"]))], manifest: "/m.yaml")
    #expect(file.contents.hasPrefix("# Written by elasto-sync from /m.yaml;"))
    #expect(file.contents.hasSuffix("30 2 * * * root /bin/true\n"))
  }
}
