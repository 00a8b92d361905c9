/* See console.h. */
#include "console.h"

#include "lib.h"

#define LOG_SIZE 16384u
#define LINE_MAX 512

static char log_bytes[LOG_SIZE];
static u32 log_written; /* in all; the newest LOG_SIZE bytes are there */
static u8 is_owned;     /* a terminal driver has the console; what the kernel says goes to the log only */

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
		if (is_owned)
			continue;
		if (text[i] == '\n')
			serial_put(COM1, '\r');
		serial_put(COM1, (u8)text[i]);
	}
	if (!is_owned)
		vga_write(text, length);
}

void
console_set_owned(int owned)
{
	if (is_owned && !owned)
		vga_init();
	is_owned = (u8)owned;
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

void
console_last_words(void)
{
	char line[LINE_MAX];
	u32 oldest = log_written < LOG_SIZE ? 0 : log_written - LOG_SIZE;
	u32 end = log_written, start, length;

	if (!is_owned || log_written == 0)
		return;
	for (start = end - 1; start > oldest && end - start < LINE_MAX - 1; start--)
		if (log_bytes[(start - 1) % LOG_SIZE] == '\n')
			break;
	length = end - start;
	for (u32 i = 0; i < length; i++)
		line[i] = log_bytes[(start + i) % LOG_SIZE];
	console_set_owned(0);
	log_written = start; /* it is there already */
	console_write(line, length);
}

void
console_log_read(struct klog *to, u32 from, u32 size)
{
	u32 oldest = log_written < LOG_SIZE ? 0 : log_written - LOG_SIZE;
	u32 end;

	if (from > log_written)
		from = log_written;
	if (from < oldest)
		from = oldest;
	end = log_written - from > size ? from + size : log_written;
	to->start = from;
	to->end = end;
	for (u32 i = from; i < end; i++)
		to->text[i - from] = log_bytes[i % LOG_SIZE];
}
