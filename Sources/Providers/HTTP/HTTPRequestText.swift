import CCurl
import HTTPTypes

/// A request as the C strings and lists that libcurl reads, in one allocation that goes with its owner.
///
/// Built by the calling task, so that the client's one thread does not have to.
final class HTTPRequestText: Sendable {
  // SAFETY: written by `init` only.
  nonisolated(unsafe) let url: UnsafePointer<CChar>
  nonisolated(unsafe) let method: UnsafePointer<CChar>
  nonisolated(unsafe) let fields: UnsafeMutablePointer<curl_slist>?
  private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

  init(_ request: HTTPRequest) throws(HTTPError) {
    guard let scheme = request.scheme, scheme == "https" || scheme == "http", let authority = request.authority,
      !authority.isEmpty
    else { throw HTTPError(.misconfigured, "this is not an http or https address", location: request.location) }
    let path = request.path ?? "/"
    guard path.utf8.first == UInt8(ascii: "/"), Self.isPlain(path), Self.isPlain(authority) else {
      throw HTTPError(
        .misconfigured, "the address has characters that must be percent-encoded", location: request.location)
    }
    let lines = Self.lines(of: request, authority: authority)
    let nodes = lines.count * MemoryLayout<curl_slist>.stride
    let method = request.method.rawValue
    var room = nodes + scheme.utf8.count + 3 + authority.utf8.count + path.utf8.count + 1 + method.utf8.count + 1
    for line in lines { room += line.count + 1 }
    memory = .allocate(byteCount: room, alignment: MemoryLayout<curl_slist>.alignment)

    var cursor = memory + nodes
    func put(_ bytes: some Sequence<UInt8>) {
      for byte in bytes {
        cursor.storeBytes(of: byte, as: UInt8.self)
        cursor += 1
      }
    }
    func end(_ start: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar> {
      put(CollectionOfOne(0))
      return start.assumingMemoryBound(to: CChar.self)
    }
    var start = cursor
    put(scheme.utf8)
    put("://".utf8)
    put(authority.utf8)
    put(path.utf8)
    url = UnsafePointer(end(start))
    start = cursor
    put(method.utf8)
    self.method = UnsafePointer(end(start))
    var next: UnsafeMutablePointer<curl_slist>?
    for (index, line) in lines.enumerated().reversed() {
      start = cursor
      put(line)
      let node = (memory + index * MemoryLayout<curl_slist>.stride).bindMemory(to: curl_slist.self, capacity: 1)
      node.initialize(to: curl_slist(data: end(start), next: next))
      next = node
    }
    fields = next
  }

  deinit { memory.deallocate() }

  /// The header as libcurl takes it: `name: value`, `name;` for an empty one, `name:` for one that it shall not add.
  private static func lines(of request: HTTPRequest, authority: String) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    lines.reserveCapacity(request.headerFields.count + 3)
    var names = (host: false, accept: false, expect: false)
    for field in request.headerFields {
      switch field.name.canonicalName {
      // libcurl writes the body, and so says how long it is.
      case "content-length", "transfer-encoding": continue
      case "host": names.host = true
      case "accept": names.accept = true
      case "expect": names.expect = true
      default: break
      }
      let name = field.name.rawName
      field.withUnsafeBytesOfValue { value in
        lines.append(
          [UInt8](unsafeUninitializedCapacity: name.utf8.count + 2 + value.count) { buffer, count in
            for byte in name.utf8 {
              buffer[count] = byte
              count += 1
            }
            buffer[count] = UInt8(ascii: value.isEmpty ? ";" : ":")
            count += 1
            if value.isEmpty { return }
            buffer[count] = UInt8(ascii: " ")
            count += 1
            for byte in value {
              buffer[count] = byte
              count += 1
            }
          })
      }
    }
    if !names.host { lines.append(Array("Host: \(authority)".utf8)) }
    if !names.accept { lines.append(Array("Accept:".utf8)) }
    if !names.expect { lines.append(Array("Expect:".utf8)) }
    return lines
  }

  /// No controls, no spaces, nothing beyond ASCII.
  private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7e).contains($0) } }
}
