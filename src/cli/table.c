#include "cli/table.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdio.h>
#include <wchar.h>

struct cell {
	char *text;
	int width;
};

struct ac_table {
	AC_VEC(struct cell) cells; /* the first row holds the headings */
	AC_VEC(bool) right;
};

/* Columns on the terminal; what cannot be printed counts as one. */
static int width_of(struct ac_str text)
{
	int width = 0;
	for (size_t at = 0; at < text.n;) {
		int32_t point = ac_utf8_next(text, &at);
		int wide = point < 0 ? 1 : wcwidth((wchar_t)point);
		width += wide < 0 ? 1 : wide;
	}
	return width;
}

static void add(struct ac_table *table, struct ac_str text)
{
	char *copy = ac_strndup(text.p, text.n);
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	ac_vec_push(&table->cells, ((struct cell){ copy, width_of(ac_str(copy)) }));
}

struct ac_table *ac_table_new(const char *columns)
{
	struct ac_table *table = ac_alloc(sizeof *table);
	struct ac_str rest = ac_str(columns), heading;
	while (ac_str_cut(&rest, '|', &heading)) {
		bool right = ac_str_starts(heading, AC_STR(">"));
		if (right)
			heading = (struct ac_str){ heading.p + 1, heading.n - 1 };
		ac_vec_push(&table->right, right);
		add(table, heading);
	}
	return table;
}

void ac_table_free(struct ac_table *table)
{
	if (!table)
		return;
	ac_vec_each(&table->cells, cell)
		ac_free(cell->text);
	ac_vec_done(&table->cells);
	ac_vec_done(&table->right);
	ac_free(table);
}

void ac_auto_table(struct ac_table **table)
{
	ac_table_free(*table);
}

void ac_table_text(struct ac_table *table, const char *text)
{
	add(table, ac_str(text));
}

void ac_table_i64(struct ac_table *table, int64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)value);
	add(table, ac_str(text));
}

void ac_table_time(struct ac_table *table, const char *rfc3339)
{
	char text[17];
	snprintf(text, sizeof text, "%s", rfc3339);
	if (text[0] && text[10] == 'T')
		text[10] = ' ';
	add(table, ac_str(text));
}

static void print_row(const struct ac_table *table, size_t row, const int *widths)
{
	size_t columns = table->right.n;
	for (size_t c = 0; c < columns; c++) {
		const struct cell *cell = &table->cells.at[row * columns + c];
		int gap = widths[c] - cell->width;
		bool last = c + 1 == columns;
		if (table->right.at[c])
			printf("%*s%s%s", gap, "", cell->text, last ? "" : "  ");
		else
			printf("%s%*s", cell->text, last ? 0 : gap + 2, "");
	}
	putchar('\n');
}

void ac_table_print(const struct ac_table *table, const char *when_empty)
{
	size_t columns = table->right.n, rows = table->cells.n / columns;
	if (rows < 2) {
		printf("%s\n", when_empty);
		return;
	}
	int *widths = ac_alloc_array(columns, sizeof *widths);
	for (size_t i = 0; i < rows * columns; i++)
		if (table->cells.at[i].width > widths[i % columns])
			widths[i % columns] = table->cells.at[i].width;
	for (size_t row = 0; row < rows; row++)
		print_row(table, row, widths);
	ac_free(widths);
}
