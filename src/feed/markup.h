/* feed/markup.h - text that stands in XML and HTML and means nothing but itself there. */
#pragma once
#include "base/buf.h"

/**
 * Append text for an element or a quoted attribute: & < > " ' become references. What XML 1.0 cannot
 * hold (control characters, U+FFFE, U+FFFF) and broken UTF-8 become U+FFFD.
 */
void ac_markup_text(struct ac_buf *out, struct ac_str text);

/** Append <name>text</name>; nothing for an empty text. @param name  static, may have attributes */
void ac_markup_element(struct ac_buf *out, const char *name, struct ac_str text);
