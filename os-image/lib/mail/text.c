/* Text that grows up to the size of the longest mail. See <mail/text.h>. */
#include <mail/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>

void
text_begin(struct text *text)
{
	text->bytes = need_memory(MAIL_BYTES_MAX);
	text->length = 0;
}

void
text_add(struct text *text, const char *bytes, size_t length)
{
	if (length > MAIL_BYTES_MAX - text->length)
		give_up(STATUS_FAILED, "this is longer than the %u KB that a mail may have",
			MAIL_BYTES_MAX / 1024);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
}

void
text_format(struct text *text, const char *format, ...)
{
	char line[LINE_BYTES_MAX];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= sizeof(line))
		give_up(STATUS_FAILED, "a line of the header is longer than %u characters", LINE_BYTES_MAX);
	text_add(text, line, (size_t)length);
}
