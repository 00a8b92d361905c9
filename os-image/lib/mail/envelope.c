/* See <mail/envelope.h>. */
#include <mail/envelope.h>
#include <string.h>

/* Nothing in an address may end the command of SMTP that it stands in. */
static bool
copy_address(char to[ADDRESS_MAX + 1], const char *from, size_t length)
{
	if (length == 0 || length > ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (from[i] <= ' ' || from[i] > '~' || from[i] == '<' || from[i] == '>')
			return false;
	memcpy(to, from, length);
	to[length] = '\0';
	return true;
}

/* What a line says behind that word; NULL: it is another. */
static const char *
value_of(const char *line, const char *word)
{
	size_t length = strlen(word);

	return strncmp(line, word, length) == 0 ? line + length : NULL;
}

bool
envelope_read(const struct mail *mail, struct envelope *envelope)
{
	const char *line = mail->bytes;

	*envelope = (struct envelope){0};
	while (*line != '\n' && line < mail->message) {
		const char *end = strchr(line, '\n');
		const char *sender = value_of(line, "sender ");
		const char *recipient = value_of(line, "recipient ");

		if (sender != NULL && !copy_address(envelope->sender, sender, (size_t)(end - sender)))
			return false;
		if (recipient != NULL &&
		    (envelope->count == RECIPIENTS_MAX ||
		     !copy_address(envelope->recipients[envelope->count++], recipient,
				   (size_t)(end - recipient))))
			return false;
		line = end + 1;
	}
	return envelope->sender[0] != '\0' && envelope->count > 0;
}

void
envelope_write(const struct envelope *envelope, struct text *text)
{
	text_begin(text);
	text_format(text, "sender %s\n", envelope->sender);
	for (size_t i = 0; i < envelope->count; i++)
		text_format(text, "recipient %s\n", envelope->recipients[i]);
	text_format(text, "\n");
}
