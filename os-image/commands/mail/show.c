/* Lists of mails. See mail.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>

#include "mail.h"

#define SUBJECT_WIDTH 45

const char *
mail_field(const struct mail *mail, const char *name)
{
	static char value[LINE_BYTES_MAX + 1];
	size_t name_length = strlen(name);
	const char *line = mail->bytes;
	const char *header_end = strstr(mail->message, "\n\n");

	while (line != NULL && (header_end == NULL || line <= header_end)) {
		if (strncmp(line, name, name_length) == 0) {
			snprintf(value, sizeof(value), "%.*s", (int)strcspn(line + name_length, "\n"),
				 line + name_length);
			return value;
		}
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return "";
}

void
list_mailbox(const char *folder)
{
	struct name_list ids;
	struct mail mail;

	folder_list(folder, &ids);
	for (size_t i = 0; i < ids.count; i++) {
		if (!folder_get(folder, ids.names[i], &mail))
			continue;
		printf("%3zu  %s", i + 1, mail_field(&mail, "Date: "));
		printf("  %-20s", mail_field(&mail, "From: "));
		printf("  %.*s\n", SUBJECT_WIDTH, mail_field(&mail, "Subject: "));
		free(mail.bytes);
	}
	names_free(&ids);
}

void
list_queue(const char *only_sender)
{
	struct name_list ids;
	struct mail mail;

	folder_list(QUEUE, &ids);
	for (size_t i = 0; i < ids.count; i++) {
		if (!folder_get(QUEUE, ids.names[i], &mail))
			continue;
		if (only_sender == NULL || strcmp(mail_field(&mail, "sender "), only_sender) == 0) {
			printf("%-20s %6zu", ids.names[i], mail.size);
			printf("  to %-20s", mail_field(&mail, "recipient "));
			printf("  %.*s\n", SUBJECT_WIDTH, mail_field(&mail, "Subject: "));
		}
		free(mail.bytes);
	}
	names_free(&ids);
}
