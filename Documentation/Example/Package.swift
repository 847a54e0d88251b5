// swift-tools-version: 6.2
// A program that uses gocore as a library. Elsewhere the dependency is
// `.package(url: "…/gocore", from: "…")`.
import PackageDescription

let package = Package(
  name: "MutexCallers",
  dependencies: [.package(name: "gocore", path: "../..")],
  targets: [
    .executableTarget(
      name: "MutexCallers", dependencies: [.product(name: "Gocore", package: "gocore")])
  ]
)
