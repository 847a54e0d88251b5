// What StoredReports needs of SQLite, and of the system around its files.
#pragma once

#include <sqlite3.h>
#include <sys/vfs.h>

/// The destructor that has SQLite copy what it is given, which Swift cannot name.
static inline sqlite3_destructor_type gocore_sqlite_copies(void) {
  return SQLITE_TRANSIENT;
}

/// Forbids SQL to harm the file's structure.
static inline int gocore_sqlite_defend(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

/// The kind of file system that an open file is on, as linux/magic.h numbers them; 0 if unknown.
static inline unsigned int gocore_file_system(int descriptor) {
  struct statfs system;
  return fstatfs(descriptor, &system) == 0 ? (unsigned int)system.f_type : 0;
}
