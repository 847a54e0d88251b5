package parked

import "example.com/crashlab/orders"

type waiter struct {
	name string
	cart *orders.Cart
}

func (w *waiter) wait() {
	<-closing
	w.cart.Add(w.name, 1, 0)
}

func (w waiter) waitByValue(times int) {
	<-closing
	_ = times
}

type patient interface {
	waitByValue(times int)
}

// startClosures leaves closures, method values and deferred functions waiting.
func startClosures() {
	w := &waiter{name: "Ada", cart: &orders.Cart{}}
	bound := w.wait
	go bound()
	go callNow(w.wait)
	go w.waitByValue(2)
	var p patient = w
	go p.waitByValue(3)
	go func() {
		func() {
			func() {
				<-closing
				w.cart.Add("nested", 1, 0)
			}()
		}()
	}()
	go waitInDefer(w)
	go waitInDeferredMethod(w)
	go waitInLoopOfDefers(w)
}

//go:noinline
func callNow(call func()) {
	call()
}

// waitInDefer has open-coded defers, of which one has still to run.
func waitInDefer(w *waiter) {
	defer w.cart.Add("last", 1, 0)
	defer func() {
		<-closing
		w.name = ""
	}()
	w.name = "Grace"
}

func waitInDeferredMethod(w *waiter) {
	defer w.wait()
	w.name = "Grace"
}

// waitInLoopOfDefers has defers on the heap.
func waitInLoopOfDefers(w *waiter) {
	for i := 0; i < 3; i++ {
		defer w.waitByValue(i)
	}
}
