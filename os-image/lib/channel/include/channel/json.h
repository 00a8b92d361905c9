/*
 * Reads flat JSON objects (RFC 8259): the lines of the control channel. Members
 * are strings, whole numbers, true, false and null; arrays, objects within the
 * object, fractions and exponents are refused, and so is a name given twice.
 *
 * Nothing is allocated. Strings are decoded where they stand in the caller's
 * text, which is changed, and end in a NUL there: what json_read filled in is
 * good for as long as the text is left alone. Calls nobody but <string.h>.
 */
#ifndef CHANNEL_JSON_H
#define CHANNEL_JSON_H

#include <kintsugi/types.h>

#define JSON_MEMBERS_MAX 16u

enum json_type {
	JSON_STRING,
	JSON_NUMBER,
	JSON_BOOL,
	JSON_NULL,
};

struct json_member {
	const char *name; /* ends in a NUL */
	enum json_type type;
	const char *text; /* JSON_STRING: UTF-8, ends in a NUL behind its `length` bytes */
	u32 length;       /* NULs within the string count too */
	s64 number;       /* JSON_NUMBER; JSON_BOOL: 0 or 1 */
};

struct json_object {
	u32 count;
	struct json_member members[JSON_MEMBERS_MAX]; /* in the order of the text */
};

/*
 * Reads the object that text[0] to text[length - 1] is. A null pointer, or what
 * is wrong, as the end of a sentence about the text; the members that were read
 * before the mistake are in *object then.
 */
const char *json_read(char *text, u32 length, struct json_object *object);

/* The member of that name, or a null pointer. */
const struct json_member *json_find(const struct json_object *object, const char *name);

/* The string of that name, or a null pointer when there is none or when a NUL cuts it short. */
const char *json_string(const struct json_object *object, const char *name);

/* The number of that name if it is within the bounds; otherwise, or when there is none, `absent`. */
s64 json_number(const struct json_object *object, const char *name, s64 least, s64 most,
		s64 absent);

#endif
