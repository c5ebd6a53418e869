/* What a user loses if this breaks: months after the danger nobody can say any more how many people there were
 * and who of them was never accounted for. */
#include "check.h"

#include "service/desk/campaigns.h"
#include "service/desk/persons.h"
#include "service_world.h"
#include "store/audit.h"

enum { people = 61, page = 7 };

static const struct ac_officer dana = { .name = { "dana", 4 } };

/* Every standing, and everything that makes a count. */
static struct ac_task_image image_of(const struct ac_task_spec *spec, int64_t person)
{
	struct ac_task_image image = ac_task_image_new(spec, (struct ac_wall){ 0 });
	image.standing = (uint8_t)(person % ac_standing_count);
	image.told = (uint8_t)(person % ac_told_count);
	image.explained = image.told ? 0 : (uint8_t)(1 + person % (ac_explained_count - 1));
	image.closing = (uint8_t)(person % ac_closing_count);
	image.flags = person % 5 ? 0 : AC_TASK_ON_DESK;
	return image;
}

static enum ac_status close_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct world *world = ctx;
	for (int64_t person = 1; person <= people; person++) {
		struct ac_task_spec spec = world_spec(db->vault, world->campaign, person);
		struct ac_task_image image = image_of(&spec, person);
		AC_TRY(ac_tasks_put(db, &spec, &image, 1, 0, err));
	}
	struct ac_campaign_row row = { .id = world->campaign,
		.state = AC_STR("closed"),
		.closing = AC_STR("all_clear"),
		.closing_at = { AC_DAY },
		.closed_at = { 2 * AC_DAY }, /* of 1970 */
		.versions = { 1, 1, 2, 1 } };
	return ac_campaign_update(db, &row, err);
}

/* Every page one after the other. @return what they hold; owned by the caller */
static struct ac_json *read_all(
	struct ac_service *service, const struct world *world, struct ac_people_filter filter)
{
	struct ac_json *all = ac_json_new_array();
	filter.limit = page;
	do {
		AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
		WORLD_OK(ac_persons_list(service, dana, world->campaign, &filter, answer, err));
		const struct ac_json *found = ac_json_find(answer, "people");
		assert_in_range(ac_json_count(found), 0, page);
		ac_json_each(found, one) ac_json_add(all, ac_json_copy(one));
		WORLD_OK(ac_json_get_i64(answer, "next", &filter.after, err));
	} while (filter.after);
	return all;
}

static void write_down(const struct ac_json *json, struct ac_buf *text)
{
	ac_buf_init(text, 1 << 20);
	ac_json_write(json, text);
}

struct answers {
	struct ac_buf lists[3], counts, tiers, closing;
};

static void ask(struct ac_service *service, const struct world *world, struct answers *answers)
{
	static const struct ac_people_filter filters[] = {
		{ 0 },
		{ .unaccounted = true },
		{ .has_standing = true, .standing = AC_STANDING_refuses, .tier = 2 },
	};
	for (size_t i = 0; i < 3; i++) {
		AC_AUTO(json) struct ac_json *all = read_all(service, world, filters[i]);
		write_down(all, &answers->lists[i]);
	}
	AC_AUTO(json) struct ac_json *view = ac_json_new_object();
	WORLD_OK(ac_campaigns_view(service, world->campaign, view, err));
	write_down(ac_json_find(view, "counts"), &answers->counts);
	write_down(ac_json_find(view, "tiers"), &answers->tiers);
	write_down(ac_json_find(view, "closing_counts"), &answers->closing);
}

static void same(struct ac_buf *before, struct ac_buf *after)
{
	assert_string_equal(before->p, after->p);
	ac_buf_done(before);
	ac_buf_done(after);
}

static bool count_looks(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	(void)seq;
	*(int *)ctx += ac_str_eq(entry->action, AC_STR("person.read"));
	return true;
}

static enum ac_status look_at_audit(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_audit_each(db, 1, AC_STR(""), count_looks, ctx, err);
}

/* An engine that holds everything is asked first: a command without a daemon makes one. */
static void what_was_closed_long_ago_is_counted_and_named_as_it_was(void **state)
{
	(void)state;
	struct world world = world_new();
	struct answers before, after;
	struct ac_service *service = NULL;
	struct ac_service_options alone = { .mode = AC_SERVICE_STORE };
	struct ac_memory_carrier carrier = { 0 };
	int looks = 0, looks_before = 0;
	world.people = people;
	WORLD_OK(ac_service_open(world.dir, &alone, &service, err));
	world_prepare(&world, service);
	WORLD_OK(ac_service_write(service, close_it, &world, err));
	ask(service, &world, &before);
	WORLD_OK(ac_service_read(service, look_at_audit, &looks_before, err));
	ac_service_close(service);
	service = world_open(&world, &carrier);
	ask(service, &world, &after);
	assert_non_null(strstr(after.lists[0].p, "Person 61"));
	for (size_t i = 0; i < 3; i++)
		same(&before.lists[i], &after.lists[i]);
	same(&before.counts, &after.counts);
	same(&before.tiers, &after.tiers);
	same(&before.closing, &after.closing);
	WORLD_OK(ac_service_read(service, look_at_audit, &looks, err));
	assert_int_equal(looks, 2 * looks_before);
	ac_service_close(service);
	world_remove(&world);
}

static void a_campaign_that_never_was_is_not_found(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_open(&world, &carrier);
	struct ac_people_filter filter = { .limit = 1 };
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	assert_int_equal(ac_persons_list(service, dana, 7, &filter, answer, NULL), AC_NOT_FOUND);
	ac_service_close(service);
	world_remove(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_closed_long_ago_is_counted_and_named_as_it_was),
		CASE(a_campaign_that_never_was_is_not_found),
	};
	return RUN(tests);
}
