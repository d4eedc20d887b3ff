extension PriceTable: NamedRecord {
  static let blank = PriceTable(name: "")

  static let shape = RecordShape<PriceTable>(
    title: "price table",
    doc: "What the provider or target of this name charges. Only estimates use it; a target's own goes first.",
    fields: [
      .optional("currency", \.currency, .currency, "The code of ISO 4217."),
      .optional("per-gib-month", \.perGiBMonth, .price, "For a GiB kept for a month."),
      .optional("per-1000-puts", \.perThousandPuts, .price, "For 1000 requests that write."),
      .optional("per-1000-gets", \.perThousandGets, .price, "For 1000 requests that read."),
      .optional("per-1000-lists", \.perThousandLists, .price, "For 1000 requests that list."),
      .optional("per-gib-read", \.perGiBRead, .price, "For a GiB that leaves the provider."),
    ])
}
