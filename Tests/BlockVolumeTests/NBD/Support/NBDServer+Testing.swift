import Providers
import ProvidersTesting

@testable import BlockVolume

/// Lends a server on loopback and stops it, however `body` ends.
func withServer(
  _ exports: [NBDExport], standard: String? = nil, _ limits: NBDLimits = NBDLimits(),
  _ body: (NBDServer, NBDAddress) async throws -> Void
) async throws {
  let server = try NBDServer(exports: exports, standard: standard, limits: limits)
  let address = try server.listen(on: .tcp(host: "127.0.0.1", port: 0))
  do {
    try await body(server, address)
  } catch {
    try? await server.stop(grace: .zero)
    throw error
  }
  try await server.stop()
}

/// Lends a sparse file as a disk.
func withSparseFile(_ size: Int64 = 1 << 20, _ body: (SparseFileDevice, String) async throws -> Void) async throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/disk.img"
  let device = SparseFileDevice(try await SparseFilePages.create(at: path, size: size), name: "disk", size: size)
  try await body(device, path)
  try await device.close()
}
