/* What a user loses if this breaks: names and numbers of everyone abroad, to whoever finds the disk; or
 * their own access to them. */
#include "check.h"

#include "vault/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/ac-vault-XXXXXX";
static char path[64];

static struct ac_vault *fresh(void)
{
	struct ac_vault *vault = NULL;
	struct ac_error err;
	unlink(path);
	assert_int_equal(ac_vault_create(path, &err), AC_OK);
	assert_int_equal(ac_vault_open(path, &vault, &err), AC_OK);
	return vault;
}

static void write_file(const char *text)
{
	unlink(path);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	chmod(path, 0600);
}

static const struct ac_vault_place name_of_7 = { "traveller.name", 7 };

static void what_is_sealed_opens_again_and_only_in_its_place(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	AC_AUTO(buf) struct ac_buf sealed, text;
	ac_buf_init(&sealed, 4096);
	ac_buf_init(&text, 4096);
	ac_vault_seal(vault, name_of_7, AC_STR("עדי עמר"), &sealed);
	assert_int_equal(sealed.n, AC_STR("עדי עמר").n + ac_vault_overhead);
	assert_int_equal(
		ac_vault_open_field(vault, name_of_7, ac_buf_str(&sealed), &text, NULL), AC_OK);
	assert_true(ac_str_eq(ac_buf_str(&text), AC_STR("עדי עמר")));

	struct ac_vault_place elsewhere[] = { { "traveller.name", 8 }, { "traveller.ref", 7 } };
	struct ac_error err;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
			ac_vault_open_field(vault, elsewhere[i], ac_buf_str(&sealed), &text, &err),
			AC_CORRUPT);
		assert_non_null(strstr(err.msg, elsewhere[i].column));
	}
	assert_true(ac_str_eq(ac_buf_str(&text), AC_STR("עדי עמר")));
}

static void every_changed_or_missing_byte_is_noticed(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	AC_AUTO(buf) struct ac_buf sealed, text;
	ac_buf_init(&sealed, 4096);
	ac_buf_init(&text, 4096);
	ac_vault_seal(vault, name_of_7, AC_STR("+972500000001"), &sealed);
	for (size_t i = 0; i < sealed.n; i++) {
		sealed.p[i] ^= 1;
		enum ac_status status =
			ac_vault_open_field(vault, name_of_7, ac_buf_str(&sealed), &text, NULL);
		assert_int_equal(status, i < 4 ? AC_DENIED : AC_CORRUPT);
		sealed.p[i] ^= 1;
	}
	for (size_t n = 1; n < sealed.n; n++)
		assert_int_equal(ac_vault_open_field(vault, name_of_7,
					 (struct ac_str){ sealed.p, n }, &text, NULL),
			AC_CORRUPT);
	assert_int_equal(text.n, 0);
}

static void the_empty_text_is_sealed_and_nothing_opens_to_nothing(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	AC_AUTO(buf) struct ac_buf sealed, text;
	ac_buf_init(&sealed, 100);
	ac_buf_init(&text, 100);
	ac_vault_seal(vault, name_of_7, AC_STR(""), &sealed);
	assert_int_equal(sealed.n, ac_vault_overhead);
	assert_int_equal(
		ac_vault_open_field(vault, name_of_7, ac_buf_str(&sealed), &text, NULL), AC_OK);
	assert_int_equal(ac_vault_open_field(vault, name_of_7, AC_STR(""), &text, NULL), AC_OK);
	assert_int_equal(text.n, 0);
}

static void a_text_never_looks_the_same_twice(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	char first[60], second[60];
	for (int i = 0; i < 1000; i++) {
		AC_AUTO(buf) struct ac_buf sealed;
		ac_buf_init(&sealed, 100);
		ac_vault_seal(vault, name_of_7, AC_STR("0123456789"), &sealed);
		memcpy(i % 2 ? first : second, sealed.p, sealed.n);
		assert_memory_not_equal(first + 4, second + 4, sealed.n - 4);
	}
}

static void a_bound_that_is_too_small_is_said_and_nothing_is_written(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	AC_AUTO(buf) struct ac_buf sealed, small;
	ac_buf_init(&sealed, 100);
	ac_buf_init(&small, 5);
	ac_vault_seal(vault, name_of_7, AC_STR("0123456789"), &sealed);
	assert_int_equal(
		ac_vault_open_field(vault, name_of_7, ac_buf_str(&sealed), &small, NULL), AC_FULL);
	assert_int_equal(small.n, 0);
	ac_vault_seal(vault, name_of_7, AC_STR("x"), &small);
	assert_true(small.over);
}

static void look_ups_agree_for_equal_texts_under_one_key_and_purpose(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	AC_AUTO(vault) struct ac_vault *again = NULL;
	assert_int_equal(ac_vault_open(path, &again, NULL), AC_OK);
	struct ac_str number = AC_STR("+972500000001");
	uint64_t key = ac_vault_index(vault, AC_INDEX_PHONE, number);
	assert_true(key != 0);
	assert_true(ac_vault_index(again, AC_INDEX_PHONE, number) == key);
	assert_true(ac_vault_index(vault, AC_INDEX_EMAIL, number) != key);
	assert_true(ac_vault_index(vault, AC_INDEX_PHONE, AC_STR("+972500000002")) != key);
	unsigned char a[ac_vault_tag_size], b[ac_vault_tag_size];
	ac_vault_index128(vault, AC_INDEX_REF, number, a);
	ac_vault_index128(again, AC_INDEX_REF, number, b);
	assert_memory_equal(a, b, sizeof a);
	AC_AUTO(vault) struct ac_vault *other = fresh();
	assert_true(ac_vault_index(other, AC_INDEX_PHONE, number) != key);
	ac_vault_index128(other, AC_INDEX_REF, number, b);
	assert_memory_not_equal(a, b, sizeof a);
}

static void another_key_opens_nothing_and_says_so(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	AC_AUTO(vault) struct ac_vault *other = fresh();
	AC_AUTO(buf) struct ac_buf sealed, text;
	ac_buf_init(&sealed, 100);
	ac_buf_init(&text, 100);
	ac_vault_seal(vault, name_of_7, AC_STR("x"), &sealed);
	struct ac_error err;
	assert_int_equal(
		ac_vault_open_field(other, name_of_7, ac_buf_str(&sealed), &text, &err), AC_DENIED);
	assert_non_null(strstr(err.msg, "not in the key file"));
}

static void a_new_key_seals_while_the_old_one_still_opens(void **state)
{
	(void)state;
	static const char old_key[] =
		"allclear key file 1\nkey 00000001 "
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	static const char both[] =
		"allclear key file 1\n# rotated\nkey 00000001 "
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n\nkey 000000ff "
		"ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	AC_AUTO(vault) struct ac_vault *before = NULL;
	AC_AUTO(vault) struct ac_vault *after = NULL;
	write_file(old_key);
	assert_int_equal(ac_vault_open(path, &before, NULL), AC_OK);
	write_file(both);
	assert_int_equal(ac_vault_open(path, &after, NULL), AC_OK);
	AC_AUTO(buf) struct ac_buf sealed, text;
	ac_buf_init(&sealed, 100);
	ac_buf_init(&text, 100);
	ac_vault_seal(before, name_of_7, AC_STR("x"), &sealed);
	assert_int_equal(
		ac_vault_open_field(after, name_of_7, ac_buf_str(&sealed), &text, NULL), AC_OK);
	ac_buf_reset(&sealed);
	ac_vault_seal(after, name_of_7, AC_STR("x"), &sealed);
	assert_int_equal(ac_vault_open_field(before, name_of_7, ac_buf_str(&sealed), &text, NULL),
		AC_DENIED);
	assert_true(ac_vault_index(before, AC_INDEX_PHONE, AC_STR("1")) ==
		    ac_vault_index(after, AC_INDEX_PHONE, AC_STR("1")));
}

static void a_key_is_never_overwritten_and_only_its_owner_may_read_it(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	assert_non_null(vault);
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	struct ac_error err;
	assert_int_equal(ac_vault_create(path, &err), AC_EXISTS);
	chmod(path, 0640);
	struct ac_vault *shared = NULL;
	assert_int_equal(ac_vault_open(path, &shared, &err), AC_DENIED);
	assert_non_null(strstr(err.msg, "chmod 600"));
}

static void a_broken_key_file_is_refused_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *line;
	} cases[] = {
		{ "", "line 1" },
		{ "allclear key file 2\n", "line 1" },
		{ "allclear key file 1\n", "no key" },
		{ "allclear key file 1\nkey 00000001 0001\n", "line 2" },
		{ "allclear key file 1\nkey 1 "
		  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
			"line 2" },
		{ "allclear key file 1\n#\nkey 00000001 "
		  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1exx\n",
			"line 3" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_vault *vault = NULL;
		struct ac_error err;
		write_file(cases[i].text);
		assert_int_equal(ac_vault_open(path, &vault, &err), AC_CORRUPT);
		assert_non_null(strstr(err.msg, cases[i].line));
		assert_null(vault);
	}
	struct ac_vault *vault = NULL;
	unlink(path);
	assert_int_equal(ac_vault_open(path, &vault, NULL), AC_NOT_FOUND);
}

static void the_chain_depends_on_key_order_and_text(void **state)
{
	(void)state;
	AC_AUTO(vault) struct ac_vault *vault = fresh();
	unsigned char zero[ac_vault_hash_size] = { 0 }, a[ac_vault_hash_size],
		      b[ac_vault_hash_size], c[ac_vault_hash_size];
	ac_vault_chain(vault, zero, AC_STR("one"), a);
	ac_vault_chain(vault, zero, AC_STR("one"), b);
	assert_true(ac_vault_equal(a, b, sizeof a));
	ac_vault_chain(vault, a, AC_STR("one"), c);
	assert_false(ac_vault_equal(a, c, sizeof a));
	ac_vault_chain(vault, zero, AC_STR("two"), c);
	assert_false(ac_vault_equal(a, c, sizeof a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_sealed_opens_again_and_only_in_its_place),
		CASE(every_changed_or_missing_byte_is_noticed),
		CASE(the_empty_text_is_sealed_and_nothing_opens_to_nothing),
		CASE(a_text_never_looks_the_same_twice),
		CASE(a_bound_that_is_too_small_is_said_and_nothing_is_written),
		CASE(look_ups_agree_for_equal_texts_under_one_key_and_purpose),
		CASE(another_key_opens_nothing_and_says_so),
		CASE(a_new_key_seals_while_the_old_one_still_opens),
		CASE(a_key_is_never_overwritten_and_only_its_owner_may_read_it),
		CASE(a_broken_key_file_is_refused_with_its_line),
		CASE(the_chain_depends_on_key_order_and_text),
	};
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/key", dir);
	int failed = RUN(tests);
	unlink(path);
	rmdir(dir);
	return failed;
}
