package parked

// startRecursion leaves two stacks that are too deep for the runtime to print in full.
func startRecursion() {
	go countDown(150)
	go walkTree(60)
	go countDown(95)
}

//go:noinline
func countDown(n int) int {
	if n == 0 {
		<-closing
		return 0
	}
	return countDown(n-1) + 1
}

// walkTree is 60 frames deep, and as many of the inlined visit.
//
//go:noinline
func walkTree(depth int) int {
	if depth == 0 {
		<-closing
		return 0
	}
	return visit(depth)
}

func visit(depth int) int {
	return walkTree(depth-1) + depth
}
