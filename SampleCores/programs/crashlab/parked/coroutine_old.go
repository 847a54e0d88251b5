//go:build !go1.23

package parked

// startCoroutine has nothing to start: iter.Pull came with Go 1.23.
func startCoroutine() {}
