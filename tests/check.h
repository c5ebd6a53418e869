/* What every test file includes: cmocka and the headers that it needs before it. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CASE(f) cmocka_unit_test(f)
#define RUN(tests) cmocka_run_group_tests((tests), NULL, NULL)
