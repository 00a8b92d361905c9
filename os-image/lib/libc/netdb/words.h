/* Files of lines whose words are parted by blanks; # begins a comment: /etc/hosts and its kin. */
#ifndef NETDB_WORDS_H
#define NETDB_WORDS_H

#include <stdio.h>

#define WORDS_LINE_SIZE 512 /* bytes of a line with its NUL; longer lines are skipped */
#define WORDS_MAX 16        /* further words of a line are left out */

struct words {
	unsigned count;
	char *words[WORDS_MAX + 1]; /* the last one is followed by NULL */
	char line[WORDS_LINE_SIZE]; /* where they lie */
};

/* The next line that has any words: 1, or 0 at the file's end. */
int read_words(FILE *file, struct words *words);

#endif
