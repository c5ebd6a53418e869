#include "roster/csv.h"

#include <errno.h>
#include <unistd.h>

enum state {
	field_start, /* nothing of the field yet */
	plain, /* inside an unquoted field */
	quoted, /* inside quotes */
	quote_closed, /* behind a quote that closes the field or is the first of two */
};

/* The buffer: [0, out) holds the row's unquoted fields, [in, end) what is not looked at yet. A row
 * begins at 0; unquoting never writes past what is read, because it only removes bytes. */
struct ac_csv {
	char *name;
	struct ac_csv_source source;
	char *p;
	size_t cap, in, end, out;
	size_t consumed; /* bytes of this row, as they stand in the file */
	enum state state;
	bool at_end;
	bool started; /* the byte-order mark has been looked for */
	bool after_cr; /* an LF that follows belongs to the line end before */
	bool high; /* the row has a byte outside ASCII */
	int64_t line, row_line, quote_line;
	int64_t offset;
	size_t width; /* fields of the header; 0 before it */
	size_t n;
	size_t begin[ac_csv_max_fields +
		     1]; /* where each field starts; [n] is where the last ends */
	struct ac_str fields[ac_csv_max_fields];
	struct ac_error failed;
};

struct ac_csv *ac_csv_new(const char *name, struct ac_csv_source source)
{
	struct ac_csv *csv = ac_alloc(sizeof *csv);
	csv->name = ac_strndup(name, strlen(name));
	csv->source = source;
	csv->cap = 64 << 10;
	csv->p = ac_alloc(csv->cap);
	csv->line = 1;
	return csv;
}

void ac_csv_free(struct ac_csv *csv)
{
	if (!csv)
		return;
	ac_free(csv->name);
	ac_free(csv->p);
	ac_free(csv);
}

int64_t ac_csv_offset(const struct ac_csv *csv)
{
	return csv->offset;
}

static enum ac_status broken(struct ac_csv *csv, int64_t line, const char *what)
{
	return ac_fail(&csv->failed, AC_INVALID, "%s:%lld: %s", csv->name, (long long)line, what);
}

/* Make room behind `end`, first by moving the unread bytes down to `out`. */
static void make_room(struct ac_csv *csv)
{
	if (csv->in > csv->out) {
		memmove(csv->p + csv->out, csv->p + csv->in, csv->end - csv->in);
		csv->end -= csv->in - csv->out;
		csv->in = csv->out;
	}
	if (csv->end < csv->cap)
		return;
	/* `consumed` bounds the row, so that this stays below twice the longest row. */
	csv->cap *= 2;
	csv->p = ac_realloc_array(csv->p, csv->cap, 1);
}

static enum ac_status look_for_mark(struct ac_csv *csv)
{
	const unsigned char *p = (const unsigned char *)csv->p;
	size_t n = csv->end;
	if (n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff)))
		return broken(csv, 1, "this is UTF-16: save the file as UTF-8");
	csv->started = true;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		csv->in = 3;
		csv->offset = 3;
	}
	return AC_OK;
}

static enum ac_status read_more(struct ac_csv *csv)
{
	make_room(csv);
	do {
		int64_t got =
			csv->source.read(csv->source.ctx, csv->p + csv->end, csv->cap - csv->end);
		if (got < 0)
			return ac_fail_os(&csv->failed, errno, "%s: reading", csv->name);
		csv->end += (size_t)got;
		csv->at_end = got == 0;
		/* The mark is looked for when its three bytes are there. */
	} while (!csv->started && !csv->at_end && csv->end < 3);
	return csv->started ? AC_OK : look_for_mark(csv);
}

static enum ac_status end_field(struct ac_csv *csv)
{
	if (csv->out - csv->begin[csv->n] > ac_csv_max_field)
		return broken(csv, csv->row_line,
			"a field is longer than 16 KiB: is a quote missing, or is this no table?");
	if (csv->n == ac_csv_max_fields)
		return broken(csv, csv->row_line, "more than 256 fields in a row");
	csv->begin[++csv->n] = csv->out;
	csv->state = field_start;
	return AC_OK;
}

static void put(struct ac_csv *csv, char c)
{
	csv->high |= (c & 0x80) != 0;
	csv->p[csv->out++] = c;
}

/* A character inside quotes. */
static void take_quoted(struct ac_csv *csv, char c)
{
	if (c == '"')
		csv->state = quote_closed;
	else {
		if (c == '\n' && !csv->after_cr)
			csv->line++;
		if (c == '\r')
			csv->line++;
		csv->after_cr = c == '\r';
		put(csv, c);
	}
}

/* A character that is no separator and no line end, outside quotes. */
static enum ac_status take_plain(struct ac_csv *csv, char c)
{
	if (c == '"') {
		if (csv->state == plain)
			return broken(csv, csv->line,
				"a quote inside a field without quotes: put the whole field in "
				"quotes and double the quote");
		if (csv->state == quote_closed)
			put(csv, c); /* the second of two */
		else
			csv->quote_line = csv->line;
		csv->state = quoted;
		return AC_OK;
	}
	if (csv->state == quote_closed)
		return broken(csv, csv->line,
			"text behind a closing quote: double the quotes inside a field");
	csv->state = plain;
	put(csv, c);
	return AC_OK;
}

static bool row_is_empty(const struct ac_csv *csv)
{
	return csv->n == 0 && csv->out == 0 && csv->state == field_start;
}

/* A character outside quotes. *done: it ends a row that is not empty. */
static enum ac_status take_outside(struct ac_csv *csv, char c, bool *done)
{
	bool second = c == '\n' && csv->after_cr;
	csv->after_cr = c == '\r';
	if (c == ',')
		return end_field(csv);
	if (c != '\n' && c != '\r')
		return take_plain(csv, c);
	if (second)
		return AC_OK;
	csv->line++;
	if (row_is_empty(csv)) {
		csv->row_line = csv->line;
		return AC_OK;
	}
	*done = true;
	return end_field(csv);
}

/* Scan what is in the buffer. *done: a row is complete. */
static enum ac_status scan(struct ac_csv *csv, bool *done)
{
	size_t from = csv->in;
	enum ac_status status = AC_OK;
	while (csv->in < csv->end && status == AC_OK && !*done) {
		char c = csv->p[csv->in++];
		if (c == 0)
			status = broken(csv, csv->line, "a zero byte: save the file as UTF-8 text");
		else if (csv->state == quoted)
			take_quoted(csv, c);
		else
			status = take_outside(csv, c, done);
	}
	csv->consumed += csv->in - from;
	csv->offset += (int64_t)(csv->in - from);
	if (status == AC_OK && csv->consumed > ac_csv_max_row)
		return broken(csv, csv->state == quoted ? csv->quote_line : csv->row_line,
			"a row is longer than 256 KiB: is a quote opened here and never closed?");
	return status;
}

/* The file ends: what stands without a line end is its last row. */
static enum ac_status finish(struct ac_csv *csv, bool *done)
{
	if (csv->state == quoted)
		return broken(csv, csv->quote_line,
			"a quote is opened here and never closed: close it, or double it inside a "
			"field");
	if (!row_is_empty(csv))
		AC_TRY(end_field(csv));
	*done = true;
	return AC_OK;
}

/* The number of fields, and UTF-8. */
static enum ac_status check_row(struct ac_csv *csv)
{
	if (csv->n != csv->width)
		return ac_fail(&csv->failed, AC_INVALID,
			"%s:%lld: %zu fields where the header has %zu: put fields with commas in "
			"quotes, and fill what is missing with empty fields",
			csv->name, (long long)csv->row_line, csv->n, csv->width);
	for (size_t i = 0; i < csv->n; i++) {
		/* The comma's place is not copied: fields lie back to back. */
		csv->fields[i] = (struct ac_str){ csv->p + csv->begin[i],
			csv->begin[i + 1] - csv->begin[i] };
		if (csv->high && !ac_str_is_utf8(csv->fields[i]))
			return ac_fail(&csv->failed, AC_INVALID,
				"%s:%lld: field %zu is not UTF-8: save the file as UTF-8",
				csv->name, (long long)csv->row_line, i + 1);
	}
	return AC_OK;
}

static void begin_row(struct ac_csv *csv)
{
	csv->out = csv->n = csv->consumed = 0;
	csv->high = false;
	csv->row_line = csv->line;
	csv->state = field_start;
}

static enum ac_status next(struct ac_csv *csv, struct ac_csv_row *row)
{
	begin_row(csv);
	for (bool done = false; !done;) {
		if (csv->in < csv->end)
			AC_TRY(scan(csv, &done));
		else if (csv->at_end)
			AC_TRY(finish(csv, &done));
		else
			AC_TRY(read_more(csv));
	}
	if (csv->n == 0) {
		*row = (struct ac_csv_row){ .line = csv->row_line };
		return AC_OK;
	}
	if (csv->width == 0)
		csv->width = csv->n;
	AC_TRY(check_row(csv));
	*row = (struct ac_csv_row){ csv->fields, csv->n, csv->row_line };
	return AC_OK;
}

enum ac_status ac_csv_next(struct ac_csv *csv, struct ac_csv_row *row, struct ac_error *err)
{
	enum ac_status status = csv->failed.code;
	if (status == AC_OK)
		status = next(csv, row);
	if (status != AC_OK && err)
		*err = csv->failed;
	return status;
}

static int64_t read_fd(void *ctx, char *into, size_t n)
{
	ssize_t got;
	do
		got = read(*(const int *)ctx, into, n);
	while (got < 0 && errno == EINTR);
	return got;
}

struct ac_csv_source ac_csv_from_fd(const int *fd)
{
	return (struct ac_csv_source){ read_fd, (void *)fd };
}

static int64_t read_str(void *ctx, char *into, size_t n)
{
	struct ac_str *rest = ctx;
	size_t take = rest->n < n ? rest->n : n;
	memcpy(into, rest->p, take);
	*rest = (struct ac_str){ rest->p + take, rest->n - take };
	return (int64_t)take;
}

struct ac_csv_source ac_csv_from_str(struct ac_str *rest)
{
	return (struct ac_csv_source){ read_str, rest };
}
