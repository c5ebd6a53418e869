/* text/alphabet.h - how a text travels in short messages: which alphabet, how many segments, which bytes.
 *
 * A text goes in the GSM 7-bit default alphabet (3GPP TS 23.038, section 6.2.1, with its extension
 * table, whose characters cost two) if every character is in it, otherwise in UCS-2, which since long
 * is UTF-16 big-endian in fact. One segment holds 160 septets or 70 units; several hold 153 or 67
 * each, because six octets go to the header that joins them. A pair (an escape and its character, a
 * high and its low surrogate) is never parted by the border between two segments.
 *
 * A body is unpacked: one septet a byte, as SMPP carries data_coding 0. What comes in is decoded
 * without ever failing: a person's answer with one odd byte is still an answer.
 *
 * Pure, thread-safe.
 */
#pragma once
#include "base/buf.h"

enum ac_coding {
	AC_CODING_GSM7, /* septets, one a byte; SMPP data_coding 0 */
	AC_CODING_UCS2, /* UTF-16 big-endian; data_coding 8 */
	AC_CODING_LATIN1, /* ISO 8859-1, for links whose default alphabet it is; never chosen by itself */
};

enum {
	ac_gsm7_single = 160, /* septets in a message of one segment */
	ac_gsm7_part = 153, /* septets in each of several */
	ac_ucs2_single = 70, /* 16-bit units in a message of one segment */
	ac_ucs2_part = 67,
	ac_latin1_single = 140,
	ac_latin1_part = 134,
};

struct ac_text_size {
	enum ac_coding coding;
	uint32_t units; /* septets or 16-bit units of the whole text */
	uint32_t segments; /* 1 for the empty text too: it is still a message */
};

/**
 * Choose the alphabet and count.
 * @param text  UTF-8
 * @return AC_INVALID when it is no UTF-8
 */
AC_MUST_CHECK enum ac_status ac_text_measure(
	struct ac_str text, struct ac_text_size *size, struct ac_error *err);

/**
 * Append the whole body in a given alphabet.
 * @param text  UTF-8
 * @return AC_INVALID when it is no UTF-8 or has a character that the alphabet lacks (named by its
 *         code point), AC_FULL when body reached its maximum; body is as before then
 */
AC_MUST_CHECK enum ac_status ac_text_encode(
	struct ac_str text, enum ac_coding coding, struct ac_buf *body, struct ac_error *err);

/**
 * Cut a body into segments.
 * @param body  bytes from ac_text_encode()
 * @param ends  the byte offset after each segment; the last is body.n
 * @param max   room in ends; at most so many are written
 * @return how many segments the body has (more than max: only the first max are in ends)
 */
size_t ac_text_split(struct ac_str body, enum ac_coding coding, uint32_t ends[], size_t max);

/**
 * Append as UTF-8 what a handset sent. Unknown bytes become U+FFFD, never an error.
 * @param data_coding   SMPP 5.2.19: 0 the link's default, 1 IA5, 3 Latin-1, 6 Cyrillic, 7 Hebrew,
 *                      8 UCS-2, and the message-class codings of TS 23.038; any other is taken as
 *                      UTF-8 if it is, else as Latin-1. Peers label GSM 7-bit as 1: a byte that no
 *                      text in IA5 has (@ is 0x00) shows it.
 * @param link_default  what data_coding 0 means on this link
 * @return AC_FULL when out reached its maximum; out is as before then
 */
AC_MUST_CHECK enum ac_status ac_text_decode(uint8_t data_coding, enum ac_coding link_default,
	struct ac_str body, struct ac_buf *out, struct ac_error *err);
