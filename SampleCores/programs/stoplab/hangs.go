package main

import (
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"

	"example.com/stoplab/ledger"
)

func init() {
	register("world-never-stops", worldNeverStops)
	register("asleep-unnoticed", asleepUnnoticed)
}

var balance int64

// worldNeverStops collects garbage while a goroutine adds up entries that lead back to each other, in
// assembly, which the runtime cannot interrupt.
func worldNeverStops() {
	openShop(make(chan int), new(sync.WaitGroup))
	go audit()
	time.Sleep(50 * time.Millisecond)
	ready()
	runtime.GC()
}

//go:noinline
func audit() {
	first := &ledger.Entry{Amount: 1}
	first.Next = &ledger.Entry{Amount: 2, Next: first}
	balance = ledger.Sum(first)
}

// asleepUnnoticed waits for clerks who wait for work. As the program has asked for signals, the
// runtime does not say so; but nobody has come to look at them yet.
func asleepUnnoticed() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	waitForClerks()
	<-stop
}

//go:noinline
func waitForClerks() {
	var clerks sync.WaitGroup
	openShop(make(chan int), &clerks)
	time.Sleep(50 * time.Millisecond)
	ready()
	clerks.Wait()
}

// openShop starts clerks who wait for work, and for a till that nobody gives up.
func openShop(work chan int, clerks *sync.WaitGroup) {
	till := new(sync.Mutex)
	till.Lock()
	for clerk := 0; clerk < 3; clerk++ {
		clerks.Add(2)
		go func() {
			defer clerks.Done()
			for order := range work {
				balance += int64(order)
			}
		}()
		go func() {
			defer clerks.Done()
			till.Lock()
		}()
	}
}
