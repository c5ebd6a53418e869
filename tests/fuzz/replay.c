/* Runs a fuzz target over every file of a corpus folder: what a fuzzer once found stays found. */
#include "fuzz/fuzz.h"

#include <dirent.h>

static int replay(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		return 1;
	}
	static uint8_t bytes[1 << 20];
	size_t n = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	/* A copy of its exact size: the sanitizer sees a read past the end. */
	uint8_t *copy = malloc(n ? n : 1);
	for (size_t i = 0; i < n; i++)
		copy[i] = bytes[i];
	int failed = LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	return failed;
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	if (!folder) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	int replayed = 0, failed = 0;
	for (struct dirent *entry; (entry = readdir(folder));)
		if (entry->d_name[0] != '.') {
			failed += replay(argv[1], entry->d_name) != 0;
			replayed++;
		}
	closedir(folder);
	printf("%d inputs replayed, %d failed\n", replayed, failed);
	return replayed == 0 || failed;
}
