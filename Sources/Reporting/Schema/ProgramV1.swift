// The program, its process and the core file as JSON, and the signals of the death.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// The program as it was built.
enum BuildV1 {
  static let shape = JSONShape<BuildDescription>.object("The program as it was built.") { build in
    build.text(
      "goVersion", "runtime.buildVersion: the release, with experiments behind a space."
    ) { $0.information?.goVersion }
    build.text("path", "The import path of the main package.") { $0.information?.path }
    build.member("main", "The main module.", module) { $0.information?.main }
    build.list("modules", "The other modules of the build.", of: module) {
      $0.information?.dependencies.isEmpty == false ? $0.information?.dependencies : nil
    }
    build.object("vcs", "The version control's stamp.") {
      stamp(of: $0)
    } members: { stamp in
      stamp.text("revision", "The revision.") { $0["vcs.revision"] }
      stamp.text("time", "Its time.") { $0["vcs.time"] }
      stamp.truth("modified", "Whether the working copy had changes.") {
        $0["vcs.modified"].map { $0 == "true" }
      }
    }
    build.member(
      "settings", "Build settings by name.",
      .map(
        "Build settings by name.", of: .text("The setting's value."), name: { $0.key },
        value: { $0.value })
    ) { $0.information?.settings.sorted { $0.key < $1.key } }
    build.text(
      "sourceRoot",
      """
      The folder of Go's own sources, as the function table names it: what lies below it is the \
      standard library. Empty for a program built with -trimpath.
      """
    ) { $0.sourceRoot }
    build.text(
      "programName",
      """
      What the program is called in the signature: the last element of the folder of package main's \
      sources, or where that says nothing the name of its file. Only where the build does not name the \
      main package by an import path.
      """
    ) { $0.programName }
    build.text("buildID", "The GNU build ID.", pattern: "^[0-9a-f]+$") { $0.ids.gnu }
    build.text("goBuildID", "Go's own build ID.") { $0.ids.go }
    build.word("binary", "How the binary at hand relates to the core.") { $0.binary }
    build.truth("stripped", "Whether the binary has neither DWARF nor symbols.") { $0.isStripped }
    build.text(
      "mappedPath", "The path that the process had the code from, where the core names it."
    ) {
      $0.mappedPath
    }
    build.count(
      "leastSize", "The size in bytes that the binary has at least, by its headers in the core."
    ) { $0.leastSize }
  }

  private static let module = JSONShape<BuildInformation.ModuleVersion>.object(
    "A module of the build list.", name: "module"
  ) { module in
    module.text("path", "Its path.") { $0.path }
    module.text("version", "Its version; empty where it has none.") { $0.version }
    module.text("replacement", "What replaces it, path and version.") { $0.replacement }
  }

  /// The settings, where version control is among them.
  private static func stamp(of build: BuildDescription) -> [String: String]? {
    guard let settings = build.information?.settings,
      settings.keys.contains(where: { $0.hasPrefix("vcs.") })
    else { return nil }
    return settings
  }
}

/// The process, with what the user asked to see of it.
struct ProcessV1 {
  let process: ProcessDescription
  let showsValues: Bool

  static let shape = JSONShape<ProcessV1>.object("The process.") { process in
    process.integer("pid", "Its id.") { $0.process.processID }
    process.text("command", "The first word of its command line.") { $0.process.command }
    process.count("argumentCount", "The number of words of its command line.") {
      $0.process.argumentCount
    }
    process.list("arguments", "The words; only with --show-values.", of: .text("A word.")) {
      $0.showsValues ? $0.process.arguments : nil
    }
    process.list(
      "environment", "The environment with its values; only with --show-values.",
      of: .text("NAME=value.")
    ) { $0.showsValues ? $0.process.environment : nil }
    process.list(
      "environmentNames", "The names of its environment variables, sorted.", of: .text("A name.")
    ) { $0.process.environmentNames }
    process.count("uptimeSeconds", "How long it ran at least.") { $0.process.uptimeSeconds }
  }
}

/// The core file.
enum CoreV1 {
  static let shape = JSONShape<CoreDescription>.object("The core as a file.") { core in
    core.text(
      "path", "The path that the user gave, and behind a colon the member of an archive.",
      required: true
    ) { $0.path }
    core.count("size", "Its size in bytes, expanded.") { $0.size }
    core.count("sizeOnDisk", "The bytes that it takes on disk.") { $0.sizeOnDisk }
    core.text("compression", "How it was compressed or archived.") { $0.compression }
    core.truth("complete", "Whether the file is whole.") { $0.truncatedAt == nil }
    core.count("truncatedAt", "Where it ends, when it is truncated, in bytes.") { $0.truncatedAt }
    core.count("wholeSize", "The size of the whole core, when it is truncated, in bytes.") {
      $0.wholeSize
    }
    core.object("time", "When the process died.") {
      $0.time
    } members: { time in
      time.text(
        "value", "The time in UTC.", pattern: #"^-?\d{1,5}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"#,
        required: true
      ) { CalendarTime(epoch: $0.value).rfc3339 }
      time.text("source", "Where the time comes from.", minLength: 1, required: true) { $0.source }
    }
    core.text("host", "The host, where metadata says it.") { $0.host }
    core.text("unit", "The unit of systemd that it ran in, where metadata says it.") {
      $0.workload.unit
    }
    core.text("cgroup", "Its control group, where metadata says it.") { $0.workload.cgroup }
    core.text("namespace", "The namespace of its pod.") { $0.workload.namespace }
    core.text("pod", "The pod that it ran in.") { $0.workload.pod }
    core.text("container", "The container in the pod; absent where the pod had several.") {
      $0.workload.container
    }
    core.text("image", "The name of the container's image.") { $0.workload.image }
    core.addedText(
      "contentHash",
      """
      Equal for cores with the same bytes, however they are compressed; only in reports of a batch.
      """)
  }
}

/// The signals of a death.
struct SignalV1 {
  let core: (number: Int32, code: Int32?)?
  let effective: EffectiveSignal?

  /// Nil where there is none.
  init?(_ report: Report) {
    core = report.coreSignal
    effective = report.analysis?.diagnosis.facts.signal
    if core == nil, effective == nil { return nil }
  }

  static let shape = JSONShape<SignalV1>.object("The signals of the death.") { signal in
    signal.object("core", "The signal that the kernel dumped for.") {
      $0.core
    } members: { core in
      core.number { $0.number }
      core.integer("code", "si_code; absent where the core has no NT_SIGINFO.") { $0.code }
    }
    signal.object(
      "effective",
      "The fault or the signal behind the death; absent for panics and throws without one."
    ) {
      $0.effective
    } members: { signal in
      signal.number { $0.number }
      signal.integer("code", "si_code.") { $0.code }
      signal.address("address", "The address of the fault; absent for a signal that is no fault.") {
        $0.address?.rawValue
      }
      signal.address("pc", "The interrupted instruction.") { $0.pc?.rawValue }
      signal.word("access", "How the instruction used memory.") { $0.access }
    }
    signal.object(
      "sender", "Who sent the effective signal; absent for a fault."
    ) {
      $0.effective?.sender
    } members: { sender in
      sender.count(
        "pid", "The process; 0 for one outside the PID namespace, or the terminal."
      ) { $0.processID }
      sender.count("uid", "Its user.") { $0.userID }
    }
  }
}

extension JSONMembers {
  /// The members `number` and `name` of a signal.
  fileprivate mutating func number(_ get: @escaping @Sendable (Value) -> Int32) {
    integer("number", "The signal's number.", from: 1, to: 64, get)
    text("name", "The signal's name.", pattern: "^SIG[A-Z0-9]+$") { SignalName.name(get($0)) }
  }
}
