// What InputFiles needs of libarchive: the reader, and the description of one member.
#pragma once

#include <archive.h>
#include <archive_entry.h>
