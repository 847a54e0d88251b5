package main

import (
	"runtime"
	"sync"
	"time"

	"example.com/crashlab/orders"
)

func init() {
	register("all-asleep", allAsleep)
	register("main-goexit-deadlock", runtime.Goexit)
	register("lock-cycle", lockCycle)
	register("goroutine-leak", goroutineLeak)
}

// allAsleep waits for workers that wait for work, and for a lock that nobody gives up.
func allAsleep() {
	work := make(chan *orders.Cart)
	var group sync.WaitGroup
	var till sync.Mutex
	till.Lock()
	for clerk := 0; clerk < 3; clerk++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for cart := range work {
				cart.Sum()
			}
		}()
	}
	group.Add(1)
	go func() {
		defer group.Done()
		till.Lock()
	}()
	group.Wait()
}

type account struct {
	lock    sync.Mutex
	name    string
	balance orders.Cents
}

// transfer locks both accounts, in the order in which they come.
//
//go:noinline
func transfer(from, to *account, amount orders.Cents, locked *sync.WaitGroup) {
	from.lock.Lock()
	defer from.lock.Unlock()
	locked.Done()
	locked.Wait() // makes sure of the deadlock
	to.lock.Lock()
	defer to.lock.Unlock()
	from.balance -= amount
	to.balance += amount
}

// lockCycle is two transfers that wait for each other, while the rest of the program lives on.
func lockCycle() {
	shop, bank := &account{name: "shop", balance: 100}, &account{name: "bank", balance: 900}
	var locked, done sync.WaitGroup
	locked.Add(2)
	done.Add(2)
	go func() {
		defer done.Done()
		transfer(shop, bank, 10, &locked)
	}()
	go func() {
		defer done.Done()
		transfer(bank, shop, 20, &locked)
	}()
	go heartbeat()
	done.Wait()
}

// heartbeat says that the program can be killed, and keeps it from being all asleep.
func heartbeat() {
	ticker := time.NewTicker(100 * time.Millisecond)
	<-ticker.C
	<-ticker.C
	ready()
	ticker.Reset(time.Hour)
	<-ticker.C
}

// goroutineLeak starts 150 goroutines whose answers nobody reads any more.
func goroutineLeak() {
	for number := 0; number < 150; number++ {
		go lookUp(number)
	}
	go heartbeat()
	var forever sync.WaitGroup
	forever.Add(1)
	forever.Wait()
}

//go:noinline
func lookUp(number int) {
	answer := make(chan int)
	answer <- number
}
