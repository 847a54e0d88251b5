// Command small dies by a nil dereference, and has nothing else in it.
package main

import "fmt"

type account struct{ balance int }

//go:noinline
func deposit(a *account, amount int) {
	a.balance += amount
}

func main() {
	fmt.Println("hello")
	deposit(nil, 5)
}
