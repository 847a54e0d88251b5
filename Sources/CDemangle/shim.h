// The demangler of the C++ runtime (cxxabi.h, which only C++ can include). Swift's own runtime is built on
// the same library, so nothing more is loaded.
#pragma once

#include <stddef.h>

char *__cxa_demangle(const char *name, char *buffer, size_t *length, int *status);
