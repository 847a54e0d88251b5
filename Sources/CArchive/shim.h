// What InputFiles needs of libarchive: the reader, and the description of one member. The library
// is loaded with the first file that has to be expanded.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include "../OnDemand/on-demand.h"

#define GOCORE_ARCHIVE_FUNCTIONS(F)                                                      \
  F(archive_read_new) F(archive_read_free) F(archive_read_open1) F(archive_error_string) \
  F(archive_read_support_filter_bzip2) F(archive_read_support_filter_gzip)               \
  F(archive_read_support_filter_lz4) F(archive_read_support_filter_xz)                   \
  F(archive_read_support_filter_zstd) F(archive_read_support_format_raw)                 \
  F(archive_read_support_format_tar) F(archive_read_support_format_zip)                  \
  F(archive_read_set_callback_data) F(archive_read_set_read_callback)                    \
  F(archive_read_set_seek_callback) F(archive_read_set_skip_callback)                    \
  F(archive_read_next_header) F(archive_read_data_block)                                 \
  F(archive_entry_filetype) F(archive_entry_hardlink) F(archive_entry_symlink)           \
  F(archive_entry_is_encrypted) F(archive_entry_mtime) F(archive_entry_mtime_is_set)     \
  F(archive_entry_pathname) F(archive_entry_pathname_utf8)

GOCORE_ON_DEMAND(gocore_archive, GOCORE_ARCHIVE_FUNCTIONS)
