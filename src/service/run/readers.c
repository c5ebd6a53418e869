#include "service/run/readers.h"

#include <assert.h>
#include <pthread.h>

enum { max_connections = 16 };

struct ac_readers {
	pthread_mutex_t lock;
	pthread_cond_t given_back;
	ac_reader_open *open_one;
	void *ctx;
	int open; /* connections there are */
	int idle; /* … of which wait here */
	struct ac_db *waiting[max_connections];
};

struct ac_readers *ac_readers_new(ac_reader_open *open, void *ctx)
{
	struct ac_readers *readers = ac_alloc(sizeof *readers);
	pthread_mutex_init(&readers->lock, NULL);
	pthread_cond_init(&readers->given_back, NULL);
	readers->open_one = open;
	readers->ctx = ctx;
	return readers;
}

void ac_readers_free(struct ac_readers *readers)
{
	if (!readers)
		return;
	assert(readers->open == readers->idle);
	for (int i = 0; i < readers->idle; i++)
		ac_db_close(readers->waiting[i]);
	pthread_cond_destroy(&readers->given_back);
	pthread_mutex_destroy(&readers->lock);
	ac_free(readers);
}

enum ac_status ac_readers_take(struct ac_readers *readers, struct ac_db **db, struct ac_error *err)
{
	pthread_mutex_lock(&readers->lock);
	while (readers->idle == 0 && readers->open == max_connections)
		pthread_cond_wait(&readers->given_back, &readers->lock);
	struct ac_db *mine = NULL;
	if (readers->idle)
		mine = readers->waiting[--readers->idle];
	else
		readers->open++;
	pthread_mutex_unlock(&readers->lock);
	if (mine) {
		*db = mine;
		return AC_OK;
	}
	enum ac_status status = readers->open_one(readers->ctx, db, err);
	if (status == AC_OK)
		return AC_OK;
	pthread_mutex_lock(&readers->lock);
	readers->open--;
	pthread_cond_signal(&readers->given_back);
	pthread_mutex_unlock(&readers->lock);
	return status;
}

void ac_readers_give(struct ac_readers *readers, struct ac_db *db)
{
	if (ac_db_in_transaction(db))
		ac_db_undo(db);
	pthread_mutex_lock(&readers->lock);
	readers->waiting[readers->idle++] = db;
	pthread_cond_signal(&readers->given_back);
	pthread_mutex_unlock(&readers->lock);
}

enum ac_status ac_readers_look(struct ac_readers *readers,
	enum ac_status (*look)(struct ac_db *db, void *ctx, struct ac_error *err), void *ctx,
	struct ac_error *err)
{
	struct ac_db *db;
	AC_TRY(ac_readers_take(readers, &db, err));
	enum ac_status status = ac_db_control(db, AC_DB_BEGIN_READ, err);
	if (status == AC_OK)
		status = look(db, ctx, err);
	ac_readers_give(readers, db);
	return status;
}
