/* vault/keyfile.c - the key file: made once, read at every start.
 *
 *	allclear key file 1
 *	key 5f3a90c2 <64 hexadecimal digits>
 *
 * Lines that start with # are comments. The first key is the oldest.
 */
#include "vault/vault_p.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char head[] = "allclear key file 1";
enum { file_max = 4096, hex_size = 2 * ac_vault_key_size };

static enum ac_status ready(struct ac_error *err)
{
	if (sodium_init() < 0)
		return ac_fail(err, AC_IO, "libsodium does not start: no source of random numbers");
	return AC_OK;
}

static enum ac_status write_all(
	int fd, const char *path, const char *text, size_t n, struct ac_error *err)
{
	ssize_t written = write(fd, text, n);
	if (written != (ssize_t)n)
		return ac_fail_os(err, written < 0 ? errno : ENOSPC, "%s", path);
	if (fsync(fd) != 0)
		return ac_fail_os(err, errno, "%s", path);
	return AC_OK;
}

enum ac_status ac_vault_create(const char *path, struct ac_error *err)
{
	AC_TRY(ready(err));
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return ac_fail(err, AC_EXISTS, "%s exists: a key is never overwritten", path);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	unsigned char key[ac_vault_key_size];
	char hex[hex_size + 1], text[512];
	randombytes_buf(key, sizeof key);
	sodium_bin2hex(hex, sizeof hex, key, sizeof key);
	int n = snprintf(text, sizeof text,
		"%s\n# Whoever has this file can read every name and number. Without it nobody "
		"can.\n"
		"# Keep a copy apart from the data directory and from its backups.\nkey %08x %s\n",
		head, randombytes_random(), hex);
	enum ac_status status = write_all(fd, path, text, (size_t)n, err);
	close(fd);
	sodium_memzero(key, sizeof key);
	sodium_memzero(hex, sizeof hex);
	sodium_memzero(text, sizeof text);
	if (status != AC_OK)
		unlink(path);
	return status;
}

static enum ac_status read_file(
	const char *path, char text[file_max], size_t *n, struct ac_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return ac_fail(err, AC_NOT_FOUND, "key file %s does not exist", path);
	if (fd < 0)
		return ac_fail_os(err, errno, "key file %s", path);
	struct stat info;
	enum ac_status status = AC_OK;
	ssize_t got = 0;
	if (fstat(fd, &info) != 0)
		status = ac_fail_os(err, errno, "key file %s", path);
	else if (info.st_mode & 077)
		status = ac_fail(err, AC_DENIED,
			"key file %s may be read by others (mode %03o): chmod 600 it", path,
			info.st_mode & 0777);
	else if ((got = read(fd, text, file_max)) < 0)
		status = ac_fail_os(err, errno, "key file %s", path);
	else if (got == file_max)
		status = ac_fail(err, AC_CORRUPT, "key file %s is too long", path);
	close(fd);
	*n = status == AC_OK ? (size_t)got : 0;
	return status;
}

static bool read_number(struct ac_str hex, uint32_t *number)
{
	unsigned char bytes[4];
	size_t n = 0;
	if (hex.n != 8 || sodium_hex2bin(bytes, 4, hex.p, hex.n, NULL, &n, NULL) != 0 || n != 4)
		return false;
	*number = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
		  bytes[3];
	return true;
}

/* The keys that everything is done with, from one of the file. The first also gives look-ups and audit. */
static void derive(struct ac_vault *vault, uint32_t number, const unsigned char *key)
{
	struct ac_vault_field_key *field = &vault->fields[vault->n];
	field->number = number;
	crypto_kdf_derive_from_key(field->key, sizeof field->key, 1, "acfield_", key);
	if (vault->n++ > 0)
		return;
	for (unsigned i = 0; i < ac_index_count; i++) {
		crypto_kdf_derive_from_key(
			vault->index64[i], sizeof vault->index64[i], i + 1, "acindex_", key);
		crypto_kdf_derive_from_key(
			vault->index128[i], sizeof vault->index128[i], i + 1, "acindexl", key);
	}
	crypto_kdf_derive_from_key(vault->audit, sizeof vault->audit, 1, "acaudit_", key);
}

/* "key NUMBER KEY"; false when it reads otherwise. */
static bool add_key(struct ac_vault *vault, struct ac_str line)
{
	struct ac_str word, number_hex, key_hex;
	uint32_t number = 0;
	unsigned char key[ac_vault_key_size];
	size_t n = 0;
	if (!ac_str_cut(&line, ' ', &word) || !ac_str_eq(word, AC_STR("key")) ||
		!ac_str_cut(&line, ' ', &number_hex) || !read_number(number_hex, &number) ||
		!ac_str_cut(&line, ' ', &key_hex) || key_hex.n != hex_size || line.p ||
		vault->n == ac_vault_max_keys)
		return false;
	for (size_t i = 0; i < vault->n; i++)
		if (vault->fields[i].number == number)
			return false;
	bool good = sodium_hex2bin(key, sizeof key, key_hex.p, key_hex.n, NULL, &n, NULL) == 0 &&
		    n == sizeof key;
	if (good)
		derive(vault, number, key);
	sodium_memzero(key, sizeof key);
	return good;
}

static enum ac_status parse(
	struct ac_vault *vault, const char *path, struct ac_str text, struct ac_error *err)
{
	struct ac_str line;
	for (int number = 1; ac_str_cut(&text, '\n', &line); number++) {
		line = ac_str_trim(line);
		bool good = number == 1 ? ac_str_eq(line, ac_str(head))
					: line.n == 0 || line.p[0] == '#' || add_key(vault, line);
		if (!good)
			return ac_fail(err, AC_CORRUPT, "key file %s, line %d: %s", path, number,
				number == 1 ? "this is no key file of allclear"
					    : "expected: key NUMBER KEY, each number once");
	}
	if (vault->n == 0)
		return ac_fail(err, AC_CORRUPT, "key file %s holds no key", path);
	return AC_OK;
}

enum ac_status ac_vault_open(const char *path, struct ac_vault **vault, struct ac_error *err)
{
	AC_TRY(ready(err));
	char text[file_max];
	size_t n = 0;
	AC_TRY(read_file(path, text, &n, err));
	struct ac_vault *opened = sodium_malloc(sizeof *opened);
	if (!opened) {
		sodium_memzero(text, sizeof text);
		return ac_fail(err, AC_IO, "no locked memory for the keys (ulimit -l)");
	}
	sodium_memzero(opened, sizeof *opened);
	enum ac_status status = parse(opened, path, (struct ac_str){ text, n }, err);
	sodium_memzero(text, sizeof text);
	if (status != AC_OK) {
		ac_vault_close(opened);
		return status;
	}
	sodium_mprotect_readonly(opened);
	*vault = opened;
	return AC_OK;
}

void ac_vault_close(struct ac_vault *vault)
{
	sodium_free(vault);
}
