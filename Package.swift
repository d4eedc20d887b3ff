// swift-tools-version: 6.2

import PackageDescription

/// Every target of ours: Swift 6 mode comes with the tools version, and a warning stops the build.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "elasto-sync",
  products: [
    .executable(name: "elasto-sync", targets: ["elasto-sync"]),
    .library(name: "ElastoSync", targets: ["ElastoSync"]),
    .library(name: "ResticRepository", targets: ["ResticRepository"]),
    .library(name: "BlockVolume", targets: ["BlockVolume"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // The house, top floor first. A target imports only targets below it.
    .executableTarget(
      name: "elasto-sync",
      dependencies: [
        "ElastoSync", "ResticRepository", "BlockVolume", "Providers", "Secrets", "Cryptography", "CLibEdit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // What the parts alone reach on this machine; for `make bench`, not installed.
    .executableTarget(
      name: "elasto-bench",
      dependencies: [
        "BlockVolume", "Chunker", "Cryptography", "Providers", "ResticRepository", "Secrets",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .target(
      name: "ElastoSync",
      dependencies: [
        "ResticRepository", "BlockVolume", "Manifest", "Providers", "Chunker", "Secrets", "Cryptography",
        "CElastoSystem",
      ],
      swiftSettings: strict),
    // Disks over page stores, and the protocols that serve them.
    .target(
      name: "BlockVolume",
      dependencies: [
        "Providers", "Secrets", "Cryptography", "CElastoSystem",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .target(
      name: "ResticRepository",
      dependencies: ["Providers", "Chunker", "Secrets", "Cryptography"],
      swiftSettings: strict),
    .target(name: "Manifest", dependencies: ["CYAML", "Secrets", "Cryptography"], swiftSettings: strict),
    .target(
      name: "Providers",
      dependencies: [
        "Secrets", "Cryptography", "CElastoSystem", "CCurl", "CXML",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    // What every store promises, as checks for the tests of stores and decorators.
    .target(
      name: "ProvidersTesting", dependencies: ["Providers", "Secrets", "AzureEmulator"], swiftSettings: strict),
    // A storage account in memory, for tests of Azure's clients; not installed.
    .target(
      name: "AzureEmulator",
      dependencies: [
        "Cryptography", "CElastoSystem", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "azure-emulator",
      dependencies: ["AzureEmulator", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .target(name: "Chunker", dependencies: ["Cryptography", "CZstd"], swiftSettings: strict),
    .target(name: "Secrets", dependencies: ["CElastoSystem"], swiftSettings: strict),
    .target(name: "Cryptography", dependencies: ["COpenSSL", "CSHA256"], swiftSettings: strict),

    // C libraries: a module map each; code only where C's variadics or macros force it.
    .target(name: "CElastoSystem", path: "Sources/CLibraries/CElastoSystem"),
    .target(name: "CSHA256", path: "Sources/CLibraries/CSHA256"),
    .systemLibrary(
      name: "CCurl", path: "Sources/CLibraries/CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CLibEdit", path: "Sources/CLibraries/CLibEdit", pkgConfig: "libedit",
      providers: [.apt(["libedit-dev"])]),
    .systemLibrary(
      name: "CXML", path: "Sources/CLibraries/CXML", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
      name: "COpenSSL", path: "Sources/CLibraries/COpenSSL", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CYAML", path: "Sources/CLibraries/CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CZstd", path: "Sources/CLibraries/CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"])]),
  ]
    + [
      .testTarget(name: "ChunkerTests", dependencies: ["Chunker", "Cryptography"], swiftSettings: strict)
    ]
    + ["Cryptography", "Secrets", "Manifest"].map {
      .testTarget(name: "\($0)Tests", dependencies: [.init(stringLiteral: $0)], swiftSettings: strict)
    }
    + [
      .testTarget(
        name: "ElastoSyncTests",
        dependencies: [
          "ElastoSync", "ResticRepository", "BlockVolume", "Manifest", "Providers", "Secrets", "Cryptography",
          "ProvidersTesting",
        ],
        swiftSettings: strict)
    ]
    + [
      .testTarget(
        name: "BlockVolumeTests",
        dependencies: [
          "BlockVolume", "Providers", "ProvidersTesting", "AzureEmulator", "Secrets", "Cryptography", "CElastoSystem",
          .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        ],
        swiftSettings: strict)
    ]
    + [
      .testTarget(
        name: "CommandLineTests",
        dependencies: [
          "elasto-sync", "ElastoSync", "ResticRepository", "Providers", "ProvidersTesting", "AzureEmulator", "Secrets",
          "Cryptography",
        ],
        swiftSettings: strict)
    ]
    + [
      .testTarget(
        name: "ProvidersTests",
        dependencies: [
          "Providers", "ProvidersTesting", "AzureEmulator", "Secrets", "Cryptography", "CElastoSystem",
          .product(name: "HTTPTypes", package: "swift-http-types"),
        ],
        swiftSettings: strict),
      .testTarget(name: "AzureEmulatorTests", dependencies: ["AzureEmulator"], swiftSettings: strict),
      .testTarget(
        name: "ResticRepositoryTests", dependencies: ["ResticRepository", "Providers", "ProvidersTesting"],
        swiftSettings: strict),
    ]
)
