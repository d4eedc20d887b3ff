import HTTPTypes

extension AzureStore {
  /// Creates this store's container. Throws `.conditionFailed` where there is one of that name.
  public func createContainer() async throws(StoreError) {
    _ = try await send(AzureRequest(.put, .container, [("restype", "container")], action: "creating the container"))
  }

  /// Deletes this store's container with all that is in it.
  public func deleteContainer() async throws(StoreError) {
    _ = try await send(AzureRequest(.delete, .container, [("restype", "container")], action: "deleting the container"))
  }

  /// The names of the account's containers, ascending.
  public func listContainers() async throws(StoreError) -> [String] {
    var names: [String] = []
    var marker = ""
    repeat {
      var request = AzureRequest(.get, .account, [("comp", "list")], action: "listing the containers")
      if !marker.isEmpty { request.query.append(("marker", marker)) }
      let reply = try await ask(request, AzureContainersReply()).0
      names += reply.names
      marker = reply.nextMarker
    } while !marker.isEmpty
    return names
  }
}
