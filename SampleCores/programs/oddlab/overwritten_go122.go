//go:build go1.22

package main

import "unsafe"

func init() {
	register("overwritten-span", overwrittenSpan)
}

// findObject is the runtime's: it knows the span that an address lies in.
//
//go:linkname findObject runtime.findObject
func findObject(p, refBase, refOff uintptr) (base uintptr, span unsafe.Pointer, index uintptr)

type buoy struct{ bearing, depth, color, light, chain, year uintptr }

var marks [2]*buoy

// overwrittenSpan damages the allocator's own record of the memory that buoys lie in, and asks for
// more of it.
func overwrittenSpan() {
	marks[0] = new(buoy)
	_, span, _ := findObject(uintptr(unsafe.Pointer(marks[0])), 0, 0)
	spoil(span)
	for {
		layBuoy()
	}
}

// spoil makes a span look full whose count says otherwise.
//
//go:noinline
func spoil(span unsafe.Pointer) {
	const freeIndex, elements, allocCache, allocCount = 48, 50, 56, 96
	*(*uint16)(unsafe.Add(span, freeIndex)) = *(*uint16)(unsafe.Add(span, elements))
	*(*uint64)(unsafe.Add(span, allocCache)) = 0
	*(*uint16)(unsafe.Add(span, allocCount)) = 2
}

//go:noinline
func layBuoy() { marks[1] = new(buoy) }
