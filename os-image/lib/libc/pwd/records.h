/* The lines of /etc/passwd and /etc/group: fields parted by colons. */
#ifndef PWD_RECORDS_H
#define PWD_RECORDS_H

#include <stddef.h>
#include <sys/types.h>

#define RECORD_SIZE 512 /* bytes of a line with its NUL; longer lines are skipped */

/*
 * Looks through the file for the first line of just `count` fields that the
 * function accepts. The fields lie in `line`. 1, or 0 when there is none, or -1
 * with errno.
 */
typedef int (*record_accept_t)(char *fields[], const void *wanted);
int find_record(const char *path, char line[RECORD_SIZE], char *fields[], size_t count,
		record_accept_t accept, const void *wanted);

/* A number of a user or group: 1, or 0 when the text is none. */
int parse_id(const char *text, unsigned *id);

#endif
