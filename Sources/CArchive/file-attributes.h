// Extended attributes, which Swift's Glibc module does not cover. It needs no library, so it
// is a module of its own: a build without libarchive imports this one and not CArchive.
#pragma once

#include <sys/xattr.h>
