/* bench/import - a file of travellers into a new data directory through the writer, commits on disk.
 *
 *	import [ROWS]      default 1,000,000
 *
 * First alone, then the same file once more with somebody who knocks ten times a second. Prints rows per
 * second, the processor's time, and the longest that a job of the API waited beside the import. */
#include "service/desk/import.h"
#include "base/log.h"
#include "store/roster.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static void must(enum ac_status status, const struct ac_error *err)
{
	if (status == AC_OK)
		return;
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

static void write_hotels(const char *path)
{
	FILE *file = fopen(path, "w");
	fprintf(file, "hotel_id,name,latitude,longitude\n");
	for (int i = 0; i < 500; i++)
		fprintf(file, "H%04d,Hotel %d,%.6f,%.6f\n", i, i, 40.8 + i % 23 * 0.02,
			28.5 + i % 37 * 0.02);
	fclose(file);
}

static void write_travellers(const char *path, int64_t rows)
{
	FILE *file = fopen(path, "w");
	fprintf(file, "traveller_id,party_id,name,native_name,language,nationality,purpose,phone,"
		      "email,hotel_id,arrival,departure,source,minor,second_phone,"
		      "emergency_phone\n");
	for (int64_t i = 0; i < rows; i++) {
		fprintf(file,
			"T%07lld,P%07lld,First Last %lld,\xd7\xa2\xd7\x93\xd7\x99 %lld,he,IL,"
			"tourism,+97250%07lld,",
			(long long)i, (long long)(i * 2 / 5), (long long)i, (long long)i,
			(long long)i % 10000000);
		if (i % 3 == 0)
			fprintf(file, "traveller%lld@example.org", (long long)i);
		fprintf(file, ",H%04lld,2022-06-%02lld,2022-06-%02lld,registered,%d,",
			(long long)(i * 7919 % 500), (long long)(1 + i % 14),
			(long long)(15 + i % 14), i % 5 == 0);
		if (i % 12 == 0)
			fprintf(file, "+90555%07lld", (long long)i % 10000000);
		fprintf(file, ",%s\n", i % 6 == 0 ? "+972520000001" : "");
	}
	fclose(file);
}

static enum ac_status put_source(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)ctx;
	const struct ac_source source = { 0, AC_STR("registered"), AC_STR("c"), AC_STR("l"),
		AC_STR("p"), INT64_MAX };
	enum ac_change change;
	return ac_source_put(db, &source, &change, err);
}

struct beside {
	struct ac_writer *writer;
	_Atomic bool stop;
	int64_t longest_us;
	int64_t jobs;
};

static enum ac_status nothing(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)db;
	(void)ctx;
	(void)err;
	return AC_OK;
}

/* Somebody who wants to write while the import runs. */
static void *knock(void *ctx)
{
	struct beside *beside = ctx;
	while (!beside->stop) {
		int64_t from = ac_mono_now().us;
		if (ac_writer_run(beside->writer, nothing, NULL, NULL) != AC_OK)
			break;
		int64_t took = ac_mono_now().us - from;
		beside->longest_us = took > beside->longest_us ? took : beside->longest_us;
		beside->jobs++;
		usleep(100000);
	}
	return NULL;
}

/* Of all threads, in seconds. */
static double cpu_s(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double run(struct ac_writer *writer, enum ac_import_kind kind, const char *path,
	const struct ac_zone *zone, struct ac_error *err)
{
	int64_t from = ac_mono_now().us;
	double cpu_from_s = cpu_s();
	const struct ac_import_options options = {
		.kind = kind, .path = path, .zone = zone, .now = { 1 }
	};
	AC_AUTO(import) struct ac_import *import = NULL;
	must(ac_import_open(&options, &import, err), err);
	int64_t checked = ac_mono_now().us;
	must(ac_writer_run_bulk(writer, ac_import_slice, import, err), err);
	struct ac_import_result result;
	ac_import_result(import, &result);
	double took_s = (double)(ac_mono_now().us - from) / 1e6;
	printf("%s: check %.1f s, all %.1f s (processor %.1f s); %lld rows, %lld added, %lld "
	       "updated, %lld unchanged, "
	       "%lld refused\n",
		path, (double)(checked - from) / 1e6, took_s, cpu_s() - cpu_from_s,
		(long long)result.findings->rows, (long long)result.findings->added,
		(long long)result.findings->updated, (long long)result.findings->unchanged,
		(long long)result.findings->refused);
	return took_s;
}

int main(int argc, char **argv)
{
	int64_t rows = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
	struct ac_error err = { 0 };
	char dir[] = "/tmp/allclear-bench-XXXXXX", key[64], hotels[64], travellers[64], command[64];
	if (!mkdtemp(dir))
		return 1;
	snprintf(key, sizeof key, "%s/key", dir);
	snprintf(hotels, sizeof hotels, "%s/hotels.csv", dir);
	snprintf(travellers, sizeof travellers, "%s/travellers.csv", dir);
	write_hotels(hotels);
	write_travellers(travellers, rows);
	const struct ac_store_options options = { .dir = dir, .key_path = key };
	AC_AUTO(store) struct ac_store *store = NULL;
	AC_AUTO(zone) struct ac_zone *zone = NULL;
	must(ac_zone_new(AC_STR("Europe/Istanbul"), &zone, &err), &err);
	must(ac_vault_create(key, &err), &err);
	must(ac_store_create(&options, &err), &err);
	must(ac_store_open(&options, &store, &err), &err);
	struct ac_writer *writer = NULL;
	must(ac_writer_new(
		     ac_store_db(store), &(const struct ac_writer_options){ 0 }, &writer, &err),
		&err);
	must(ac_writer_run(writer, put_source, NULL, &err), &err);
	run(writer, AC_IMPORT_HOTELS, hotels, zone, &err);
	double took_s = run(writer, AC_IMPORT_TRAVELLERS, travellers, zone, &err);
	struct beside beside = { .writer = writer };
	pthread_t thread;
	if (pthread_create(&thread, NULL, knock, &beside) != 0)
		return 1;
	double again_s = run(writer, AC_IMPORT_TRAVELLERS, travellers, zone, &err);
	beside.stop = true;
	pthread_join(thread, NULL);
	printf("import: %.0f rows/s new, %.0f rows/s again; a job of the API waited %.0f ms at "
	       "most\n",
		(double)rows / took_s, (double)rows / again_s, (double)beside.longest_us / 1e3);
	ac_writer_free(writer);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command) != 0;
}
