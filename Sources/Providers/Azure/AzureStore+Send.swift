extension AzureStore {
  /// Sends a request, and gives the reply if it says yes (status 2xx).
  func send(_ request: AzureRequest) async throws(StoreError) -> HTTPReply { try await sender.send(request) }

  /// Sends a request whose answer is a document, and reads that as it arrives.
  func ask<Model: XMLModel>(_ request: AzureRequest, _ model: Model) async throws(StoreError) -> (Model, HTTPReply) {
    try await sender.ask(request, model)
  }
}
