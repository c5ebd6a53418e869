#include "http/gzip.h"

#include <assert.h>
#include <zlib.h>

void ac_gzip(struct ac_str text, struct ac_buf *out)
{
	enum { gzip_format = 15 + 16 }; /* the largest window, with the header of a gzip file */
	z_stream stream = { .next_in = (Bytef *)text.p, .avail_in = (uInt)text.n };
	assert(text.n <= UINT32_MAX / 2);
	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_format, 8,
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
