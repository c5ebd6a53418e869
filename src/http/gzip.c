#include "http/gzip.h"

#include <assert.h>
#include <zlib.h>

/* A window no larger than the text: for a short one most of the time would go into clearing tables. */
static int window_bits(size_t n)
{
	int bits = 9;
	while (bits < 15 && (size_t)1 << bits < n)
		bits++;
	return bits;
}

void ac_gzip(struct ac_str text, struct ac_buf *out)
{
	enum { gzip_format = 16 }; /* the header of a gzip file */
	z_stream stream = { .next_in = (Bytef *)text.p, .avail_in = (uInt)text.n };
	int window = window_bits(text.n);
	assert(text.n <= UINT32_MAX / 2);
	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window + gzip_format, window - 7,
		    Z_DEFAULT_STRATEGY) != Z_OK) {
		out->over = true; /* there was no memory for its tables */
		return;
	}
	AC_AUTO(free) char *room = ac_alloc(deflateBound(&stream, (uLong)text.n));
	stream.next_out = (Bytef *)room;
	stream.avail_out = (uInt)deflateBound(&stream, (uLong)text.n);
	int done = deflate(&stream, Z_FINISH);
	(void)deflateEnd(&stream);
	assert(done == Z_STREAM_END);
	ac_buf_add(out, room, stream.total_out);
}
