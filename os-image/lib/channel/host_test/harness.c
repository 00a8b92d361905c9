/*
 * Gives the tests on the host a way to the reader of JSON and to base64: built
 * for WebAssembly from the sources that the guest uses. `text` has guards at both
 * ends, so that a test sees writes beyond it.
 */
#include <channel/base64.h>
#include <channel/json.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define TEXT_SIZE 65536u
#define GUARD_SIZE 64u
#define GUARD_BYTE 0xa5

static char guarded[GUARD_SIZE + TEXT_SIZE + GUARD_SIZE];
static char *const text = guarded + GUARD_SIZE;
static u32 guard_at; /* where the second guard begins */
static struct json_object object;
static char encoded[BASE64_LENGTH(TEXT_SIZE)];

/* Where to put `length` bytes. */
EXPORT(input) char *
input(u32 length)
{
	guard_at = GUARD_SIZE + length;
	for (u32 i = 0; i < GUARD_SIZE; i++)
		guarded[i] = guarded[guard_at + i] = (char)GUARD_BYTE;
	return text;
}

EXPORT(guards_hold) u32
guards_hold(void)
{
	for (u32 i = 0; i < GUARD_SIZE; i++)
		if (guarded[i] != (char)GUARD_BYTE || guarded[guard_at + i] != (char)GUARD_BYTE)
			return 0;
	return 1;
}

/* ---- JSON: reads the input; then member by member ---- */

EXPORT(read) const char *
read(void)
{
	return json_read(text, guard_at - GUARD_SIZE, &object);
}

EXPORT(member_count) u32
member_count(void)
{
	return object.count;
}

EXPORT(member_name) const char *
member_name(u32 index)
{
	return object.members[index].name;
}

EXPORT(member_type) u32
member_type(u32 index)
{
	return object.members[index].type;
}

EXPORT(member_text) const char *
member_text(u32 index)
{
	return object.members[index].text;
}

EXPORT(member_length) u32
member_length(u32 index)
{
	return object.members[index].length;
}

EXPORT(member_number) s64
member_number(u32 index)
{
	return object.members[index].number;
}

/* ---- base64: of the input, in place for decoding ---- */

EXPORT(encode) u32
encode(void)
{
	return base64_encode(encoded, text, guard_at - GUARD_SIZE);
}

EXPORT(encoded_text) const char *
encoded_text(void)
{
	return encoded;
}

EXPORT(decode) s32
decode(void)
{
	return base64_decode(text, text, guard_at - GUARD_SIZE);
}
