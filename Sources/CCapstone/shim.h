// What Disassembly needs of capstone: the decoder and its descriptions of operands.
#pragma once

#include <capstone/capstone.h>
