/// A blob as listings write it.
extension Blob {
  func writeProperties(_ xml: inout XMLWriter, at now: StorageTime) {
    xml.text("Creation-Time", created.http)
    xml.text("Last-Modified", modified.http)
    xml.text("Etag", etag.filter { $0 != "\"" })
    xml.text("Content-Length", "\(length)")
    xml.text("Content-Type", contentType)
    xml.text("Content-Encoding", contentEncoding)
    xml.text("Content-Language", contentLanguage)
    xml.text("Content-MD5", contentMD5)
    xml.text("Cache-Control", cacheControl)
    xml.text("Content-Disposition", contentDisposition)
    if case .page(_, let number) = content { xml.text("x-ms-blob-sequence-number", "\(number)") }
    xml.text("BlobType", typeName)
    if case .block = content {
      xml.text("AccessTier", tier ?? "Hot")
      if tier == nil { xml.text("AccessTierInferred", "true") }
      xml.text("AccessTierChangeTime", tierChanged?.http)
      xml.text("ArchiveStatus", archiveStatus)
    }
    if isSealed { xml.text("Sealed", "true") }
    lease.write(&xml, at: now)
    xml.text("ServerEncrypted", "true")
    if copy?.isIncremental == true { xml.text("IncrementalCopy", "true") }
  }

  func writeTags(_ xml: inout XMLWriter) {
    xml.element("TagSet") { xml in
      for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
        xml.element("Tag") { xml in
          xml.text("Key", key)
          xml.text("Value", value)
        }
      }
    }
  }
}
