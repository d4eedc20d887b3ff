/// `CompleteMultipartUpload`, the document that makes an object of parts.
enum S3CompleteBody {
  static func bytes(_ parts: [UploadedPart]) -> [UInt8] {
    var text = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
    for part in parts {
      text +=
        "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(XMLText.escaped(EntityTag.quoted(part.etag)))</ETag>"
      if let checksum = part.checksum.flatMap(S3PartChecksum.init) {
        text += "<\(checksum.element)>\(XMLText.escaped(checksum.value))</\(checksum.element)>"
      }
      text += "</Part>"
    }
    text += "</CompleteMultipartUpload>"
    return Array(text.utf8)
  }
}
