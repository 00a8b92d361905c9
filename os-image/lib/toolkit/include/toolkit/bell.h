/*
 * The bell of the queue: who puts a mail into it rings, so that maild can sleep until then. It
 * is a FIFO of root's beside the queue; a bell that nobody hears is no failure, since maild looks
 * at the queue when it starts.
 */
#ifndef MAIL_BELL_H
#define MAIL_BELL_H

#define QUEUE_BELL "/var/spool/mail/bell"

void bell_ring(void);

/* A descriptor that is readable when it was rung, until bell_hush; -1 with errno. */
int bell_open(const char *path);
void bell_hush(int fd);

#endif
