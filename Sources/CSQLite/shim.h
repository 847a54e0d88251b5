// What StoredReports needs of SQLite: its JSON functions.
#pragma once

#include <sqlite3.h>
