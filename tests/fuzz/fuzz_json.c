/* Any bytes as JSON: refused with a sentence, or a tree whose canonical text reads back as
 * itself. */
#include "fuzz/fuzz.h"

#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AC_AUTO(json) struct ac_json *once = NULL, *twice = NULL;
	AC_AUTO(buf) struct ac_buf first, second;
	struct ac_error err = { 0 };
	ac_buf_init(&first, 64 * size + 64);
	ac_buf_init(&second, 64 * size + 64);
	if (ac_json_parse((struct ac_str){ (const char *)data, size }, NULL, &once, &err) !=
		AC_OK) {
		must(err.code != AC_OK && err.msg[0], "a refusal says why");
		return 0;
	}
	ac_json_write(once, &first);
	must(!first.over, "the canonical text is not much longer");
	must(ac_json_parse(ac_buf_str(&first), NULL, &twice, &err) == AC_OK, "it reads back");
	ac_json_write(twice, &second);
	must(ac_str_eq(ac_buf_str(&first), ac_buf_str(&second)), "it is stable");
	return 0;
}
