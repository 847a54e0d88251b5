package main

import (
	"runtime"
	"sync"
	"time"
	"unsafe"
)

func init() {
	register("overwritten-mutex", overwrittenMutex)
	register("bad-pointer-large", badPointerLarge)
}

// A berth counts its ships by day, and somebody counts one day too many.
type berth struct {
	days [6]int32
	lock sync.Mutex
	name string
}

// overwrittenMutex writes over the lock of a berth while somebody waits for it: what was the count of
// waiters is now none.
func overwrittenMutex() {
	b := &berth{name: "north"}
	b.lock.Lock()
	moored := make(chan bool)
	go func() {
		b.moor()
		moored <- true
	}()
	time.Sleep(50 * time.Millisecond)
	b.count(len(b.days), 5)
	b.lock.Unlock()
	<-moored
}

//go:noinline
func (b *berth) moor() {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.days[0]++
}

// count does not heed how many days there are, as C would not.
//
//go:noinline
func (b *berth) count(day int, ships int32) {
	*(*int32)(unsafe.Add(unsafe.Pointer(&b.days), 4*day)) = ships
}

// A chart is so large that the words about it do not fit into what the runtime keeps of them.
type chart struct {
	soundings [80]uintptr
	next      *chart
	names     [30]*string
}

var atlas []*chart

// badPointerLarge puts the address of freed memory into charts, where the collector finds it.
func badPointerLarge() {
	var sheets [16]uintptr
	for i := range sheets {
		sheets[i] = shredded()
	}
	runtime.GC()
	for _, sheet := range sheets {
		draw(sheet)
	}
	for {
		runtime.GC()
	}
}

//go:noinline
func shredded() uintptr {
	paper := make([]byte, 2<<20)
	paper[0] = 1
	return uintptr(unsafe.Pointer(&paper[64]))
}

//go:noinline
func draw(sheet uintptr) {
	c := new(chart)
	*(*uintptr)(unsafe.Pointer(&c.next)) = sheet
	atlas = append(atlas, c)
}
