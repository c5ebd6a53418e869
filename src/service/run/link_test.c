#include "service/run/link_test.h"

#include "base/cond.h"
#include "service/run/lone.h"
#include "service/run/media_receipts.h"

enum { hurry_us = 2000000, single_validity_s = 300 };

/* One message at a time: an officer at a keyboard or a few newsrooms, not a load. */
struct link_tests {
	pthread_mutex_t turn; /* held by the one test under way */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t last; /* attempt */
	int64_t delivery; /* to the media that it is; 0 */
	atomic_bool waiting; /* a test is under way: look at receipts */
	bool answered;
	int64_t hurry_us; /* the service ends: how long an answer is still waited for; 0: it does not end */
	uint64_t receipt_key;
	struct ac_mono sent, answered_at;
	struct ac_link_test result;
};

void link_tests_init(struct ac_service *service)
{
	service->tests = ac_alloc(sizeof *service->tests);
	pthread_mutex_init(&service->tests->turn, NULL);
	pthread_mutex_init(&service->tests->lock, NULL);
	ac_cond_init(&service->tests->changed);
}

void link_tests_done(struct ac_service *service)
{
	if (!service->tests)
		return;
	pthread_cond_destroy(&service->tests->changed);
	pthread_mutex_destroy(&service->tests->lock);
	pthread_mutex_destroy(&service->tests->turn);
	ac_free(service->tests);
}

void link_test_submitted(struct ac_service *service, const struct ac_submitted_input *submitted)
{
	struct link_tests *tests = service->tests;
	pthread_mutex_lock(&tests->lock);
	if (submitted->attempt == tests->last) {
		tests->answered = true;
		tests->receipt_key = tests->result.receipt_key = submitted->receipt_key;
		if (tests->delivery && submitted->result == AC_RESULT_ACCEPTED)
			media_receipts_expect(service, submitted->receipt_key, tests->delivery);
		tests->result.result = submitted->result;
		tests->result.carrier_status = submitted->carrier_status;
		tests->result.response_us = ac_mono_now().us - tests->sent.us;
		pthread_cond_broadcast(&tests->changed);
	}
	pthread_mutex_unlock(&tests->lock);
}

bool link_test_receipt(
	struct ac_service *service, uint64_t receipt_key, enum ac_receipt_state state)
{
	struct link_tests *tests = service->tests;
	if (!atomic_load_explicit(&tests->waiting, memory_order_relaxed) || !receipt_key)
		return false;
	pthread_mutex_lock(&tests->lock);
	bool ours = tests->receipt_key == receipt_key;
	if (ours && state == AC_RECEIPT_DELIVERED) {
		tests->result.receipt = true;
		pthread_cond_broadcast(&tests->changed);
	}
	pthread_mutex_unlock(&tests->lock);
	return ours;
}

static enum ac_status send_it(struct ac_service *service, struct service_link *link,
	const struct link_single *single, struct ac_error *err)
{
	/* the index bits of the id stay 0: the parcel has one message */
	service->tests->last =
		(service->tests->last | TEST_ATTEMPT) + (UINT64_C(1) << ac_chunk_bits);
	struct lone_message message = { .attempt = service->tests->last,
		.number = single->number,
		.text = single->text,
		.validity_s = single_validity_s,
		.exercise = single->exercise };
	return lone_send(service, link, &message, err);
}

static bool fate_known(const struct link_tests *tests)
{
	return tests->answered && (tests->hurry_us || tests->delivery || tests->result.receipt ||
					  tests->result.result != AC_RESULT_ACCEPTED);
}

static void wait_for_fate(struct link_tests *tests, int64_t wait_us)
{
	int64_t end_us = ac_mono_now().us + wait_us;
	while (!fate_known(tests)) {
		int64_t until_us =
			tests->hurry_us && tests->hurry_us < end_us ? tests->hurry_us : end_us;
		if (ac_mono_now().us >= until_us)
			return;
		(void)ac_cond_wait(&tests->changed, &tests->lock, (struct ac_mono){ until_us });
	}
}

enum ac_status link_send_single(struct ac_service *service, const struct link_single *single,
	struct ac_link_test *result, struct ac_error *err)
{
	struct service_link *link = link_by_number(service, single->link);
	if (!link || !service->loop)
		return ac_fail(err, AC_NOT_FOUND, "that link is not open here");
	if (single->number.n < 4 || single->number.n > 16 || single->number.p[0] != '+')
		return ac_fail(err, AC_INVALID, "write the number as +, country code, number");
	struct link_tests *tests = service->tests;
	pthread_mutex_lock(&tests->turn);
	pthread_mutex_lock(&tests->lock);
	tests->answered = false;
	tests->receipt_key = 0;
	tests->delivery = single->delivery;
	tests->sent = ac_mono_now();
	tests->result = (struct ac_link_test){ .result = AC_RESULT_UNKNOWN };
	atomic_store(&tests->waiting, true);
	enum ac_status status = send_it(service, link, single, err);
	if (status == AC_OK) {
		wait_for_fate(tests, single->wait_us);
		*result = tests->result;
	}
	atomic_store(&tests->waiting, false);
	pthread_mutex_unlock(&tests->lock);
	pthread_mutex_unlock(&tests->turn);
	return status;
}

void link_tests_hurry(struct ac_service *service)
{
	struct link_tests *tests = service->tests;
	pthread_mutex_lock(&tests->lock);
	tests->hurry_us = ac_mono_now().us + (atomic_load(&service->abandoned) ? 1 : hurry_us);
	pthread_cond_broadcast(&tests->changed);
	pthread_mutex_unlock(&tests->lock);
}

enum ac_status ac_service_link_test(struct ac_service *service, uint16_t number_of_link,
	struct ac_str number, struct ac_str text, int64_t wait_us, struct ac_link_test *result,
	struct ac_error *err)
{
	/* a test is of no campaign, so it is no exercise either */
	const struct link_single single = {
		.link = number_of_link, .number = number, .text = text, .wait_us = wait_us
	};
	return link_send_single(service, &single, result, err);
}
