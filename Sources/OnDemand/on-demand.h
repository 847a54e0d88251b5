// C libraries that are loaded when they are first needed. Most runs need none of them, and what the
// dynamic linker does for them, and for all that they are linked to, is a good part of a short run.
// A list names the functions that are used of a library; from it come a structure of pointers to
// them, which have the types of the library's own header, and what fills it.
#pragma once

#include <dlfcn.h>

#define GOCORE_FIELD(function) __typeof__(&function) function;
#define GOCORE_LINKED(function) functions->function = &function;
#define GOCORE_LOADED(function) \
  if (!(functions->function = (__typeof__(&function))dlsym(library, #function))) return dlerror();

/// Declares `struct NAME` with the functions of LIST, and `NAME_load`, which fills it out of the
/// library that is called `file`: NULL, or why that cannot be, in words that the next call changes.
/// In a program that is linked statically, which can load nothing, they are linked as any others.
#ifdef GOCORE_STATIC
#define GOCORE_ON_DEMAND(NAME, LIST)                                                     \
  struct NAME { LIST(GOCORE_FIELD) };                                                    \
  static inline const char *NAME##_load(const char *file, struct NAME *functions) {      \
    LIST(GOCORE_LINKED)                                                                  \
    return (const char *)0;                                                              \
  }
#else
#define GOCORE_ON_DEMAND(NAME, LIST)                                                     \
  struct NAME { LIST(GOCORE_FIELD) };                                                    \
  static inline const char *NAME##_load(const char *file, struct NAME *functions) {      \
    void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);                                \
    if (!library) return dlerror();                                                      \
    LIST(GOCORE_LOADED)                                                                  \
    return (const char *)0;                                                              \
  }
#endif
