/// Operations on the account.
extension BlobCall {
  func listContainers() throws(StorageFault) -> EmulatorReply {
    let limit = try request.pageLimit()
    let prefix = request.parameter("prefix") ?? ""
    let marker = request.parameter("marker") ?? ""
    let withMetadata = (request.parameter("include") ?? "").split(separator: ",").contains("metadata")
    let containers = try account.step { state throws(StorageFault) in state.containers }
    let names = containers.keys.filter { $0.hasPrefix(prefix) && $0 >= marker }.sorted()
    let page = names.prefix(limit)
    let xml = XMLWriter.document { xml in
      xml.element("EnumerationResults", [("ServiceEndpoint", endpoint)]) { xml in
        xml.text("Prefix", prefix)
        xml.text("Marker", marker)
        xml.text("MaxResults", request.parameter("maxresults"))
        xml.element("Containers") { xml in
          for name in page {
            guard let container = containers[name] else { continue }
            xml.element("Container") { xml in
              xml.text("Name", name)
              xml.element("Properties") { xml in
                xml.text("Last-Modified", container.modified.http)
                xml.text("Etag", container.etag)
                container.lease.write(&xml, at: now)
                xml.text("PublicAccess", container.publicAccess)
                xml.text("HasImmutabilityPolicy", "false")
                xml.text("HasLegalHold", "false")
              }
              if withMetadata { Metadata.write(container.metadata, &xml) }
            }
          }
        }
        xml.text("NextMarker", names.count > limit ? names[limit] : "")
      }
    }
    return EmulatorReply(200, xml: xml)
  }

  var endpoint: String { "http://\(request["host"] ?? "127.0.0.1")/\(account.name)" }

  func getServiceProperties() throws(StorageFault) -> EmulatorReply {
    let stored = try account.step { state throws(StorageFault) in state.serviceProperties }
    if let stored {
      var reply = EmulatorReply(200, [("Content-Type", "application/xml")])
      reply.body = ByteSource([stored[...]])
      return reply
    }
    let xml = XMLWriter.document { xml in
      xml.element("StorageServiceProperties") { xml in
        xml.element("Logging") { xml in
          xml.text("Version", "1.0")
          for name in ["Delete", "Read", "Write"] { xml.text(name, "false") }
          xml.element("RetentionPolicy") { $0.text("Enabled", "false") }
        }
        xml.element("DeleteRetentionPolicy") { $0.text("Enabled", "false") }
      }
    }
    return EmulatorReply(200, xml: xml)
  }

  /// Of the document only the retention of deleted blobs does anything; all of it comes back.
  func setServiceProperties() throws(StorageFault) -> EmulatorReply {
    let text = String(decoding: request.body, as: UTF8.self)
    let policy = XMLText.contents(of: "DeleteRetentionPolicy", in: text).first
    let isEnabled = policy.flatMap { XMLText.value(of: "Enabled", in: $0) }?.lowercased() == "true"
    let days = isEnabled ? policy.flatMap { XMLText.value(of: "Days", in: $0) }.flatMap { Int64($0) } : nil
    if isEnabled {
      guard let days, (1...365).contains(days) else {
        throw StorageFault(400, "InvalidXmlDocument", "The number of days must be between 1 and 365.")
      }
    }
    try account.step { state throws(StorageFault) -> Void in
      state.serviceProperties = request.body
      if policy != nil { state.books.retentionDays = days ?? 0 }
    }
    return EmulatorReply(202)
  }

  func getServiceStats() -> EmulatorReply {
    let xml = XMLWriter.document { xml in
      xml.element("StorageServiceStats") { xml in
        xml.element("GeoReplication") { xml in
          xml.text("Status", "live")
          xml.text("LastSyncTime", now.http)
        }
      }
    }
    return EmulatorReply(200, xml: xml)
  }

  func getAccountInformation() -> EmulatorReply {
    EmulatorReply(
      200, [("x-ms-sku-name", "Standard_LRS"), ("x-ms-account-kind", "StorageV2"), ("x-ms-is-hns-enabled", "false")])
  }
}

extension StringProtocol {
  /// The first place of a text.
  func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].utf8.starts(with: text.utf8) {
        return start..<utf8.index(start, offsetBy: text.utf8.count)
      }
      start = utf8.index(after: start)
    }
    return nil
  }
}
