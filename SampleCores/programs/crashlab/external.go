package main

import (
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"example.com/crashlab/orders"
)

// A signal from outside goes to the first thread of the process. For a core that is the same
// whenever it is made, the main goroutine takes hold of that thread before main starts.
func init() {
	if len(os.Args) == 2 {
		switch os.Args[1] {
		case "external-abort", "external-quit", "external-segv":
			runtime.LockOSThread()
		}
	}
	register("external-abort", externalAbort)
	register("external-quit", externalQuit)
	register("external-segv", externalQuit)
	register("external-abort-idle", externalAbortIdle)
	register("supervisor-quit", externalAbortIdle)
}

var closed uint32

// externalAbort is busy on the first thread when the signal comes: the signal interrupts it.
func externalAbort() {
	openCounters()
	ready()
	println(priceForever(orders.Full("Ada")))
}

// externalQuit has its first thread idle when the signal comes, and one other at work.
func externalQuit() {
	openCounters()
	go priceForever(orders.Full("Ada"))
	time.Sleep(50 * time.Millisecond)
	ready()
	<-make(chan bool)
}

// externalAbortIdle has nothing to do.
func externalAbortIdle() {
	openCounters()
	ready()
	select {}
}

func openCounters() {
	carts := make(chan *orders.Cart)
	for i := 0; i < 3; i++ {
		go serveCounter(i, carts)
	}
	go sleepUntilMorning()
	time.Sleep(50 * time.Millisecond)
}

//go:noinline
func serveCounter(number int, carts <-chan *orders.Cart) {
	for cart := range carts {
		orders.Checkout(number, cart, &orders.Cash{})
	}
}

func sleepUntilMorning() {
	time.Sleep(8 * time.Hour)
}

// priceForever calls nothing, and so is where the signal finds it.
//
//go:noinline
func priceForever(cart *orders.Cart) orders.Cents {
	sum := orders.Cents(0)
	for atomic.LoadUint32(&closed) == 0 {
		sum = sum*31 + cart.Lines[0].Price
	}
	return sum
}
