/* store/store_p.h - private to store/. */
#pragma once
#include "store/store.h"

/** Lock a data directory. @param lock  close it to unlock  @return AC_NOT_FOUND, AC_BUSY */
AC_MUST_CHECK enum ac_status ac_store_lock(const char *dir, int *lock, struct ac_error *err);
