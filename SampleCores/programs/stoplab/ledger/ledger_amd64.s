#include "textflag.h"

// func Sum(first *Entry) int64
TEXT ·Sum(SB), NOSPLIT, $0-16
	MOVQ first+0(FP), AX
	XORL CX, CX
	JMP  test

entry:
	ADDQ 8(AX), CX
	MOVQ (AX), AX

test:
	TESTQ AX, AX
	JNZ   entry
	MOVQ  CX, ret+8(FP)
	RET
