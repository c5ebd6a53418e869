#include "service/run/link_test.h"

#include "service/run/lone.h"

#include <errno.h>

enum { test_validity_s = 300 };

/* One test at a time: an officer at a keyboard, not a load. */
struct link_tests {
	pthread_mutex_t turn; /* held by the one test under way */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t last; /* attempt */
	atomic_bool waiting; /* a test is under way: look at receipts */
	bool answered;
	uint64_t receipt_key;
	struct ac_mono sent, answered_at;
	struct ac_link_test result;
};

void link_tests_init(struct ac_service *service)
{
	service->tests = ac_alloc(sizeof *service->tests);
	pthread_mutex_init(&service->tests->turn, NULL);
	pthread_mutex_init(&service->tests->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&service->tests->changed, &attr);
	pthread_condattr_destroy(&attr);
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
		tests->receipt_key = submitted->receipt_key;
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

static enum ac_status send_test(struct ac_service *service, struct service_link *link,
	struct ac_str number, struct ac_str text, struct ac_error *err)
{
	/* the index bits of the id stay 0: the parcel has one message */
	service->tests->last =
		(service->tests->last | TEST_ATTEMPT) + (UINT64_C(1) << ac_chunk_bits);
	struct lone_message message = { service->tests->last, number, text, test_validity_s };
	return lone_send(service, link, &message, err);
}

static void wait_for_fate(struct link_tests *tests, int64_t wait_us)
{
	int64_t until_us = ac_mono_now().us + wait_us;
	struct timespec until = { until_us / AC_SECOND, until_us % AC_SECOND * 1000 };
	int rc = 0;
	while (rc != ETIMEDOUT) {
		if (tests->answered &&
			(tests->result.result != AC_RESULT_ACCEPTED || tests->result.receipt))
			return;
		rc = pthread_cond_timedwait(&tests->changed, &tests->lock, &until);
	}
}

enum ac_status ac_service_link_test(struct ac_service *service, uint16_t number_of_link,
	struct ac_str number, struct ac_str text, int64_t wait_us, struct ac_link_test *result,
	struct ac_error *err)
{
	struct service_link *link = link_by_number(service, number_of_link);
	if (!link || !service->loop)
		return ac_fail(err, AC_NOT_FOUND, "that link is not open here");
	if (number.n < 4 || number.n > 16 || number.p[0] != '+')
		return ac_fail(err, AC_INVALID, "write the number as +, country code, number");
	struct link_tests *tests = service->tests;
	pthread_mutex_lock(&tests->turn);
	pthread_mutex_lock(&tests->lock);
	tests->answered = false;
	tests->receipt_key = 0;
	tests->sent = ac_mono_now();
	tests->result = (struct ac_link_test){ .result = AC_RESULT_UNKNOWN };
	atomic_store(&tests->waiting, true);
	enum ac_status status = send_test(service, link, number, text, err);
	if (status == AC_OK) {
		wait_for_fate(tests, wait_us);
		*result = tests->result;
	}
	atomic_store(&tests->waiting, false);
	pthread_mutex_unlock(&tests->lock);
	pthread_mutex_unlock(&tests->turn);
	return status;
}
