#include "service/config.h"

#include "channel/driver.h"
#include "service/yaml.h"
#include "vault/password.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- schema ---- */

static const cyaml_strval_t senders[] = { { "auto", AC_CONFIG_SENDER_AUTO },
	{ "international", AC_CONFIG_SENDER_INTERNATIONAL },
	{ "alphanumeric", AC_CONFIG_SENDER_ALPHANUMERIC }, { "short", AC_CONFIG_SENDER_SHORT } };
static const cyaml_strval_t syncs[] = { { "full", AC_CONFIG_SYNC_FULL },
	{ "off", AC_CONFIG_SYNC_OFF } };
static const cyaml_strval_t password_costs[] = { { "moderate", AC_PASSWORD_MODERATE },
	{ "exercise", AC_PASSWORD_EXERCISE } };
static const cyaml_strval_t segmentations[] = { { "udh", AC_SEGMENT_UDH },
	{ "sar", AC_SEGMENT_SAR }, { "payload", AC_SEGMENT_PAYLOAD } };
static const cyaml_strval_t receipts[] = { { "all", AC_RECEIPTS_ALL }, { "last", AC_RECEIPTS_LAST },
	{ "none", AC_RECEIPTS_NONE } };
static const cyaml_strval_t id_formats[] = { { "auto", AC_ID_AUTO }, { "decimal", AC_ID_DECIMAL },
	{ "hex", AC_ID_HEX }, { "text", AC_ID_TEXT } };

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define TEXT(s, field) \
	CYAML_FIELD_STRING_PTR(#field, CYAML_FLAG_POINTER | OPTIONAL, s, field, 0, 1000)
#define NEEDED_TEXT(s, field) CYAML_FIELD_STRING_PTR(#field, CYAML_FLAG_POINTER, s, field, 1, 1000)
#define CHOICE(s, field, words) \
	CYAML_FIELD_ENUM(#field, OPTIONAL, s, field, words, CYAML_ARRAY_LEN(words))

static const cyaml_schema_field_t link_fields[] = {
	NEEDED_TEXT(struct ac_config_link, name),
	TEXT(struct ac_config_link, driver),
	CYAML_FIELD_BOOL("exercise", OPTIONAL, struct ac_config_link, exercise),
	CYAML_FIELD_BOOL("disabled", OPTIONAL, struct ac_config_link, disabled),
	TEXT(struct ac_config_link, account),
	TEXT(struct ac_config_link, host),
	CYAML_FIELD_UINT("port", OPTIONAL, struct ac_config_link, port),
	TEXT(struct ac_config_link, system_id),
	TEXT(struct ac_config_link, password),
	TEXT(struct ac_config_link, password_file),
	TEXT(struct ac_config_link, system_type),
	TEXT(struct ac_config_link, source),
	CHOICE(struct ac_config_link, sender, senders),
	CYAML_FIELD_FLOAT("rate", OPTIONAL, struct ac_config_link, rate),
	CYAML_FIELD_UINT("window", OPTIONAL, struct ac_config_link, window),
	CYAML_FIELD_INT("enquire_ms", OPTIONAL, struct ac_config_link, enquire_ms),
	CYAML_FIELD_INT("response_ms", OPTIONAL, struct ac_config_link, response_ms),
	CYAML_FIELD_INT("connect_ms", OPTIONAL, struct ac_config_link, connect_ms),
	CYAML_FIELD_INT("backoff_min_ms", OPTIONAL, struct ac_config_link, backoff_min_ms),
	CYAML_FIELD_INT("backoff_max_ms", OPTIONAL, struct ac_config_link, backoff_max_ms),
	CYAML_FIELD_UINT("data_coding", OPTIONAL, struct ac_config_link, data_coding),
	CYAML_FIELD_BOOL("latin1_inbound", OPTIONAL, struct ac_config_link, latin1_inbound),
	CHOICE(struct ac_config_link, segmentation, segmentations),
	CHOICE(struct ac_config_link, receipts, receipts),
	CHOICE(struct ac_config_link, id_response, id_formats),
	CHOICE(struct ac_config_link, id_receipt, id_formats),
	TEXT(struct ac_config_link, dead_errors),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t link_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_DEFAULT, struct ac_config_link, link_fields) };

#define LISTENER                                                                                  \
	TEXT(struct ac_config_listener, listen),                                                  \
		CYAML_FIELD_UINT("port", OPTIONAL, struct ac_config_listener, port),              \
		TEXT(struct ac_config_listener, tls_cert),                                        \
		TEXT(struct ac_config_listener, tls_key),                                         \
		CYAML_FIELD_INT("connections", OPTIONAL, struct ac_config_listener, connections), \
		CYAML_FIELD_INT("per_address", OPTIONAL, struct ac_config_listener, per_address)
static const cyaml_schema_field_t public_fields[] = { LISTENER,
	TEXT(struct ac_config_listener, url), CYAML_FIELD_END };
static const cyaml_schema_field_t api_fields[] = { LISTENER, CYAML_FIELD_END };
static const cyaml_schema_field_t config_fields[] = {
	TEXT(struct ac_config, instance),
	TEXT(struct ac_config, sender),
	TEXT(struct ac_config, zone),
	TEXT(struct ac_config, key_file),
	TEXT(struct ac_config, issuer_key_file),
	TEXT(struct ac_config, database),
	TEXT(struct ac_config, region),
	TEXT(struct ac_config, fallback_language),
	CYAML_FIELD_UINT("metrics_port", OPTIONAL, struct ac_config, metrics_port),
	CYAML_FIELD_MAPPING("public", OPTIONAL, struct ac_config, public, public_fields),
	CYAML_FIELD_MAPPING("api", OPTIONAL, struct ac_config, api, api_fields),
	CHOICE(struct ac_config, sync, syncs),
	CYAML_FIELD_INT("purge_after_days", OPTIONAL, struct ac_config, purge_after_days),
	CYAML_FIELD_INT("checkpoint_s", OPTIONAL, struct ac_config, checkpoint_s),
	CYAML_FIELD_INT("evidence_days", OPTIONAL, struct ac_config, evidence_days),
	CYAML_FIELD_INT("officials_h", OPTIONAL, struct ac_config, officials_h),
	CYAML_FIELD_INT("page_wait_s", OPTIONAL, struct ac_config, page_wait_s),
	CYAML_FIELD_INT("page_settle_s", OPTIONAL, struct ac_config, page_settle_s),
	CYAML_FIELD_INT("unknown_wait_s", OPTIONAL, struct ac_config, unknown_wait_s),
	CYAML_FIELD_INT("receipt_wait_h", OPTIONAL, struct ac_config, receipt_wait_h),
	CYAML_FIELD_INT("retry_wait_s", OPTIONAL, struct ac_config, retry_wait_s),
	CYAML_FIELD_INT("max_retries", OPTIONAL, struct ac_config, max_retries),
	CHOICE(struct ac_config, password_cost, password_costs),
	CYAML_FIELD_SEQUENCE_COUNT("links", CYAML_FLAG_POINTER | OPTIONAL, struct ac_config, links,
		n_links, &link_schema, 0, ac_config_max_links),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t config_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_POINTER, struct ac_config, config_fields) };

/* ---- reading ---- */

static void text_default(char **field, const char *value)
{
	if (!*field)
		*field = ac_strndup(value, strlen(value));
}

static void number_default(int32_t *field, int32_t value)
{
	if (*field == 0)
		*field = value;
}

static void link_defaults(struct ac_config_link *link)
{
	struct ac_channel_settings usual = ac_channel_settings_default();
	text_default(&link->driver, "smpp");
	text_default(&link->host, "");
	text_default(&link->system_id, "");
	text_default(&link->system_type, "");
	text_default(&link->source, "");
	text_default(&link->dead_errors, "");
	if (!link->account) {
		char account[300];
		(void)snprintf(account, sizeof account, "%s:%u/%s", link->host, link->port,
			link->system_id);
		text_default(&link->account, account);
	}
	if (link->rate == 0)
		link->rate = 10;
	if (link->window == 0)
		link->window = usual.window;
	number_default(&link->enquire_ms, usual.enquire_ms);
	number_default(&link->response_ms, usual.response_ms);
	number_default(&link->connect_ms, usual.connect_ms);
	number_default(&link->backoff_min_ms, usual.backoff_min_ms);
	number_default(&link->backoff_max_ms, usual.backoff_max_ms);
}

static void defaults(struct ac_config *config)
{
	text_default(&config->instance, "allclear");
	text_default(&config->sender, "allclear.invalid");
	text_default(&config->zone, "Europe/Istanbul");
	text_default(&config->key_file, "key");
	text_default(&config->issuer_key_file, "issuer.key");
	text_default(&config->database, "");
	text_default(&config->region, "");
	text_default(&config->fallback_language, "en");
	ac_config_listener_defaults(&config->public, true);
	ac_config_listener_defaults(&config->api, false);
	number_default(&config->purge_after_days, 30);
	number_default(&config->checkpoint_s, 30);
	number_default(&config->evidence_days, 7);
	number_default(&config->officials_h, 6);
	number_default(&config->page_wait_s, 300);
	number_default(&config->page_settle_s, 1800);
	number_default(&config->unknown_wait_s, 60);
	number_default(&config->receipt_wait_h, 48);
	number_default(&config->retry_wait_s, 5);
	number_default(&config->max_retries, 5);
	for (unsigned i = 0; i < config->n_links; i++)
		link_defaults(&config->links[i]);
}

static enum ac_status check_number(const char *path, const char *field, int64_t value, int64_t lo,
	int64_t hi, struct ac_error *err)
{
	if (value >= lo && value <= hi)
		return AC_OK;
	return ac_fail(err, AC_INVALID, "%s: %s is %lld: write %lld to %lld", path, field,
		(long long)value, (long long)lo, (long long)hi);
}

static enum ac_status check_link(
	const char *path, const struct ac_config *config, unsigned at, struct ac_error *err)
{
	const struct ac_config_link *link = &config->links[at];
	for (unsigned i = 0; i < at; i++)
		if (strcmp(config->links[i].name, link->name) == 0)
			return ac_fail(err, AC_INVALID, "%s: two links are named %s: rename one",
				path, link->name);
	if (!ac_channel_driver_find(ac_str(link->driver)))
		return ac_fail(err, AC_INVALID, "%s: link %s: there is no driver %s: write smpp",
			path, link->name, link->driver);
	if (link->password && link->password_file)
		return ac_fail(err, AC_INVALID,
			"%s: link %s: has password and password_file: keep one", path, link->name);
	struct ac_channel_settings settings;
	char password[ac_config_password_max] = "";
	struct ac_config_link bare = *link;
	bare.password_file = NULL; /* read when the link is opened */
	AC_TRY(ac_config_link_settings(&bare, "", password, &settings, err));
	enum ac_status status = ac_channel_settings_check(&settings, err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, status, "%s", path);
}

/* Cheap passwords only where nothing but an exercise can leave. */
static enum ac_status check_password_cost(
	const char *path, const struct ac_config *config, struct ac_error *err)
{
	for (unsigned i = 0; i < config->n_links; i++)
		if (config->password_cost == AC_PASSWORD_EXERCISE && !config->links[i].exercise)
			return ac_fail(err, AC_INVALID,
				"%s: password_cost: exercise needs every link to be marked "
				"exercise, and %s is not: leave it out",
				path, config->links[i].name);
	return AC_OK;
}

static enum ac_status check(const char *path, const struct ac_config *config, struct ac_error *err)
{
	AC_TRY(check_number(path, "purge_after_days", config->purge_after_days, 1, 3650, err));
	AC_TRY(check_number(path, "checkpoint_s", config->checkpoint_s, 1, 3600, err));
	AC_TRY(check_number(path, "evidence_days", config->evidence_days, 1, 365, err));
	AC_TRY(check_number(path, "officials_h", config->officials_h, 1, 240, err));
	AC_TRY(check_number(path, "page_wait_s", config->page_wait_s, 10, 3600, err));
	AC_TRY(check_number(path, "page_settle_s", config->page_settle_s, 60, 86400, err));
	AC_TRY(check_number(path, "unknown_wait_s", config->unknown_wait_s, 1, 86400, err));
	AC_TRY(check_number(path, "receipt_wait_h", config->receipt_wait_h, 1, 240, err));
	AC_TRY(check_number(path, "retry_wait_s", config->retry_wait_s, 1, 3600, err));
	AC_TRY(check_number(path, "max_retries", config->max_retries, 1, 100, err));
	AC_TRY(ac_config_check_database(path, config->database, err));
	AC_TRY(ac_config_listener_check(path, "public", &config->public, false, err));
	AC_TRY(ac_config_listener_check(path, "api", &config->api, true, err));
	if (strlen(config->fallback_language) != 2)
		return ac_fail(err, AC_INVALID,
			"%s: fallback_language is \"%s\": write two letters, as in en", path,
			config->fallback_language);
	for (unsigned i = 0; i < config->n_links; i++)
		AC_TRY(check_link(path, config, i, err));
	return check_password_cost(path, config, err);
}

/* Nothing but blank lines and comments? The library takes such a file for a broken one. */
static bool says_nothing(const char *path)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	char line[1024];
	bool nothing = true;
	while (nothing && fgets(line, sizeof line, file)) {
		struct ac_str text = ac_str_trim(ac_str(line));
		nothing = text.n == 0 || text.p[0] == '#';
	}
	(void)fclose(file);
	return nothing;
}

double ac_config_rate(const struct ac_config *config)
{
	double rate = 0;
	for (unsigned i = 0; i < config->n_links; i++)
		rate += config->links[i].rate;
	return rate;
}

enum ac_status ac_config_load(const char *path, struct ac_config **config, struct ac_error *err)
{
	if (access(path, F_OK) != 0)
		return ac_fail(err, AC_NOT_FOUND, "%s: there is no such file", path);
	AC_AUTO(config) struct ac_config *loaded = NULL;
	void *root = NULL;
	if (says_nothing(path))
		root = ac_alloc(sizeof *loaded); /* everything by default */
	else
		AC_TRY(ac_yaml_load_file(path, &config_schema, &root, err));
	loaded = root;
	defaults(loaded);
	AC_TRY(check(path, loaded, err));
	*config = AC_TAKE(loaded);
	return AC_OK;
}

void ac_config_free(struct ac_config *config)
{
	ac_yaml_free(&config_schema, config);
}

/* ---- a link's settings ---- */

static enum ac_status read_password(const struct ac_config_link *link, const char *dir,
	char password[ac_config_password_max], struct ac_error *err)
{
	char path[4096];
	const char *file = link->password_file;
	(void)snprintf(path, sizeof path, "%s%s%s", file[0] == '/' ? "" : dir,
		file[0] == '/' ? "" : "/", file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ac_fail_os(err, errno, "link %s: password_file %s", link->name, path);
	ssize_t n = read(fd, password, ac_config_password_max - 1);
	int read_errno = errno;
	(void)close(fd);
	if (n < 0)
		return ac_fail_os(err, read_errno, "link %s: password_file %s", link->name, path);
	password[n] = '\0';
	password[strcspn(password, "\r\n")] = '\0';
	return AC_OK;
}

static void set_sender(struct ac_channel_settings *settings, int sender)
{
	static const int8_t ton_npi[][2] = { { -1, -1 }, { 1, 1 }, { 5, 0 }, { 3, 0 } };
	settings->source_ton = ton_npi[sender][0];
	settings->source_npi = ton_npi[sender][1];
}

enum ac_status ac_config_link_settings(const struct ac_config_link *link, const char *dir,
	char password[ac_config_password_max], struct ac_channel_settings *settings,
	struct ac_error *err)
{
	if (link->password_file)
		AC_TRY(read_password(link, dir, password, err));
	else
		(void)snprintf(password, ac_config_password_max, "%s",
			link->password ? link->password : "");
	struct ac_channel_settings s = ac_channel_settings_default();
	s.name = ac_str(link->name);
	s.account = ac_str(link->account);
	s.exercise = link->exercise;
	s.host = ac_str(link->host);
	s.port = link->port;
	s.system_id = ac_str(link->system_id);
	s.password = ac_str(password);
	s.system_type = ac_str(link->system_type);
	s.source = ac_str(link->source);
	set_sender(&s, link->sender);
	s.window = link->window;
	s.rate_per_s = link->rate;
	s.enquire_ms = link->enquire_ms;
	s.response_ms = link->response_ms;
	s.connect_ms = link->connect_ms;
	s.backoff_min_ms = link->backoff_min_ms;
	s.backoff_max_ms = link->backoff_max_ms;
	s.data_coding = link->data_coding;
	s.latin1_inbound = link->latin1_inbound;
	s.segmentation = (enum ac_segmentation)link->segmentation;
	s.receipts = (enum ac_receipts)link->receipts;
	s.id_response = (enum ac_id_format)link->id_response;
	s.id_receipt = (enum ac_id_format)link->id_receipt;
	s.dead_errors = ac_str(link->dead_errors);
	*settings = s;
	return AC_OK;
}
