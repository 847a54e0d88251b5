// What `gocore.signatures/1` lists beside signatures: what was selected, missing builds, failures, cores.

internal import Basics
internal import Reporting

/// Describes the lists.
enum ArchiveListsV1 {
  static func describe(_ table: inout JSONMembers<SignatureTable>) {
    table.object(
      "selection", "Which part of the store this is; absent for all of it."
    ) {
      $0.selection.isOfAll ? nil : $0.selection
    } members: { selection in
      selection.text("since", "Only cores of this time or later were counted.") { $0.since }
      selection.text("until", "Only cores before this time were counted.") { $0.until }
      selection.list(
        "programs", "Only cores of these programs were counted.", of: .text("A program.")
      ) { $0.programs.isEmpty ? nil : $0.programs }
      selection.list("classes", "Only signatures of these are listed.", of: .text("A class.")) {
        $0.classes.isEmpty ? nil : $0.classes.sorted()
      }
      selection.list("signatures", "Only these are listed.", of: .text("An id.")) {
        $0.signatures.isEmpty ? nil : $0.signatures.sorted()
      }
      selection.count("top", "So many are listed at most.") { $0.top }
    }
    table.list(
      "missing", "The builds whose binary cores wait for, the one with the most first.", of: build
    ) { $0.missingBuilds }
    table.list("failed", "The cores that could not be analysed, by path.", of: failed) {
      $0.failedCores
    }
    table.list("cores", "The cores, the latest first; only with --cores.", of: core) {
      $0.cores.isEmpty ? nil : $0.cores
    }
  }

  private static let build = JSONShape<BuildRow>.object("A build that is missing.") { build in
    build.integer("waiting", "How many cores wait for it.", from: 1, required: true) {
      $0.waiting
    }
    build.text("program", "The import path of its program.") { $0.build.program }
    build.text("name", "What its program is called.") { $0.name }
    build.text("module", "The main module.") { $0.module }
    build.text("version", "Its version.") { $0.version }
    build.text("goVersion", "The release of Go.") { $0.goVersion }
    build.text("buildID", "Its GNU build ID, or Go's.") { $0.build.id }
    build.text("firstSeen", "When its first core was made, in UTC.") { $0.firstSeen }
    build.text("lastSeen", "When its last core was made, in UTC.") { $0.lastSeen }
    build.text("example", "The path of a core of it.", required: true) { $0.example }
  }

  private static let failed = JSONShape<FailedCore>.object("A failed core.") { failed in
    failed.text("path", "Its path.", required: true) { $0.path }
    failed.count("exitCode", "The exit code of gocore.", required: true) { $0.exitCode }
    failed.text("reason", "Why, without the path.", required: true) { $0.reason }
  }

  private static let core = JSONShape<ListedCore>.object("A core.") { core in
    core.text("path", "Its path.", required: true) { $0.path }
    core.text("time", "When it was made, in UTC.") { $0.time }
    core.text("signature", "Its signature's id.") { $0.signature }
    core.text("class", "The class of the verdict.") { $0.crashClass }
    core.text("title", "The verdict in a line.") { $0.title }
    core.word("status", "The status of its report.", required: true) { $0.status }
    core.text("program", "The import path of its program.") { $0.build.program }
    core.text("name", "What its program is called.") { $0.programName }
    core.text("version", "The program's version.") { $0.version }
    core.text("buildID", "The build ID.") { $0.build.id }
    core.text("host", "The host.") { $0.host }
    core.text("unit", "The unit of systemd.") { $0.workload.unit }
    core.text("cgroup", "The control group.") { $0.workload.cgroup }
    core.text("namespace", "The namespace of its pod.") { $0.workload.namespace }
    core.text("pod", "Its pod.") { $0.workload.pod }
    core.text("container", "Its container.") { $0.workload.container }
    core.text("image", "The container's image.") { $0.workload.image }
  }
}
