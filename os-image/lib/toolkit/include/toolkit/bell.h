/*
 * The bell of a queue: who puts something into it rings, so that the program that serves the queue
 * can sleep until then. It is a FIFO of root's; a bell that nobody hears is no failure, since that
 * program looks at the queue when it starts.
 */
#ifndef TOOLKIT_BELL_H
#define TOOLKIT_BELL_H

void bell_ring(const char *path);

/* A descriptor that is readable when it was rung, until bell_hush; -1 with errno. */
int bell_open(const char *path);
void bell_hush(int fd);

#endif
