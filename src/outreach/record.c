#include "outreach/record.h"

const char *ac_event_name(enum ac_event event)
{
#define AC_N(value, name) [value] = #name,
	static const char *const names[] = { AC_EVENTS(AC_N) };
#undef AC_N
	return event > 0 && event < ac_event_count ? names[event] : "?";
}

static void add_i64(struct ac_buf *buf, int64_t v)
{
	ac_buf_add_u64(buf, (uint64_t)v);
}

static int64_t i64(struct ac_cursor *cursor)
{
	return (int64_t)ac_cursor_u64(cursor);
}

void ac_record_add_chunk(struct ac_buf *buf, const struct ac_chunk_record *record)
{
	ac_buf_add_u8(buf, AC_RECORD_CHUNK);
	add_i64(buf, record->chunk);
	ac_buf_add_u16(buf, record->link);
	add_i64(buf, record->at.us);
	ac_buf_add_u16(buf, record->n);
	ac_buf_add_str(buf, record->entries);
}

enum { entry_bytes = 34 };

/* Once per message: one reservation, no call per field. */
void ac_record_add_entry(struct ac_buf *buf, const struct ac_attempt_entry *entry)
{
	char *room = ac_buf_room(buf, entry_bytes);
	if (!room)
		return;
	memcpy(room, &entry->traveller, 8);
	memcpy(room + 8, &entry->campaign, 8);
	memcpy(room + 16, &entry->contact, 8);
	memcpy(room + 24, &entry->version, 2);
	memcpy(room + 26, &entry->language, 2);
	const uint8_t bytes[] = { entry->kind, entry->tier, entry->rung, entry->tries,
		entry->closing_tries, entry->contact_index };
	memcpy(room + 28, bytes, sizeof bytes);
}

bool ac_attempt_entry_next(struct ac_cursor *entries, struct ac_attempt_entry *entry)
{
	if (entries->n < entry_bytes)
		return false;
	entry->traveller = i64(entries);
	entry->campaign = i64(entries);
	entry->contact = i64(entries);
	entry->version = ac_cursor_u16(entries);
	entry->language = ac_cursor_u16(entries);
	entry->kind = ac_cursor_u8(entries);
	entry->tier = ac_cursor_u8(entries);
	entry->rung = ac_cursor_u8(entries);
	entry->tries = ac_cursor_u8(entries);
	entry->closing_tries = ac_cursor_u8(entries);
	entry->contact_index = ac_cursor_u8(entries);
	return !entries->bad;
}

static void read_chunk(struct ac_cursor *cursor, struct ac_chunk_record *record)
{
	record->chunk = i64(cursor);
	record->link = ac_cursor_u16(cursor);
	record->at.us = i64(cursor);
	record->n = ac_cursor_u16(cursor);
	record->entries = ac_cursor_bytes(cursor, (size_t)record->n * entry_bytes);
}

void ac_record_add_outcome(struct ac_buf *buf, const struct ac_outcome_record *record)
{
	struct ac_str id = record->carrier_id;
	if (id.n > ac_carrier_id_max)
		id.n = ac_carrier_id_max;
	struct ac_str keys = record->segment_keys;
	if (keys.n > ac_segment_keys_most * sizeof(uint64_t))
		keys.n = ac_segment_keys_most * sizeof(uint64_t);
	char *room = ac_buf_room(buf, 50 + id.n + keys.n);
	if (!room)
		return;
	room[0] = AC_RECORD_OUTCOME;
	memcpy(room + 1, &record->attempt, 8);
	memcpy(room + 9, &record->traveller, 8);
	memcpy(room + 17, &record->campaign, 8);
	room[25] = (char)record->state;
	memcpy(room + 26, &record->link, 2);
	memcpy(room + 28, &record->carrier_status, 4);
	memcpy(room + 32, &record->receipt_key, 8);
	memcpy(room + 40, &record->at.us, 8);
	room[48] = (char)id.n;
	if (id.n)
		memcpy(room + 49, id.p, id.n);
	room[49 + id.n] = (char)keys.n;
	if (keys.n)
		memcpy(room + 50 + id.n, keys.p, keys.n);
}

static void read_outcome(struct ac_cursor *cursor, struct ac_outcome_record *record)
{
	record->attempt = ac_cursor_u64(cursor);
	record->traveller = i64(cursor);
	record->campaign = i64(cursor);
	record->state = ac_cursor_u8(cursor);
	record->link = ac_cursor_u16(cursor);
	record->carrier_status = ac_cursor_u32(cursor);
	record->receipt_key = ac_cursor_u64(cursor);
	record->at.us = i64(cursor);
	record->carrier_id = ac_cursor_bytes(cursor, ac_cursor_u8(cursor));
	record->segment_keys = ac_cursor_bytes(cursor, ac_cursor_u8(cursor));
}

void ac_task_image_pack(struct ac_buf *buf, const struct ac_task_image *image)
{
	const uint8_t bytes[] = { image->tier, image->standing, image->told, image->explained,
		image->rung, image->tries, image->contact, image->reached_by, image->closing,
		image->closing_tries, image->said_tier, image->flags };
	ac_buf_add(buf, bytes, sizeof bytes);
	ac_buf_add_u16(buf, image->said_version);
	ac_buf_add(buf, image->contact_states, sizeof image->contact_states);
	add_i64(buf, image->via);
	add_i64(buf, image->due.us);
	add_i64(buf, image->told_at.us);
}

static void read_image(struct ac_cursor *cursor, struct ac_task_image *image)
{
	uint8_t *const bytes[] = { &image->tier, &image->standing, &image->told, &image->explained,
		&image->rung, &image->tries, &image->contact, &image->reached_by, &image->closing,
		&image->closing_tries, &image->said_tier, &image->flags };
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++)
		*bytes[i] = ac_cursor_u8(cursor);
	image->said_version = ac_cursor_u16(cursor);
	for (int i = 0; i < ac_max_contacts; i++)
		image->contact_states[i] = ac_cursor_u8(cursor);
	image->via = i64(cursor);
	image->due.us = i64(cursor);
	image->told_at.us = i64(cursor);
}

static bool sound(const struct ac_task_image *image)
{
	return image->standing < ac_standing_count && image->told < ac_told_count &&
	       image->explained < ac_explained_count && image->closing < ac_closing_count &&
	       image->contact <= ac_max_contacts;
}

enum ac_status ac_task_image_unpack(
	struct ac_str bytes, struct ac_task_image *image, struct ac_error *err)
{
	struct ac_cursor cursor = ac_cursor(bytes);
	struct ac_task_image read;
	read_image(&cursor, &read);
	if (cursor.bad || cursor.n || !sound(&read))
		return ac_fail(err, AC_CORRUPT, "a task's stored state of %zu bytes does not read",
			bytes.n);
	*image = read;
	return AC_OK;
}

struct ac_task_image ac_task_image_new(const struct ac_task_spec *spec, struct ac_wall now)
{
	struct ac_task_image image = {
		.tier = spec->tier,
		.reached_by = UINT8_MAX,
		.due = now,
	};
	for (int i = 0; i < spec->n_contacts; i++)
		image.contact_states[i] = spec->contacts[i].state;
	return image;
}

void ac_record_add_task(struct ac_buf *buf, const struct ac_task_record *record)
{
	ac_buf_add_u8(buf, AC_RECORD_TASK);
	add_i64(buf, record->campaign);
	add_i64(buf, record->traveller);
	ac_task_image_pack(buf, &record->image);
}

static void read_task(struct ac_cursor *cursor, struct ac_task_record *record)
{
	record->campaign = i64(cursor);
	record->traveller = i64(cursor);
	read_image(cursor, &record->image);
	if (!sound(&record->image))
		cursor->bad = true;
}

void ac_record_add_campaign(struct ac_buf *buf, const struct ac_campaign_record *record)
{
	ac_buf_add_u8(buf, AC_RECORD_CAMPAIGN);
	add_i64(buf, record->campaign);
	ac_buf_add_u8(buf, record->state);
	ac_buf_add_u8(buf, record->closing);
	for (size_t i = 0; i < sizeof record->versions / sizeof *record->versions; i++)
		ac_buf_add_u16(buf, record->versions[i]);
}

static void read_campaign(struct ac_cursor *cursor, struct ac_campaign_record *record)
{
	record->campaign = i64(cursor);
	record->state = ac_cursor_u8(cursor);
	record->closing = ac_cursor_u8(cursor);
	for (size_t i = 0; i < sizeof record->versions / sizeof *record->versions; i++)
		record->versions[i] = ac_cursor_u16(cursor);
}

void ac_record_add_contact(struct ac_buf *buf, const struct ac_contact_record *record)
{
	ac_buf_add_u8(buf, AC_RECORD_CONTACT);
	add_i64(buf, record->contact);
	ac_buf_add_u8(buf, record->state);
}

static void read_contact(struct ac_cursor *cursor, struct ac_contact_record *record)
{
	record->contact = i64(cursor);
	record->state = ac_cursor_u8(cursor);
}

void ac_record_add_event(struct ac_buf *buf, const struct ac_event_record *record)
{
	ac_buf_add_u8(buf, AC_RECORD_EVENT);
	add_i64(buf, record->campaign);
	add_i64(buf, record->traveller);
	add_i64(buf, record->at.us);
	ac_buf_add_u8(buf, record->event);
	ac_buf_add_u8(buf, record->detail);
	ac_buf_add_u16(buf, record->link);
	add_i64(buf, record->subject);
}

static void read_event(struct ac_cursor *cursor, struct ac_event_record *record)
{
	record->campaign = i64(cursor);
	record->traveller = i64(cursor);
	record->at.us = i64(cursor);
	record->event = ac_cursor_u8(cursor);
	record->detail = ac_cursor_u8(cursor);
	record->link = ac_cursor_u16(cursor);
	record->subject = i64(cursor);
}

bool ac_record_next(struct ac_cursor *cursor, struct ac_record *record)
{
	if (cursor->bad || cursor->n == 0)
		return false;
	record->kind = ac_cursor_u8(cursor);
	switch (record->kind) {
	case AC_RECORD_CHUNK: read_chunk(cursor, &record->chunk); break;
	case AC_RECORD_OUTCOME: read_outcome(cursor, &record->outcome); break;
	case AC_RECORD_TASK: read_task(cursor, &record->task); break;
	case AC_RECORD_CAMPAIGN: read_campaign(cursor, &record->campaign); break;
	case AC_RECORD_CONTACT: read_contact(cursor, &record->contact); break;
	case AC_RECORD_EVENT: read_event(cursor, &record->event); break;
	default: cursor->bad = true;
	}
	return !cursor->bad;
}

void ac_task_spec_pack(struct ac_buf *buf, const struct ac_task_spec *spec)
{
	add_i64(buf, spec->campaign);
	add_i64(buf, spec->traveller);
	add_i64(buf, spec->party);
	ac_buf_add_u8(buf, spec->tier);
	ac_buf_add_u8(buf, spec->party_size);
	ac_buf_add_u8(buf, spec->minor);
	ac_buf_add_u16(buf, spec->language);
	add_i64(buf, spec->arrives.us);
	add_i64(buf, spec->departs.us);
	ac_buf_add_u8(buf, spec->n_contacts);
	for (int i = 0; i < spec->n_contacts; i++) {
		add_i64(buf, spec->contacts[i].id);
		ac_buf_add_u64(buf, spec->contacts[i].number_key);
		ac_buf_add_u8(buf, spec->contacts[i].channel);
		ac_buf_add_u8(buf, spec->contacts[i].state);
	}
}

enum ac_status ac_task_spec_unpack(
	struct ac_str bytes, struct ac_task_spec *spec, struct ac_error *err)
{
	struct ac_cursor cursor = ac_cursor(bytes);
	struct ac_task_spec read = { 0 };
	read.campaign = i64(&cursor);
	read.traveller = i64(&cursor);
	read.party = i64(&cursor);
	read.tier = ac_cursor_u8(&cursor);
	read.party_size = ac_cursor_u8(&cursor);
	read.minor = ac_cursor_u8(&cursor) != 0;
	read.language = ac_cursor_u16(&cursor);
	read.arrives.us = i64(&cursor);
	read.departs.us = i64(&cursor);
	read.n_contacts = ac_cursor_u8(&cursor);
	for (int i = 0; i < read.n_contacts && i < ac_max_contacts; i++) {
		read.contacts[i].id = i64(&cursor);
		read.contacts[i].number_key = ac_cursor_u64(&cursor);
		read.contacts[i].channel = ac_cursor_u8(&cursor);
		read.contacts[i].state = ac_cursor_u8(&cursor);
	}
	if (cursor.bad || cursor.n || read.n_contacts > ac_max_contacts)
		return ac_fail(err, AC_CORRUPT, "a task's stored person of %zu bytes does not read",
			bytes.n);
	*spec = read;
	return AC_OK;
}
