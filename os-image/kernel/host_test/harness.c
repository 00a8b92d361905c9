/* The kernel's pure functions, for pure.test.ts: it writes to `input` and reads `output`. */
#include <kintsugi/crc32.h>

#include "../lib.h"

char input[8192];
char output[512];

static struct crc32_tables tables;

size_t
strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

__attribute__((export_name("input_address"))) char *
input_address(void)
{
	return input;
}

__attribute__((export_name("output_address"))) char *
output_address(void)
{
	return output;
}

/* In two parts, to show that the second goes on where the first ended. */
__attribute__((export_name("crc32_of"))) u32
crc32_of(u32 length, u32 first_part)
{
	crc32_init(&tables);
	return crc32_add(&tables, crc32_add(&tables, 0, input, first_part), input + first_part, length - first_part);
}

/* `input` holds the format. */
__attribute__((export_name("format_number"))) int
format_number(u32 size, u32 value)
{
	return format_string(output, size, input, value);
}

__attribute__((export_name("format_long"))) int
format_long(u64 value)
{
	return format_string(output, sizeof(output), input, value);
}

__attribute__((export_name("format_text"))) int
format_text(u32 size, u32 text_offset)
{
	return format_string(output, size, input, input + text_offset);
}
