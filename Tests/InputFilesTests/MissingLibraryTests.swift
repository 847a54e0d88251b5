// A library that is loaded on demand and is not there.

import Testing

@testable import InputFiles

#if GOCORE_LIBARCHIVE
  @Suite("Where libarchive is not installed")
  struct MissingLibraryTests {
    private func error(_ library: String) -> InputError? {
      do throws(InputError) {
        _ = try ArchiveReader(BytesSource([]), .members, path: "core.tar", library: library)
        return nil
      } catch {
        return error
      }
    }

    @Test("a file that has to be expanded is refused in one line, with the loader's reason")
    func missing() {
      let error = error("libno-such-archive.so.13")
      #expect(
        error?.message
          == "core.tar: cannot be expanded without libarchive: libno-such-archive.so.13: cannot open "
          + "shared object file: No such file or directory; install it, or expand the file beforehand"
      )
      #expect(error?.exitCode == .limit)
    }

    @Test("as is one for whose library another has the name")
    func foreign() {
      let error = error("libc.so.6")
      #expect(error?.message.contains("archive_read_new") == true)
    }
  }
#endif
