extension Hooks: ManifestRecord {
  static let blank = Hooks()

  static let shape = RecordShape<Hooks>(
    title: "hooks",
    doc: "Commands around a job, each a list of a program and its arguments, run in order and without a shell.",
    fields: [
      .optional("before", \.before, .commands, "Failing aborts the job; exit status 75 skips it this time."),
      .optional("after-read", \.afterRead, .commands, "When all sources have been read."),
      .optional("success", \.success, .commands, "When the job is done."),
      .optional("failure", \.failure, .commands, "When it is not."),
      .optional("finally", \.finally, .commands, "In any case, last; also after Ctrl-C."),
      .optional("timeout", \.timeout, .duration.refused(notZero), "When a command is killed."),
    ])
}
