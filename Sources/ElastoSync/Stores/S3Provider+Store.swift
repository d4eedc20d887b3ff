import Manifest
import Providers

/// What the manifest says of a store, as the store takes it.
extension S3Provider {
  /// A bucket of this provider. Throws for an endpoint that a store cannot take.
  ///
  /// - Parameter variables: the environment, which says the region where the manifest does not.
  func configuration(bucket: String, variables: [String: String]) throws(StoreError) -> S3Configuration {
    var endpoint: S3Endpoint?
    if let own = self.endpoint { endpoint = try S3Endpoint(own.description) }
    let regions = [region, variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]]
    var configuration = S3Configuration(
      bucket: bucket, region: regions.compactMap { $0 }.first { !$0.isEmpty }, endpoint: endpoint)
    configuration.addressing =
      switch addressing {
      case .automatic: .automatic
      case .path: .path
      case .virtualHost: .virtualHost
      }
    configuration.storageClass = storageClass
    configuration.encryption =
      switch serverSideEncryption {
      case .storeKeys: .storeKeys
      case .managedKey: .managed(keyID: kmsKey)
      case nil: nil
      }
    configuration.tags = Dictionary(tags.map { ($0.name, $0.value) }) { $1 }
    configuration.protection = objectLock.map { lock in
      S3Protection(
        mode: lock.mode == .compliance ? .compliance : .governance,
        days: Int((lock.retention?.duration.components.seconds ?? 0) / 86_400), legalHold: lock.legalHold)
    }
    configuration.requesterPays = requesterPays
    set(&configuration)
    return configuration
  }

  /// What the server can do.
  private func set(_ configuration: inout S3Configuration) {
    configuration.payloadSigning =
      switch signPayload {
      case .automatic: .automatic
      case .always: .always
      case .never: .never
      }
    configuration.checksum =
      switch checksum {
      case .crc32c: .crc32c
      case .crc64nvme: .crc64nvme
      case .sha256: .sha256
      case .off: nil
      }
    configuration.conditionalWrites =
      switch conditionalWrites {
      case .putsAndCopies: .putsAndCopies
      case .puts: .puts
      case .none: .none
      }
    configuration.listing =
      switch listing {
      case .automatic: .automatic
      case .keys: .keys
      case .folders: .folders
      }
  }

  /// Where credentials are looked for.
  var credentialSettings: S3CredentialSettings {
    var settings = S3CredentialSettings(region: region, allowsPlainHTTP: isInsecure)
    // A region of a store of one's own is none that Amazon's token service knows.
    if endpoint != nil, credentials?.stsEndpoint == nil { settings.region = nil }
    guard let rules = credentials else { return settings }
    if let id = rules.accessKeyID, let secret = rules.secretAccessKey {
      settings.source = .keyPair(accessKeyID: id, secretAccessKey: secret, sessionToken: rules.sessionToken)
    } else if let profile = rules.profile {
      settings.source = .profile(profile)
    } else if let csv = rules.csv {
      settings.source = .csv(path: csv.text)
    }
    settings.role = rules.roleARN.map { arn in
      S3Role(
        arn: arn, externalID: rules.externalID, sessionName: rules.roleSessionName,
        duration: rules.roleDuration.map { Int($0.duration.components.seconds) })
    }
    settings.tokenServiceEndpoint = rules.stsEndpoint?.description
    return settings
  }

  /// How its servers are connected to. The token service is reached with it too where the manifest names one; Amazon's
  /// must not be shown the certificates of a store of one's own.
  var connection: HTTPConfiguration {
    HTTPConfiguration(
      caFile: caFile?.text, clientCertificate: clientCertificate?.text, clientKey: clientKey?.text)
  }
}

extension Bandwidth {
  /// For sending and fetching alike.
  var timetable: BandwidthTimetable {
    BandwidthTimetable(
      entries.map { entry in
        var rate: Int64?
        if case .rate(let limit) = entry.limit { rate = Int64(clamping: limit.bytesPerSecond) }
        return .init(start: entry.at.minutes * 60, rates: .init(upload: rate, download: rate))
      })
  }
}
