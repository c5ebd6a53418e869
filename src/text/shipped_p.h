/* text/shipped_p.h - one table per language, in shipped_xx.c. */
#pragma once
#include "text/shipped.h"

extern const struct ac_shipped_language ac_shipped_en, ac_shipped_he, ac_shipped_tr, ac_shipped_ar,
	ac_shipped_ru, ac_shipped_fr;

#define SHIPPED(code, english, sender, table)                                 \
	{                                                                     \
		code, english, sender, table, sizeof(table) / sizeof *(table) \
	}
