extension ValueType where Value == ListenAddress {
  static let listenAddress = ValueType.scalar(
    "address", pattern: "^(unix:.+|[^/]+:[0-9]+)$", write: { $0.description.variablesEscaped }
  ) { text, node, decoding throws(ValueFault) in
    try ListenAddress(parsing: text, relativeTo: decoding.folder(of: node.mark))
  }
}
