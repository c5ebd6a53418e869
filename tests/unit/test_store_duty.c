/* What a user loses if this breaks: after a restart nobody knows who is on duty, who was paged already, or
 * that somebody has it in hand. */
#include "store_world.h"

#include "store/duty.h"

#include <string.h>

static int64_t put_shift(
	const char *officer, const char *phone, int64_t rank, int64_t from, int64_t to)
{
	int64_t id = 0;
	struct ac_shift_row row = { .officer = ac_str(officer),
		.phone = ac_str(phone),
		.rank = rank,
		.from = { from },
		.to = { to } };
	assert_int_equal(ac_shift_insert(db, &row, &id, NULL), AC_OK);
	return id;
}

static void say_shift(void *ctx, const struct ac_shift_row *row)
{
	char *text = ctx;
	size_t n = strlen(text);
	(void)snprintf(text + n, 400 - n, "%lld %.*s %lld %.*s %lld-%lld %lld\n",
		(long long)row->id, AC_STR_ARG(row->officer), (long long)row->rank,
		AC_STR_ARG(row->phone), (long long)row->from.us, (long long)row->to.us,
		(long long)row->dropped_at.us);
}

static void shifts(int64_t ends_after, bool dropped, char text[400])
{
	text[0] = 0;
	assert_int_equal(
		ac_shift_each(db, (struct ac_wall){ ends_after }, dropped, say_shift, text, NULL),
		AC_OK);
}

static void the_roster_comes_back_by_rank_and_forgets_numbers(void **state)
{
	(void)state;
	char text[400];
	put_shift("amir", "+972501110002", 2, 10, 20);
	put_shift("dana", "+972501110001", 1, 10, 20);
	put_shift("noa", "+972501110003", 1, 30, 40);
	shifts(0, false, text);
	assert_string_equal(text, "2 dana 1 +972501110001 10-20 0\n"
				  "3 noa 1 +972501110003 30-40 0\n"
				  "1 amir 2 +972501110002 10-20 0\n");
	shifts(20, false, text);
	assert_string_equal(text, "3 noa 1 +972501110003 30-40 0\n");
	assert_int_equal(ac_shift_drop(db, 3, (struct ac_wall){ 15 }, NULL), AC_OK);
	assert_int_equal(ac_shift_drop(db, 3, (struct ac_wall){ 16 }, NULL), AC_NOT_FOUND);
	shifts(20, false, text);
	assert_string_equal(text, "");
	shifts(20, true, text);
	assert_string_equal(text, "3 noa 1  30-40 15\n");
	int64_t forgotten = 0;
	assert_int_equal(ac_shift_forget(db, (struct ac_wall){ 21 }, &forgotten, NULL), AC_OK);
	assert_int_equal(forgotten, 2);
	shifts(0, false, text);
	assert_string_equal(text, "2 dana 1  10-20 0\n1 amir 2  10-20 0\n");
}

static int64_t put_page(enum ac_page_kind kind, int64_t subject)
{
	int64_t id = 0;
	struct ac_page_row row = {
		.kind = kind, .subject = subject, .not_for = AC_STR("uri"), .created_at = { 100 }
	};
	assert_int_equal(ac_page_insert(db, &row, &id, NULL), AC_OK);
	return id;
}

static void say_page(void *ctx, const struct ac_page_row *row)
{
	char *text = ctx;
	size_t n = strlen(text);
	(void)snprintf(text + n, 400 - n, "%s %lld not for %.*s %.*s %.*s %lld %lld\n",
		ac_page_kind_name(row->kind), (long long)row->subject, AC_STR_ARG(row->not_for),
		AC_STR_ARG(row->state), AC_STR_ARG(row->taken_by), (long long)row->taken_at.us,
		(long long)row->ended_at.us);
}

static int64_t pending(enum ac_page_kind kind, int64_t subject)
{
	int64_t id = -1;
	assert_int_equal(ac_page_pending(db, kind, subject, &id, NULL), AC_OK);
	return id;
}

static void a_page_that_was_taken_and_not_settled_is_open_again(void **state)
{
	(void)state;
	char text[400] = "";
	struct ac_wall before = { 300 };
	int64_t early = put_page(AC_PAGE_review, 1), late = put_page(AC_PAGE_review, 2);
	assert_int_equal(ac_page_take(db, early, AC_STR("dana"), (struct ac_wall){ 300 }, NULL), 0);
	assert_int_equal(ac_page_take(db, late, AC_STR("dana"), (struct ac_wall){ 301 }, NULL), 0);
	assert_int_equal(ac_page_idle(db, before, say_page, text, NULL), AC_OK);
	assert_string_equal(text, "review 1 not for uri taken dana 300 0\n");
	assert_int_equal(ac_page_reopen(db, before, NULL), AC_OK);
	text[0] = '\0';
	assert_int_equal(ac_page_unsettled(db, AC_PAGE_review, say_page, text, NULL), AC_OK);
	assert_string_equal(text, "review 1 not for uri open  0 0\n"
				  "review 2 not for uri taken dana 301 0\n");
	assert_int_equal(ac_page_end(db, AC_PAGE_review, 1, before, NULL), AC_OK);
	assert_int_equal(ac_page_end(db, AC_PAGE_review, 2, before, NULL), AC_OK);
	text[0] = '\0';
	assert_int_equal(ac_page_unsettled(db, AC_PAGE_review, say_page, text, NULL), AC_OK);
	assert_string_equal(text, "");
}

static void a_page_is_open_until_it_is_taken_or_over(void **state)
{
	(void)state;
	char text[400] = "";
	struct ac_wall now = { 200 };
	int64_t id = put_page(AC_PAGE_decision, 12), other = put_page(AC_PAGE_help_call, 12);
	assert_int_equal(pending(AC_PAGE_decision, 12), id);
	assert_int_equal(pending(AC_PAGE_decision, 13), 0);
	assert_int_equal(ac_page_take(db, id, AC_STR("dana"), now, NULL), AC_OK);
	assert_int_equal(ac_page_take(db, id, AC_STR("amir"), now, NULL), AC_CONFLICT);
	assert_int_equal(ac_page_take(db, 99, AC_STR("amir"), now, NULL), AC_NOT_FOUND);
	assert_int_equal(pending(AC_PAGE_decision, 12), id); /* taken is not settled */
	assert_int_equal(ac_page_each(db, false, say_page, text, NULL), AC_OK);
	assert_string_equal(text, "help_call 12 not for uri open  0 0\n");
	assert_int_equal(ac_page_end(db, AC_PAGE_decision, 12, now, NULL), AC_OK);
	assert_int_equal(pending(AC_PAGE_decision, 12), 0);
	text[0] = 0;
	assert_int_equal(ac_page_get(db, id, say_page, text, NULL), AC_OK);
	assert_string_equal(text, "decision 12 not for uri ended dana 200 200\n");
	assert_int_equal(ac_page_end(db, AC_PAGE_help_call, 12, now, NULL), AC_OK);
	assert_int_equal(ac_page_take(db, other, AC_STR("dana"), now, NULL), AC_CONFLICT);
}

static void say_step(void *ctx, const struct ac_page_step_row *row)
{
	char *text = ctx;
	size_t n = strlen(text);
	(void)snprintf(text + n, 400 - n, "%lld %.*s link %u %s\n", (long long)row->at.us,
		AC_STR_ARG(row->officer), row->link, ac_page_step_name(row->step));
}

static int64_t put_try(int64_t page, int64_t shift, int64_t at)
{
	int64_t try = 0;
	struct ac_page_step_row row = {
		.page = page, .shift = shift, .at = { at }, .link = 3, .step = AC_PAGE_STEP_sent
	};
	assert_int_equal(ac_page_step_insert(db, &row, &try, NULL), AC_OK);
	return try;
}

static int64_t owner_of(const char *phone, int64_t page, const char *officer)
{
	int64_t id = -1;
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, 100);
	uint64_t key = ac_vault_index(db->vault, AC_INDEX_PHONE, ac_str(phone));
	assert_int_equal(ac_page_of_number(db, key, page, &id, &name, NULL), AC_OK);
	assert_true(ac_str_eq(ac_buf_str(&name), ac_str(officer)));
	return id;
}

static void what_was_tried_is_only_added_to_and_found_by_number(void **state)
{
	(void)state;
	char text[400] = "";
	int64_t dana = put_shift("dana", "+972501110021", 1, 10, 20);
	int64_t amir = put_shift("amir", "+972501110022", 2, 10, 20);
	int64_t first = put_page(AC_PAGE_report, 1), second = put_page(AC_PAGE_report, 2);
	int64_t try = put_try(first, dana, 11);
	put_try(first, amir, 12);
	put_try(second, dana, 13);
	assert_int_equal(
		ac_page_step_follow(db, try, (struct ac_wall){ 14 }, AC_PAGE_STEP_delivered, NULL),
		AC_OK);
	assert_int_equal(ac_page_step_each(db, first, say_step, text, NULL), AC_OK);
	assert_string_equal(text, "11 dana link 3 sent\n12 amir link 3 sent\n"
				  "14 dana link 3 delivered\n");
	assert_int_equal(owner_of("+972501110022", 0, "amir"), first);
	assert_int_equal(owner_of("+972501110022", second, ""), 0); /* they were not paged for it */
	assert_int_equal(owner_of("+972501110021", second, "dana"), second);
	assert_int_equal(owner_of("+972501110099", 0, ""), 0);
	assert_int_equal(
		ac_page_take(db, first, AC_STR("amir"), (struct ac_wall){ 15 }, NULL), AC_OK);
	assert_int_equal(owner_of("+972501110022", 0, ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_roster_comes_back_by_rank_and_forgets_numbers),
		CASE(a_page_is_open_until_it_is_taken_or_over),
		CASE(a_page_that_was_taken_and_not_settled_is_open_again),
		CASE(what_was_tried_is_only_added_to_and_found_by_number),
	};
	return RUN_ON_A_STORE(tests);
}
