// Package sandbox takes a system call away from the process, as the sandboxes of containers do.
package sandbox

import (
	"syscall"
	"unsafe"
)

// What a filter answers to a call that it does not let pass.
const (
	Refuse = 0x0005_0000 | uint32(syscall.EPERM)
	Signal = 0x0003_0000
)

const (
	loadWord = 0x20 // of what the call gave the filter, at an offset
	ifEqual  = 0x15
	answer   = 0x06
	pass     = 0x7fff_0000

	number, secondArgument = 0, 24
	noNewPrivileges        = 38
	callSeccomp            = 317
	modeFilter, allThreads = 1, 1
)

// step is an instruction of a filter; yes and no are how many are skipped where it compares.
type step struct {
	code    uint16
	yes, no uint8
	value   uint32
}

// Forbid answers a system call in that way from now on, in every thread.
func Forbid(call, how uint32) {
	install(step{loadWord, 0, 0, number}, step{ifEqual, 0, 1, call}, step{answer, 0, 0, how})
}

// ForbidOperation does so where the call's second argument is that operation.
func ForbidOperation(call, operation, how uint32) {
	install(
		step{loadWord, 0, 0, number}, step{ifEqual, 0, 3, call},
		step{loadWord, 0, 0, secondArgument}, step{ifEqual, 0, 1, operation}, step{answer, 0, 0, how})
}

func install(steps ...step) {
	steps = append(steps, step{answer, 0, 0, pass})
	program := struct {
		count uint16
		steps *step
	}{uint16(len(steps)), &steps[0]}
	syscall.RawSyscall6(syscall.SYS_PRCTL, noNewPrivileges, 1, 0, 0, 0, 0)
	_, _, err := syscall.RawSyscall(
		callSeccomp, modeFilter, allThreads, uintptr(unsafe.Pointer(&program)))
	if err != 0 {
		panic(err)
	}
}
