/* cli/table.h - rows in aligned columns, for people; widths count what a terminal shows, not bytes. */
#pragma once
#include "base/str.h"

struct ac_table;

/** @param columns  headings separated by '|'; one that begins with '>' is right-aligned */
struct ac_table *ac_table_new(const char *columns);
void ac_table_free(struct ac_table *table);
void ac_auto_table(struct ac_table **table);

/** Add a cell; cells fill row by row. Control characters come out as '?'. */
void ac_table_text(struct ac_table *table, const char *text);
void ac_table_i64(struct ac_table *table, int64_t value);
/** RFC 3339 to minutes: "2022-06-13 09:00"; empty stays empty. */
void ac_table_time(struct ac_table *table, const char *rfc3339);

/** Print to standard output; with no row the sentence instead. */
void ac_table_print(const struct ac_table *table, const char *when_empty);
