package parked

import (
	"context"
	"runtime/pprof"
)

// waitLabelled waits with labels, which the goroutine that it starts inherits.
func waitLabelled() {
	labels := pprof.Labels("shop", "north", "till", "3")
	pprof.Do(context.Background(), labels, func(context.Context) {
		go waitWithInheritedLabels()
		<-closing
	})
}

func waitWithInheritedLabels() {
	<-closing
}
