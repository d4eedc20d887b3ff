extension NBDServeRules: ManifestRecord {
  static let blank = NBDServeRules(listen: .unix(path: "/"))

  static let shape = RecordShape<NBDServeRules>(
    title: "service over NBD",
    doc: "As the kernel's client, qemu and libnbd speak it. Volumes may share an address: each has its own name there.",
    fields: [
      .required(
        "listen", \.listen, .listenAddress,
        "`unix:/PATH`, a socket that only this user and root may use, or `HOST:PORT`.")
    ])
}
