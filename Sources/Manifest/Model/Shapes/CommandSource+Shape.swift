extension CommandSource: NamedRecord {
  static let blank = CommandSource(name: "", command: [])

  static let shape = RecordShape<CommandSource>(
    title: "source of a command",
    doc:
      "What a program prints, stored as one file. When it fails, times out or prints too little, no snapshot is written.",
    fields: [
      .required(
        "command", \.command, .command,
        "The program and its arguments, run without a shell. A program with a `/` is relative to the manifest."),
      .optional("filename", \.filename, .fileName, "The file's name in the snapshot.", otherwise: "the source's name"),
      .optional("user", \.user, .text, "The user to run as, which takes root.", otherwise: "yourself"),
      .optional("timeout", \.timeout, .duration.refused(notZero), "When it is killed.", otherwise: "never"),
      .optional("min-size", \.minSize, .size, "The least that it must print."),
    ])
}
