// Which of the loaded images holds the Go code.

package import ElfCore

extension LoadedImage {
  /// The image with the Go code: the executed program when it has a trace of Go, else the first
  /// library that has; the executed program when none has.
  package static func ofGoCode(
    among images: [LoadedImage], memory: AddressSpace
  ) -> LoadedImage? {
    images.first { image in
      image.buildIDs.go != nil
        || BuildInformation.find(
          in: image.segments.writableRanges(bias: image.loadBias ?? 0), memory: memory) != nil
    } ?? images.first { $0.isMainProgram }
  }
}
