/* See <netkit/names.h>. */
#include <arpa/inet.h>
#include <netkit/names.h>
#include <stdio.h>
#include <string.h>

#define HOSTS "/etc/hosts"
#define SERVICES "/etc/services"
#define LINE_SIZE 256

/*
 * The word `result` of the first line of the file whose word `key` is that one, words counted
 * from 0; false: there is none. What follows a # is left out.
 */
static bool
find_word(const char *file, int key, const char *wanted, int result, char text[NAME_TEXT_SIZE])
{
	FILE *stream = fopen(file, "r");
	char line[LINE_SIZE];
	bool is_found = false;

	while (stream != NULL && !is_found && fgets(line, sizeof(line), stream) != NULL) {
		char *words[2] = {NULL, NULL};
		char *rest = line;

		line[strcspn(line, "#\n")] = '\0';
		for (int i = 0; i < 2; i++)
			words[i] = strtok_r(rest, " \t", &rest);
		is_found = words[0] != NULL && words[1] != NULL && strcmp(words[key], wanted) == 0 &&
			   strlen(words[result]) < NAME_TEXT_SIZE;
		if (is_found)
			strcpy(text, words[result]);
	}
	if (stream != NULL)
		fclose(stream);
	return is_found;
}

const char *
address_name(char text[NAME_TEXT_SIZE], uint32_t address, bool is_numeric)
{
	struct in_addr network = {.s_addr = htonl(address)};
	char number[INET_ADDRSTRLEN];

	if (inet_ntop(AF_INET, &network, number, sizeof(number)) == NULL)
		return "?";
	if (is_numeric || !find_word(HOSTS, 0, number, 1, text))
		strcpy(text, number);
	return text;
}

const char *
port_name(char text[NAME_TEXT_SIZE], uint16_t port, const char *protocol, bool is_numeric)
{
	char wanted[NAME_TEXT_SIZE];

	snprintf(wanted, sizeof(wanted), "%u/%s", port, protocol);
	if (is_numeric || !find_word(SERVICES, 1, wanted, 0, text))
		snprintf(text, NAME_TEXT_SIZE, "%u", port);
	return text;
}
