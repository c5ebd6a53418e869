#include "web/watch.h"

#include "base/cond.h"
#include "base/log.h"
#include "base/mem.h"

#include <stdatomic.h>
#include <sys/socket.h>

enum { look_us = 500000 };

struct ac_watched {
	struct ac_watched *before, *after;
	int fd;
	bool cut;
	int64_t body_began_us; /* 0: no body yet */
	size_t body_bytes;
	_Atomic int64_t until_us; /* monotonic; INT64_MAX: as long as it takes */
};

struct ac_watch {
	pthread_t thread;
	pthread_mutex_t lock; /* of the list */
	pthread_cond_t changed;
	bool stop;
	struct ac_watched all; /* head of the ring */
	_Atomic uint64_t cut;
};

/* ---- cutting ---- */

static void look(struct ac_watch *watch)
{
	int64_t now_us = ac_mono_now().us;
	for (struct ac_watched *w = watch->all.after; w != &watch->all; w = w->after) {
		if (w->cut || atomic_load_explicit(&w->until_us, memory_order_relaxed) > now_us)
			continue;
		w->cut = true;
		(void)shutdown(w->fd, SHUT_RDWR);
		atomic_fetch_add(&watch->cut, 1);
		ac_log(AC_LOG_DEBUG, "web.slow", "fd=%d", w->fd);
	}
}

static void *watch_main(void *arg)
{
	struct ac_watch *watch = arg;
	(void)pthread_setname_np(pthread_self(), "web-watch");
	pthread_mutex_lock(&watch->lock);
	while (!watch->stop) {
		struct ac_mono until = { ac_mono_now().us + look_us };
		(void)ac_cond_wait(&watch->changed, &watch->lock, until);
		look(watch);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

enum ac_status ac_watch_new(struct ac_watch **watch, struct ac_error *err)
{
	struct ac_watch *made = ac_alloc(sizeof *made);
	made->all.before = made->all.after = &made->all;
	pthread_mutex_init(&made->lock, NULL);
	ac_cond_init(&made->changed);
	int rc = pthread_create(&made->thread, NULL, watch_main, made);
	if (rc == 0) {
		*watch = made;
		return AC_OK;
	}
	pthread_cond_destroy(&made->changed);
	pthread_mutex_destroy(&made->lock);
	ac_free(made);
	return ac_fail_os(err, rc, "starting a thread");
}

void ac_watch_free(struct ac_watch *watch)
{
	if (!watch)
		return;
	pthread_mutex_lock(&watch->lock);
	watch->stop = true;
	pthread_cond_broadcast(&watch->changed);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(watch->thread, NULL);
	pthread_cond_destroy(&watch->changed);
	pthread_mutex_destroy(&watch->lock);
	ac_free(watch);
}

uint64_t ac_watch_cut(const struct ac_watch *watch)
{
	return atomic_load(&watch->cut);
}

/* ---- connections ---- */

static void set_s(struct ac_watched *watched, int64_t seconds)
{
	atomic_store_explicit(
		&watched->until_us, ac_mono_now().us + seconds * AC_SECOND, memory_order_relaxed);
}

struct ac_watched *ac_watch_add(struct ac_watch *watch, int fd)
{
	struct ac_watched *watched = ac_alloc(sizeof *watched);
	watched->fd = fd;
	set_s(watched, ac_watch_head_s);
	pthread_mutex_lock(&watch->lock);
	watched->after = watch->all.after;
	watched->before = &watch->all;
	watched->after->before = watched;
	watch->all.after = watched;
	pthread_mutex_unlock(&watch->lock);
	return watched;
}

void ac_watch_remove(struct ac_watch *watch, struct ac_watched *watched)
{
	if (!watched)
		return;
	pthread_mutex_lock(&watch->lock);
	watched->before->after = watched->after;
	watched->after->before = watched->before;
	pthread_mutex_unlock(&watch->lock);
	ac_free(watched);
}

/* ---- steps ---- */

void ac_watched_body(struct ac_watched *watched, size_t bytes)
{
	if (!watched)
		return;
	if (!watched->body_began_us)
		watched->body_began_us = ac_mono_now().us;
	watched->body_bytes += bytes;
	int64_t allowed_s =
		ac_watch_grace_s + (int64_t)(watched->body_bytes / ac_watch_bytes_per_s);
	atomic_store_explicit(&watched->until_us, watched->body_began_us + allowed_s * AC_SECOND,
		memory_order_relaxed);
}

void ac_watched_work(struct ac_watched *watched)
{
	if (watched)
		atomic_store_explicit(&watched->until_us, INT64_MAX, memory_order_relaxed);
}

void ac_watched_answer(struct ac_watched *watched, size_t bytes)
{
	if (watched)
		set_s(watched, ac_watch_grace_s + (int64_t)(bytes / ac_watch_bytes_per_s));
}

void ac_watched_idle(struct ac_watched *watched)
{
	if (!watched)
		return;
	watched->body_began_us = 0;
	watched->body_bytes = 0;
	set_s(watched, ac_watch_idle_s);
}
