/* service/config.h - allclear.yaml: what an installation decides about itself.
 *
 * Read once when the data directory is opened, by libcyaml from one schema; every field has a default,
 * so that an empty file is a valid one. A mistake is reported with file, field and remedy.
 */
#pragma once
#include "base/mem.h"
#include "base/str.h"
#include "channel/settings.h"

enum { ac_config_max_links = 64, ac_config_password_max = 80 };

/* What kind of sender `source` is: by its look, or as written. */
enum ac_config_sender {
	AC_CONFIG_SENDER_AUTO,
	AC_CONFIG_SENDER_INTERNATIONAL,
	AC_CONFIG_SENDER_ALPHANUMERIC,
	AC_CONFIG_SENDER_SHORT,
};

enum ac_config_sync {
	AC_CONFIG_SYNC_FULL, /* a commit is on the disk when it returns */
	AC_CONFIG_SYNC_OFF, /* benchmarks only */
};

/* A link as written; ac_config_link_settings() makes channel settings of it. */
struct ac_config_link {
	char *name;
	char *driver; /* "smpp", "memory" */
	bool exercise;
	bool disabled; /* kept in the file, not opened */
	char *account; /* default: host:port/system_id */
	char *host;
	uint16_t port;
	char *system_id;
	char *password;
	char *password_file; /* instead of password: first line of that file */
	char *system_type;
	char *source;
	int sender; /* enum ac_config_sender */
	double rate; /* segments a second */
	uint32_t window;
	int32_t enquire_ms, response_ms, connect_ms, backoff_min_ms, backoff_max_ms;
	uint8_t data_coding;
	bool latin1_inbound;
	int segmentation; /* enum ac_segmentation */
	int receipts; /* enum ac_receipts */
	int id_response; /* enum ac_id_format */
	int id_receipt;
	char *dead_errors;
};

/* Where the program listens on TCP besides its socket. Paths are relative to the data directory. */
struct ac_config_listener {
	char *listen; /* numeric address; "127.0.0.1" */
	uint16_t port; /* 0: not at all */
	char *tls_cert, *tls_key; /* PEM files; empty: plain */
	char *url; /* how the world reaches it, no slash at its end; public only */
	int32_t connections; /* at a time */
	int32_t per_address; /* of those, from one address */
};

struct ac_config {
	char *instance; /* name of the installation, in CAP identifiers and pages */
	char *sender; /* CAP sender: an address or domain that is globally ours */
	char *zone; /* tz name for dates of stays */
	char *key_file; /* relative to the data directory unless absolute */
	char *issuer_key_file; /* signs what is published; relative like key_file */
	char *database; /* postgresql://…; empty: the file allclear.db in the data directory */
	char *region; /* ISO 3166: numbers without country code, when the nationality says nothing */
	char *fallback_language; /* "en" */
	uint16_t metrics_port; /* 127.0.0.1; 0: only on the socket */
	struct ac_config_listener public; /* feeds and pages, for everybody */
	struct ac_config_listener api; /* the route table, for officers away from the machine */
	int sync; /* enum ac_config_sync */
	int32_t purge_after_days; /* after departure */
	int32_t checkpoint_s; /* between checkpoints */
	int32_t evidence_days; /* what meets a criterion goes stale after so many, unless it says when */
	int32_t officials_h; /* only officials are told: so long, until a warning or a reason */
	int32_t page_wait_s; /* for the officer who was paged to take it */
	int32_t page_settle_s; /* for the officer who took it to settle it */
	int32_t unknown_wait_s; /* how long an unknown outcome waits for its receipt */
	int32_t receipt_wait_h;
	int32_t retry_wait_s;
	int32_t max_retries;
	int password_cost; /* enum ac_password_cost */
	struct ac_config_link *links;
	unsigned n_links;
};

/**
 * Read and check a configuration.
 * @param path    file
 * @param config  owned by the caller, ac_config_free()
 * @return AC_NOT_FOUND without the file, AC_INVALID naming file, field, value and remedy
 */
AC_MUST_CHECK enum ac_status ac_config_load(
	const char *path, struct ac_config **config, struct ac_error *err);
void ac_config_free(struct ac_config *config);
AC_AUTO_DEFINE(config, struct ac_config *, ac_config_free)

/** Segments a second that all configured links carry together. */
double ac_config_rate(const struct ac_config *config);

/** Fill in what a file left out. @param url  whether it has one */
void ac_config_listener_defaults(struct ac_config_listener *listener, bool url);
/** @param path, name  for the message  @param secret  nothing of it may cross a network in the clear */
AC_MUST_CHECK enum ac_status ac_config_listener_check(const char *path, const char *name,
	const struct ac_config_listener *listener, bool secret, struct ac_error *err);

struct ac_buf;

/** Is it a server's URL, or empty? @param where  for the message, which does not repeat the value */
AC_MUST_CHECK enum ac_status ac_config_check_database(
	const char *where, const char *database, struct ac_error *err);

/**
 * The text of allclear.yaml with its line `database:` (or `#database:`) saying something else; appended
 * where there is none. @param database  empty: the file in the data directory  @param out  appended
 */
void ac_config_set_database(struct ac_str text, const char *database, struct ac_buf *out);

/** The commented file that `init` writes, static. */
const char *ac_config_example(void);

/**
 * The channel's view of a link.
 * @param dir       data directory, for password_file
 * @param password  room that the settings' password points into
 * @param settings  views borrowed from config and password
 */
AC_MUST_CHECK enum ac_status ac_config_link_settings(const struct ac_config_link *link,
	const char *dir, char password[ac_config_password_max],
	struct ac_channel_settings *settings, struct ac_error *err);
