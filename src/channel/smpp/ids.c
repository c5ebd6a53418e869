#include "channel/smpp/ids.h"

#include "base/map.h"
#include "base/mem.h"

enum {
	sent_max = 4096, /* responses remembered while learning */
	settle_lead = 3, /* votes ahead that settle a form */
	id_max = 64, /* bytes of an id that count */
	last_digits = 9, /* of a number that are compared: prefixes differ by carrier */
};

struct ac_smpp_id_sent {
	uint64_t key;
	uint64_t to_hash;
};

void ac_smpp_ids_init(struct ac_smpp_ids *ids, const struct ac_channel_settings *settings)
{
	enum ac_id_format response = settings->id_response, receipt = settings->id_receipt;
	*ids = (struct ac_smpp_ids){
		.seed = ac_hash_bytes(settings->account.p, settings->account.n, 1),
	};
	struct ac_smpp_id_learning known = { .settled = true, .form = AC_SMPP_ID_SAME };
	if (response == AC_ID_HEX && receipt == AC_ID_DECIMAL)
		known.form = AC_SMPP_ID_TO_HEX;
	else if (response == AC_ID_DECIMAL && receipt == AC_ID_HEX)
		known.form = AC_SMPP_ID_TO_DECIMAL;
	else if (response != AC_ID_TEXT && receipt != AC_ID_TEXT)
		known.settled = response != AC_ID_AUTO && receipt != AC_ID_AUTO;
	for (size_t i = 0; i < AC_SMPP_ID_PLACES; i++)
		ids->learning[i] = known;
	if (!known.settled)
		ids->sent = ac_alloc_array(sent_max, sizeof *ids->sent);
}

void ac_smpp_ids_done(struct ac_smpp_ids *ids)
{
	ac_free(ids->sent);
	*ids = (struct ac_smpp_ids){ 0 };
}

static size_t normal_form(struct ac_str id, char out[id_max])
{
	id = ac_str_trim(id);
	while (id.n > 1 && id.p[0] == '0') {
		id.p++;
		id.n--;
	}
	size_t n = id.n < id_max ? id.n : id_max;
	for (size_t i = 0; i < n; i++) {
		char c = id.p[i];
		out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return n;
}

static uint64_t key_of(const struct ac_smpp_ids *ids, struct ac_str id)
{
	char form[id_max];
	size_t n = normal_form(id, form);
	uint64_t key = ac_hash_bytes(form, n, ids->seed);
	return key ? key : 1;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static bool to_number(struct ac_str id, uint64_t base, uint64_t *number)
{
	uint64_t v = 0;
	id = ac_str_trim(id);
	for (size_t i = 0; i < id.n; i++) {
		uint64_t d = (uint64_t)digit(id.p[i]);
		if (d >= base || __builtin_mul_overflow(v, base, &v) ||
			__builtin_add_overflow(v, d, &v))
			return false;
	}
	*number = v;
	return id.n > 0;
}

static struct ac_str write_number(uint64_t number, uint64_t base, char out[24])
{
	char *p = out + 24;
	do {
		*--p = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	return (struct ac_str){ p, (size_t)(out + 24 - p) };
}

/* The key of a receipt's id read in one form; 0 when it cannot be. */
static uint64_t key_in_form(
	const struct ac_smpp_ids *ids, enum ac_smpp_id_form form, struct ac_str id)
{
	uint64_t number;
	char text[24];
	switch (form) {
	case AC_SMPP_ID_TO_HEX:
		return to_number(id, 10, &number) ? key_of(ids, write_number(number, 16, text)) : 0;
	case AC_SMPP_ID_TO_DECIMAL:
		return to_number(id, 16, &number) ? key_of(ids, write_number(number, 10, text)) : 0;
	default: return key_of(ids, id);
	}
}

uint64_t ac_smpp_ids_response(struct ac_smpp_ids *ids, struct ac_str id, uint64_t to_hash)
{
	uint64_t key = key_of(ids, id);
	if (ids->sent)
		ids->sent[ids->next++ % sent_max] = (struct ac_smpp_id_sent){ key, to_hash };
	return key;
}

static bool was_sent(const struct ac_smpp_ids *ids, uint64_t key, uint64_t to_hash)
{
	uint32_t n = ids->next < sent_max ? ids->next : sent_max;
	for (uint32_t i = 0; i < n; i++)
		if (ids->sent[i].key == key && ids->sent[i].to_hash == to_hash)
			return true;
	return false;
}

static bool settle(struct ac_smpp_id_learning *learning, enum ac_smpp_id_form form)
{
	uint32_t mine = ++learning->votes[form], others = 0;
	for (int i = 0; i < AC_SMPP_ID_FORMS; i++)
		others += i == (int)form ? 0 : learning->votes[i];
	learning->form = form;
	learning->settled = mine >= others + settle_lead;
	return learning->settled;
}

/* "7" is the same number in decimal and in hex: it tells nothing about the form. */
static bool tells_the_form(const struct ac_smpp_ids *ids, uint64_t key, struct ac_str id)
{
	int fitting = 0;
	for (int form = 0; form < AC_SMPP_ID_FORMS; form++)
		fitting += key_in_form(ids, (enum ac_smpp_id_form)form, id) == key;
	return fitting == 1;
}

uint64_t ac_smpp_ids_receipt(struct ac_smpp_ids *ids, enum ac_smpp_id_place place, struct ac_str id,
	uint64_t from_hash, enum ac_smpp_id_reading *reading)
{
	struct ac_smpp_id_learning *learning = &ids->learning[place];
	uint64_t fallback = key_of(ids, id);
	*reading = AC_SMPP_ID_UNNAMED;
	if (learning->settled) {
		uint64_t key = key_in_form(ids, learning->form, id);
		return key ? key : fallback;
	}
	for (int form = 0; form < AC_SMPP_ID_FORMS; form++) {
		uint64_t key = key_in_form(ids, (enum ac_smpp_id_form)form, id);
		if (!key || !was_sent(ids, key, from_hash))
			continue;
		*reading = AC_SMPP_ID_NAMED;
		if (tells_the_form(ids, key, id) && settle(learning, (enum ac_smpp_id_form)form))
			*reading = AC_SMPP_ID_SETTLED;
		return key;
	}
	return fallback;
}

bool ac_smpp_ids_learning(const struct ac_smpp_ids *ids)
{
	bool settled = false;
	for (size_t i = 0; i < AC_SMPP_ID_PLACES; i++)
		settled |= ids->learning[i].settled;
	return !settled;
}

uint64_t ac_smpp_number_hash(struct ac_str number)
{
	char digits[last_digits];
	size_t n = 0;
	for (size_t i = number.n; i > 0 && n < last_digits; i--)
		if (number.p[i - 1] >= '0' && number.p[i - 1] <= '9')
			digits[n++] = number.p[i - 1];
	return ac_hash_bytes(digits, n, 2);
}
