// Made by Sources/GenerateLayouts/generate-layouts from the DWARF of each toolchain's binaries.
// Do not edit.

/// Entries parted by empty lines; KnownLayout parses them.
let generatedLayouts = """
  go1.19.8 amd64
  T runtime._defer 72
  F _panic 32 0
  F fn 24 8
  F link 40 0
  F openDefer 2 1
  F sp 8 8
  F started 0 1
  T runtime._panic 56
  F arg 8 16
  F goexit 50 1
  F link 24 0
  F recovered 48 1
  F sp 40 0
  T runtime._type 48
  F kind 23 1
  F size 0 8
  F str 40 4
  F tflag 20 1
  T runtime.g 392
  F _defer 40 0
  F _panic 32 0
  F ancestors 304 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F goid 152 8
  F gopc 296 8
  F labels 360 0
  F lockedm 232 8
  F m 48 0
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 240 4
  F sigcode0 272 8
  F sigcode1 280 8
  F sigpc 288 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 312 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 368 0
  F waiting 328 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 424
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 104 8
  F heapFree 320 8
  F heapInUse 304 8
  F heapLive 136 8
  F heapMarked 184 8
  F heapReleased 312 8
  F mappedReady.value 344 8
  F memoryLimit.value 8 8
  F totalAlloc.value 328 8
  F totalFree.value 336 8
  T runtime.hchan 96
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 32 0
  F qcount 0 8
  F recvq.first 56 0
  F sendq.first 72 0
  T runtime.heapArena 2165776
  F spans 2097152 65536
  T runtime.m 1008
  F alllink 336 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 808 8
  F vdsoSP 800 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 92672
  F arenas 65936 8
  F central 66112 26112
  T runtime.moduledata 552
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 288 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 304 8
  F maxpc 168 8
  F minpc 160 8
  F next 544 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 312 24
  F types 280 8
  T runtime.mspan 144
  F allocBits 72 0
  F elemsize 104 8
  F freeindex 48 8
  F nelems 56 8
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8912
  F id 0 4
  F numTimers 8864 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  T runtime.pollDesc 240
  F fd 8 8
  F rg 24 8
  F rg.value 24 8
  F wg 32 8
  F wg.value 32 8
  T runtime.schedt 6080
  F lastpoll 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 288 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 72
  F when 8 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 552
  V runtime.gStatusStrings 160
  V runtime.gcController 424
  V runtime.mheap_ 92672
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6080
  V runtime.semtable 16064
  V runtime.waitReasonStrings 432

  go1.19.8 arm64
  T runtime._defer 72
  F _panic 32 0
  F fn 24 8
  F link 40 0
  F openDefer 2 1
  F sp 8 8
  F started 0 1
  T runtime._panic 56
  F arg 8 16
  F goexit 50 1
  F link 24 0
  F recovered 48 1
  F sp 40 0
  T runtime._type 48
  F kind 23 1
  F size 0 8
  F str 40 4
  F tflag 20 1
  T runtime.g 392
  F _defer 40 0
  F _panic 32 0
  F ancestors 304 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F goid 152 8
  F gopc 296 8
  F labels 360 0
  F lockedm 232 8
  F m 48 0
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 240 4
  F sigcode0 272 8
  F sigcode1 280 8
  F sigpc 288 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 312 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 368 0
  F waiting 328 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 424
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 104 8
  F heapFree 320 8
  F heapInUse 304 8
  F heapLive 136 8
  F heapMarked 184 8
  F heapReleased 312 8
  F mappedReady.value 344 8
  F memoryLimit.value 8 8
  F totalAlloc.value 328 8
  F totalFree.value 336 8
  T runtime.hchan 96
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 32 0
  F qcount 0 8
  F recvq.first 56 0
  F sendq.first 72 0
  T runtime.heapArena 2165776
  F spans 2097152 65536
  T runtime.m 1008
  F alllink 336 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 808 8
  F vdsoSP 800 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 92672
  F arenas 65936 8
  F central 66112 26112
  T runtime.moduledata 552
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 288 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 304 8
  F maxpc 168 8
  F minpc 160 8
  F next 544 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 312 24
  F types 280 8
  T runtime.mspan 144
  F allocBits 72 0
  F elemsize 104 8
  F freeindex 48 8
  F nelems 56 8
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8912
  F id 0 4
  F numTimers 8864 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  T runtime.pollDesc 240
  F fd 8 8
  F rg 24 8
  F rg.value 24 8
  F wg 32 8
  F wg.value 32 8
  T runtime.schedt 6080
  F lastpoll 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 288 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 72
  F when 8 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 552
  V runtime.gStatusStrings 160
  V runtime.gcController 424
  V runtime.mheap_ 92672
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6080
  V runtime.semtable 16064
  V runtime.waitReasonStrings 432

  go1.19.8 386
  T runtime._defer 36
  F _panic 16 0
  F fn 12 4
  F link 20 0
  F openDefer 2 1
  F sp 4 4
  F started 0 1
  T runtime._panic 28
  F arg 4 8
  F goexit 26 1
  F link 12 0
  F recovered 24 1
  F sp 20 0
  T runtime._type 32
  F kind 15 1
  F size 0 4
  F str 24 4
  F tflag 12 1
  T runtime.g 240
  F _defer 20 0
  F _panic 16 0
  F ancestors 188 0
  F asyncSafePoint 104 1
  F atomicstatus 72 4
  F goid 80 8
  F gopc 184 4
  F labels 216 0
  F lockedm 152 4
  F m 24 0
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 156 4
  F sigcode0 172 4
  F sigcode1 176 4
  F sigpc 180 4
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 192 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 220 0
  F waiting 200 0
  F waitreason 100 1
  F waitsince 92 8
  T runtime.gcControllerState 416
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 96 8
  F heapFree 312 8
  F heapInUse 296 8
  F heapLive 128 8
  F heapMarked 176 8
  F heapReleased 304 8
  F mappedReady.value 336 8
  F memoryLimit.value 8 8
  F totalAlloc.value 320 8
  F totalFree.value 328 8
  T runtime.hchan 52
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 20 0
  F qcount 0 4
  F recvq.first 32 0
  F sendq.first 40 0
  T runtime.heapArena 264392
  F spans 262144 2048
  T runtime.m 564
  F alllink 212 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 456 4
  F vdsoSP 452 4
  T runtime.mcentral 100
  F spanclass 0 1
  T runtime.mheap 17976
  F arenas 228 4
  F central 316 17408
  T runtime.moduledata 276
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 144 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 152 4
  F maxpc 84 4
  F minpc 80 4
  F next 272 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 156 12
  F types 140 4
  T runtime.mspan 84
  F allocBits 40 0
  F elemsize 64 4
  F freeindex 24 4
  F nelems 28 4
  F npages 16 4
  F spanclass 58 1
  F startAddr 12 4
  F state.s 59 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4544
  F id 0 4
  F numTimers 4504 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 24 8
  T runtime.pollDesc 156
  F fd 4 4
  F rg 12 4
  F rg.value 12 4
  F wg 16 4
  F wg.value 16 4
  T runtime.schedt 5968
  F lastpoll 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 180 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.timer 48
  F when 4 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 276
  V runtime.gStatusStrings 80
  V runtime.gcController 416
  V runtime.mheap_ 17976
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 5968
  V runtime.semtable 16064
  V runtime.waitReasonStrings 216

  go1.21.13 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 72
  F _panic 32 0
  F fn 24 8
  F link 40 0
  F openDefer 2 1
  F sp 8 8
  F started 0 1
  T runtime._panic 56
  F arg 8 16
  F goexit 50 1
  F link 24 0
  F recovered 48 1
  F sp 40 0
  T runtime.g 408
  F _defer 40 0
  F _panic 32 0
  F ancestors 288 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F goid 152 8
  F gopc 280 8
  F labels 344 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 272 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 216 4
  F sigcode0 248 8
  F sigcode1 256 8
  F sigpc 264 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 296 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 352 0
  F waiting 312 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 96
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 32 0
  F qcount 0 8
  F recvq.first 56 0
  F sendq.first 72 0
  T runtime.heapArena 1133584
  F spans 1064960 65536
  T runtime.m 1008
  F alllink 336 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 816 8
  F vdsoSP 808 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 92792
  F arenas 65944 8
  F central 66120 26112
  T runtime.moduledata 592
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 584 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 168
  F allocBits 72 0
  F elemsize 112 8
  F freeindex 48 8
  F nelems 56 8
  F npages 32 8
  F spanclass 106 1
  F startAddr 24 8
  F state.s 107 1
  F state.s.value 107 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8912
  F id 0 4
  F numTimers 8864 4
  F numTimers.value 8864 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  T runtime.pollDesc 248
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 1632
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 72
  F when 8 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 592
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 92792
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 1632
  V runtime.semtable 16064
  V runtime.waitReasonStrings 512

  go1.21.13 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 72
  F _panic 32 0
  F fn 24 8
  F link 40 0
  F openDefer 2 1
  F sp 8 8
  F started 0 1
  T runtime._panic 56
  F arg 8 16
  F goexit 50 1
  F link 24 0
  F recovered 48 1
  F sp 40 0
  T runtime.g 408
  F _defer 40 0
  F _panic 32 0
  F ancestors 288 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F goid 152 8
  F gopc 280 8
  F labels 344 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 272 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 216 4
  F sigcode0 248 8
  F sigcode1 256 8
  F sigpc 264 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 296 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 352 0
  F waiting 312 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 96
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 32 0
  F qcount 0 8
  F recvq.first 56 0
  F sendq.first 72 0
  T runtime.heapArena 1133584
  F spans 1064960 65536
  T runtime.m 1008
  F alllink 336 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 816 8
  F vdsoSP 808 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 101496
  F arenas 65944 8
  F central 66120 34816
  T runtime.moduledata 592
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 584 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 168
  F allocBits 72 0
  F elemsize 112 8
  F freeindex 48 8
  F nelems 56 8
  F npages 32 8
  F spanclass 106 1
  F startAddr 24 8
  F state.s 107 1
  F state.s.value 107 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8912
  F id 0 4
  F numTimers 8864 4
  F numTimers.value 8864 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  T runtime.pollDesc 248
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 1632
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 72
  F when 8 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 592
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 101496
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 1632
  V runtime.semtable 32128
  V runtime.waitReasonStrings 512

  go1.21.13 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 36
  F _panic 16 0
  F fn 12 4
  F link 20 0
  F openDefer 2 1
  F sp 4 4
  F started 0 1
  T runtime._panic 28
  F arg 4 8
  F goexit 26 1
  F link 12 0
  F recovered 24 1
  F sp 20 0
  T runtime.g 252
  F _defer 20 0
  F _panic 16 0
  F ancestors 176 0
  F asyncSafePoint 104 1
  F atomicstatus 72 4
  F atomicstatus.value 72 4
  F goid 80 8
  F gopc 172 4
  F labels 204 0
  F lockedm 132 4
  F m 24 0
  F parentGoid 164 8
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 136 4
  F sigcode0 152 4
  F sigcode1 156 4
  F sigpc 160 4
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 180 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 208 0
  F waiting 188 0
  F waitreason 100 1
  F waitsince 92 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 52
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 20 0
  F qcount 0 4
  F recvq.first 32 0
  F sendq.first 40 0
  T runtime.heapArena 137416
  F spans 135168 2048
  T runtime.m 560
  F alllink 212 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 456 4
  F vdsoSP 452 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18056
  F arenas 244 4
  F central 336 17408
  T runtime.moduledata 296
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 292 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 4
  F nelems 28 4
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4544
  F id 0 4
  F numTimers 4504 4
  F numTimers.value 4504 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 24 8
  T runtime.pollDesc 160
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 1520
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 184 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.timer 48
  F when 4 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 296
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18056
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 1520
  V runtime.semtable 16064
  V runtime.waitReasonStrings 256

  go1.22.10 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 424
  F _defer 40 0
  F _panic 32 0
  F ancestors 288 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F goid 152 8
  F gopc 280 8
  F labels 344 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 272 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 216 4
  F sigcode0 248 8
  F sigcode1 256 8
  F sigpc 264 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 296 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 352 0
  F waiting 312 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 96
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 32 0
  F qcount 0 8
  F recvq.first 56 0
  F sendq.first 72 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 2024
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 1128 8
  F vdsoSP 1120 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 92856
  F arenas 66008 8
  F central 66184 26112
  T runtime.moduledata 592
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 584 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F numTimers 8896 4
  F numTimers.value 8896 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  T runtime.pollDesc 248
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 72
  F when 8 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 592
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 92856
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 16064
  V runtime.waitReasonStrings 592

  go1.22.10 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 424
  F _defer 40 0
  F _panic 32 0
  F ancestors 288 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F goid 152 8
  F gopc 280 8
  F labels 344 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 272 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 216 4
  F sigcode0 248 8
  F sigcode1 256 8
  F sigpc 264 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 296 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 352 0
  F waiting 312 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 96
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 32 0
  F qcount 0 8
  F recvq.first 56 0
  F sendq.first 72 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 2024
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 1128 8
  F vdsoSP 1120 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 101624
  F arenas 66072 8
  F central 66248 34816
  T runtime.moduledata 592
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 584 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F numTimers 8896 4
  F numTimers.value 8896 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  T runtime.pollDesc 248
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 72
  F when 8 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 592
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 101624
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 32128
  V runtime.waitReasonStrings 592

  go1.22.10 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 4 8
  F goexit 49 1
  F link 12 0
  F recovered 48 1
  F sp 24 0
  T runtime.g 260
  F _defer 20 0
  F _panic 16 0
  F ancestors 176 0
  F asyncSafePoint 104 1
  F atomicstatus 72 4
  F atomicstatus.value 72 4
  F goid 80 8
  F gopc 172 4
  F labels 204 0
  F lockedm 132 4
  F m 24 0
  F parentGoid 164 8
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 136 4
  F sigcode0 152 4
  F sigcode1 156 4
  F sigpc 160 4
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 180 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 208 0
  F waiting 188 0
  F waitreason 100 1
  F waitsince 92 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 52
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 20 0
  F qcount 0 4
  F recvq.first 32 0
  F sendq.first 40 0
  T runtime.heapArena 2248
  F spans 0 2048
  T runtime.m 1296
  F alllink 204 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 624 4
  F vdsoSP 620 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18120
  F arenas 308 4
  F central 400 17408
  T runtime.moduledata 296
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 292 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4576
  F id 0 4
  F numTimers 4536 4
  F numTimers.value 4536 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 24 8
  T runtime.pollDesc 160
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6712
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 184 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.timer 48
  F when 4 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 296
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18120
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6712
  V runtime.semtable 16064
  V runtime.waitReasonStrings 296

  go1.23.1 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 432
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1760
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 864 8
  F vdsoSP 856 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 92928
  F arenas 66008 8
  F central 66184 26112
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 264
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 80
  F when 16 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 92928
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 16064
  V runtime.waitReasonStrings 592

  go1.23.1 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 432
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1760
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 864 8
  F vdsoSP 856 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 101696
  F arenas 66072 8
  F central 66248 34816
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 264
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 80
  F when 16 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 101696
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 32128
  V runtime.waitReasonStrings 592

  go1.23.1 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 4 8
  F goexit 49 1
  F link 12 0
  F recovered 48 1
  F sp 24 0
  T runtime.g 272
  F _defer 20 0
  F _panic 16 0
  F ancestors 180 0
  F asyncSafePoint 108 1
  F atomicstatus 76 4
  F atomicstatus.value 76 4
  F goid 84 8
  F gopc 176 4
  F labels 208 0
  F lockedm 136 4
  F m 24 0
  F parentGoid 168 8
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 140 4
  F sigcode0 156 4
  F sigcode1 160 4
  F sigpc 164 4
  F sleepWhen 216 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 184 4
  F syscallbp 64 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 212 0
  F waiting 192 0
  F waitreason 104 1
  F waitsince 96 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 56
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2248
  F spans 0 2048
  T runtime.m 1176
  F alllink 204 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 500 4
  F vdsoSP 496 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18160
  F arenas 308 4
  F central 400 17408
  T runtime.moduledata 292
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 288 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4592
  F id 0 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 4520 4
  T runtime.pollDesc 168
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6712
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 184 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.timer 52
  F when 12 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 292
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18160
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6712
  V runtime.semtable 16064
  V runtime.waitReasonStrings 296

  go1.23.4 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 432
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1760
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 864 8
  F vdsoSP 856 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 92928
  F arenas 66008 8
  F central 66184 26112
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 88
  F when 16 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 92928
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 16064
  V runtime.waitReasonStrings 608

  go1.23.4 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 432
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1760
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 864 8
  F vdsoSP 856 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 101696
  F arenas 66072 8
  F central 66248 34816
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 88
  F when 16 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 101696
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 32128
  V runtime.waitReasonStrings 608

  go1.23.4 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 4 8
  F goexit 49 1
  F link 12 0
  F recovered 48 1
  F sp 24 0
  T runtime.g 272
  F _defer 20 0
  F _panic 16 0
  F ancestors 180 0
  F asyncSafePoint 108 1
  F atomicstatus 76 4
  F atomicstatus.value 76 4
  F goid 84 8
  F gopc 176 4
  F labels 208 0
  F lockedm 136 4
  F m 24 0
  F parentGoid 168 8
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 140 4
  F sigcode0 156 4
  F sigcode1 160 4
  F sigpc 164 4
  F sleepWhen 216 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 184 4
  F syscallbp 64 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 212 0
  F waiting 192 0
  F waitreason 104 1
  F waitsince 96 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 56
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2248
  F spans 0 2048
  T runtime.m 1176
  F alllink 204 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 500 4
  F vdsoSP 496 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18160
  F arenas 308 4
  F central 400 17408
  T runtime.moduledata 292
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 288 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4592
  F id 0 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 4520 4
  T runtime.pollDesc 176
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6712
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 184 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.timer 56
  F when 12 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 292
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18160
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6712
  V runtime.semtable 16064
  V runtime.waitReasonStrings 304

  go1.23.9 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 432
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1760
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 864 8
  F vdsoSP 856 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 92928
  F arenas 66008 8
  F central 66184 26112
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 88
  F when 16 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 92928
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 16064
  V runtime.waitReasonStrings 608

  go1.23.9 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 432
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1760
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 864 8
  F vdsoSP 856 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 101696
  F arenas 66072 8
  F central 66248 34816
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8944
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.timer 88
  F when 16 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 101696
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 32128
  V runtime.waitReasonStrings 608

  go1.23.9 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 4 8
  F goexit 49 1
  F link 12 0
  F recovered 48 1
  F sp 24 0
  T runtime.g 272
  F _defer 20 0
  F _panic 16 0
  F ancestors 180 0
  F asyncSafePoint 108 1
  F atomicstatus 76 4
  F atomicstatus.value 76 4
  F goid 84 8
  F gopc 176 4
  F labels 208 0
  F lockedm 136 4
  F m 24 0
  F parentGoid 168 8
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 140 4
  F sigcode0 156 4
  F sigcode1 160 4
  F sigpc 164 4
  F sleepWhen 216 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 184 4
  F syscallbp 64 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 212 0
  F waiting 192 0
  F waitreason 104 1
  F waitsince 96 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 56
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2248
  F spans 0 2048
  T runtime.m 1176
  F alllink 204 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 500 4
  F vdsoSP 496 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18160
  F arenas 308 4
  F central 400 17408
  T runtime.moduledata 292
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 288 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4592
  F id 0 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 4520 4
  T runtime.pollDesc 176
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6712
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 184 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.timer 56
  F when 12 8
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 292
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18160
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6712
  V runtime.semtable 16064
  V runtime.waitReasonStrings 304

  go1.24.3 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 440
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 228 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syncGroup 392 0
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1808
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 888 8
  F vdsoSP 880 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 93008
  F arenas 66008 8
  F central 66184 26112
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8952
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.synctestGroup 136
  F root 88 0
  T runtime.timer 88
  F when 16 8
  T runtime/pprof.labelMap 24
  F LabelSet.list 0 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 93008
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 16064
  V runtime.waitReasonStrings 704

  go1.24.3 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 440
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 228 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syncGroup 392 0
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1808
  F alllink 328 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 888 8
  F vdsoSP 880 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 101776
  F arenas 66072 8
  F central 66248 34816
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8952
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.synctestGroup 136
  F root 88 0
  T runtime.timer 88
  F when 16 8
  T runtime/pprof.labelMap 24
  F LabelSet.list 0 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 101776
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 32128
  V runtime.waitReasonStrings 704

  go1.24.3 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 4 8
  F goexit 49 1
  F link 12 0
  F recovered 48 1
  F sp 24 0
  T runtime.g 280
  F _defer 20 0
  F _panic 16 0
  F ancestors 184 0
  F asyncSafePoint 108 1
  F atomicstatus 76 4
  F atomicstatus.value 76 4
  F goid 84 8
  F gopc 180 4
  F labels 212 0
  F lockedm 136 4
  F m 24 0
  F parentGoid 172 8
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 144 4
  F sigcode0 160 4
  F sigcode1 164 4
  F sigpc 168 4
  F sleepWhen 220 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 188 4
  F syncGroup 240 0
  F syscallbp 64 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 216 0
  F waiting 196 0
  F waitreason 104 1
  F waitsince 96 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 56
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2248
  F spans 0 2048
  T runtime.m 1896
  F alllink 204 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 516 4
  F vdsoSP 512 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18208
  F arenas 308 4
  F central 400 17408
  T runtime.moduledata 292
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 288 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4600
  F id 0 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 4520 4
  T runtime.pollDesc 176
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6712
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 184 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.synctestGroup 96
  F root 72 0
  T runtime.timer 56
  F when 12 8
  T runtime/pprof.labelMap 12
  F LabelSet.list 0 12
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 292
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18208
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6712
  V runtime.semtable 16064
  V runtime.waitReasonStrings 352

  go1.24.11 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 440
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 228 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syncGroup 392 0
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1832
  F alllink 352 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 912 8
  F vdsoSP 904 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 93008
  F arenas 66008 8
  F central 66184 26112
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8952
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.synctestGroup 136
  F root 88 0
  T runtime.timer 88
  F when 16 8
  T runtime/pprof.labelMap 24
  F LabelSet.list 0 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 93008
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 16064
  V runtime.waitReasonStrings 704

  go1.24.11 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 97 1
  F link 24 0
  F recovered 96 1
  F sp 48 0
  T runtime.g 440
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 188 1
  F atomicstatus 152 4
  F atomicstatus.value 152 4
  F goid 160 8
  F gopc 288 8
  F labels 352 0
  F lockedm 216 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 104 8
  F sched.g 72 8
  F sched.lr 96 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 228 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syncGroup 392 0
  F syscallbp 128 8
  F syscallpc 120 8
  F syscallsp 112 8
  F timer 360 0
  F waiting 320 0
  F waitreason 184 1
  F waitsince 176 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 104
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 68624
  F spans 0 65536
  T runtime.m 1832
  F alllink 352 0
  F caughtsig 200 8
  F curg 192 0
  F dying 268 4
  F g0 0 0
  F gsignal 80 0
  F id 232 8
  F incgo 280 1
  F procid 72 8
  F throwing 244 4
  F vdsoPC 912 8
  F vdsoSP 904 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 101776
  F arenas 66072 8
  F central 66248 34816
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 8952
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 8872 4
  T runtime.pollDesc 280
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6824
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 56 4
  F mnext 48 8
  F procresizetime 296 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.synctestGroup 136
  F root 88 0
  T runtime.timer 88
  F when 16 8
  T runtime/pprof.labelMap 24
  F LabelSet.list 0 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 101776
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6824
  V runtime.semtable 32128
  V runtime.waitReasonStrings 704

  go1.24.11 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 4 8
  F goexit 49 1
  F link 12 0
  F recovered 48 1
  F sp 24 0
  T runtime.g 280
  F _defer 20 0
  F _panic 16 0
  F ancestors 184 0
  F asyncSafePoint 108 1
  F atomicstatus 76 4
  F atomicstatus.value 76 4
  F goid 84 8
  F gopc 180 4
  F labels 212 0
  F lockedm 136 4
  F m 24 0
  F parentGoid 172 8
  F sched.bp 52 4
  F sched.g 36 4
  F sched.lr 48 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 144 4
  F sigcode0 160 4
  F sigcode1 164 4
  F sigpc 168 4
  F sleepWhen 220 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 188 4
  F syncGroup 240 0
  F syscallbp 64 4
  F syscallpc 60 4
  F syscallsp 56 4
  F timer 216 0
  F waiting 196 0
  F waitreason 104 1
  F waitsince 96 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 56
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2248
  F spans 0 2048
  T runtime.m 1904
  F alllink 216 0
  F caughtsig 112 4
  F curg 108 0
  F dying 156 4
  F g0 0 0
  F gsignal 48 0
  F id 128 8
  F incgo 168 1
  F procid 40 8
  F throwing 140 4
  F vdsoPC 524 4
  F vdsoSP 520 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18208
  F arenas 308 4
  F central 400 17408
  T runtime.moduledata 292
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 288 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 4600
  F id 0 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 4520 4
  T runtime.pollDesc 176
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6712
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 48 4
  F mnext 40 8
  F procresizetime 184 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.synctestGroup 96
  F root 72 0
  T runtime.timer 56
  F when 12 8
  T runtime/pprof.labelMap 12
  F LabelSet.list 0 12
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 292
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18208
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6712
  V runtime.semtable 16064
  V runtime.waitReasonStrings 352

  go1.25.5 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 98 1
  F link 24 0
  F recovered 96 1
  F repanicked 97 1
  F sp 48 0
  T runtime.g 440
  F _defer 40 0
  F _panic 32 0
  F ancestors 288 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F bubble 384 0
  F goid 152 8
  F gopc 280 8
  F labels 344 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 272 8
  F sched.bp 96 8
  F sched.g 72 8
  F sched.lr 88 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 220 4
  F sigcode0 248 8
  F sigcode1 256 8
  F sigpc 264 8
  F sleepWhen 360 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 296 8
  F syscallbp 120 8
  F syscallpc 112 8
  F syscallsp 104 8
  F timer 352 0
  F waiting 312 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 112
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 69648
  F spans 0 65536
  T runtime.m 1816
  F alllink 344 0
  F caughtsig 192 8
  F curg 184 0
  F dying 260 4
  F g0 0 0
  F gsignal 72 0
  F id 224 8
  F incgo 272 1
  F procid 64 8
  F throwing 236 4
  F vdsoPC 904 8
  F vdsoSP 896 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 93320
  F arenas 66008 8
  F central 66208 26112
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 9512
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 9424 4
  T runtime.pollDesc 296
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6848
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 64 4
  F mnext 56 8
  F procresizetime 312 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.synctestBubble 144
  F id 72 8
  T runtime.timer 96
  F when 24 8
  T runtime/pprof.labelMap 24
  F LabelSet.list 0 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 392
  V runtime.mheap_ 93320
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6848
  V runtime.semtable 16064
  V runtime.waitReasonStrings 752

  go1.25.5 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 8 16
  F goexit 98 1
  F link 24 0
  F recovered 96 1
  F repanicked 97 1
  F sp 48 0
  T runtime.g 440
  F _defer 40 0
  F _panic 32 0
  F ancestors 288 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F bubble 384 0
  F goid 152 8
  F gopc 280 8
  F labels 344 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 272 8
  F sched.bp 96 8
  F sched.g 72 8
  F sched.lr 88 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 220 4
  F sigcode0 248 8
  F sigcode1 256 8
  F sigpc 264 8
  F sleepWhen 360 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 296 8
  F syscallbp 120 8
  F syscallpc 112 8
  F syscallsp 104 8
  F timer 352 0
  F waiting 312 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 112
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 69648
  F spans 0 65536
  T runtime.m 1816
  F alllink 344 0
  F caughtsig 192 8
  F curg 184 0
  F dying 260 4
  F g0 0 0
  F gsignal 72 0
  F id 224 8
  F incgo 272 1
  F procid 64 8
  F throwing 236 4
  F vdsoPC 904 8
  F vdsoSP 896 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 102152
  F arenas 66072 8
  F central 66272 34816
  T runtime.moduledata 584
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 576 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 328 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 9512
  F id 0 4
  F sudogbuf 2496 1024
  F sudogcache 2472 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 9424 4
  T runtime.pollDesc 296
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6848
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 64 4
  F mnext 56 8
  F procresizetime 312 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 88
  F c 80 0
  F elem 24 0
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 64 0
  T runtime.synctestBubble 144
  F id 72 8
  T runtime.timer 96
  F when 24 8
  T runtime/pprof.labelMap 24
  F LabelSet.list 0 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 584
  V runtime.gStatusStrings 160
  V runtime.gcController 456
  V runtime.mheap_ 102152
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6848
  V runtime.semtable 32128
  V runtime.waitReasonStrings 752

  go1.25.5 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 4 8
  F goexit 50 1
  F link 12 0
  F recovered 48 1
  F repanicked 49 1
  F sp 24 0
  T runtime.g 280
  F _defer 20 0
  F _panic 16 0
  F ancestors 180 0
  F asyncSafePoint 104 1
  F atomicstatus 72 4
  F atomicstatus.value 72 4
  F bubble 236 0
  F goid 80 8
  F gopc 176 4
  F labels 208 0
  F lockedm 132 4
  F m 24 0
  F parentGoid 168 8
  F sched.bp 48 4
  F sched.g 36 4
  F sched.lr 44 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 140 4
  F sigcode0 156 4
  F sigcode1 160 4
  F sigpc 164 4
  F sleepWhen 216 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 184 4
  F syscallbp 60 4
  F syscallpc 56 4
  F syscallsp 52 4
  F timer 212 0
  F waiting 192 0
  F waitreason 100 1
  F waitsince 92 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 60
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2312
  F spans 0 2048
  T runtime.m 1200
  F alllink 208 0
  F caughtsig 104 4
  F curg 100 0
  F dying 148 4
  F g0 0 0
  F gsignal 40 0
  F id 120 8
  F incgo 160 1
  F procid 32 8
  F throwing 132 4
  F vdsoPC 516 4
  F vdsoSP 512 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18400
  F arenas 308 4
  F central 408 17408
  T runtime.moduledata 292
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 288 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 164 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 5152
  F id 0 4
  F sudogbuf 1288 512
  F sudogcache 1276 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 5072 4
  T runtime.pollDesc 184
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6720
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 52 4
  F mnext 44 8
  F procresizetime 192 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 56
  F c 52 0
  F elem 12 0
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 44 0
  T runtime.synctestBubble 104
  F id 56 8
  T runtime.timer 60
  F when 16 8
  T runtime/pprof.labelMap 12
  F LabelSet.list 0 12
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gidle 0
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 292
  V runtime.gStatusStrings 80
  V runtime.gcController 392
  V runtime.mheap_ 18400
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6720
  V runtime.semtable 16064
  V runtime.waitReasonStrings 376

  go1.26.6 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T internal/runtime/pprof/label.Set 24
  F List 0 24
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 0 16
  F goexit 90 1
  F link 16 0
  F recovered 88 1
  F repanicked 89 1
  F sp 40 0
  T runtime.g 456
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F bubble 392 0
  F goid 152 8
  F gopc 288 8
  F labels 352 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 96 8
  F sched.g 72 8
  F sched.lr 88 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 120 8
  F syscallpc 112 8
  F syscallsp 104 8
  F timer 360 0
  F waiting 320 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 112
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 69648
  F spans 0 65536
  T runtime.m 1824
  F alllink 352 0
  F caughtsig 192 8
  F curg 184 0
  F dying 268 4
  F g0 0 0
  F gsignal 72 0
  F id 232 8
  F incgo 280 1
  F procid 64 8
  F throwing 244 4
  F vdsoPC 904 8
  F vdsoSP 896 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 93464
  F arenas 66008 8
  F central 66208 26112
  T runtime.moduledata 592
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 584 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 336 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 15920
  F id 0 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 13704 4
  T runtime.pollDesc 296
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6872
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 80 4
  F mnext 72 8
  F procresizetime 328 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 104
  F c 88 16
  F c.maybeTraceablePtr.vu 96 8
  F elem 24 16
  F elem.vu 32 8
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 72 0
  T runtime.synctestBubble 144
  F id 72 8
  T runtime.timer 96
  F when 24 8
  T runtime/pprof.labelMap 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gdeadextra 11
  C runtime._Gidle 0
  C runtime._Gleaked 10
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 592
  V runtime.gStatusStrings 192
  V runtime.gcController 392
  V runtime.mheap_ 93464
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6872
  V runtime.semtable 16064
  V runtime.waitReasonStrings 752

  go1.26.6 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T internal/runtime/pprof/label.Set 24
  F List 0 24
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 104
  F arg 0 16
  F goexit 90 1
  F link 16 0
  F recovered 88 1
  F repanicked 89 1
  F sp 40 0
  T runtime.g 456
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F bubble 392 0
  F goid 152 8
  F gopc 288 8
  F labels 352 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 96 8
  F sched.g 72 8
  F sched.lr 88 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 120 8
  F syscallpc 112 8
  F syscallsp 104 8
  F timer 360 0
  F waiting 320 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 112
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 69648
  F spans 0 65536
  T runtime.m 1824
  F alllink 352 0
  F caughtsig 192 8
  F curg 184 0
  F dying 268 4
  F g0 0 0
  F gsignal 72 0
  F id 232 8
  F incgo 280 1
  F procid 64 8
  F throwing 244 4
  F vdsoPC 904 8
  F vdsoSP 896 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 102296
  F arenas 66072 8
  F central 66272 34816
  T runtime.moduledata 592
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 304 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 320 8
  F maxpc 168 8
  F minpc 160 8
  F next 584 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 336 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 14320
  F id 0 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 13704 4
  T runtime.pollDesc 296
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6872
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 80 4
  F mnext 72 8
  F procresizetime 328 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 104
  F c 88 16
  F c.maybeTraceablePtr.vu 96 8
  F elem 24 16
  F elem.vu 32 8
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 72 0
  T runtime.synctestBubble 144
  F id 72 8
  T runtime.timer 96
  F when 24 8
  T runtime/pprof.labelMap 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gdeadextra 11
  C runtime._Gidle 0
  C runtime._Gleaked 10
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 592
  V runtime.gStatusStrings 192
  V runtime.gcController 456
  V runtime.mheap_ 102296
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6872
  V runtime.semtable 32128
  V runtime.waitReasonStrings 752

  go1.26.6 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T internal/runtime/pprof/label.Set 12
  F List 0 12
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 52
  F arg 0 8
  F goexit 46 1
  F link 8 0
  F recovered 44 1
  F repanicked 45 1
  F sp 20 0
  T runtime.g 288
  F _defer 20 0
  F _panic 16 0
  F ancestors 188 0
  F asyncSafePoint 104 1
  F atomicstatus 72 4
  F atomicstatus.value 72 4
  F bubble 244 0
  F goid 80 8
  F gopc 184 4
  F labels 216 0
  F lockedm 132 4
  F m 24 0
  F parentGoid 176 8
  F sched.bp 48 4
  F sched.g 36 4
  F sched.lr 44 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 144 4
  F sigcode0 164 4
  F sigcode1 168 4
  F sigpc 172 4
  F sleepWhen 224 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 192 4
  F syscallbp 60 4
  F syscallpc 56 4
  F syscallsp 52 4
  F timer 220 0
  F waiting 200 0
  F waitreason 100 1
  F waitsince 92 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 60
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2312
  F spans 0 2048
  T runtime.m 1200
  F alllink 212 0
  F caughtsig 104 4
  F curg 100 0
  F dying 152 4
  F g0 0 0
  F gsignal 40 0
  F id 124 8
  F incgo 164 1
  F procid 32 8
  F throwing 136 4
  F vdsoPC 512 4
  F vdsoSP 508 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18480
  F arenas 308 4
  F central 408 17408
  T runtime.moduledata 296
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 152 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 160 4
  F maxpc 84 4
  F minpc 80 4
  F next 292 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 168 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 8400
  F id 0 4
  F sudogbuf 1292 512
  F sudogcache 1280 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 8304 4
  T runtime.pollDesc 184
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6744
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 60 4
  F mnext 52 8
  F procresizetime 204 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 64
  F c 56 8
  F c.maybeTraceablePtr.vu 60 4
  F elem 12 8
  F elem.vu 16 4
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 48 0
  T runtime.synctestBubble 104
  F id 56 8
  T runtime.timer 60
  F when 16 8
  T runtime/pprof.labelMap 12
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gdeadextra 11
  C runtime._Gidle 0
  C runtime._Gleaked 10
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 296
  V runtime.gStatusStrings 96
  V runtime.gcController 392
  V runtime.mheap_ 18480
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6744
  V runtime.semtable 16064
  V runtime.waitReasonStrings 376

  go1.27.3 amd64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T internal/runtime/pprof/label.Set 24
  F List 0 24
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 96
  F arg 0 16
  F goexit 90 1
  F link 16 0
  F recovered 88 1
  F repanicked 89 1
  F sp 48 0
  T runtime.g 456
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F bubble 392 0
  F goid 152 8
  F gopc 288 8
  F labels 352 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 96 8
  F sched.g 72 8
  F sched.lr 88 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 120 8
  F syscallpc 112 8
  F syscallsp 104 8
  F timer 360 0
  F waiting 320 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 112
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 69648
  F spans 0 65536
  T runtime.m 1832
  F alllink 352 0
  F caughtsig 192 8
  F curg 184 0
  F dying 268 4
  F g0 0 0
  F gsignal 72 0
  F id 232 8
  F incgo 280 1
  F procid 64 8
  F throwing 244 4
  F vdsoPC 904 8
  F vdsoSP 896 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 93464
  F arenas 66008 8
  F central 66208 26112
  T runtime.moduledata 568
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 312 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 344 8
  F maxpc 168 8
  F minpc 160 8
  F next 560 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 360 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 15920
  F id 0 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 13704 4
  T runtime.pollDesc 296
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6872
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 80 4
  F mnext 72 8
  F procresizetime 328 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 104
  F c 88 16
  F c.maybeTraceablePtr.vu 96 8
  F elem 24 16
  F elem.vu 32 8
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 72 0
  T runtime.synctestBubble 144
  F id 72 8
  T runtime.timer 96
  F when 24 8
  T runtime/pprof.labelMap 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gdeadextra 11
  C runtime._Gidle 0
  C runtime._Gleaked 10
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 568
  V runtime.gStatusStrings 192
  V runtime.gcController 392
  V runtime.mheap_ 93464
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6872
  V runtime.semtable 16064
  V runtime.waitReasonStrings 752

  go1.27.3 arm64
  T internal/abi.Type 48
  F Kind_ 23 1
  F Size_ 0 8
  F Str 40 4
  F TFlag 20 1
  T internal/runtime/pprof/label.Set 24
  F List 0 24
  T runtime._defer 48
  F fn 24 8
  F head 40 0
  F link 32 0
  F rangefunc 1 1
  F sp 8 8
  T runtime._panic 96
  F arg 0 16
  F goexit 90 1
  F link 16 0
  F recovered 88 1
  F repanicked 89 1
  F sp 48 0
  T runtime.g 456
  F _defer 40 0
  F _panic 32 0
  F ancestors 296 0
  F asyncSafePoint 180 1
  F atomicstatus 144 4
  F atomicstatus.value 144 4
  F bubble 392 0
  F goid 152 8
  F gopc 288 8
  F labels 352 0
  F lockedm 208 8
  F m 48 0
  F parentGoid 280 8
  F sched.bp 96 8
  F sched.g 72 8
  F sched.lr 88 8
  F sched.pc 64 8
  F sched.sp 56 8
  F sig 224 4
  F sigcode0 256 8
  F sigcode1 264 8
  F sigpc 272 8
  F sleepWhen 368 8
  F stack.hi 8 8
  F stack.lo 0 8
  F startpc 304 8
  F syscallbp 120 8
  F syscallpc 112 8
  F syscallsp 104 8
  F timer 360 0
  F waiting 320 0
  F waitreason 176 1
  F waitsince 168 8
  T runtime.gcControllerState 456
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 112
  F closed 28 4
  F dataqsiz 8 8
  F elemtype 40 0
  F qcount 0 8
  F recvq.first 64 0
  F sendq.first 80 0
  F timer 32 0
  T runtime.heapArena 69648
  F spans 0 65536
  T runtime.m 1832
  F alllink 352 0
  F caughtsig 192 8
  F curg 184 0
  F dying 268 4
  F g0 0 0
  F gsignal 72 0
  F id 232 8
  F incgo 280 1
  F procid 64 8
  F throwing 244 4
  F vdsoPC 904 8
  F vdsoSP 896 8
  T runtime.mcentral 168
  F spanclass 0 1
  T runtime.mheap 102296
  F arenas 66072 8
  F central 66272 34816
  T runtime.moduledata 568
  F bss 224 8
  F data 208 8
  F ebss 232 8
  F edata 216 8
  F enoptrbss 248 8
  F etext 184 8
  F etypes 312 8
  F ftab 128 24
  F funcnametab 8 24
  F gofunc 344 8
  F maxpc 168 8
  F minpc 160 8
  F next 560 0
  F noptrbss 240 8
  F pcHeader 0 0
  F text 176 8
  F textsectmap 360 24
  F types 296 8
  T runtime.mspan 160
  F allocBits 64 0
  F elemsize 104 8
  F freeindex 48 2
  F largeType 152 0
  F nelems 50 2
  F npages 32 8
  F spanclass 98 1
  F startAddr 24 8
  F state.s 99 1
  F state.s.value 99 1
  T runtime.notifyList 32
  F head 16 0
  T runtime.p 14320
  F id 0 4
  F sudogbuf 2504 1024
  F sudogcache 2480 24
  F sysmontick.schedwhen 32 8
  F timers.len.value 13704 4
  T runtime.pollDesc 296
  F fd 8 8
  F rg 32 8
  F rg.value 32 8
  F wg 40 8
  F wg.value 40 8
  T runtime.schedt 6872
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 80 4
  F mnext 72 8
  F procresizetime 328 8
  T runtime.semaRoot 24
  F treap 8 0
  T runtime.sudog 104
  F c 88 16
  F c.maybeTraceablePtr.vu 96 8
  F elem 24 16
  F elem.vu 32 8
  F g 0 0
  F next 8 0
  F prev 16 0
  F waitlink 72 0
  T runtime.synctestBubble 144
  F id 72 8
  T runtime.timer 96
  F when 24 8
  T runtime/pprof.labelMap 24
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gdeadextra 11
  C runtime._Gidle 0
  C runtime._Gleaked 10
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 24
  V runtime.allp 24
  V runtime.firstmoduledata 568
  V runtime.gStatusStrings 192
  V runtime.gcController 456
  V runtime.mheap_ 102296
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 8
  V runtime.runtimeInitTime 8
  V runtime.sched 6872
  V runtime.semtable 32128
  V runtime.waitReasonStrings 752

  go1.27.3 386
  T internal/abi.Type 32
  F Kind_ 15 1
  F Size_ 0 4
  F Str 24 4
  F TFlag 12 1
  T internal/runtime/pprof/label.Set 12
  F List 0 12
  T runtime._defer 24
  F fn 12 4
  F head 20 0
  F link 16 0
  F rangefunc 1 1
  F sp 4 4
  T runtime._panic 48
  F arg 0 8
  F goexit 46 1
  F link 8 0
  F recovered 44 1
  F repanicked 45 1
  F sp 24 0
  T runtime.g 288
  F _defer 20 0
  F _panic 16 0
  F ancestors 188 0
  F asyncSafePoint 104 1
  F atomicstatus 72 4
  F atomicstatus.value 72 4
  F bubble 244 0
  F goid 80 8
  F gopc 184 4
  F labels 216 0
  F lockedm 132 4
  F m 24 0
  F parentGoid 176 8
  F sched.bp 48 4
  F sched.g 36 4
  F sched.lr 44 4
  F sched.pc 32 4
  F sched.sp 28 4
  F sig 144 4
  F sigcode0 164 4
  F sigcode1 168 4
  F sigpc 172 4
  F sleepWhen 224 8
  F stack.hi 4 4
  F stack.lo 0 4
  F startpc 192 4
  F syscallbp 60 4
  F syscallpc 56 4
  F syscallsp 52 4
  F timer 220 0
  F waiting 200 0
  F waitreason 100 1
  F waitsince 92 8
  T runtime.gcControllerState 392
  F gcPercent.value 0 4
  F gcPercentHeapGoal.value 72 8
  F heapFree 288 8
  F heapInUse 272 8
  F heapLive 104 8
  F heapLive.value 104 8
  F heapMarked 152 8
  F heapReleased 280 8
  F mappedReady.value 312 8
  F memoryLimit.value 8 8
  F totalAlloc.value 296 8
  F totalFree.value 304 8
  T runtime.hchan 60
  F closed 16 4
  F dataqsiz 4 4
  F elemtype 24 0
  F qcount 0 4
  F recvq.first 36 0
  F sendq.first 44 0
  F timer 20 0
  T runtime.heapArena 2312
  F spans 0 2048
  T runtime.m 1240
  F alllink 212 0
  F caughtsig 104 4
  F curg 100 0
  F dying 152 4
  F g0 0 0
  F gsignal 40 0
  F id 124 8
  F incgo 164 1
  F procid 32 8
  F throwing 136 4
  F vdsoPC 512 4
  F vdsoSP 508 4
  T runtime.mcentral 104
  F spanclass 0 1
  T runtime.mheap 18480
  F arenas 308 4
  F central 408 17408
  T runtime.moduledata 284
  F bss 112 4
  F data 104 4
  F ebss 116 4
  F edata 108 4
  F enoptrbss 124 4
  F etext 92 4
  F etypes 156 4
  F ftab 64 12
  F funcnametab 4 12
  F gofunc 172 4
  F maxpc 84 4
  F minpc 80 4
  F next 280 0
  F noptrbss 120 4
  F pcHeader 0 0
  F text 88 4
  F textsectmap 180 12
  F types 148 4
  T runtime.mspan 96
  F allocBits 40 0
  F elemsize 68 4
  F freeindex 24 2
  F largeType 92 0
  F nelems 26 2
  F npages 16 4
  F spanclass 62 1
  F startAddr 12 4
  F state.s 63 1
  F state.s.value 63 1
  T runtime.notifyList 20
  F head 12 0
  T runtime.p 8400
  F id 0 4
  F sudogbuf 1292 512
  F sudogcache 1280 12
  F sysmontick.schedwhen 28 8
  F timers.len.value 8304 4
  T runtime.pollDesc 184
  F fd 4 4
  F rg 16 4
  F rg.value 16 4
  F wg 20 4
  F wg.value 20 4
  T runtime.schedt 6744
  F lastpoll 8 8
  F lastpoll.value 8 8
  F maxmcount 60 4
  F mnext 52 8
  F procresizetime 204 8
  T runtime.semaRoot 12
  F treap 4 0
  T runtime.sudog 64
  F c 56 8
  F c.maybeTraceablePtr.vu 60 4
  F elem 12 8
  F elem.vu 16 4
  F g 0 0
  F next 4 0
  F prev 8 0
  F waitlink 48 0
  T runtime.synctestBubble 104
  F id 56 8
  T runtime.timer 60
  F when 16 8
  T runtime/pprof.labelMap 12
  C runtime._Gcopystack 8
  C runtime._Gdead 6
  C runtime._Gdeadextra 11
  C runtime._Gidle 0
  C runtime._Gleaked 10
  C runtime._Gpreempted 9
  C runtime._Grunnable 1
  C runtime._Grunning 2
  C runtime._Gscan 4096
  C runtime._Gsyscall 3
  C runtime._Gwaiting 4
  V runtime.allgs 12
  V runtime.allp 12
  V runtime.firstmoduledata 284
  V runtime.gStatusStrings 96
  V runtime.gcController 392
  V runtime.mheap_ 18480
  V runtime.printBacklog 512
  V runtime.printBacklogIndex 4
  V runtime.runtimeInitTime 8
  V runtime.sched 6744
  V runtime.semtable 16064
  V runtime.waitReasonStrings 376
  """

/// The names of wait reasons by number, `-` for an empty one: a table for each set
/// of them, parted by empty lines.
let generatedWaitReasons = """
  -
  GC assist marking
  IO wait
  chan receive (nil chan)
  chan send (nil chan)
  dumping heap
  garbage collection
  garbage collection scan
  panicwait
  select
  select (no cases)
  GC assist wait
  GC sweep wait
  GC scavenge wait
  chan receive
  chan send
  finalizer wait
  force gc (idle)
  semacquire
  sleep
  sync.Cond.Wait
  timer goroutine (idle)
  trace reader (blocked)
  wait for GC cycle
  GC worker (idle)
  preempted
  debug call

  -
  GC assist marking
  IO wait
  chan receive (nil chan)
  chan send (nil chan)
  dumping heap
  garbage collection
  garbage collection scan
  panicwait
  select
  select (no cases)
  GC assist wait
  GC sweep wait
  GC scavenge wait
  chan receive
  chan send
  finalizer wait
  force gc (idle)
  semacquire
  sleep
  sync.Cond.Wait
  sync.Mutex.Lock
  sync.RWMutex.RLock
  sync.RWMutex.Lock
  trace reader (blocked)
  wait for GC cycle
  GC worker (idle)
  GC worker (active)
  preempted
  debug call
  GC mark termination
  stopping the world

  -
  GC assist marking
  IO wait
  chan receive (nil chan)
  chan send (nil chan)
  dumping heap
  garbage collection
  garbage collection scan
  panicwait
  select
  select (no cases)
  GC assist wait
  GC sweep wait
  GC scavenge wait
  chan receive
  chan send
  finalizer wait
  force gc (idle)
  semacquire
  sleep
  sync.Cond.Wait
  sync.Mutex.Lock
  sync.RWMutex.RLock
  sync.RWMutex.Lock
  trace reader (blocked)
  wait for GC cycle
  GC worker (idle)
  GC worker (active)
  preempted
  debug call
  GC mark termination
  stopping the world
  flushing proc caches
  trace goroutine status
  trace proc status
  page trace flush
  coroutine

  -
  GC assist marking
  IO wait
  chan receive (nil chan)
  chan send (nil chan)
  dumping heap
  garbage collection
  garbage collection scan
  panicwait
  select
  select (no cases)
  GC assist wait
  GC sweep wait
  GC scavenge wait
  chan receive
  chan send
  finalizer wait
  force gc (idle)
  semacquire
  sleep
  sync.Cond.Wait
  sync.Mutex.Lock
  sync.RWMutex.RLock
  sync.RWMutex.Lock
  trace reader (blocked)
  wait for GC cycle
  GC worker (idle)
  GC worker (active)
  preempted
  debug call
  GC mark termination
  stopping the world
  flushing proc caches
  trace goroutine status
  trace proc status
  page trace flush
  coroutine
  GC weak to strong wait

  -
  GC assist marking
  IO wait
  chan receive (nil chan)
  chan send (nil chan)
  dumping heap
  garbage collection
  garbage collection scan
  panicwait
  select
  select (no cases)
  GC assist wait
  GC sweep wait
  GC scavenge wait
  chan receive
  chan send
  finalizer wait
  force gc (idle)
  semacquire
  sleep
  sync.Cond.Wait
  sync.Mutex.Lock
  sync.RWMutex.RLock
  sync.RWMutex.Lock
  sync.WaitGroup.Wait
  trace reader (blocked)
  wait for GC cycle
  GC worker (idle)
  GC worker (active)
  preempted
  debug call
  GC mark termination
  stopping the world
  flushing proc caches
  trace goroutine status
  trace proc status
  page trace flush
  coroutine
  GC weak to strong wait
  synctest.Run
  synctest.Wait
  chan receive (synctest)
  chan send (synctest)
  select (synctest)

  -
  GC assist marking
  IO wait
  chan receive (nil chan)
  chan send (nil chan)
  dumping heap
  garbage collection
  garbage collection scan
  panicwait
  select
  select (no cases)
  GC assist wait
  GC sweep wait
  GC scavenge wait
  chan receive
  chan send
  finalizer wait
  force gc (idle)
  GOMAXPROCS updater (idle)
  semacquire
  sleep
  sync.Cond.Wait
  sync.Mutex.Lock
  sync.RWMutex.RLock
  sync.RWMutex.Lock
  sync.WaitGroup.Wait
  trace reader (blocked)
  wait for GC cycle
  GC worker (idle)
  GC worker (active)
  preempted
  debug call
  GC mark termination
  stopping the world
  flushing proc caches
  trace goroutine status
  trace proc status
  page trace flush
  coroutine
  GC weak to strong wait
  synctest.Run
  synctest.Wait
  chan receive (durable)
  chan send (durable)
  select (durable)
  sync.WaitGroup.Wait (durable)
  cleanup wait

  -
  GC assist marking
  IO wait
  dumping heap
  garbage collection
  garbage collection scan
  panicwait
  GC assist wait
  GC sweep wait
  GC scavenge wait
  finalizer wait
  force gc (idle)
  GOMAXPROCS updater (idle)
  semacquire
  sleep
  chan receive (nil chan)
  chan send (nil chan)
  select (no cases)
  select
  chan receive
  chan send
  sync.Cond.Wait
  sync.Mutex.Lock
  sync.RWMutex.RLock
  sync.RWMutex.Lock
  sync.WaitGroup.Wait
  trace reader (blocked)
  wait for GC cycle
  GC worker (idle)
  GC worker (active)
  preempted
  debug call
  GC mark termination
  stopping the world
  flushing proc caches
  trace goroutine status
  trace proc status
  page trace flush
  coroutine
  GC weak to strong wait
  synctest.Run
  synctest.Wait
  chan receive (durable)
  chan send (durable)
  select (durable)
  sync.WaitGroup.Wait (durable)
  cleanup wait
  """
