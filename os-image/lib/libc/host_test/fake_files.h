/*
 * Descriptors in memory, for the streams under test: reads and writes may be
 * short, files may have limited room or be terminals. Opening anything gives
 * FAKE_FD; what goes to descriptor 2 is printed after "said: ".
 */
#ifndef HOST_TEST_FAKE_FILES_H
#define HOST_TEST_FAKE_FILES_H

#include <stddef.h>

#define FAKE_FD 5
#define FAKE_COUNT 6
#define FAKE_SIZE 65536

struct fake_file {
	unsigned char bytes[FAKE_SIZE];
	size_t size;
	size_t position;
	size_t room; /* a write beyond is ENOSPC */
	int is_terminal; /* so it can't seek */
	int is_short; /* transfers a random part of what is asked for */
	int appends;
	int writes; /* how often it was written to */
	int is_open;
};

extern struct fake_file fakes[FAKE_COUNT];

/* Empty, not opened, with all the room there is. */
void fake_reset(int fd);

#endif
