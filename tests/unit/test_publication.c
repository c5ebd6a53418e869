/* What a user loses if this breaks: whoever asks "has it changed since?" is told no, and goes on showing a level that is
 * over, or does not show the one that was raised. */
#include "check.h"

#include "service/run/publication.h"
#include "web/shelf.h"
#include "json/json.h"

#include <stdio.h>
#include <string.h>

#define SCHEME "IL-NSC-2022"
static const char levels_path[] = "/feed/levels.json", page_path[] = "/";
static const struct ac_wall noon = { INT64_C(1655121600000000) }; /* of an exercise, years ago */

struct place {
	const char *name;
	int level; /* 1 is the mildest; 0: none any more */
	int minute; /* when it was set */
};

/* The daemon looks at its store, where these are the last rows. */
static void publish(struct publication *publication, const struct place *places, size_t n)
{
	struct ac_error err;
	publication_levels_begin(publication);
	for (size_t i = 0; i < n; i++) {
		const struct ac_place_level_row row = { .place = ac_str(places[i].name),
			.scheme = AC_STR(SCHEME),
			.country = AC_STR("TR"),
			.none = places[i].level == 0,
			.level = places[i].level,
			.at = { noon.us + places[i].minute * AC_MINUTE } };
		publication_level(publication, &row);
	}
	assert_int_equal(publication_make(publication, AC_STR("https://alerts.example.gov"),
				 AC_STR("Desk"), (struct ac_wall){ noon.us + AC_HOUR }, &err),
		AC_OK);
}

/* Lent until the shelf is freed. */
static const char *header_of(const struct ac_shelf_answer *answer, const char *name)
{
	const char *value = MHD_get_response_header(answer->response, name);
	assert_non_null(value);
	return value;
}

struct copy {
	char modified[40], etag[64];
};

static struct copy fetch(const struct publication *publication, const char *path)
{
	struct copy copy;
	struct ac_shelf *shelf = ac_shelf_new(publication->documents.at, publication->documents.n);
	struct ac_shelf_answer answer =
		ac_shelf_find(shelf, &(struct ac_shelf_wish){ .path = path });
	assert_int_equal(answer.code, 200);
	(void)snprintf(copy.modified, sizeof copy.modified, "%s",
		header_of(&answer, MHD_HTTP_HEADER_LAST_MODIFIED));
	(void)snprintf(copy.etag, sizeof copy.etag, "%s", header_of(&answer, MHD_HTTP_HEADER_ETAG));
	ac_shelf_free(shelf);
	return copy;
}

/* Asked with the time alone, as clients do that know no tags. @return 200 or 304 */
static unsigned ask_again(
	const struct publication *publication, const char *path, const struct copy *copy)
{
	struct ac_shelf *shelf = ac_shelf_new(publication->documents.at, publication->documents.n);
	struct ac_shelf_answer answer = ac_shelf_find(shelf,
		&(struct ac_shelf_wish){ .path = path, .if_modified_since = copy->modified });
	ac_shelf_free(shelf);
	return answer.code;
}

/* levels.json's own word of when it changed. */
static int64_t updated(const struct publication *publication)
{
	AC_AUTO(json) struct ac_json *json = NULL;
	struct ac_str text;
	struct ac_wall at = { 0 };
	struct ac_error err;
	for (size_t i = 0; i < publication->documents.n; i++) {
		const struct ac_document *document = publication->documents.at[i];
		if (strcmp(document->path, levels_path) == 0)
			assert_int_equal(ac_json_parse(document->bytes, NULL, &json, &err), AC_OK);
	}
	assert_int_equal(ac_json_get_str(json, "updated", &text, &err), AC_OK);
	assert_int_equal(ac_wall_parse(text, &at, &err), AC_OK);
	return at.us;
}

#define ANKARA                 \
	{                      \
		"Ankara", 2, 1 \
	}
static const struct place raised[] = { ANKARA, { "Istanbul", 3, 2 } };

static void what_is_taken_away_is_a_change_too(void **state)
{
	(void)state;
	static const struct place mildest[] = { ANKARA, { "Istanbul", 1, 3 } };
	static const struct place none[] = { ANKARA, { "Istanbul", 0, 3 } };
	static const struct place *const after[] = { mildest, none };
	for (size_t i = 0; i < 2; i++) {
		struct publication publication = { 0 };
		publish(&publication, raised, 2);
		struct copy feed = fetch(&publication, levels_path);
		struct copy page = fetch(&publication, page_path);
		int64_t before = updated(&publication);
		publish(&publication, after[i], 2);
		assert_int_equal(ask_again(&publication, levels_path, &feed), 200);
		assert_int_equal(ask_again(&publication, page_path, &page), 200);
		assert_true(updated(&publication) > before);
		publication_done(&publication);
	}
}

static void two_changes_within_one_second_are_two(void **state)
{
	(void)state;
	struct place places[] = { { "Istanbul", 2, 2 } };
	struct publication publication = { 0 };
	publish(&publication, places, 1);
	for (int i = 0; i < 4; i++) {
		struct copy copy = fetch(&publication, levels_path);
		places[0].level = 3 + i % 2;
		publish(&publication, places, 1); /* the minute is the same, too */
		assert_int_equal(ask_again(&publication, levels_path, &copy), 200);
	}
	publication_done(&publication);
}

static void what_did_not_change_is_not_fetched_again(void **state)
{
	(void)state;
	struct publication publication = { 0 };
	publish(&publication, raised, 2);
	struct copy copy = fetch(&publication, levels_path);
	publish(&publication, raised, 2);
	assert_int_equal(ask_again(&publication, levels_path, &copy), 304);
	assert_string_equal(fetch(&publication, levels_path).modified, copy.modified);
	publication_done(&publication);
}

/* A level was lowered, and the daemon fell before anybody could see that. */
static void a_restart_takes_no_time_back(void **state)
{
	(void)state;
	static const struct place lowered[] = { ANKARA, { "Istanbul", 1, 3 } };
	struct publication first = { 0 }, next = { 0 }, same = { 0 };
	publish(&first, raised, 2);
	for (size_t i = 0; i < first.documents.n; i++)
		first.documents.at[i]->modified.us -= AC_MINUTE; /* made a minute ago */
	struct copy copy = fetch(&first, levels_path);
	publication_done(&first);
	publish(&next, lowered, 2);
	assert_int_equal(ask_again(&next, levels_path, &copy), 200);
	publication_done(&next);
	publish(&same, raised, 2);
	assert_string_equal(fetch(&same, levels_path).etag, copy.etag);
	publication_done(&same);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_taken_away_is_a_change_too),
		CASE(two_changes_within_one_second_are_two),
		CASE(what_did_not_change_is_not_fetched_again),
		CASE(a_restart_takes_no_time_back),
	};
	return RUN(tests);
}
