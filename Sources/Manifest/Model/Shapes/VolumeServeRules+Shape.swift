extension VolumeServeRules: ManifestRecord {
  static let blank = VolumeServeRules()

  static let shape = RecordShape<VolumeServeRules>(
    title: "service of a volume",
    doc: "What `volume serve` listens for.",
    fields: [
      .optional("nbd", \.nbd, .record(), "Over NBD, under the volume's name.", otherwise: "not over NBD"),
      .optional(
        "open", \.isOpen, .boolean, "Allows listening beyond this machine: whoever reaches the port has the disk."),
    ],
    check: { serve, decoding in
      if serve.nbd == nil {
        decoding.faults.report(.missing, "nothing is served: \"nbd\" is missing", at: serve.origins.mark)
      }
      guard let nbd = serve.nbd, !nbd.listen.isLocal, !serve.isOpen else { return }
      decoding.faults.report(
        .conflict, "whoever reaches \(nbd.listen) could read and write the disk: NBD asks for no password",
        at: nbd.origins.mark(of: "listen"),
        suggestion: "listen at \"unix:/PATH\" or 127.0.0.1, or write \"open: yes\" beside \"nbd\"")
    },
    notYet: ["iscsi"])
}
