/* The phrases of all languages, folded once and indexed by their first word. */
#include "text/reply_p.h"

#include "base/map.h"

#include <assert.h>
#include <pthread.h>

enum { bucket_count = 1024, phrase_max = 3000, bytes_max = 96 * 1024, language_count = 6 };

struct phrase {
	uint32_t at;
	uint16_t n;
	uint16_t tokens;
	uint16_t next; /* 1 + index of the next in the bucket, longest first; 0 ends it */
	uint8_t sense;
};

static struct {
	struct phrase phrase[phrase_max];
	uint16_t bucket[bucket_count];
	char bytes[bytes_max];
	size_t count, used, conflicts;
	const char *conflict;
} table;

static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static uint16_t *bucket_of(const char *word, size_t n)
{
	return &table.bucket[ac_hash_bytes(word, n, 0) % bucket_count];
}

/* @return whether these words stand in the bucket already */
static bool known(const uint16_t *bucket, const struct folded *words, enum sense sense)
{
	for (uint16_t i = *bucket; i; i = table.phrase[i - 1].next) {
		const struct phrase *p = &table.phrase[i - 1];
		if (p->n != words->n || memcmp(table.bytes + p->at, words->text, p->n) != 0)
			continue;
		if (p->sense != sense) {
			table.conflicts++;
			table.conflict = table.bytes + p->at;
		}
		return true;
	}
	return false;
}

static void add_phrase(struct ac_str text, enum sense sense)
{
	struct folded words;
	reply_fold(text, &words);
	if (words.count == 0)
		return;
	uint16_t *link = bucket_of(words.text + words.token[0].at, words.token[0].n);
	if (known(link, &words, sense))
		return;
	assert(table.count < phrase_max && table.used + words.n + 1 <= bytes_max);
	struct phrase *p = &table.phrase[table.count++];
	*p = (struct phrase){ (uint32_t)table.used, (uint16_t)words.n, (uint16_t)words.count, 0,
		(uint8_t)sense };
	memcpy(table.bytes + table.used, words.text, words.n + 1);
	table.used += words.n + 1;
	while (*link && table.phrase[*link - 1].n >= p->n)
		link = &table.phrase[*link - 1].next;
	p->next = *link;
	*link = (uint16_t)table.count;
}

static void build(void)
{
	static const struct reply_row *const languages[language_count] = { ac_reply_en, ac_reply_he,
		ac_reply_tr, ac_reply_ar, ac_reply_ru, ac_reply_fr };
	for (size_t l = 0; l < language_count; l++)
		for (const struct reply_row *row = languages[l]; row->phrases; row++) {
			struct ac_str rest = ac_str(row->phrases), phrase;
			while (ac_str_cut(&rest, '|', &phrase))
				add_phrase(phrase, row->sense);
		}
}

size_t reply_match(const struct folded *folded, size_t i, enum sense *sense)
{
	pthread_once(&table_once, build);
	const struct token *first = &folded->token[i];
	const char *here = folded->text + first->at;
	size_t left = folded->n - first->at;
	for (uint16_t at = *bucket_of(here, first->n); at; at = table.phrase[at - 1].next) {
		const struct phrase *p = &table.phrase[at - 1];
		if (p->n > left || memcmp(table.bytes + p->at, here, p->n) != 0)
			continue;
		if (here[p->n] != ' ' && here[p->n] != '\0')
			continue;
		*sense = (enum sense)p->sense;
		return p->tokens;
	}
	return 0;
}

size_t reply_table_conflicts(char example[64])
{
	pthread_once(&table_once, build);
	example[0] = '\0';
	if (table.conflict)
		memcpy(example, table.conflict, strnlen(table.conflict, 63) + 1);
	return table.conflicts;
}
