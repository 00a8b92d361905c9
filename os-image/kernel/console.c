/* See console.h. */
#include "console.h"

#include "lib.h"

#define LOG_SIZE 16384u
#define LINE_MAX 512

static char log_bytes[LOG_SIZE];
static u32 log_written; /* in all; the newest LOG_SIZE bytes are there */

void
console_init(void)
{
	serial_init(COM1);
	vga_init();
}

void
console_write(const char *text, u32 length)
{
	for (u32 i = 0; i < length; i++) {
		log_bytes[log_written++ % LOG_SIZE] = text[i];
		if (text[i] == '\n')
			serial_put(COM1, '\r');
		serial_put(COM1, (u8)text[i]);
	}
	vga_write(text, length);
}

void
console_print(const char *fmt, ...)
{
	char line[LINE_MAX];
	__builtin_va_list args;

	__builtin_va_start(args, fmt);
	int n = format(line, sizeof(line), fmt, args);
	__builtin_va_end(args);
	console_write(line, n < LINE_MAX ? (u32)n : LINE_MAX - 1);
}

u32
console_log_read(char *to, u32 size)
{
	u32 n = log_written < LOG_SIZE ? log_written : LOG_SIZE;

	if (n > size)
		n = size;
	for (u32 i = 0; i < n; i++)
		to[i] = log_bytes[(log_written - n + i) % LOG_SIZE];
	return n;
}
