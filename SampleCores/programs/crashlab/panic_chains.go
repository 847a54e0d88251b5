package main

import (
	"errors"
	"runtime"

	"example.com/crashlab/orders"
)

func init() {
	register("nested-panics", nestedPanics)
	register("repanic", repanic)
	register("panic-after-recover", panicAfterRecover)
	register("goexit-panic", goexitPanic)
	register("defer-panic", deferPanic)
}

// nestedPanics panics in a deferred function while it panics, three deep.
func nestedPanics() {
	defer releaseShelf()
	pickArticle(orders.Full("Ada"))
}

//go:noinline
func pickArticle(cart *orders.Cart) {
	defer undoPick(cart)
	panic("article is gone")
}

func undoPick(cart *orders.Cart) {
	panic(&orders.DeclinedError{Customer: cart.Customer, Amount: 450, Code: 3})
}

func releaseShelf() {
	panic(errors.New("shelf is not held"))
}

// repanic recovers a panic and raises the same value again, as a server's middleware does.
func repanic() {
	serve(func() {
		cart := orders.Full("Grace")
		orders.Checkout(1, cart, nil)
	})
}

//go:noinline
func serve(handle func()) {
	defer func() {
		if reason := recover(); reason != nil {
			noteFailure(reason)
			panic(reason)
		}
	}()
	handle()
}

var failures []interface{}

func noteFailure(reason interface{}) {
	failures = append(failures, reason)
}

// panicAfterRecover recovers from one panic for good and dies of another.
func panicAfterRecover() {
	if !try(func() { panic("first, and survived") }) {
		finishDay()
	}
}

//go:noinline
func try(work func()) (ok bool) {
	defer func() {
		ok = recover() == nil
	}()
	work()
	return
}

//go:noinline
func finishDay() {
	panic("second, and deadly")
}

// goexitPanic panics in a deferred function that runtime.Goexit runs.
func goexitPanic() {
	done := make(chan bool)
	go leaveEarly(done)
	<-done
}

func leaveEarly(done chan bool) {
	defer lockDoor()
	runtime.Goexit()
}

func lockDoor() {
	panic("key is missing")
}

// deferPanic panics in a deferred method after its function returned as it should. The defers are
// open-coded; two of three have run by then, or are still to run.
func deferPanic() {
	println(balance(&ledger{open: true, sum: 12}))
}

type ledger struct {
	open bool
	sum  int
}

//go:noinline
func balance(l *ledger) int {
	defer l.archive()
	defer l.close(true)
	defer l.add(5)
	return l.sum
}

//go:noinline
func (l *ledger) add(n int) { l.sum += n }

//go:noinline
func (l *ledger) archive() { l.open = false }

//go:noinline
func (l *ledger) close(strict bool) {
	if strict && l.sum != 12 {
		panic("ledger does not balance")
	}
	l.open = false
}
