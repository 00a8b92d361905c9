/* See the header. */
#include "words.h"

#include <string.h>

static void
split(struct words *words)
{
	char *rest;
	char *word;

	words->line[strcspn(words->line, "#\n")] = '\0';
	words->count = 0;
	word = strtok_r(words->line, " \t\r", &rest);
	while (word != NULL && words->count < WORDS_MAX) {
		words->words[words->count++] = word;
		word = strtok_r(NULL, " \t\r", &rest);
	}
	words->words[words->count] = NULL;
}

int
read_words(FILE *file, struct words *words)
{
	int is_cut = 0; /* what comes is the rest of a line too long */

	while (fgets(words->line, sizeof(words->line), file) != NULL) {
		int was_cut = is_cut;

		is_cut = strchr(words->line, '\n') == NULL && !feof(file);
		if (is_cut || was_cut)
			continue;
		split(words);
		if (words->count > 0)
			return 1;
	}
	return 0;
}
