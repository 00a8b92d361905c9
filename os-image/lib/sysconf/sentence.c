/* See sentence.h. */
#include "sentence.h"

#include <errno.h>
#include <stdarg.h>

#include "characters.h"

#define QUOTED_MAX 24u
#define DIGITS_MAX 10u /* of 32 bits, in decimal */
#define HEX_DIGIT_BITS 4u

void
conf_sentence_begin(struct sentence *sentence, char error[CONFIG_ERROR_MAX])
{
	sentence->text = error;
	sentence->length = 0;
	error[0] = '\0';
}

static void
say_character(struct sentence *sentence, char c)
{
	if (sentence->length == CONFIG_ERROR_MAX - 1)
		return;
	sentence->text[sentence->length++] = c;
	sentence->text[sentence->length] = '\0';
}

static void
say_text(struct sentence *sentence, const char *text)
{
	while (*text != '\0')
		say_character(sentence, *text++);
}

void
conf_say(struct sentence *sentence, ...)
{
	const char *piece;
	va_list pieces;

	va_start(pieces, sentence);
	while ((piece = va_arg(pieces, const char *)) != NULL)
		say_text(sentence, piece);
	va_end(pieces);
}

void
conf_say_number(struct sentence *sentence, u32 number)
{
	char digits[DIGITS_MAX];
	u32 count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	while (count > 0)
		say_character(sentence, digits[--count]);
}

void
conf_say_hex(struct sentence *sentence, u32 number)
{
	u32 shift = 0;

	while (shift + HEX_DIGIT_BITS < 32 && number >> shift >> HEX_DIGIT_BITS != 0)
		shift += HEX_DIGIT_BITS;
	say_text(sentence, "0x");
	for (;; shift -= HEX_DIGIT_BITS) {
		say_character(sentence, "0123456789abcdef"[number >> shift & 0xf]);
		if (shift == 0)
			return;
	}
}

void
conf_say_quoted(struct sentence *sentence, const char *text, u32 length)
{
	say_character(sentence, '"');
	for (u32 i = 0; i < length && i < QUOTED_MAX; i++)
		say_character(sentence, is_word_character(text[i]) ? text[i] : '?');
	if (length > QUOTED_MAX)
		say_text(sentence, "...");
	say_character(sentence, '"');
}

int
conf_refuse(struct sentence *sentence, const char *complaint)
{
	say_text(sentence, complaint);
	return -EINVAL;
}
