/* What a user loses if this breaks: everything above stands on it - a wrong date moves a stay out of
 * the danger, a queue that drops an item drops a person. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/queue.h"
#include "base/random.h"
#include "base/vec.h"
#include "check.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

static void times_read_and_write_the_same_instant(void **state)
{
	(void)state;
	static const struct {
		const char *text, *utc;
	} cases[] = {
		{ "2022-06-13T12:00:00+03:00", "2022-06-13T09:00:00Z" },
		{ "2024-02-29T23:59:59.5-00:30", "2024-03-01T00:29:59.500000Z" },
		{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_wall wall;
		char out[32];
		assert_int_equal(ac_wall_parse(ac_str(cases[i].text), &wall, NULL), AC_OK);
		ac_wall_format(wall, out);
		assert_string_equal(out, cases[i].utc);
	}
}

static void what_is_no_time_is_refused_with_its_text(void **state)
{
	(void)state;
	static const char *const wrong[] = { "", "2022-06-13", "2022-02-30T00:00:00Z",
		"2022-06-13T24:00:00Z", "2022-06-13T12:00:00", "2022-06-13T12:00:00Zx" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct ac_wall wall;
		struct ac_error err;
		assert_int_equal(ac_wall_parse(ac_str(wrong[i]), &wall, &err), AC_INVALID);
		assert_non_null(strstr(err.msg, wrong[i]));
	}
}

static void an_exercise_clock_runs_at_its_rate(void **state)
{
	(void)state;
	struct ac_clock clock;
	struct ac_wall start = { 1000 * AC_SECOND };
	ac_clock_init_exercise(&clock, start, 1000);
	clock.origin.us -= AC_SECOND;
	int64_t run = ac_clock_wall(&clock).us - start.us;
	assert_true(run >= 1000 * AC_SECOND && run < 2000 * AC_SECOND);
	struct ac_wall due = { ac_clock_wall(&clock).us + 1000 * AC_SECOND };
	assert_true(ac_clock_real_us_until(&clock, due) <= AC_SECOND + 1);
}

static void broken_utf8_is_seen(void **state)
{
	(void)state;
	assert_true(ac_str_is_utf8(AC_STR("שלום İ 😀")));
	assert_false(ac_str_is_utf8(AC_STR("\xc0\x80")));
	assert_false(ac_str_is_utf8(AC_STR("\xed\xa0\x80")));
	assert_false(ac_str_is_utf8(AC_STR("a\xf0\x9f\x98")));
	assert_int_equal(ac_str_clip(AC_STR("שלום"), 5).n, 4); /* two bytes a letter */
	assert_int_equal(ac_str_clip(AC_STR("שלום"), 8).n, 8);
	assert_int_equal(ac_str_clip(AC_STR("😀"), 3).n, 0);
	assert_int_equal(ac_str_clip(AC_STR(""), 3).n, 0);
}

static void a_buffer_stops_at_its_maximum_and_says_so(void **state)
{
	(void)state;
	struct ac_buf buf;
	struct ac_error err;
	ac_buf_init(&buf, 8);
	ac_buf_printf(&buf, "%d", 12345678);
	assert_int_equal(ac_buf_check(&buf, "it", &err), AC_OK);
	ac_buf_add_char(&buf, '9');
	assert_int_equal(ac_buf_check(&buf, "it", &err), AC_FULL);
	assert_string_equal(buf.p, "12345678");
	ac_buf_done(&buf);
}

static void records_read_back_and_a_short_one_turns_bad(void **state)
{
	(void)state;
	struct ac_buf buf;
	ac_buf_init(&buf, 64);
	ac_buf_add_u8(&buf, 7);
	ac_buf_add_u32(&buf, 0xdeadbeef);
	ac_buf_add_u64(&buf, UINT64_MAX - 1);
	struct ac_cursor cursor = ac_cursor(ac_buf_str(&buf));
	assert_int_equal(ac_cursor_u8(&cursor), 7);
	assert_int_equal(ac_cursor_u32(&cursor), 0xdeadbeef);
	assert_true(ac_cursor_u64(&cursor) == UINT64_MAX - 1);
	assert_false(cursor.bad);
	assert_int_equal(ac_cursor_u16(&cursor), 0);
	assert_true(cursor.bad);
	ac_buf_done(&buf);
}

static void an_arena_refuses_more_than_its_maximum(void **state)
{
	(void)state;
	struct ac_arena arena;
	ac_arena_init(&arena, 10000);
	for (int i = 0; i < 10; i++)
		assert_non_null(ac_arena_alloc(&arena, 1000));
	assert_null(ac_arena_alloc(&arena, 1));
	ac_arena_done(&arena);
}

/* Against an array: every key below 512, ten thousand random puts and removals. */
static void a_map_agrees_with_an_array(void **state)
{
	(void)state;
	enum { keys = 512 };
	uint32_t want[keys];
	memset(want, 0xff, sizeof want);
	struct ac_map map = { 0 };
	struct ac_random random;
	ac_random_seed(&random, 1);
	for (uint32_t i = 0; i < 10000; i++) {
		uint64_t key = ac_random_below(&random, keys);
		if (ac_random_chance(&random, 0.5)) {
			ac_map_put(&map, key, i);
			want[key] = i;
		} else {
			assert_int_equal(ac_map_remove(&map, key), want[key] != UINT32_MAX);
			want[key] = UINT32_MAX;
		}
		uint64_t probe = ac_random_below(&random, keys);
		assert_int_equal(ac_map_get(&map, probe), want[probe]);
	}
	ac_map_done(&map);
}

static void *push_a_thousand(void *queue)
{
	for (int i = 1; i <= 1000; i++)
		if (ac_queue_push(queue, &i) != AC_OK)
			return queue;
	return NULL;
}

static void a_queue_hands_over_every_item_once_and_bounds_its_length(void **state)
{
	(void)state;
	struct ac_queue *queue = ac_queue_new(sizeof(int), 16);
	pthread_t producers[2];
	for (size_t i = 0; i < 2; i++)
		pthread_create(&producers[i], NULL, push_a_thousand, queue);
	int64_t sum = 0;
	int items[7];
	for (size_t got = 0; got < 2000;) {
		assert_true(ac_queue_length(queue) <= 16);
		size_t n = ac_queue_take(queue, items, 7, AC_SECOND);
		assert_true(n > 0);
		for (size_t i = 0; i < n; i++)
			sum += items[i];
		got += n;
	}
	for (size_t i = 0; i < 2; i++) {
		void *failed;
		pthread_join(producers[i], &failed);
		assert_null(failed);
	}
	assert_int_equal(sum, 1000 * 1001);
	int one = 1;
	ac_queue_close(queue);
	assert_int_equal(ac_queue_push(queue, &one), AC_CLOSED);
	assert_int_equal(ac_queue_take(queue, items, 7, -1), 0);
	ac_queue_free(queue);
}

static void *push_late(void *ctx)
{
	int item = 7;
	usleep(20000);
	return ac_queue_push(ctx, &item) == AC_OK ? NULL : ctx;
}

static void waiting_longer_than_a_clock_can_say_is_waiting(void **state)
{
	(void)state;
	struct ac_queue *queue = ac_queue_new(sizeof(int), 4);
	pthread_t thread;
	void *failed;
	int item = 0;
	assert_int_equal(pthread_create(&thread, NULL, push_late, queue), 0);
	assert_int_equal(ac_queue_take(queue, &item, 1, INT64_MAX), 1);
	assert_int_equal(item, 7);
	pthread_join(thread, &failed);
	assert_null(failed);
	ac_queue_free(queue);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
	(void)state;
	int64_t i;
	double d;
	assert_true(ac_str_to_i64(AC_STR("-12"), -20, 20, &i) && i == -12);
	assert_false(ac_str_to_i64(AC_STR("21"), -20, 20, &i));
	assert_false(ac_str_to_i64(AC_STR("2x"), 0, 20, &i));
	assert_true(ac_str_to_double(AC_STR("41.009764"), &d) && d == 41.009764);
	assert_false(ac_str_to_double(AC_STR("41,0"), &d));
	assert_false(ac_str_to_double(AC_STR("nan"), &d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(times_read_and_write_the_same_instant),
		CASE(what_is_no_time_is_refused_with_its_text),
		CASE(an_exercise_clock_runs_at_its_rate),
		CASE(broken_utf8_is_seen),
		CASE(a_buffer_stops_at_its_maximum_and_says_so),
		CASE(records_read_back_and_a_short_one_turns_bad),
		CASE(an_arena_refuses_more_than_its_maximum),
		CASE(a_map_agrees_with_an_array),
		CASE(a_queue_hands_over_every_item_once_and_bounds_its_length),
		CASE(waiting_longer_than_a_clock_can_say_is_waiting),
		CASE(numbers_are_read_whole_or_not_at_all),
	};
	return RUN(tests);
}
