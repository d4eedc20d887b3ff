import Secrets

extension VolumeEncryptionRules: ManifestRecord {
  static let blank = VolumeEncryptionRules(key: .environment(""))

  static let shape = RecordShape<VolumeEncryptionRules>(
    title: "encryption of a volume",
    doc: "AES-256-XTS as `cryptsetup open --type plain --cipher aes-xts-plain64 --key-size 512` has it.",
    fields: [
      .required("key", \.key, .secret, "64 random bytes as hexadecimal digits, as `openssl rand -hex 64` prints them.")
        .secret
    ],
    isSecret: true)
}
