/* A reader of flat JSON objects. See channel/json.h. */
#include <channel/json.h>
#include <string.h>

#define SURROGATE_HIGH 0xd800u /* the first half of a character beyond 16 bits */
#define SURROGATE_LOW 0xdc00u
#define SURROGATE_END 0xe000u
#define SURROGATE_BITS 10
#define SUPPLEMENTARY 0x10000u /* the first of these characters */

#define ESCAPE_DIGITS 4u
#define DECIMAL 10u

struct reader {
	char *at;
	char *end;
	const char *problem; /* the first one */
};

static void
complain(struct reader *in, const char *problem)
{
	if (in->problem == NULL)
		in->problem = problem;
}

static void
skip_space(struct reader *in)
{
	while (in->at < in->end && memchr(" \t\r\n", *in->at, 4) != NULL)
		in->at++;
}

/* Whether the next character is that one, which is then behind us. */
static int
take(struct reader *in, char wanted)
{
	skip_space(in);
	if (in->at == in->end || *in->at != wanted)
		return 0;
	in->at++;
	return 1;
}

static int
take_word(struct reader *in, const char *word)
{
	u32 length = (u32)strlen(word);

	if ((u32)(in->end - in->at) < length || memcmp(in->at, word, length) != 0)
		return 0;
	in->at += length;
	return 1;
}

/* ---- strings ---- */

static u32
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (u32)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (u32)(c - 'a') + DECIMAL;
	if (c >= 'A' && c <= 'F')
		return (u32)(c - 'A') + DECIMAL;
	return UINT32_MAX;
}

/* The four digits behind \u. */
static u32
read_code_unit(struct reader *in)
{
	u32 unit = 0;

	if ((u32)(in->end - in->at) < ESCAPE_DIGITS) {
		complain(in, "ends within \\u");
		return 0;
	}
	for (u32 i = 0; i < ESCAPE_DIGITS; i++) {
		u32 digit = hex_value(*in->at++);

		if (digit == UINT32_MAX) {
			complain(in, "has \\u without four hexadecimal digits");
			return 0;
		}
		unit = unit << 4 | digit;
	}
	return unit;
}

static u32
read_code_point(struct reader *in)
{
	u32 unit = read_code_unit(in);
	u32 low;

	if (unit < SURROGATE_HIGH || unit >= SURROGATE_END)
		return unit;
	if (unit < SURROGATE_LOW && take_word(in, "\\u")) {
		low = read_code_unit(in);
		if (low >= SURROGATE_LOW && low < SURROGATE_END)
			return SUPPLEMENTARY + ((unit - SURROGATE_HIGH) << SURROGATE_BITS) +
			       (low - SURROGATE_LOW);
	}
	complain(in, "has half a surrogate pair");
	return 0;
}

/* UTF-8: 1 to 4 bytes, never more than the escape that the character was written as. */
static char *
put_code_point(char *to, u32 code)
{
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
	} else {
		if (code < SUPPLEMENTARY) {
			*to++ = (char)(0xe0 | code >> 12);
		} else {
			*to++ = (char)(0xf0 | code >> 18);
			*to++ = (char)(0x80 | (code >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (code & 0x3f));
	return to;
}

/* What stands behind a backslash. */
static char *
read_escape(struct reader *in, char *to)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (in->at == in->end) {
		complain(in, "ends within a string");
		return to;
	}
	if (*in->at == 'u') {
		in->at++;
		return put_code_point(to, read_code_point(in));
	}
	letter = memchr(letters, *in->at++, sizeof(letters) - 1);
	if (letter == NULL)
		complain(in, "has an escape that JSON does not know");
	else
		*to++ = meanings[letter - letters];
	return to;
}

/* A string whose opening quote is behind us, decoded over itself. */
static const char *
read_string(struct reader *in, u32 *length)
{
	char *start = in->at;
	char *to = start;

	while (in->problem == NULL) {
		if (in->at == in->end) {
			complain(in, "ends within a string");
		} else if (*in->at == '"') {
			in->at++;
			*to = '\0'; /* at the closing quote or before it */
			*length = (u32)(to - start);
			return start;
		} else if ((u8)*in->at < ' ') {
			complain(in, "has a control character in a string");
		} else if (*in->at == '\\') {
			in->at++;
			to = read_escape(in, to);
		} else {
			*to++ = *in->at++;
		}
	}
	*length = 0;
	return "";
}

/* ---- values ---- */

static int
is_digit(const struct reader *in)
{
	return in->at < in->end && *in->at >= '0' && *in->at <= '9';
}

static s64
read_number(struct reader *in)
{
	int negative = take_word(in, "-");
	u64 limit = (u64)INT64_MAX + (negative ? 1 : 0);
	int zero_first = in->at < in->end && *in->at == '0';
	u32 digits = 0;
	u64 value = 0;

	for (; is_digit(in) && in->problem == NULL; digits++) {
		u64 digit = (u64)(*in->at++ - '0');

		if (value > (limit - digit) / DECIMAL)
			complain(in, "has a number beyond 64 bits");
		else
			value = value * DECIMAL + digit;
	}
	if (digits == 0)
		complain(in, "has a value that is no string, whole number, true, false or null");
	else if (zero_first && digits > 1)
		complain(in, "has a number that begins with 0");
	else if (in->at < in->end && memchr(".eE", *in->at, 3) != NULL)
		complain(in, "has a number that is not whole");
	return (s64)(negative ? 0 - value : value);
}

static void
read_value(struct reader *in, struct json_member *member)
{
	skip_space(in);
	if (take_word(in, "\"")) {
		member->type = JSON_STRING;
		member->text = read_string(in, &member->length);
	} else if (take_word(in, "true")) {
		member->type = JSON_BOOL;
		member->number = 1;
	} else if (take_word(in, "false")) {
		member->type = JSON_BOOL;
	} else if (take_word(in, "null")) {
		member->type = JSON_NULL;
	} else {
		member->type = JSON_NUMBER;
		member->number = read_number(in);
	}
}

/* `"name": value`; joins the object when there is nothing wrong with it. */
static void
read_member(struct reader *in, struct json_object *object)
{
	struct json_member member = {.text = ""};
	u32 length;

	if (!take(in, '"')) {
		complain(in, "has a member without a name in quotes");
		return;
	}
	member.name = read_string(in, &length);
	if (!take(in, ':'))
		complain(in, "has a name without a colon behind it");
	else
		read_value(in, &member);
	if (in->problem != NULL)
		return;
	if (strlen(member.name) != length)
		complain(in, "has a NUL in a name");
	else if (json_find(object, member.name) != NULL)
		complain(in, "gives a name twice");
	else if (object->count == JSON_MEMBERS_MAX)
		complain(in, "has too many members");
	else
		object->members[object->count++] = member;
}

const char *
json_read(char *text, u32 length, struct json_object *object)
{
	struct reader in = {.at = text, .end = text + length};

	object->count = 0;
	if (!take(&in, '{'))
		return "is not a JSON object";
	if (!take(&in, '}')) {
		do
			read_member(&in, object);
		while (in.problem == NULL && take(&in, ','));
		if (!take(&in, '}'))
			complain(&in, "lacks a comma or the closing brace");
	}
	skip_space(&in);
	if (in.at < in.end)
		complain(&in, "goes on behind its closing brace");
	return in.problem;
}

/* ---- members ---- */

const struct json_member *
json_find(const struct json_object *object, const char *name)
{
	for (u32 i = 0; i < object->count; i++)
		if (strcmp(object->members[i].name, name) == 0)
			return &object->members[i];
	return NULL;
}

const char *
json_string(const struct json_object *object, const char *name)
{
	const struct json_member *member = json_find(object, name);

	if (member == NULL || member->type != JSON_STRING || strlen(member->text) != member->length)
		return NULL;
	return member->text;
}

s64
json_number(const struct json_object *object, const char *name, s64 least, s64 most, s64 absent)
{
	const struct json_member *member = json_find(object, name);

	if (member == NULL || member->type != JSON_NUMBER || member->number < least ||
	    member->number > most)
		return absent;
	return member->number;
}
