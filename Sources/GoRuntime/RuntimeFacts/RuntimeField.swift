// Every member of a runtime structure that gocore reads, one data line each.
//
// A difference between Go releases is an alternative path on its line, never a branch in the code.
// Sources: runtime/runtime2.go, runtime/symtab.go, runtime/panic.go, internal/abi/type.go of Go 1.19
// to 1.27.

/// What is lost when a need is not met.
package enum Feature: String, Sendable {
  case goroutines = "the list of goroutines"
  case stacks = "stacks"
  case threads = "which goroutine ran on which thread"
  case crash = "what the crashed goroutine was doing"
  case waits = "wait reasons"
  case waitObjects = "what goroutines wait for"
  case waitTimes = "wait times"
  case creators = "creators"
  case labels = "labels"
  case typeNames = "names of types"
  case registers = "saved registers"
  case texts = "throw texts"
  case uptime = "the program's uptime"
  case defers = "pending deferred calls"
}

/// A member of a runtime structure.
package enum RuntimeField: Int, CaseIterable, Sendable {
  case gStackLow, gStackHigh, gPanic, gMachine, gSchedSP, gSchedPC, gSchedSelf, gSchedLR, gSchedBP
  case gSyscallSP, gSyscallPC, gSyscallBP, gStatus, gID, gWaitSince, gWaitReason
  case gAsyncSafePoint, gLockedMachine, gSignal, gSignalCode, gSignalAddress, gSignalPC
  case gParentID, gCreatorPC, gAncestors, gStartPC, gLabels, gBubble
  case gWaiting, gTimer, gSleepUntil
  case mG0, mThreadID, mSignalG, mCurrentG, mCaughtSignal, mID, mThrowing, mDying
  case mInCgo, mNext, mVDSOSP, mVDSOPC
  case pTickTime, pID, pSudogCache, pSudogBuffer
  case schedLastPoll, schedNextMachine, schedResizeTime
  case panicArgument, panicLink, panicRecovered, panicGoexit, panicRepanicked, panicFrame
  case gDefer, deferSP, deferFunction, deferLink, deferStarted, deferOpenCoded
  case deferIsRange, deferHead, deferPanic
  case pTimerCount
  case waiterG, waiterNext, waiterPrevious, waiterElement, waiterLink, waiterChannel
  case channelCount, channelCapacity, channelClosed, channelElementType, channelTimer
  case channelReceivers, channelSenders
  case semaphoreRootWaiters, notifyListHead, timerWhen
  case pollDescriptor, pollReader, pollWriter
  case bubbleID, bubbleRoot, labelList
  case moduleHeader, moduleText, moduleTextEnd, moduleTypes, moduleTypesEnd, moduleFunctionData
  case moduleTextSections, moduleNext, moduleData, moduleDataEnd, moduleBSS, moduleBSSEnd
  case moduleNoPointerBSS, moduleNoPointerBSSEnd
  case moduleMinPC, moduleMaxPC, moduleNames, moduleFunctions
  case typeName, typeFlags, typeKind, typeSize
  case pacerMemoryLimit, pacerPercent, pacerGoal, pacerLive, pacerMarked
  case pacerInUse, pacerFree, pacerReleased, pacerMapped, pacerAllocated, pacerFreed
  case schedMachineLimit
  case heapArenas, heapCentral, centralSpanClass, arenaSpans
  case spanStart, spanPageCount, spanFreeIndex, spanElementCount, spanAllocationBits
  case spanClass, spanState, spanElementSize, spanLargeType
}

/// A need for one field: where it may be found, and what is lost without it.
package struct FieldNeed: Sendable {
  package let field: RuntimeField
  /// The structure, under its alternative names.
  package let types: [String]
  /// The member, under its alternative paths, newest first; the first that exists is taken.
  package let paths: [String]
  /// What is lost without it; nil when some releases rightly lack it.
  package let feature: Feature?
  /// A sibling that must exist too: it marks the shape in which the path means what is needed.
  package let requires: String?

  /// What the field is called in the newest release: `runtime.g.sched.pc`.
  package var name: String { "\(types[0]).\(paths[0])" }

  private init(
    _ field: RuntimeField, _ types: [String], _ paths: [String], _ feature: Feature?,
    requires: String? = nil
  ) {
    self.field = field
    self.types = types
    self.paths = paths
    self.feature = feature
    self.requires = requires
  }

  private static func g(
    _ field: RuntimeField, _ paths: String..., for feature: Feature? = .goroutines
  ) -> FieldNeed { FieldNeed(field, ["runtime.g"], paths, feature) }

  private static func m(
    _ field: RuntimeField, _ paths: String..., for feature: Feature? = .threads
  ) -> FieldNeed { FieldNeed(field, ["runtime.m"], paths, feature) }

  private static func module(
    _ field: RuntimeField, _ path: String, for feature: Feature? = .stacks
  ) -> FieldNeed { FieldNeed(field, ["runtime.moduledata"], [path], feature) }

  private static func pacer(_ field: RuntimeField, _ paths: String...) -> FieldNeed {
    FieldNeed(field, ["runtime.gcControllerState"], paths, nil)
  }

  private static func waiter(_ field: RuntimeField, _ paths: String...) -> FieldNeed {
    FieldNeed(field, ["runtime.sudog"], paths, .waitObjects)
  }

  private static func channel(_ field: RuntimeField, _ path: String) -> FieldNeed {
    FieldNeed(field, ["runtime.hchan"], [path], .waitObjects)
  }

  private static func span(_ field: RuntimeField, _ paths: String...) -> FieldNeed {
    FieldNeed(field, ["runtime.mspan"], paths, nil)
  }

  private static let typeNames = ["internal/abi.Type", "runtime._type"]

  /// All needs.
  package static let all: [FieldNeed] = [
    g(.gStackLow, "stack.lo"),
    g(.gStackHigh, "stack.hi"),
    g(.gPanic, "_panic", for: .crash),
    g(.gMachine, "m", for: .threads),
    g(.gSchedSP, "sched.sp", for: .stacks),
    g(.gSchedPC, "sched.pc", for: .stacks),
    g(.gSchedSelf, "sched.g"),
    g(.gSchedLR, "sched.lr", for: .stacks),
    g(.gSchedBP, "sched.bp", for: .registers),
    g(.gSyscallSP, "syscallsp", for: .stacks),
    g(.gSyscallPC, "syscallpc", for: .stacks),
    g(.gSyscallBP, "syscallbp", for: nil),  // since go1.23
    g(.gStatus, "atomicstatus.value", "atomicstatus"),  // a plain uint32 in go1.19
    g(.gID, "goid"),
    g(.gWaitSince, "waitsince", for: .waitTimes),
    g(.gWaitReason, "waitreason", for: .waits),
    g(.gAsyncSafePoint, "asyncSafePoint", for: .registers),
    g(.gLockedMachine, "lockedm", for: .threads),
    g(.gSignal, "sig", for: .crash),
    g(.gSignalCode, "sigcode0", for: .crash),
    g(.gSignalAddress, "sigcode1", for: .crash),
    g(.gSignalPC, "sigpc", for: .crash),
    g(.gParentID, "parentGoid", for: nil),  // since go1.21
    g(.gCreatorPC, "gopc", for: .creators),
    g(.gAncestors, "ancestors", for: nil),
    g(.gStartPC, "startpc", for: .creators),
    g(.gLabels, "labels", for: .labels),
    g(.gBubble, "bubble", "syncGroup", for: nil),  // syncGroup in go1.24 only
    g(.gWaiting, "waiting", for: .waitObjects),
    g(.gTimer, "timer", for: .waitObjects),
    g(.gSleepUntil, "sleepWhen", for: nil),  // since go1.23
    m(.mG0, "g0"),
    m(.mThreadID, "procid"),
    m(.mSignalG, "gsignal"),
    m(.mCurrentG, "curg"),
    m(.mCaughtSignal, "caughtsig", for: .crash),
    m(.mID, "id"),
    m(.mThrowing, "throwing", for: .crash),
    m(.mDying, "dying", for: .crash),
    m(.mInCgo, "incgo", for: nil),
    m(.mNext, "alllink"),
    m(.mVDSOSP, "vdsoSP", for: .stacks),
    m(.mVDSOPC, "vdsoPC", for: .stacks),
    FieldNeed(.pTickTime, ["runtime.p"], ["sysmontick.schedwhen"], .waitTimes),
    FieldNeed(.pID, ["runtime.p"], ["id"], nil),
    FieldNeed(.pSudogCache, ["runtime.p"], ["sudogcache"], nil),
    FieldNeed(.pSudogBuffer, ["runtime.p"], ["sudogbuf"], nil),
    FieldNeed(.schedLastPoll, ["runtime.schedt"], ["lastpoll.value", "lastpoll"], .waitTimes),
    FieldNeed(.schedNextMachine, ["runtime.schedt"], ["mnext"], nil),
    FieldNeed(.schedResizeTime, ["runtime.schedt"], ["procresizetime"], nil),
    // A count of its own up to go1.22.
    FieldNeed(
      .pTimerCount, ["runtime.p"], ["timers.len.value", "numTimers.value", "numTimers"], nil),
    waiter(.waiterG, "g"),
    waiter(.waiterNext, "next"),
    waiter(.waiterPrevious, "prev"),
    // Two words since go1.26, of which the leak detector clears the first for a while.
    waiter(.waiterElement, "elem.vu", "elem"),
    waiter(.waiterLink, "waitlink"),
    waiter(.waiterChannel, "c.maybeTraceablePtr.vu", "c"),
    channel(.channelCount, "qcount"),
    channel(.channelCapacity, "dataqsiz"),
    channel(.channelClosed, "closed"),
    channel(.channelElementType, "elemtype"),
    FieldNeed(.channelTimer, ["runtime.hchan"], ["timer"], nil),  // since go1.23
    channel(.channelReceivers, "recvq.first"),
    channel(.channelSenders, "sendq.first"),
    FieldNeed(.semaphoreRootWaiters, ["runtime.semaRoot"], ["treap"], .waitObjects),
    FieldNeed(.notifyListHead, ["runtime.notifyList"], ["head"], nil),
    FieldNeed(.timerWhen, ["runtime.timer"], ["when"], .waitObjects),
    FieldNeed(.pollDescriptor, ["runtime.pollDesc"], ["fd"], nil),
    FieldNeed(.pollReader, ["runtime.pollDesc"], ["rg.value", "rg"], nil),
    FieldNeed(.pollWriter, ["runtime.pollDesc"], ["wg.value", "wg"], nil),
    FieldNeed(.panicArgument, ["runtime._panic"], ["arg"], .crash),
    FieldNeed(.panicLink, ["runtime._panic"], ["link"], .crash),
    FieldNeed(.panicRecovered, ["runtime._panic"], ["recovered"], .crash),
    FieldNeed(.panicGoexit, ["runtime._panic"], ["goexit"], .crash),
    FieldNeed(.panicRepanicked, ["runtime._panic"], ["repanicked"], nil),  // since go1.25
    // The frame whose deferred calls it runs; up to go1.21 `sp` meant another thing.
    FieldNeed(.panicFrame, ["runtime._panic"], ["sp"], nil, requires: "startPC"),
    g(.gDefer, "_defer", for: .defers),
    FieldNeed(.deferSP, ["runtime._defer"], ["sp"], .defers),
    FieldNeed(.deferFunction, ["runtime._defer"], ["fn"], .defers),
    FieldNeed(.deferLink, ["runtime._defer"], ["link"], .defers),
    // Up to go1.21 a record stays in the list while its call runs, and open-coded calls have records, too.
    FieldNeed(.deferStarted, ["runtime._defer"], ["started"], nil),
    FieldNeed(.deferOpenCoded, ["runtime._defer"], ["openDefer"], nil),
    FieldNeed(.deferPanic, ["runtime._defer"], ["_panic"], nil),
    // Since go1.22: the calls that the body of a range over a function deferred.
    FieldNeed(.deferIsRange, ["runtime._defer"], ["rangefunc"], nil),
    FieldNeed(.deferHead, ["runtime._defer"], ["head"], nil),
    FieldNeed(.bubbleID, ["runtime.synctestBubble"], ["id"], nil),  // since go1.25
    FieldNeed(.bubbleRoot, ["runtime.synctestGroup"], ["root"], nil),  // go1.24 only
    // A map up to go1.23, which needs no layout of its own.
    FieldNeed(
      .labelList, ["internal/runtime/pprof/label.Set", "runtime/pprof.labelMap"],
      ["List", "LabelSet.list"],
      nil),
    module(.moduleHeader, "pcHeader"),
    module(.moduleText, "text"),
    module(.moduleTextEnd, "etext"),
    module(.moduleTypes, "types", for: .typeNames),
    module(.moduleTypesEnd, "etypes", for: .typeNames),
    module(.moduleFunctionData, "gofunc"),
    module(.moduleTextSections, "textsectmap"),
    module(.moduleNext, "next"),
    module(.moduleData, "data"),
    module(.moduleDataEnd, "edata"),
    module(.moduleBSS, "bss"),
    module(.moduleBSSEnd, "ebss"),
    module(.moduleNoPointerBSS, "noptrbss", for: nil),
    module(.moduleNoPointerBSSEnd, "enoptrbss", for: nil),
    module(.moduleNames, "funcnametab", for: nil),
    module(.moduleFunctions, "ftab", for: nil),
    module(.moduleMinPC, "minpc"),
    module(.moduleMaxPC, "maxpc"),
    FieldNeed(.typeName, typeNames, ["Str", "str"], .typeNames),
    FieldNeed(.typeFlags, typeNames, ["TFlag", "tflag"], .typeNames),
    FieldNeed(.typeKind, typeNames, ["Kind_", "kind"], .typeNames),
    FieldNeed(.typeSize, typeNames, ["Size_", "size"], nil),
    pacer(.pacerMemoryLimit, "memoryLimit.value"),
    pacer(.pacerPercent, "gcPercent.value"),
    pacer(.pacerGoal, "gcPercentHeapGoal.value"),
    pacer(.pacerLive, "heapLive.value", "heapLive"),  // a plain uint64 in go1.19
    pacer(.pacerMarked, "heapMarked"),
    pacer(.pacerInUse, "heapInUse"),
    pacer(.pacerFree, "heapFree"),
    pacer(.pacerReleased, "heapReleased"),
    pacer(.pacerMapped, "mappedReady.value"),
    pacer(.pacerAllocated, "totalAlloc.value"),
    pacer(.pacerFreed, "totalFree.value"),
    FieldNeed(.schedMachineLimit, ["runtime.schedt"], ["maxmcount"], nil),
    // The heap is only looked at when a fault or the runtime names an address; what is lost is reported
    // there.
    FieldNeed(.heapArenas, ["runtime.mheap"], ["arenas"], nil),
    FieldNeed(.heapCentral, ["runtime.mheap"], ["central"], nil),
    FieldNeed(.centralSpanClass, ["runtime.mcentral"], ["spanclass"], nil),
    FieldNeed(.arenaSpans, ["runtime.heapArena"], ["spans"], nil),
    span(.spanStart, "startAddr"),
    span(.spanPageCount, "npages"),
    span(.spanFreeIndex, "freeindex"),
    span(.spanElementCount, "nelems"),
    span(.spanAllocationBits, "allocBits"),
    span(.spanClass, "spanclass"),
    span(.spanState, "state.s.value", "state.s"),  // a plain byte in go1.19
    span(.spanElementSize, "elemsize"),
    span(.spanLargeType, "largeType"),  // since go1.22
  ]
}

extension RuntimeField {
  /// What the field is called in the newest release: `runtime.g.sched.pc`.
  package var name: String { FieldNeed.all.first { $0.field == self }?.name ?? "" }
}
