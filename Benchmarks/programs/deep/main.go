// Command deep dies when its stack reaches the limit of 1 GB, with frames of about 100 bytes.
package main

//go:noinline
func even(n int, trail [6]int) bool {
	if n == 0 {
		return true
	}
	trail[n&3]++
	return odd(n-1, trail)
}

//go:noinline
func odd(n int, trail [6]int) bool {
	if n == 0 {
		return false
	}
	trail[n&3]--
	return even(n-1, trail)
}

func main() {
	println(even(1<<40, [6]int{}))
}
