/* Lays out a new program's stack; see the header for the layout. */
#include <errno.h>
#include <libsys/exec_stack.h>
#include <string.h>

#define STACK_ALIGNMENT 16u

static u32
count_strings(const char *strings, u32 length)
{
	u32 count = 0;

	for (u32 i = 0; i < length; i++)
		count += strings[i] == '\0';
	return count;
}

int
exec_stack_build(void *stack, u32 size, const char *strings, u32 strings_length, u32 argc, u32 envc)
{
	u32 *word = stack;
	u32 words;
	u32 length;
	u32 address;
	const char *next = strings;

	/* Each bound by itself first, so that the sums can't wrap. */
	if (argc > size / sizeof(u32) || envc > size / sizeof(u32) || strings_length > size)
		return -E2BIG;
	words = 1 + argc + 1 + envc + 1;
	length = ROUND_UP(words * (u32)sizeof(u32) + strings_length, STACK_ALIGNMENT);
	if (length > size)
		return -E2BIG;
	if (count_strings(strings, strings_length) != argc + envc ||
	    (strings_length > 0 && strings[strings_length - 1] != '\0'))
		return -EINVAL;

	memset(stack, 0, length);
	address = USER_STACK_TOP - strings_length;
	memcpy((char *)stack + length - strings_length, strings, strings_length);
	*word++ = argc;
	for (u32 i = 0; i < argc + envc; i++) {
		if (i == argc)
			word++;
		*word++ = address + (u32)(next - strings);
		next += strlen(next) + 1;
	}
	return (int)length;
}
