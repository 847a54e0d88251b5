// What Disassembly needs of capstone: the decoder and its descriptions of operands. The library, whose
// tables have tens of thousands of pointers to be set, is loaded with the first instruction to be decoded.
#pragma once

#include <capstone/capstone.h>

#include "../OnDemand/on-demand.h"

#define GOCORE_CAPSTONE_FUNCTIONS(F)                                                     \
  F(cs_open) F(cs_close) F(cs_option) F(cs_malloc) F(cs_free) F(cs_disasm_iter)          \
  F(cs_insn_group) F(cs_reg_name) F(cs_regs_access)

GOCORE_ON_DEMAND(gocore_capstone, GOCORE_CAPSTONE_FUNCTIONS)
