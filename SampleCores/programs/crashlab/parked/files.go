package parked

import (
	"os"
	"syscall"
)

// keptFiles keeps the other ends of the pipes open.
var keptFiles []*os.File

// startFiles leaves one goroutine waiting for the poller and one blocked in read(2).
func startFiles() {
	read, write, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	keptFiles = append(keptFiles, read, write)
	go readPolledPipe(read)

	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		panic(err)
	}
	go readBlockingPipe(ends[0])
}

func readPolledPipe(pipe *os.File) {
	var header [8]byte
	pipe.Read(header[:])
}

// readBlockingPipe is in status syscall, and keeps its thread.
func readBlockingPipe(descriptor int) {
	var header [8]byte
	syscall.Read(descriptor, header[:])
}
