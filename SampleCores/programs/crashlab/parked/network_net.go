//go:build net

package parked

import "net"

// startNetwork leaves one goroutine in accept and two in read, on the loopback interface. Package
// net makes the program a third larger, so that only one variant has it.
func startNetwork() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go acceptCustomers(listener)
	customer, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	go readFromShop(customer)
}

func acceptCustomers(listener net.Listener) {
	for {
		customer, err := listener.Accept()
		if err != nil {
			return
		}
		go serveCustomer(customer)
	}
}

func serveCustomer(customer net.Conn) {
	defer customer.Close()
	request := make([]byte, 64)
	for {
		if _, err := customer.Read(request); err != nil {
			return
		}
	}
}

func readFromShop(shop net.Conn) {
	var answer [16]byte
	shop.Read(answer[:])
}
