package main

import (
	"context"
	"runtime/pprof"
	"time"
)

func init() {
	register("labels", labels)
}

// labels dies in a goroutine with profiler labels, among others that have some too. It inherits
// them: a panic below pprof.Do itself would take them away, by Do's deferred function.
func labels() {
	for _, shop := range []string{"north", "south", "east"} {
		shop := shop
		go pprof.Do(context.Background(), pprof.Labels("shop", shop, "role", "clerk"), waitForCustomers)
	}
	time.Sleep(50 * time.Millisecond)
	pprof.Do(context.Background(), pprof.Labels("request", "4172", "customer", "Ada"), func(ctx context.Context) {
		pprof.Do(ctx, pprof.Labels("step", "pay"), func(ctx context.Context) {
			go failPayment()
			waitForCustomers(ctx)
		})
	})
}

func waitForCustomers(context.Context) {
	select {}
}

//go:noinline
func failPayment() {
	panic("payment terminal is offline")
}
